"""The science as small scalar functions. Each formula stands here once, and nowhere else.

Symbols: s skill now, l lasting skill, z zone width, h help, d stretch, X success (0 or 1), q quality (trust), Q the
share of help that trust lets through, m learning-to-learn, D dependence (the level of help to which one is adapted), R
reactance, C confidence, E energy, L digital literacy, a autonomy need, o openness, c directiveness, rho pitching.
Unless said otherwise all are in [0, 1]. Rates are per week or per meeting, as named.
"""

import math

from mentorsim.compiled import equation

# --- small tools -----------------------------------------------------------------------------------------------------


@equation
def sigma(x):
    """Logistic function 1 / (1 + e^-x), in (0, 1); safe for any finite x."""
    e = math.exp(-abs(x))
    return (1.0 if x >= 0.0 else e) / (1.0 + e)


@equation
def unit_interval(x):
    """x cut to [0, 1]."""
    return min(1.0, max(0.0, x))


@equation
def toward(state, goal, rate):
    """Exponential relaxation state + rate * (goal - state); rate in [0, 1]."""
    return state + rate * (goal - state)


@equation
def chance(hazard):
    """Probability of at least one event in a week at a constant hazard >= 0: 1 - exp(-hazard)."""
    return 1.0 - math.exp(-hazard)


@equation
def happens(u, hazard):
    """Whether it happens this week by a uniform u: u < 1 - exp(-hazard). As that is <= hazard, most u need no exp."""
    return u < hazard and u < chance(hazard)


@equation
def mean_square(u, v):
    """Mean square difference of two vectors of equal length, in [0, 1] for entries in [0, 1]."""
    total = 0.0
    for k in range(len(u)):
        difference = u[k] - v[k]
        total += difference * difference
    return total / len(u)


@equation
def distance(u, v):
    """Root-mean-square difference of two vectors of equal length, in [0, 1] for entries in [0, 1]."""
    return math.sqrt(mean_square(u, v))


@equation
def conflict(g, h):
    """Total variation distance of two goal vectors on the simplex, (1/2) sum |g_k - h_k|, in [0, 1]."""
    total = 0.0
    for k in range(len(g)):
        total += abs(g[k] - h[k])
    return 0.5 * total


@equation
def weighted(g, s):
    """Skill weighted by goals, sum g_k s_k; g on the simplex."""
    total = 0.0
    for k in range(len(g)):
        total += g[k] * s[k]
    return total


@equation
def cosine(g, s):
    """Cosine of two vectors of weights >= 0, sum g_k s_k / sqrt(sum g_k^2 sum s_k^2), in [0, 1]; 0 if one is zero."""
    gs = gg = ss = 0.0
    for k in range(len(g)):
        gs += g[k] * s[k]
        gg += g[k] * g[k]
        ss += s[k] * s[k]
    return gs / math.sqrt(gg * ss) if gg * ss > 0.0 else 0.0


@equation
def domain(g, u):
    """The domain that a uniform u in (0, 1) points to under weights g on the simplex."""
    total = 0.0
    for k in range(len(g) - 1):
        total += g[k]
        if u < total:
            return k
    return len(g) - 1


# --- meetings and channel --------------------------------------------------------------------------------------------


@equation
def claim(help_level, base, slope):
    """Hours that a contact claims of its mentor's week, base + slope h. Source: model assumption."""
    return base + slope * help_level


@equation
def attention(load):
    """Share of the contacts wished for that a mentor under load l = claims / hours can keep, min(1, 1/l)."""
    return 1.0 if load <= 1.0 else 1.0 / load


@equation
def channel_quality(online, literacy_mentee, literacy_mentor, reliability, gamma, gap):
    """Chance that a contact works: in person its reliability; online it is lowered by both partners' literacy.

    reliability min(L_i, L_j)^gamma (1 - gap |L_i - L_j|); gamma >= 0: loss by the weaker partner's literacy; gap: loss
    by the difference as such (0: none). Claim C6 of the essay.
    """
    if online:
        weaker, apart = min(literacy_mentee, literacy_mentor), abs(literacy_mentee - literacy_mentor)
        return reliability * weaker**gamma * (1.0 - gap * apart)
    return reliability


