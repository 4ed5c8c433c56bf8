"""The science as small scalar functions. Each formula stands here once, and nowhere else.

Symbols: s skill, z zone width, h help, d stretch, q quality (trust), m learning-to-learn, D dependence, R reactance,
C confidence, E energy, L digital literacy, a autonomy need, o openness, i interactivity, c directiveness, rho pitching.
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
    """Hours a match claims of its mentor's week, .4 + .6 h. Source: model assumption (base .4, slope .6)."""
    return base + slope * help_level


@equation
def attention(load):
    """Share of asked-for meetings that a mentor under load l = claims / hours can hold: min(1, 1/l)."""
    return 1.0 if load <= 1.0 else 1.0 / load


@equation
def channel_quality(online, literacy_mentee, literacy_mentor, reliability, gamma):
    """Chance that a contact works: in person its reliability, online min(L_i, L_j)^gamma * reliability (its uptime).

    gamma >= 0: literacy loss (0: none). Claim C6 of the essay: the weaker partner's literacy limits e-mentoring.
    """
    if online:
        return reliability * min(literacy_mentee, literacy_mentor) ** gamma
    return reliability


@equation
def contacts(cost, reinvest):
    """How much more often a pair can meet when a contact costs a share `cost` of an in-person hour: cost^-reinvest.

    cost in (0, 1]; reinvest in [0, 1]: share of the saved time put into further contacts.
    """
    return cost**-reinvest


@equation
def meeting_chance(i_mentee, i_mentor, att, channel, often, base, slope):
    """Probability that a match meets this week, min(1, (.5 + .25 (i_mentee + i_mentor)) * often) * att * channel.

    often: `contacts`, times the pace of the week where a budget of hours sets it.
    """
    return min(1.0, (base + slope * (i_mentee + i_mentor)) * often) * att * channel


@equation
def expected_hours(ready, works, hours, pace):
    """Hours a match is expected to use in a week when meetings are `pace` times as frequent: min(1, pace r) w hours.

    ready r >= 0: how often the pair would meet for its own part; works w: chance that attention and channel allow it;
    hours: of one meeting.
    """
    return min(1.0, pace * ready) * works * hours


@equation
def literacy_gain(own, partner, rate):
    """Digital literacy picked up in an online meeting, .02 max(0, L_j - L)(1 - L); in both directions."""
    return rate * max(0.0, partner - own) * (1.0 - own)


# --- learning in the zone of proximal development --------------------------------------------------------------------


@equation
def pitch(gap, help_level, width, rho, aim, tau, ease, fixed_stretch):
    """Stretch of the task a mentor sets: rho min(G, d*) + (1 - rho) min(G, .45), d* = h z + tau (b - logit aim).

    gap G = max(0, s_mentor - s_mentee); width: the zone width as the mentor estimates it; aim: success aimed at, .70;
    tau, ease b: scale and offset of the success curve; fixed_stretch .45: what a mentor without pitching skill sets.
    Source: model assumption, after Wood, Bruner & Ross 1976 (scaffolding); aim near Wilson et al. 2019.
    """
    best = max(0.0, help_level * width + tau * (ease - math.log(aim / (1.0 - aim))))
    return rho * min(gap, best) + (1.0 - rho) * min(gap, fixed_stretch)


@equation
def success_chance(help_level, width, stretch, tau, ease):
    """Probability of success at a task, sigma((h z - d) / tau + b): help carries the mentee h z beyond own skill."""
    return sigma((help_level * width - stretch) / tau + ease)


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
def crowding(skill, slope, knee):
    """How much help lowers a mentee's own effort, k = min(1, .7 s / .45): expertise reversal."""
    return min(1.0, slope * skill / knee)


@equation
def closeness(quality, middle, scale):
    """Weight of a relationship's quality in learning, Q = sigma((q - .5) / .08)."""
    return sigma((quality - middle) / scale)


@equation
def skill_gain(rate, phi, success, k, help_level, uptake, openness_weight, close, skill):
    """Skill learned at a meeting, ds = rate phi X (1 - k h) u w Q (1 - s); rate .03."""
    return rate * phi * success * (1.0 - k * help_level) * uptake * openness_weight * close * (1.0 - skill)


