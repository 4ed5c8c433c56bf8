"""The figures of a report, for each kind of experiment what it can show."""

from itertools import combinations

import pandas as pd

from mentorsim import figures
from mentorsim.analysis import contrasts, courses, ranking, stability, words
from mentorsim.analysis.associations import associations
from mentorsim.analysis.outcomes import ARM, levels_of
from mentorsim.analysis.stops import LATER, with_lengths
from mentorsim.codes import ENDED_BY, STAGES
from mentorsim.figures.style import phrase, title_of
from mentorsim.indicators.run import MENTEE_KINDS
from mentorsim.report.facts import Facts, short
from mentorsim.report.html import Figures, Html, gallery, joined, paragraph, tag

MOST_OUTCOMES = 3  # looked at factor by factor
MOST_LEVELS = 4  # of a factor, each with figures of its own
MOST_ARMS = 24  # in a ranking
MOST_FRONT = 400  # arms in a picture of trade-offs
MOST_DOSES = 6
COURSES = ("performance", "satisfaction", "waiting", "mentors", "energy", "load")
MARKS = (13, 26, 52, 104)  # weeks at which survival is an indicator
BAND = "Bands are 95 % intervals over replications."


def word(outcome: str) -> str:
    """An outcome in a title."""
    return title_of(outcome).replace("<sub>M</sub>", "_M")


def among(outcome: str) -> str:
    """An outcome among others in a caption."""
    return phrase(title_of(outcome)).replace("<sub>M</sub>", "_M")


def first_of(facts: Facts) -> list[str]:
    """The outcomes that are looked at closely."""
    return facts.outcomes[:MOST_OUTCOMES]


def pictures(facts: Facts, numbered: Figures) -> Html:
    """All figures under their headings."""
    if not facts.outcomes:
        return Html("")
    groups = (
        ("Over plausible worlds", over_worlds(facts, numbered)),
        ("Factor by factor", by_factor(facts, numbered)),
        ("Which arms are best", best(facts, numbered)),
        ("Doses and thresholds", doses(facts, numbered)),
        ("Week by week", weekly(facts, numbered)),
        ("What people can do, with help and alone", skills(facts, numbered)),
        ("How matches last and end", endings(facts, numbered)),
        ("How pairs fare", pairs(facts, numbered)),
        ("Who takes part in the community", layers(facts, numbered)),
        ("From dependence to mentoring", stages(facts, numbered)),
        ("Are there enough replications?", replications(facts, numbered)),
    )
    shown = [(title, [one for one in found if one]) for title, found in groups]
    return joined(joined([tag("h3", title), gallery(found)]) for title, found in shown if found)


# --- comparisons -----------------------------------------------------------------------------------------------------


def effects(facts: Facts, numbered: Figures):
    """What the leading factor does to all outcomes."""
    if not facts.lead:
        return
    runs, factor = (facts.unmixed, "setting") if facts.apart else (facts.runs, facts.lead)
    reference, *levels = levels_of(runs, factor)
    tables = pd.concat([contrasts.paired_contrasts(runs, factor, name).assign(outcome=name) for name in facts.outcomes])
    for level in levels[:MOST_LEVELS]:
        yield numbered.add(
            figures.effects(tables[tables["level"] == level]),
            f"{level} against {reference}{'' if factor == ARM else f' ({short(factor)})'}",
            f"Paired differences {level} − {reference} in each outcome, in standard deviations from run to run, "
            "turned so that right is better, with 95 % intervals. Open marks: the interval holds 0.",
        )


def over_worlds(facts: Facts, numbered: Figures):
    """What each factor does in every plausible world."""
    for factor in facts.alternatives if facts.worlds else ():
        for outcome in first_of(facts):
            by = facts.by_setting(factor)
            table = contrasts.paired_contrasts(facts.runs, factor, outcome, by)
            each = contrasts.differences_by_world(facts.runs, factor, outcome, by)
            yield numbered.add(
                figures.over_worlds(table, each, outcome, by),
                f"{word(outcome)} in each world: {'arms' if factor == ARM else f'what {short(factor)} does'}",
                f"Paired differences from {levels_of(facts.runs, factor)[0]}. Each faint dot is a plausible world, "
                "larger the more it weighs; the mark is the mean over all with its 95 % interval, open where that "
                "holds 0.",
            )