@equation
def proactivity(zeta):
    """Proactivity, sigma(zeta): the propensity to take part as a share in [0, 1]."""
    return sigma(zeta)


@equation
def contacts_of_mentee(zeta, quality, chosen, rate, base, by_quality, by_choice):
    """Contacts a week that a mentee begins, rate sigma(zeta)(base + by_quality q)(1 + by_choice chosen).

    chosen: 1 where the mentee chose the mentor. Source: Kendall & Smith-Jentsch 2015 (choice and proactivity).
    """
    return rate * proactivity(zeta) * (base + by_quality * quality) * (1.0 + by_choice * chosen)


@equation
def contacts_of_mentor(attunement, quality, rate, base):
    """Contacts a week that a mentor begins, rate attunement (base + q)."""
    return rate * attunement * (base + quality)


@equation
def waning(silent, lasts):
    """Share of the partners' initiative left after `silent` whole weeks without contact, exp(-silent / lasts)."""
    return math.exp(-silent / lasts)


@equation
def expected_contacts(rate):
    """Expected number of contacts in a week, at most three, of a Poisson variable with this rate.

    3 - e^-rate (3 + 2 rate + rate^2 / 2).
    """
    return 3.0 - math.exp(-rate) * (3.0 + 2.0 * rate + 0.5 * rate * rate)


@equation
def poisson_quantile(rate, u, most):
    """The Poisson variable of this rate at the uniform u, at most `most`: a higher rate never gives fewer."""
    chance_of, count = math.exp(-rate), 0
    total = chance_of
    while u > total and count < most:
        count += 1
        chance_of *= rate / count
        total += chance_of
    return count


@equation
def literacy_gain(own, partner, rate):
    """Digital literacy picked up in an online meeting, rate max(0, L_j - L)(1 - L); in both directions."""
    return rate * max(0.0, partner - own) * (1.0 - own)


# --- learning in the zone of proximal development --------------------------------------------------------------------


@equation
def time_wanted(meetings, cost, per_meeting):
    """Share of a week of learning that so many meetings would take; cost: of one, as a share of one in person."""
    return meetings * cost * per_meeting


@equation
def own_time(wanted, most, takes_part, per_visit):
    """Share of a week of learning left for own work, max(0, 1 - min(most, wanted) - V t_visit).

    wanted: by meetings, see `time_wanted`; takes_part V: 1 for a visitor of the community, else 0.
    """
    return max(0.0, 1.0 - min(most, wanted) - takes_part * per_visit)


@equation
def shrinking(wanted, most):
    """Share of each meeting left where all of them would take more than `most` of the week, min(1, most / wanted)."""
    return min(1.0, most / wanted) if wanted > 0.0 else 1.0


@equation
def effort(confidence, hurt, base, by_confidence, by_hurt):
    """Effort at a task, e = base + by_confidence C - by_hurt hurt, cut to [.05, 1.2].

    Source: Bandura 1997; Multon, Brown & Lent 1991 (self-efficacy and persistence).
    """
    return min(1.2, max(0.05, base + by_confidence * confidence - by_hurt * hurt))


@equation
def own_effort(effort, dependence, drive, by_dependence):
    """Effort at own work, (e - by_dependence D) drive, cut to [.05, 1.2]: people used to help try less hard alone.

    drive: of realised autonomy, see `work_drive`.
    """
    return min(1.2, max(0.05, (effort - by_dependence * dependence) * drive))


@equation
def work_drive(realised, strength):
    """How realised autonomy scales own work, 1 + strength (2 r - 1), so 1 at r = .5."""
    return 1.0 + strength * (2.0 * realised - 1.0)


@equation
def congruence(pitching, gap, near, scale):
    """Pitching skill across a gap, rho exp(-max(0, G - near) / scale): experts no longer see a novice's difficulties.

    Source: Nathan & Petrosino 2003 (expert blind spot); Schmidt & Moust 1995 (cognitive congruence).
    """
    return pitching * math.exp(-max(0.0, gap - near) / scale)