@equation
def starting_ceiling(z, own, sd, correlation):
    """Own ceiling offset A of a newcomer, N(0, sd), correlated with the z of the starting level of skill.

    z, own: independent standard normals. Source: model assumption.
    """
    return sd * (correlation * z + math.sqrt(1.0 - correlation * correlation) * own)


@equation
def starting_hours(capacity, z, per_place, spread):
    """A mentor's hours a week, per_place * capacity * exp(spread z): log-normal. z: a standard normal."""
    return per_place * capacity * math.exp(spread * z)


@equation
def own_ceiling(m, nodes, offset, base, by_m, by_nodes, pace):
    """Skill reachable alone, .46 + .25 m + .15 (1 - exp(-.2 nodes)) + A. nodes >= 0: resources found."""
    return base + by_m * m + by_nodes * (1.0 - math.exp(-pace * nodes)) + offset


@equation
def study_gain(skill, ceiling, rate, drive):
    """Skill gained alone in a week, .005 max(0, ceil - s) * drive; drive >= 0: 1 at average realised autonomy."""
    return rate * max(0.0, ceiling - skill) * drive


@equation
def study_drive(realised, strength):
    """How realised autonomy scales self-study: 1 + strength (2 r - 1), so 1 at r = .5."""
    return 1.0 + strength * (2.0 * realised - 1.0)


@equation
def metacognition_gain(m, help_level, success, quality, rho, uptake, by_task, by_mentor):
    """Learning-to-learn from a meeting, (1 - m)(.018 (1 - h) X + .010 q rho u): own success and a model teach."""
    return (1.0 - m) * (by_task * (1.0 - help_level) * success + by_mentor * quality * rho * uptake)


@equation
def metacognition_drift(m, base, interactivity, reactance, rise, fall, merit):
    """Learning-to-learn in any week: .0018 (1 - m) i - .003 (m - m0) + .004 * 4 R (1 - R) (1 - m).

    The last term is the merit of resistance (C4); 1 - m keeps it in bounds.
    """
    return (
        rise * (1.0 - m) * interactivity - fall * (m - base) + merit * 4.0 * reactance * (1.0 - reactance) * (1.0 - m)
    )


@equation
def dependence_step(dependence, help_level, success, rise, fall):
    """Change of dependence at a meeting, .05 h X (1 - D) - .06 (1 - h) X D."""
    return success * (rise * help_level * (1.0 - dependence) - fall * (1.0 - help_level) * dependence)


@equation
def expected_gain(chance_of_success, performance, m_success, m_failure, worth):
    """What a meeting is expected to bring, P dy + worth (P dm_success + (1 - P) dm_failure); a failure leaves y alone.

    performance: change of unassisted performance after a success; m_…: changes of learning-to-learn.
    """
    return chance_of_success * performance + worth * (
        chance_of_success * m_success + (1.0 - chance_of_success) * m_failure
    )


@equation
def unassisted(skill, dependence, deduction):
    """Performance alone, y = s (1 - .08 D). deduction 0: the rival form without any deduction."""
    return skill * (1.0 - deduction * dependence)


@equation
def assisted(skill, help_level, width):
    """Performance with help, min(1, s + h z)."""
    return min(1.0, skill + help_level * width)


# --- openness --------------------------------------------------------------------------------------------------------


@equation
def confidence_bound(openness, base, slope):
    """Distance within which advice is heard, eps = .15 + .45 o. Source: Deffuant et al. 2000 (bounded confidence)."""
    return base + slope * openness


@equation
def advice_weight(gap, bound, scale):
    """Weight of advice across a distance of values, w = sigma((eps - v) / .05)."""
    return sigma((bound - gap) / scale)


# --- autonomy against control ----------------------------------------------------------------------------------------


@equation
def felt_power(level, powerless):
    """Share of directive help that is felt as control, p + (1 - p) level; p where the setting gives no power."""
    return powerless + (1.0 - powerless) * level


