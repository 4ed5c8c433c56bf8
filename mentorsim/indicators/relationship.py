"""Indicators of relationships: how long they last, how they end, how good they are."""

import numpy as np

from mentorsim.codes import ENDED_BY
from mentorsim.indicators.run import YEAR, Run, indicators_of, suffixed
from mentorsim.indicators.statistics import correlation, cumulative_incidence, kaplan_meier, mean, ratio

indicator = indicators_of("Relationship")
UNPLANNED = ENDED_BY[1:]


def durations(run: Run):
    """(matches,) weeks alive so far, the first and the last included."""
    end = run.matches["end_week"]
    return np.where(np.isnan(end), run.weeks - 1.0, end) - run.matches["start_week"] + 1.0


def unplanned(run: Run):
    """(matches,) True where mentor, mentee, the outside or a shock ended the match."""
    return np.isin(run.matches["ended_by"], UNPLANNED)


@indicator("share", True, each=suffixed((13, 26, 52, 104)))
def survival(run: Run, weeks):
    """Share of matches that outlast {} weeks, as if none ended by plan (Kaplan-Meier).

    Π over event weeks u ≤ {} of (1 − d_u/n_u): d unplanned endings, n matches at risk; planned endings and the run's
    end censor. NaN if no match was followed so long.
    """
    return kaplan_meier(durations(run), unplanned(run), [weeks])[0]


@indicator("share", None, each=suffixed(ENDED_BY))
def incidence_52(run: Run, kind):
    """Cumulative incidence of endings of the kind `{}` within 52 weeks (Aalen-Johansen).

    Σ over event weeks u ≤ 52 of S(u−)·d_u/n_u: d endings of this kind, S survival of all kinds together; the run's end
    censors.
    """
    return cumulative_incidence(durations(run), run.matches["ended_by"], YEAR, kind)


@indicator("share", False)
def premature_share(run: Run):
    """Share of matches ended by mentor, mentee, the outside or a shock before their time.

    Before the plan's end or, without one, before 52 weeks; among matches begun at least 52 weeks before the run's end.
    """
    followed = run.matches["start_week"] + YEAR <= run.weeks
    early = unplanned(run) & (durations(run) < (run.term or YEAR))
    return ratio((early & followed).sum(), followed.sum())


@indicator("share", None, each=suffixed(ENDED_BY))
def share_ended_by(run: Run, kind):
    """Share of ended matches that were ended by: {}.

    #(ended_by = {}) / #(ended matches).
    """
    by = run.matches["ended_by"]
    return ratio((by == kind).sum(), np.not_equal(by, None).sum())


@indicator("quality", True)
def quality(run: Run):
    """Mean quality of matches, each with its mean over the weeks it was alive.

    mean of quality_mean over matches.
    """
    return mean(run.matches["quality_mean"])


@indicator("correlation", None)
def similarity_quality(run: Run):
    """Correlation of deep similarity at the start with mean quality, over matches.

    Pearson's r of similarity and quality_mean; NaN below three matches.
    """
    return correlation(run.matches["similarity"], run.matches["quality_mean"])