@equation
def best_stretch(help_level, width, aim, tau, ease):
    """Stretch at which help h brings success with probability `aim`, d* = max(0, h z + tau (b - logit aim))."""
    return max(0.0, help_level * width + tau * (ease - math.log(aim / (1.0 - aim))))


@equation
def pitch(gap, best, rho, fixed_stretch):
    """Stretch of the task a helper sets, rho min(G, d*) + (1 - rho) min(G, fixed_stretch).

    gap G = max(0, s_helper - s); best d*: see `best_stretch`; rho: pitching skill across the gap, see `congruence`.
    Source: model assumption, after Wood, Bruner & Ross 1976 (scaffolding).
    """
    return rho * min(gap, best) + (1.0 - rho) * min(gap, fixed_stretch)


@equation
def own_stretch(help_level, width, side, m, tau, ease, error):
    """Stretch of a task one sets oneself, max(.01, h z + tau b + side error (1 - m)): even odds, missed to one side.

    help_level h: of resources found; side: 1 for people who aim too high, -1 for those who aim too low; m:
    learning-to-learn, skill in pitching for oneself.
    Source: Atkinson 1957 (tasks at even odds); Kruger & Dunning 1999 (misjudged ability).
    """
    return max(0.01, help_level * width + tau * ease + side * error * (1.0 - m))


@equation
def resource_help(nodes, most, pace):
    """Help in own work from learning resources found, most (1 - exp(-pace nodes)); nodes >= 0."""
    return most * (1.0 - math.exp(-pace * nodes))


@equation
def success_chance(help_level, width, stretch, tau, ease):
    """Probability of success at a task, sigma((h z - d) / tau + b): help carries the mentee h z beyond own skill."""
    return sigma((help_level * width - stretch) / tau + ease)


@equation
def learned_from(success, from_failure):
    """What a task teaches by its outcome, X + kappa (1 - X): a failure teaches a share kappa of a success."""
    return success + from_failure * (1.0 - success)


@equation
def task_gain(rate, aptitude, skill, phi, outcome, effort, weight):
    """Skill gained at a task, lambda apt (1 - s) phi (X + kappa (1 - X)) e w; the one rule, with help or without.

    aptitude >= 0; outcome: see `learned_from`; effort e; weight w: own time, or `help_weight`, or that of an answer.
    """
    return rate * aptitude * (1.0 - skill) * phi * outcome * effort * weight


@equation
def trust_gate(quality, middle, power):
    """Share of help that trust lets through, Q = q^power / (q^power + middle^power); 0 at q = 0.

    Source: Rhodes 2005; Bayer et al. 2015 (a close relationship is the active ingredient).
    """
    raised = quality**power
    return raised / (raised + middle**power) if quality > 0.0 else 0.0


@equation
def redundancy(skill, low, span):
    """Share of help that is redundant for a learner of this skill, Red = (s - low) / span, cut to [0, 1].

    Source: Kalyuga et al. 2003; Tetzlaff et al. 2025 (expertise reversal).
    """
    return unit_interval((skill - low) / span)


@equation
def priming(skill, confidence, tried, needed, middle, scale):
    """How far one's own try in the same domain and week prepares for help, sigma((s - middle) / scale); 0 without one.

    tried: whether there was one; needed: confidence below which a struggle only discourages.
    Source: Sinha & Kapur 2021 (problem solving before instruction).
    """
    return sigma((skill - middle) / scale) if tried and confidence > needed else 0.0


@equation
def help_weight(weight, uptake, primed, by_priming, help_level, redundant, by_redundancy):
    """Weight of a helped task, w u (1 + pi P) max(0, 1 - r h Red).

    weight: of trust, W Q in a meeting; uptake: share of the help offered that is taken up; primed P: see `priming`.
    """
    return weight * uptake * (1.0 + by_priming * primed) * max(0.0, 1.0 - by_redundancy * help_level * redundant)