@equation
def threat(directiveness, power, help_level, imposed, autonomy, skill, by_autonomy, by_skill):
    """Perceived threat to freedom, max(0, c power h + imposed - by_autonomy (1 - a) - by_skill (1 - s)); power as felt.

    Source: model assumption after reactance theory (Brehm 1966; Dillard & Shen 2005).
    """
    control = directiveness * power * help_level + imposed
    return max(0.0, control - by_autonomy * (1.0 - autonomy) - by_skill * (1.0 - skill))


@equation
def missing_structure(skill, directiveness, help_level, need):
    """Structure a novice misses, U = max(0, .4 (1 - s) - c h)."""
    return max(0.0, need * (1.0 - skill) - directiveness * help_level)


@equation
def uptake(reactance, missing, cost):
    """Share of what is offered that is taken up, u = (1 - R)(1 - .3 U)."""
    return (1.0 - reactance) * (1.0 - cost * missing)


@equation
def imposed_share(omega, goal_conflict):
    """What the organisation imposes: the plan's organisational share times the conflict of goals, in [0, 1]."""
    return omega * goal_conflict


@equation
def realised_autonomy(form, autonomy, openness, diversity, interactivity):
    """Autonomy as experienced (C5): autonomy, openness, diversity of contacts and interactivity joined.

    form (codes.AUTONOMY_FORMS): 0 geometric mean (none works alone), 1 mean (they add), 2 minimum (the scarcest binds).
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
def first_quality(form, deep, noise, base, slope, flat):
    """Quality at the start: .2 + .6 similarity^2 + noise, or (form 1) a flat mean with noise; cut to [0, 1]."""
    return unit_interval((flat if form == 1 else base + slope * deep * deep) + noise)


@equation
def experience(success, phi, reactance, harsh, base, by_phi, cost):
    """How a meeting felt, e = X (.4 + .6 phi) - .30 - R - harsh."""
    return success * (base + by_phi * phi) - cost - reactance - harsh


@equation
def quality_step(quality, felt, gain, loss):
    """Change of quality, .08 (1 - q) e+ - .15 q e-: trust grows slowly and breaks fast."""
    return gain * (1.0 - quality) * max(0.0, felt) - loss * quality * max(0.0, -felt)


@equation
def mentor_hazard(quality, energy, progress, episode, base, by_q, by_energy, by_progress, by_episode):
    """Weekly hazard that the mentor ends it, .0008 exp(-2 (q-.48) + 2 (.8-E) + .8 (.45-progress) + 1.5 episode)."""
    return base * math.exp(
        -by_q * (quality - 0.48) + by_energy * (0.8 - energy) + by_progress * (0.45 - progress) + by_episode * episode
    )


@equation
def mentee_hazard(quality, reactance, tension, episode, base, by_q, by_reactance, by_episode):
    """Weekly hazard that the mentee ends it, .0026 exp(-3 (q-.48) + 2 R + tension + 1.5 episode)."""
    return base * math.exp(-by_q * (quality - 0.48) + by_reactance * reactance + tension + by_episode * episode)


@equation
def renegotiation_chance(quality, base, slope):
    """Chance that a pair whose plan has drifted finds a new one, .3 + .5 q."""
    return base + slope * quality


@equation
def peer_chance(quality, share):
    """Chance that a pair goes on as peers after a planned end, share * q. Source: Kram 1983 (redefinition)."""
    return share * quality


# --- confidence ------------------------------------------------------------------------------------------------------


@equation
def confidence_rise(confidence, rate):
    """After praise or success, +.03 (1 - C)."""
    return rate * (1.0 - confidence)


@equation
def confidence_fall(confidence, quality, rate, buffer):
    """After failure (.02) or a harsh word (.09), rate * C * (1 - .5 q): the mentor's trust buffers."""
    return rate * confidence * (1.0 - buffer * quality)


# --- mentor energy and supply ----------------------------------------------------------------------------------------


@equation
def energy_step(energy, load, reward, recovery, strain, joy):
    """Change of a mentor's energy, .04 (1 - E) - .02 l^2 E + .03 (success - .5).

    reward: running success of own mentees minus .5 (0 without mentees).
    """
    return recovery * (1.0 - energy) - strain * load * load * energy + joy * reward


