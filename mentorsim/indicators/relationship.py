"""Indicators of relationships: how long they last, how they end, how good they are."""

import math

import numpy as np

from mentorsim.codes import ENDED_BY
from mentorsim.indicators import needs
from mentorsim.indicators.run import YEAR, Run, indicators_of, once, suffixed
from mentorsim.indicators.statistics import correlation, cumulative_incidence, kaplan_meier, mean, ratio

indicator = indicators_of("Relationship")
UNPLANNED = ENDED_BY[1:]
NUMBER = {kind: number for number, kind in enumerate((None, *ENDED_BY))}
HORIZONS = (13, 26, 52, 104)  # weeks


@once
def durations(run: Run) -> np.ndarray:
    """(matches,) weeks alive so far, the first and the last included."""
    end = run.matches["end_week"]
    return np.where(np.isnan(end), run.weeks - 1.0, end) - run.matches["start_week"] + 1.0


@once
def begun(run: Run) -> np.ndarray:
    """(matches,) True for matches that began in the run.

    Of those that are given and began earlier only the lasting ones are there, so they tell nothing of how long matches
    last.
    """
    return run.matches["start_week"] >= 0


@once
def ended_by(run: Run) -> dict[str, np.ndarray]:
    """{kind of ending: (matches,) True where the match ended so}."""
    number = np.array([NUMBER[kind] for kind in run.matches["ended_by"].tolist()], int)
    return {kind: number == NUMBER[kind] for kind in ENDED_BY}


@once
def endings(run: Run) -> dict[str, int]:
    """{kind of ending: how many matches ended so}."""
    return {kind: int(by.sum()) for kind, by in ended_by(run).items()}


@once
def unplanned(run: Run) -> np.ndarray:
    """(matches,) True where mentor, mentee, the outside or a shock ended the match."""
    return np.logical_or.reduce([ended_by(run)[kind] for kind in UNPLANNED])


@once
def reach(run: Run) -> float:
    """Weeks that a match begun in the run can have been alive at most: from the first beginning to the run's end."""
    return run.weeks - run.matches["start_week"][begun(run)].min(initial=run.weeks)


@once
def survivals(run: Run) -> dict[int, float]:
    """{weeks: share of matches that outlast so many weeks}."""
    new, longest = begun(run), min(reach(run), run.term or math.inf)
    return dict(zip(HORIZONS, kaplan_meier(durations(run)[new], unplanned(run)[new], HORIZONS, longest), strict=True))


@once
def incidences(run: Run) -> dict[str, float]:
    """{kind of ending: its cumulative incidence within 52 weeks}."""
    new, ended = begun(run), ended_by(run)
    all_ended = run.term is not None and reach(run) >= run.term  # no later than the plan's end
    longest = math.inf if all_ended else reach(run)
    found = cumulative_incidence(durations(run)[new], {kind: by[new] for kind, by in ended.items()}, YEAR, longest)
    return dict(zip(ENDED_BY, found, strict=True))


@indicator("share", True, each=suffixed(HORIZONS), needs=(needs.matches, needs.lasting))
def survival(run: Run, weeks: int) -> float:
    """Share of matches that outlast {} weeks, as if none ended by plan (Kaplan-Meier).

    Π over event weeks u ≤ {} of (1 − d_u/n_u): d unplanned endings, n matches at risk; planned endings and the run's
    end censor. Matches that began before the run are left out. NaN if no match was followed so long, unless all ended
    before; and where run or plan are too short for any match to last so long, whatever was seen.
    Source: Kaplan & Meier 1958.
    """
    return survivals(run)[weeks]


@indicator("share", None, each=suffixed(ENDED_BY), needs=(needs.year_or_plan,))
def incidence_52(run: Run, kind: str) -> float:
    """Cumulative incidence of endings of the kind `{}` within 52 weeks (Aalen-Johansen).

    Σ over event weeks u ≤ 52 of S(u−)·d_u/n_u: d endings of this kind, S survival of all kinds together; the run's end
    censors. Matches that began before the run are left out. NaN where no match can have been followed for 52 weeks, or
    those of a shorter plan. Source: Aalen & Johansen 1978.
    """
    return incidences(run)[kind]


@indicator("share", False, needs=(needs.matches, needs.year_and_plan))
def premature_share(run: Run) -> float:
    """Share of matches ended by mentor, mentee, the outside or a shock before their time.

    Before the plan's end or, without one, before 52 weeks; among matches begun in the run and at least 52 weeks, and
    those of the plan, before its end. A shorter plan leaves less time to end early in, which flatters policies with
    short plans: see survival_52.
    Source: after Kupersmidt et al. 2017.
    """
    followed = begun(run) & (run.matches["start_week"] + max(YEAR, run.term or 0) <= run.weeks)
    early = unplanned(run) & (durations(run) < (run.term or YEAR))
    return ratio((early & followed).sum(), followed.sum())


@indicator("performance", False, needs=(needs.ended(after=8),))
def drop_after_withdrawal(run: Run) -> float:
    """Drop from performance at the help then given, at the end of a match, to performance alone 8 weeks later.

    mean of assisted_last − performance_after over ended matches, whoever ended them, whose mentee is there 8 weeks
    after the last week alive, without another match: a_last = mean of min(1, s + h·z) over the last 4 weeks alive, h
    the help of the week, s the skill weighted by the goals at the start.
    """
    return mean(run.matches["assisted_last"] - run.matches["performance_after"])


@indicator("performance", True, needs=(needs.ended(after=8),))
def change_after_withdrawal(run: Run) -> float:
    """Change of performance alone from the last week of a match to 8 weeks later, since help at exit differs by policy.

    mean of performance_after − performance_end over the matches of drop_after_withdrawal.
    """
    return mean(run.matches["performance_after"] - run.matches["performance_end"])


@indicator("share", None, each=suffixed(ENDED_BY), needs=(needs.ended(),))
def share_ended_by(run: Run, kind: str) -> float:
    """Share of ended matches that were ended by: {}.

    #(ended_by = {}) / #(ended matches). Source: statistic of Keller & Spencer 2017.
    """
    return ratio(endings(run)[kind], sum(endings(run).values()))


@indicator("share", True, needs=(needs.by_plan,))
def peers_share(run: Run) -> float:
    """Share of matches ended by plan whose pair went on as peers.

    #(peers) / #(ended_by = plan). Source: Kram 1983 (redefinition).
    """
    return ratio(run.matches["peers"].sum(), endings(run)["plan"])


@indicator("quality", True, needs=(needs.matches,))
def quality(run: Run) -> float:
    """Mean quality of matches, each with its mean over the weeks it was alive.

    mean of quality_mean over matches.
    """
    return mean(run.matches["quality_mean"])


@indicator("correlation", None, needs=(needs.matches,))
def similarity_quality(run: Run) -> float:
    """Correlation of deep similarity at the start with mean quality, over matches.

    Pearson's r of similarity and quality_mean; NaN below three matches. Source: statistic of Eby et al. 2013.
    """
    return correlation(run.matches["similarity"], run.matches["quality_mean"])