@equation
def confusion(rate, aptitude, skill, gate, rho, strength):
    """Skill lost in a meeting without trust and pitching, lambda apt (1 - s) strength (1 - Q)(1 - rho): help can harm.

    rho: pitching skill across the gap, see `congruence`.
    """
    return rate * aptitude * (1.0 - skill) * strength * (1.0 - gate) * (1.0 - rho)


@equation
def stored_alone(storing, success, effort, time):
    """Share of s - l that own work stores in a week, mu X e w.

    Source: Bjork & Bjork 1992 (two strengths); Roediger & Karpicke 2006 (retrieval strengthens).
    """
    return storing * success * effort * time


@equation
def stored_with_help(storing, help_level, success, effort, trust):
    """Share of s - l that a helped task stores, mu (1 - h)^2 X e Q: what help carried is poorly retained.

    Source: Soderstrom & Bjork 2015 (performance is not learning).
    """
    return storing * (1.0 - help_level) ** 2 * success * effort * trust


@equation
def fading(skill, lasting, rate):
    """Skill that fades in a week, f (s - l): skill now falls toward lasting skill."""
    return rate * (skill - lasting)


@equation
def metacognition_step(m, base, work, coaching, reactance, by_work, back, merit):
    """Change of learning-to-learn in a week, (1 - m)(by_work X e w + coaching + merit 4 R (1 - R)) - back (m - m0).

    work: X e w of one's own task; coaching: sum over meetings, see `coached`; merit: of resistance (C4).
    """
    return (1.0 - m) * (by_work * work + coaching + merit * 4.0 * reactance * (1.0 - reactance)) - back * (m - base)


@equation
def coached(gate, rho, help_level, rate):
    """What the mentor's example in a meeting adds to learning-to-learn, rate Q rho (1 - h)."""
    return rate * gate * rho * (1.0 - help_level)


@equation
def progress_ratio(gain, aptitude, performance, focus, rate, share):
    """Gain on personal goals over the gain expected, gain / (lambda apt (1 - y) share focus), at most 3.

    gain: of the week, weighted by goals; focus: sum of squared goal weights; share: of the best gain, expected of a
    person like that who works alone.
    """
    expected = rate * aptitude * (1.0 - performance) * share * focus
    return min(3.0, max(0.0, gain) / expected) if expected > 0.0 else 1.0


@equation
def zone_gamma(stretch, width):
    """Learning productivity phi(d) = (d/z) exp(1 - d/z); 0 at d = 0, peak 1 at d = z. Source: model assumption."""
    r = stretch / width
    return r * math.exp(1.0 - r)


@equation
def zone_gaussian(stretch, width):
    """Rival zone function exp(-(d - z)^2 / (2 (z/2)^2)): peak 1 at d = z, symmetric."""
    r = (stretch - width) / (0.5 * width)
    return math.exp(-0.5 * r * r)


@equation
def zone_beta(stretch, width):
    """Rival zone function with a hard cut-off, 4 r (1 - r) with r = d / (2 z): peak 1 at d = z, 0 from d = 2 z on."""
    r = stretch / (2.0 * width)
    return 4.0 * r * (1.0 - r) if r < 1.0 else 0.0


@equation
def zone_error_rate(stretch, width):
    """Rival zone function, the 15.87 % error form: learning x exp((1 - x^2) / 2) peaks where errors are 15.87 %.

    x = d/z is the difficulty in units of the zone; the gain of a gradient learner at precision x is x times the
    normal density at x, scaled to peak 1 at x = 1, where Phi(-1) = .1587. Source: Wilson et al. 2019.
    """
    x = stretch / width
    return x * math.exp(0.5 * (1.0 - x * x))


@equation
def zone(form, stretch, width):
    """The zone function chosen (codes.ZONE_FORMS): stretch d >= 0, width z > 0 -> [0, 1]."""
    if form == 1:
        return zone_gaussian(stretch, width)
    if form == 2:
        return zone_beta(stretch, width)
    if form == 3:
        return zone_error_rate(stretch, width)
    return zone_gamma(stretch, width)