def by_factor(facts: Facts, numbered: Figures):
    """Forest plots, interactions and heat maps."""
    for factor in facts.alternatives:
        if factor == facts.lead and len(facts.alternatives) > 1 and facts.runs[factor].nunique() == 2:
            continue
        for outcome in first_of(facts):
            by = facts.by_setting(factor)
            table = contrasts.paired_contrasts(facts.runs, factor, outcome, by)
            yield numbered.add(
                figures.forest(table, outcome, by),
                f"{word(outcome)}: {'arms' if factor == ARM else f'what {short(factor)} does'}",
                f"Paired differences from {levels_of(facts.runs, factor)[0]}; thick bars are 95 % intervals of each by "
                "itself, thin lines those for all rows at once. Open marks: the interval holds 0.",
            )
    yield from interactions(facts, numbered)
    yield from heat_maps(facts, numbered)


def interactions(facts: Facts, numbered: Figures):
    """Means over the levels of each other factor, a line per level of the leading one."""
    if not facts.lead or facts.runs[facts.lead].nunique() > MOST_LEVELS + 2:
        return
    for factor in facts.others(facts.lead):
        for outcome in first_of(facts)[:2]:
            table = contrasts.arm_means(facts.runs, [factor, facts.lead], outcome)
            yield numbered.add(
                figures.interaction(table, factor, facts.lead, outcome),
                f"{word(outcome)}: {short(factor)} and {short(facts.lead)} together",
                "Means with 95 % intervals over replications. Lines that are not parallel are an interaction.",
            )


def heat_maps(facts: Facts, numbered: Figures):
    """Matching and withdrawal, or else the first two factors that are no setting, crossed, in each setting."""
    others = facts.others("setting")
    crossed = sorted(others, key=lambda name: name not in ("matching.policy", "withdrawal.policy"))[:2]
    if len(crossed) < 2:
        return
    split = facts.by_setting(crossed[0])
    cells = facts.runs.groupby("setting", sort=False) if split else [("", facts.runs)]
    for setting, runs in list(cells)[:MOST_LEVELS]:
        for outcome in first_of(facts)[:2]:
            table = contrasts.arm_means(runs, crossed, outcome)
            if table["mean"].notna().any():
                yield numbered.add(
                    figures.heat_map(table, crossed[1], crossed[0], outcome),
                    f"{word(outcome)}{f' in {setting}' if setting else ''}",
                    "The mean of each cell, and under it half of its 95 % interval.",
                )


def best(facts: Facts, numbered: Figures):
    """A ranking of all arms, and the front of learning, sustainability and equity."""
    if facts.kind == "single" or facts.kind == "points":
        return
    factors = [ARM] if facts.kind == "list" else facts.alternatives
    if not factors:
        return
    outcome = facts.outcomes[0]
    table = ranking.ranking(facts.runs, factors, outcome)
    yield numbered.add(
        figures.ranking(table.head(MOST_ARMS), factors, outcome),
        f"{word(outcome)}: the arms from best to worst",
        "Means with 95 % intervals over replications; at the right the probability of being the best (bootstrap)."
        + (f" The first {MOST_ARMS} of {len(table):,} arms." if len(table) > MOST_ARMS else ""),
        wide=True,
    )
    yield front(facts, factors, numbered)


def front(facts: Facts, factors, numbered: Figures):
    """Trade-offs of several outcomes."""
    named = [name for name in ("g_unassisted", "r_mentoring") if name in facts.runs and facts.runs[name].notna().any()]
    objectives = list(dict.fromkeys([*named, *facts.outcomes]))[:2]
    third = [name for name in ("gain_gini", "delivered") if name in facts.runs and facts.runs[name].notna().any()]
    objectives += [name for name in third if name not in objectives][:1]
    if len(objectives) < 2 or facts.runs[ARM].nunique() > MOST_FRONT:
        return Html("")
    table = ranking.pareto(facts.runs, factors, objectives)
    for name in objectives[:2]:
        means = contrasts.arm_means(facts.runs, factors, name)[[*factors, "low", "high"]]
        table = table.merge(means.rename(columns={"low": f"{name}_low", "high": f"{name}_high"}), on=factors)
    third = objectives[2] if len(objectives) > 2 else None
    return numbered.add(
        figures.pareto(table, factors, *objectives[:2], third),
        f"Trade-offs: {word(objectives[0])} and {word(objectives[1])}",
        f"Numbered marks are arms that no other arm beats in {words.listed(map(among, objectives))} at once, "
        "with the probability of that (bootstrap); thin bars are 95 % intervals, of many arms only of those."
        + (f" Larger marks: more {among(third)}." if third else ""),
        wide=True,
    )