@equation
def exit_hazard(energy, base, steep):
    """Weekly hazard that a mentor gives up, .0014 exp(3 (1 - E))."""
    return base * math.exp(steep * (1.0 - energy))


@equation
def leaving_hazard(org_progress, omega, base, earning):
    """Weekly hazard that anybody else leaves, .001 exp(-earning omega (progress - .5)): serving it pays."""
    return base * math.exp(-earning * omega * (org_progress - 0.5))


@equation
def early_hazard(age, rate, pace):
    """Weekly hazard that a newcomer drops out, on top of leaving: early exp(-age / early_weeks); age >= 0 in weeks.

    rate 0 switches it off. Source: form after Jordan 2015 (open courses: the first two weeks are critical, then flat).
    """
    return rate * math.exp(-age / pace) if rate > 0.0 else 0.0


@equation
def volunteer_hazard(past_quality, openness, need, rate, base, by_quality, need_pull):
    """Weekly hazard that an independent person volunteers, .015 (.3 + 1.4 q_past)(.5 + o)(1 + pull (need - .5)).

    need in [0, 1]: visible share of demand that goes unserved. Source: signs in Bozionelos 2004.
    """
    return rate * (base + by_quality * past_quality) * (0.5 + openness) * (1.0 + need_pull * (need - 0.5))


# --- community, ties -------------------------------------------------------------------------------------------------


@equation
def taking_part(i, confidence, literacy, heard, disclosure, active_contacts, online, base, steep, by_reply, cost):
    """Weekly chance to take part, a logit of benefit minus cost (after Ren & Kraut 2014).

    Benefit: interactivity, active contacts, a recent reply (`heard`); cost: low confidence, low literacy where the
    channel is online, low readiness to disclose.
    """
    benefit = steep * (i - 0.5) + active_contacts + by_reply * heard
    price = cost * ((1.0 - confidence) + (1.0 - disclosure) + online * (1.0 - literacy))
    return sigma(base + benefit - price)


@equation
def speaking_up(confidence, i, heard, skill, base, steep, by_reply):
    """Chance that somebody who takes part contributes rather than reads (the rest lurk)."""
    return sigma(base + steep * (confidence + i + skill - 1.5) + by_reply * heard)


@equation
def answer_weight(good, m, mislead):
    """What an answer is worth: .3 + .7 m if good; if bad, seen through with m, else it misleads: -mislead (1 - m)."""
    return 0.3 + 0.7 * m if good else -mislead * (1.0 - m)


@equation
def tie_of_arcs(there, back, one_way):
    """Strength of the tie that arcs of a given graph stand for, 1 - (1 - one_way there)(1 - one_way back).

    there, back: strengths of the arcs in both directions over the largest in the graph, in [0, 1], 0 for none. Each is
    taken for the chance that the contact is alive, independently of the other; so an answered arc is stronger.
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
def support_fit(help_level, wanted):
    """Fit of the help given to the help wanted, 1 - |h - wanted|."""
    return 1.0 - abs(help_level - wanted)


@equation
def wanted_help(skill, autonomy):
    """Help a mentee wants: much when unskilled, less when autonomy matters, (1 - s)(1.3 - .6 a), cut to [0, 1]."""
    return unit_interval((1.0 - skill) * (1.3 - 0.6 * autonomy))


@equation
def contentment(progress, fit, reactance, by_progress, by_fit):
    """Satisfaction aimed at: a mean of progress on personal goals, support that fits, and low reactance."""
    return by_progress * progress + by_fit * fit + (1.0 - by_progress - by_fit) * (1.0 - reactance)


@equation
def mentor_contentment(success, energy):
    """Satisfaction a mentor aims at: the mean of the mentees' running success and the own energy."""
    return 0.5 * (success + energy)


@equation
def share_of_way(now, start, target):
    """Progress from the start to a stated target, cut to [0, 1]; 1 where the target was reached at the start."""
    if target <= start:
        return 1.0
    return unit_interval((now - start) / (target - start))