@equation
def random_factor(z, sd):
    """Log-normal factor with mean 1 by which people or programmes differ, exp(sd z - sd^2 / 2). z: a standard normal.

    Source: Vaupel, Manton & Stallard 1979 (frailty).
    """
    return math.exp(sd * z - 0.5 * sd * sd)


@equation
def starting_commitment(u, year, years):
    """Weeks that a newcomer would stay a mentor: 52, or 104 to 208, or 32,767 for no limit. u: a uniform.

    year, years: shares of the first and of the second. Source: form after MENTOR 2016; the spread is an assumption.
    """
    if u < year:
        return 52
    if u < year + years:
        return 104 + int(104.0 * (u - year) / years)
    return 32767


@equation
def starting_hours(capacity, z, per_place, spread):
    """A mentor's hours a week, per_place * capacity * exp(spread z): log-normal. z: a standard normal."""
    return per_place * capacity * math.exp(spread * z)


@equation
def assisted(skill, help_level, width):
    """Performance with help, min(1, s + h z)."""
    return min(1.0, skill + help_level * width)


# --- dependence and shortfall ----------------------------------------------------------------------------------------


@equation
def answered_help(answers, meetings, help_level):
    """Help from the community as a level, h answers / (answers + meetings + 1): by its share of the week's tasks."""
    return help_level * answers / (answers + meetings + 1.0)


@equation
def shortfall(dependence, help_level, strength):
    """Shortfall of help, strength max(0, D - h): help below the level to which one is adapted.

    help_level h: largest planned help over running matches, 0 without one. Source: Helson 1964 (adaptation level).
    """
    return strength * max(0.0, dependence - help_level)


# --- openness --------------------------------------------------------------------------------------------------------


@equation
def confidence_bound(openness, base, slope):
    """Distance within which advice is heard, eps = base + slope o.

    Source: Deffuant et al. 2000 (bounded confidence).
    """
    return base + slope * openness


@equation
def advice_weight(gap, bound, scale):
    """Weight of advice across a distance of values, w = sigma((eps - v) / scale)."""
    return sigma((bound - gap) / scale)


# --- autonomy against control ----------------------------------------------------------------------------------------


@equation
def felt_power(level, powerless):
    """Share of directive help perceived as control, p + (1 - p) level; p where the setting gives no power."""
    return powerless + (1.0 - powerless) * level


@equation
def threat(directiveness, power, help_level, imposed, autonomy, skill, by_autonomy, by_skill):
    """Perceived threat to freedom, max(0, c power h + imposed - by_autonomy (1 - a) - by_skill (1 - s)).

    power: see `felt_power`. Source: model assumption after reactance theory (Brehm 1966; Dillard & Shen 2005).
    """
    control = directiveness * power * help_level + imposed
    return max(0.0, control - by_autonomy * (1.0 - autonomy) - by_skill * (1.0 - skill))


@equation
def missing_structure(skill, directiveness, help_level, need):
    """Structure that a novice lacks, U = max(0, need (1 - s) - c h)."""
    return max(0.0, need * (1.0 - skill) - directiveness * help_level)


@equation
def uptake(reactance, missing, cost):
    """Share of the help offered that is taken up, u = (1 - R)(1 - cost U). missing U: see `missing_structure`."""
    return (1.0 - reactance) * (1.0 - cost * missing)


@equation
def imposed_share(omega, goal_conflict):
    """What the organisation imposes: the plan's organisational share times the conflict of goals, in [0, 1]."""
    return omega * goal_conflict


@equation
def realised_autonomy(form, autonomy, openness, diversity, interactivity):
    """Autonomy as experienced (C5): autonomy, openness, diversity of contacts and interactivity joined.

    form (codes.AUTONOMY_FORMS): 0 geometric mean (none suffices alone), 1 mean (they add), 2 minimum (the scarcest
    binds); interactivity: `proactivity`.
    """
    if form == 1:
        return 0.25 * (autonomy + openness + diversity + interactivity)
    if form == 2:
        return min(min(autonomy, openness), min(diversity, interactivity))
    return math.sqrt(math.sqrt(autonomy * openness * diversity * interactivity))