def doses(facts: Facts, numbered: Figures):
    """Outcomes over numeric factors, thresholds over two of them, components of settings."""
    for factor in strongest(facts)[:MOST_DOSES]:
        for outcome in facts.outcomes[:2]:
            by = ["setting"] if "setting" in facts.factors and facts.kind == "grid" else []
            yield numbered.add(
                figures.response(contrasts.arm_means(facts.runs, [factor, *by], outcome), factor, outcome, by),
                f"{word(outcome)} over {short(factor)}",
                "Means with 95 % intervals over replications.",
            )
    if facts.kind == "grid" and "r_mentoring" in facts.outcomes:
        for x, y in list(combinations(facts.doses, 2))[:2]:
            yield numbered.add(
                figures.threshold_map(contrasts.arm_means(facts.runs, [x, y], "r_mentoring"), x, y, "r_mentoring"),
                f"Where R_M crosses 1, over {short(x)} and {short(y)}",
                "Beyond the thick line mentoring reproduces itself by its own graduates; between the dashed lines "
                "it is uncertain.",
            )
    yield from components(facts, numbered)


def strongest(facts: Facts) -> list[str]:
    """Numeric factors; of a sampled design those first that go with an outcome most closely."""
    if facts.kind != "points":
        return facts.doses
    table = associations(facts.runs, facts.factors, facts.outcomes[0])
    order = table["rho"].abs().sort_values(ascending=False, kind="stable").index
    return table.loc[order, "factor"].to_list()


def components(facts: Facts, numbered: Figures):
    """The difference between two settings taken apart, where all mixed settings were run."""
    for outcome in first_of(facts) if facts.apart else ():
        yield numbered.add(
            figures.shares(facts.apart[outcome], outcome),
            f"{word(outcome)}: what each component carries",
            "Shapley shares in the difference between the settings, with 95 % intervals; they add up to the total.",
        )


# --- over time -------------------------------------------------------------------------------------------------------


def split_of(facts: Facts) -> list[str]:
    """What curves are split by: the leading factor, if it has few levels."""
    return [facts.lead] if facts.lead in facts.factors and facts.runs[facts.lead].nunique() <= MOST_LEVELS + 2 else []


def weekly(facts: Facts, numbered: Figures):
    """Courses of weekly numbers."""
    if not facts.kept("weekly"):
        return
    by = split_of(facts)
    rows, later = facts.rows("weekly", ("week", *COURSES)), f" {LATER}" if facts.stop else ""
    for column in COURSES:
        yield numbered.add(
            figures.course(courses.weekly_means(rows, column, by), column, by),
            word(column),
            f"Mean over all arms{f' of each {short(by[0])}' if by else ''}, week by week. {BAND}{later}",
        )


def each_level(facts: Facts, rows: pd.DataFrame):
    """(level in a title, its rows) of the leading factor, of few enough levels; all rows without one."""
    by = split_of(facts)
    found = list(rows.groupby(by[0], sort=False, observed=True)) if by else [("", rows)]
    return [(f" ({level})" if by else "", own) for level, own in found[:MOST_LEVELS]]


def skills(facts: Facts, numbered: Figures):
    """Skill now, what lasts of it, and what help adds."""
    columns = ("performance", "lasting_performance", "assisted")
    if not facts.kept("weekly") or not facts.has("weekly", columns):
        return
    for level, own in each_level(facts, facts.rows("weekly", ("week", *columns))):
        yield numbered.add(
            figures.skill({name: courses.weekly_means(own, name) for name in columns}),
            f"Skill now, what lasts of it, and help{level}",
            "Mean over mentees present, week by week: unassisted performance, performance by lasting skill, and the "
            f"performance that the help then given makes possible; without a match it is that alone. {BAND}",
        )


def pairs(facts: Facts, numbered: Figures):
    """Trust and silence of pairs, by weeks since the match began."""
    if not facts.kept("pairs"):
        return
    by = split_of(facts)
    rows = facts.rows("pairs", ("since", "matches", "quality", "silent"))
    yield numbered.add(
        figures.pairs(*(courses.pair_means(rows, name, by) for name in ("quality", "silent")), by),
        "Trust and silence of pairs",
        f"Means over the matches that still run so many weeks after they began; those that ended are no longer among "
        f"them. {BAND}",
    )


def layers(facts: Facts, numbered: Figures):
    """Layers of participation over the weeks."""
    if not facts.kept("layers"):
        return
    for level, own in each_level(facts, facts.rows("layers", ("week", *courses.OF_LAYERS))):
        yield numbered.add(
            figures.layers(courses.layer_means(own)),
            f"Layers of participation{level}",
            "By what people did in the quarter of a year before each week: the fewest who made half of all "
            f"contributions, those up to four fifths, others who contributed, who only read, who stayed away. {BAND}",
        )