# --- quality and endings ---------------------------------------------------------------------------------------------


@equation
def similarity(style_a, style_b, values_a, values_b):
    """Deep similarity, 1 - sqrt of the mean square of style and value distances, in [0, 1]."""
    return 1.0 - math.sqrt(0.5 * (mean_square(style_a, style_b) + mean_square(values_a, values_b)))


@equation
def first_quality(form, deep, same_group, hurt, noise, base, slope, by_group, by_hurt, flat):
    """Quality at the start, base + slope sim + by_group same_group - by_hurt hurt + noise, cut to [0, 1].

    form: 1 puts a flat mean in the place of base + slope sim (codes.QUALITY_STARTS).
    """
    expected = flat if form == 1 else base + slope * deep
    return unit_interval(expected + by_group * same_group - by_hurt * hurt + noise)


@equation
def experience(success, phi, threat, harsh, base, by_phi, cost):
    """How a meeting was experienced, e = X (base + by_phi phi) - cost - threat - harsh.

    threat, harsh: what the mentee's reactance and a harsh word take away.
    """
    return success * (base + by_phi * phi) - cost - threat - harsh


@equation
def quality_step(quality, up, down, attunement, gain, loss):
    """Change of quality, gain attunement (1 - q) v+ - loss q v-: trust grows slowly and breaks fast.

    up v+, down v-: what the week's meetings were worth, and cost, summed; attunement: of the mentor.
    """
    return gain * attunement * (1.0 - quality) * up - loss * quality * down


@equation
def commitment_factor(weeks, commitment, before, after):
    """Factor of a mentor's hazards: `before` within the time of their commitment, `after` beyond it."""
    return before if weeks < commitment else after


@equation
def mentor_hazard(quality, energy, episode, committed, base, by_q, by_energy, by_episode):
    """Weekly hazard that the mentor ends the match.

    base exp(-by_q (q - .5) + by_energy (.8 - E) + by_episode life) committed; committed: see `commitment_factor`;
    episode: 1 in an episode of private life.
    """
    return base * committed * math.exp(-by_q * (quality - 0.5) + by_energy * (0.8 - energy) + by_episode * episode)


@equation
def mentee_hazard(quality, reactance, tension, missed, episode, base, by_q, by_reactance, by_shortfall, by_episode):
    """Weekly hazard that the mentee ends the match.

    base exp(-by_q (q - .5) + by_reactance R + tension + by_shortfall short + by_episode life); missed: see `shortfall`.
    """
    return base * math.exp(
        -by_q * (quality - 0.5) + by_reactance * reactance + tension + by_shortfall * missed + by_episode * episode
    )


@equation
def silence_hazard(silent, rate, tolerated):
    """Weekly hazard that a match without contact ends, rate max(0, silent - tolerated); silent in weeks."""
    return rate * max(0.0, silent - tolerated)


@equation
def hurt_by_end(quality, help_level, hurt, base):
    """Hurt by an unplanned end, (base + q) h (1 - hurt): a close relationship and much help hurt most.

    Source: Grossman & Rhodes 2002; Spencer 2007; Zilberstein & Spencer 2017.
    """
    return (base + quality) * help_level * (1.0 - hurt)


@equation
def renegotiation_chance(quality, base, slope):
    """Chance that a pair whose plan has drifted finds a new one, base + slope q."""
    return base + slope * quality


@equation
def peer_chance(quality, share):
    """Chance that a pair goes on as peers after a planned end, share * q. Source: Kram 1983 (redefinition)."""
    return share * quality


# --- confidence ------------------------------------------------------------------------------------------------------


@equation
def confidence_step(confidence, base, rise, fall, gate, missed, buffer, by_shortfall, back):
    """Change of confidence in a week, rise (1 - C) - fall C (1 - buffer Q) - by_shortfall short - back (C - C0).

    rise, fall: rates summed over the week's events; gate Q: of the most trusted mentor, 0 without one.
    """
    down = fall * confidence * (1.0 - buffer * gate) + by_shortfall * missed + back * (confidence - base)
    return rise * (1.0 - confidence) - down


# --- mentor energy and supply ----------------------------------------------------------------------------------------


@equation
def energy_step(energy, load, reward, recovery, strain, joy):
    """Change of a mentor's energy, recovery (1 - E) - strain l^2 E + joy reward.

    reward: by how much the mentees' running success exceeds even odds (0 without mentees).
    """
    return recovery * (1.0 - energy) - strain * load * load * energy + joy * reward


@equation
def mentors_for(count, ratio):
    """How many mentors `count` mentees have where a ratio > 0 of mentees per mentor is held, to the nearest whole."""
    return math.floor(count / ratio + 0.5)


@equation
def exit_hazard(energy, committed, base, steep):
    """Weekly hazard that a mentor gives up, base committed exp(steep (1 - E)); committed: see `commitment_factor`."""
    return base * committed * math.exp(steep * (1.0 - energy))


@equation
def intent_to_leave(content, belonging, hurt, missed, by_satisfaction, by_belonging, by_hurt, by_shortfall):
    """Intent to leave, the logarithm of the leaving hazard over its base.

    -by_satisfaction (satisfaction - .5) - by_belonging (B - .3) + by_hurt hurt + by_shortfall short.
    """
    return (
        -by_satisfaction * (content - 0.5) - by_belonging * (belonging - 0.3) + by_hurt * hurt + by_shortfall * missed
    )


@equation
def leaving_hazard(intent, restless, org_progress, omega, base, spread, earning):
    """Weekly hazard that somebody leaves, base exp(intent + spread restless - earning omega (progress - .5)).

    intent: see `intent_to_leave`; restless: N(0, 1), how loosely one is bound from the start; serving the organisation
    pays, the more so the larger its share omega.
    """
    return base * math.exp(intent + spread * restless - earning * omega * (org_progress - 0.5))


@equation
def volunteer_hazard(past_quality, openness, need, rate, base, by_quality, need_pull):
    """Weekly hazard that an independent person volunteers as a mentor.

    rate (base + by_quality q_past)(.5 + o)(1 + need_pull (need - .5)); need in [0, 1]: visible share of demand that
    goes unserved. Source: signs in Bozionelos 2004.
    """
    return rate * (base + by_quality * past_quality) * (0.5 + openness) * (1.0 + need_pull * (need - 0.5))


# --- community, ties -------------------------------------------------------------------------------------------------


@equation
def visit_rate(works, zeta, heard, hush, confidence, base, by_zeta, by_reply, by_hush, by_confidence):
    """Visits a week, works exp(min(3, base + by_zeta zeta + by_reply heard - by_hush hush + by_confidence (C - .5))).

    works: chance that the platform carries a visit; heard: pull of a recent reply; hush: silenced by harsh words.
    """
    drive = base + by_zeta * zeta + by_reply * heard - by_hush * hush + by_confidence * (confidence - 0.5)
    return works * math.exp(min(3.0, drive))


@equation
def asking_chance(confidence, m, zeta, hush, base, by_confidence, by_m, by_zeta, by_hush):
    """Chance of asking about a task of one's own that failed.

    sigma(base + by_confidence (C - .5) + by_m (m - .35) + by_zeta zeta - by_hush hush): to ask, one must know what one
    does not know. Source: Miyake & Norman 1979.
    """
    drive = base + by_confidence * (confidence - 0.5) + by_m * (m - 0.35) + by_zeta * zeta - by_hush * hush
    return sigma(drive)


@equation
def knowing_more(ahead, scale):
    """How far an advantage in skill favours answering, sigma(ahead / scale); ahead: of the asker, in skill."""
    return sigma(ahead / scale)


@equation
def readiness_to_answer(visits, zeta, owed, hush, base, by_zeta, by_owed, by_hush):
    """Readiness to answer in a week, 1 - (1 - sigma(base + by_zeta zeta + by_owed owed - by_hush hush))^V.

    visits V >= 0; owed: obligation to the asker, see `owed_help` (reciprocity). The chance to answer a question is
    this times `knowing_more`.
    """
    return 1.0 - (1.0 - sigma(base + by_zeta * zeta + by_owed * owed - by_hush * hush)) ** visits