def endings(facts: Facts, numbered: Figures):
    """Survival of matches and kinds of endings: curves from matches, or points from outcomes."""
    by, weeks = split_of(facts), facts.resolved["weeks"]
    if facts.kept("matches"):
        rows = facts.rows("matches", ("start_week", "end_week", "ended_by", *(["run_id"] if facts.stop else [])))
        rows = with_lengths(facts.results, rows)
        survival, ends = courses.survival_curves(rows, weeks, by), courses.incidence_curves(rows, weeks)
    else:
        survival, ends = survival_points(facts, by), incidence_points(facts)
    if len(survival):
        yield numbered.add(
            figures.survival(survival, by),
            "How long matches last",
            f"Kaplan-Meier: planned endings and the end of the run censor. {BAND}",
        )
    if len(ends):
        yield numbered.add(
            figures.incidence(ends),
            "How matches end",
            f"Cumulative incidence of each kind of ending, over all arms (Aalen-Johansen). {BAND}",
        )


def survival_points(facts: Facts, by) -> pd.DataFrame:
    """Survival at some weeks, from indicators."""
    first = contrasts.arm_means(facts.runs, by, facts.outcomes[0])[list(by)] if by else pd.DataFrame([{}])
    parts = [first.assign(week=0, mean=1.0, low=1.0, high=1.0)]
    for weeks in MARKS:
        name = f"survival_{weeks}"
        if name in facts.runs and facts.runs[name].notna().any():
            parts.append(contrasts.arm_means(facts.runs, by, name).assign(week=weeks))
    return pd.concat(parts, ignore_index=True) if len(parts) > 1 else pd.DataFrame()


def incidence_points(facts: Facts) -> pd.DataFrame:
    """Cumulative incidence within a year, from indicators, as lines from 0."""
    parts = []
    for kind in ENDED_BY:
        name = f"incidence_52_{kind}"
        if name in facts.runs and facts.runs[name].notna().any():
            at_52 = contrasts.arm_means(facts.runs, [], name).assign(kind=kind, week=52)
            parts += [at_52.assign(week=0, mean=0.0, low=0.0, high=0.0), at_52]
    return pd.concat(parts, ignore_index=True) if parts else pd.DataFrame()


def stages(facts: Facts, numbered: Figures):
    """People by stage over the weeks, and the flow between stages."""
    by = split_of(facts)
    if facts.kept("weekly"):
        kinds = [*STAGES, "mentors", *([] if facts.results.edition else ["members"])]
        rows = facts.rows("weekly", ("week", *kinds))
        for level, own in list(rows.groupby(by[0], sort=False, observed=True) if by else [("", rows)])[:MOST_LEVELS]:
            means = own.groupby("week", sort=True)[kinds].mean().reset_index()
            yield numbered.add(
                figures.stage_shares(means),
                f"People by stage{f' ({level})' if by else ''}",
                "Mean numbers over all runs, week by week: mentees in the three stages, mentors, and members, who have "
                "given up mentoring.",
            )
    columns = ("run_id", "kind", "independent_week", "interdependent_week", "mentor_week", "left_week")
    if facts.kept("people") and facts.has("people", columns):
        rows = facts.rows("people", columns)
        came = rows[rows["kind"].isin(MENTEE_KINDS)]
        for level, own in list(came.groupby(by[0], sort=False, observed=True) if by else [("", came)])[:MOST_LEVELS]:
            yield numbered.add(
                figures.stage_flow(own, own["run_id"].nunique()),
                f"How far mentees come{f' ({level})' if by else ''}",
                "Everybody who came as a mentee, through the stages ever reached, to the end of the run.",
            )


def replications(facts: Facts, numbered: Figures):
    """The leading contrast, or the mean, as replications are added."""
    outcome = facts.outcomes[0]
    table = stability.stability(facts.runs, outcome, facts.lead)
    if len(table) < 2:
        return
    what = "Mean"
    if facts.lead:
        reference, level, *_ = levels_of(facts.runs, facts.lead)
        what = f"{level} − {reference}"
    n, steady = stability.enough(stability.course(facts.runs, outcome, facts.lead)), "The coefficient of variation is"
    said = f"{steady} steady from {n} on" if n else f"{steady} not steady yet: more replications could move the answer"
    yield numbered.add(
        figures.stability(table, outcome, what),
        f"{word(outcome)}: the estimate as replications are added",
        f"{what} with its 95 % interval. {said} (Lee et al. 2015).",
    )


def note_on_figures(facts: Facts) -> Html:
    """How to read them."""
    return paragraph(
        "Colour tells settings apart, symbol and dash tell policies apart; bands and bars are 95 % intervals over "
        "replications.",
        " In plausible worlds, those of arms and differences are over worlds as well; courses over weeks are plain "
        "means over all worlds, and their bands are luck alone."
        if facts.worlds
        else "",
    )