@equation
def owed_help(weeks, fade):
    """Obligation that remains for help received so many weeks ago, (1 - fade)^weeks."""
    return (1.0 - fade) ** weeks


@equation
def hush_by_word(hush, confidence, trust, weight, buffer):
    """Hush added by a harsh word to oneself, weight (1 - hush) 2 (1 - C)(1 - buffer trust).

    trust: in one's mentor. Source: Mak 2011 (criticism and bullying produce lurkers); the form is an assumption.
    """
    return weight * (1.0 - hush) * 2.0 * (1.0 - confidence) * (1.0 - buffer * trust)


@equation
def hush_by_witness(hush, confidence, weight):
    """Hush added by a harsh word that one witnesses, weight (1 - hush)(1 - C)."""
    return weight * (1.0 - hush) * (1.0 - confidence)


@equation
def tie_of_arcs(there, back, one_way):
    """Strength of the tie that arcs of a given graph stand for, 1 - (1 - one_way there)(1 - one_way back).

    there, back: strengths of the arcs in both directions over the largest in the graph, in [0, 1], 0 for none. Each is
    taken for the chance that the contact is alive, independently of the other; so a reciprocated arc is stronger.
    """
    return 1.0 - (1.0 - one_way * there) * (1.0 - one_way * back)


@equation
def tie_chance(deep, shared, same_unit, degree, base, by_similarity, by_shared, by_unit, by_degree):
    """Chance that a considered tie forms: a logit of homophily, closure, propinquity and popularity.

    Source: McPherson, Smith-Lovin & Cook 2001 (homophily); Barabasi & Albert 1999 (degree).
    """
    return sigma(
        base + by_similarity * (deep - 0.7) + by_shared * shared + by_unit * same_unit + by_degree * math.log1p(degree)
    )


# --- satisfaction ----------------------------------------------------------------------------------------------------


@equation
def place_fit(apart, goal_conflict):
    """Fit of a person and the place, 1 - (distance of values + conflict of goals) / 2.

    Source: Kristof-Brown, Zimmerman & Johnson 2005 (person-environment fit); the form is an assumption.
    """
    return 1.0 - 0.5 * (apart + goal_conflict)


@equation
def contentment(fit, gate, confidence, pace, hurt, missed, base, weights):
    """Satisfaction toward which a person moves: a base, fit, trust, confidence and progress, less hurt and missed help.

    base + w1 (fit - usual) + w2 Q + w3 (C - .5) + w4 (pace - 1) - w5 hurt - w6 short, cut to [0, 1]; weights: w1,
    usual fit, w2 ... w6; pace: the running mean of `progress_ratio`.
    """
    by_fit, usual_fit, by_trust, by_confidence, by_progress, by_hurt, by_shortfall = weights
    return unit_interval(
        base
        + by_fit * (fit - usual_fit)
        + by_trust * gate
        + by_confidence * (confidence - 0.5)
        + by_progress * (pace - 1.0)
        - by_hurt * hurt
        - by_shortfall * missed
    )


@equation
def belonging_signal(replied, there, in_contact, quality, by_reply, by_presence, by_pair, pair_base):
    """The week's signs that a person belongs, cut to [0, 1].

    A reply or thanks (by_reply), taking part (by_presence), and a pair in contact, by_pair (q + pair_base).
    """
    social = by_reply if replied else by_presence * there
    return unit_interval(social + (by_pair * (quality + pair_base) if in_contact else 0.0))


@equation
def mentor_contentment(success, energy):
    """Satisfaction toward which a mentor moves: the mean of the mentees' running success and the mentor's energy."""
    return 0.5 * (success + energy)


@equation
def share_of_way(now, start, target):
    """Progress from the start to a stated target, cut to [0, 1]; 1 where the target was reached at the start."""
    if target <= start:
        return 1.0
    return unit_interval((now - start) / (target - start))
