"""Indicators of the network at the end of the run, and of taking part in it: the essay's four properties, and lurking.

Autonomy, openness, diversity and interactivity are what Mak 2011, after Downes, asks of a network.
"""

import numpy as np

from mentorsim.indicators import needs
from mentorsim.indicators.run import Run, indicators_of
from mentorsim.indicators.statistics import NAN, gini, mean, ratio

indicator = indicators_of("Network")


@indicator("autonomy", True)
def realised_autonomy(run: Run) -> float:
    """Mean realised autonomy of mentees at the end of the run: autonomy, openness, diversity and proactivity joined.

    mean of realised_autonomy_end. Source: Mak 2011.
    """
    return mean(run.of_mentees("realised_autonomy_end"))


@indicator("openness", True, needs=(needs.ties,))
def network_openness(run: Run) -> float:
    """Openness of units at the end: 1 where ties within and between units are as many, 0 where they are of one kind.

    1 − |(E − I)/(E + I)|, E ties between units, I within (Krackhardt & Stern 1988). NaN without ties.
    Source: Krackhardt & Stern 1988 (E-I index).
    """
    if run.society is None or len(run.society.one) == 0:
        return NAN
    unit = run.people["unit"]
    between = (unit[run.society.one] != unit[run.society.two]).mean()
    return 1.0 - abs(2.0 * between - 1.0)


@indicator("entropy", True, needs=(needs.ties,))
def network_diversity(run: Run) -> float:
    """Mean diversity of a person's contacts in values: Rao's quadratic entropy.

    Q = Σ_jk p_j·p_k·d²_jk over a person's contacts, p their shares of the strength of ties, d the root-mean-square
    difference of values; mean over people with ties. 0 where all contacts are alike. Source: Rao 1982.
    """
    if run.society is None or len(run.society.one) == 0:
        return NAN
    s, n = run.society, len(run.society.values)
    source, contact = np.concatenate([s.one, s.two]), np.concatenate([s.two, s.one])
    strength = np.concatenate([s.weight, s.weight])
    total = np.bincount(source, strength, n)
    spread = np.zeros(n)
    for values in s.values.T:  # Σ p p d² = 2·(Σ p x² − (Σ p x)²) in each dimension
        mine = strength * values[contact]
        spread += np.bincount(source, mine * values[contact], n) * total - np.bincount(source, mine, n) ** 2
    tied = total > 0.0
    return 2.0 * (spread[tied] / total[tied] ** 2).mean() / s.values.shape[1]


@indicator("answers/question", True, needs=(needs.community, needs.learning))
def network_interactivity(run: Run) -> float:
    """Mean number of answers to a question that is asked in the community.

    Σ replies / Σ questions: answers received over all people, those of mentors to routed questions among them, and
    questions over all weeks. NaN without questions.
    """
    return ratio(run.people["replies"].sum(), run.weekly["questions"].sum())


@indicator("share", True)
def giant_component(run: Run) -> float:
    """Share of the people present who are in the largest connected part of the network at the end.

    #(largest component) / #(present).
    """
    present = run.people["present"]
    if run.society is None or not present.any():
        return NAN
    labels = components(len(present), run.society.one, run.society.two)
    return ratio(np.bincount(labels[present]).max(), present.sum())


def components(n: int, one: np.ndarray, two: np.ndarray) -> np.ndarray:
    """(n,) the lowest row that each row is connected with, by ties between rows `one` and `two`.

    Everybody points at a lower neighbour, and then at the one whom that one points at, until nothing moves. As fast as
    SciPy's, whose graphs take as long to import as most runs to run.
    """
    label = np.arange(n)
    while True:
        low = np.minimum(label[one], label[two])
        before = label.copy()
        for side in (one, two):
            np.minimum.at(label, before[side], low)
        while (label[label] != label).any():
            label = label[label]
        if (label == before).all():
            return label


@indicator("share", None, needs=(needs.teachers,))
def learned_from_others(run: Run) -> float:
    """Share of what mentees learned from people that came from others than the assigned mentor.

    Σ learned_others / (max(0, Σ learned_mentor) + Σ learned_others), since meetings that confuse take skill away; own
    work is left out. NaN where nothing was learned from anybody.
    """
    others = run.of_mentees("learned_others").sum()
    return ratio(others, others + max(0.0, run.of_mentees("learned_mentor").sum()))


@indicator("nodes", True)
def nodes_found(run: Run) -> float:
    """Mean learning resources (non-human nodes) that a mentee has at the end of the run.

    mean of nodes_end; nodes that are not renewed are forgotten. Source: Mak 2011 (further nodes).
    """
    return mean(run.of_mentees("nodes_end"))


# --- taking part -----------------------------------------------------------------------------------------------------


@indicator("share", True)
def participation(run: Run) -> float:
    """Share of person-weeks in which somebody visits the community, reading or contributing.

    Σ (reading + contributing) / Σ (absent + reading + contributing) over weeks.
    """
    w = run.weekly
    part = w["reading"].sum() + w["contributing"].sum()
    return ratio(part, part + w["absent"].sum())


@indicator("share", False, needs=(needs.community,))
def lurker_share(run: Run) -> float:
    """Share of the person-weeks with a visit in which somebody neither asks nor answers.

    Σ reading / Σ (reading + contributing) over weeks.
    """
    w = run.weekly
    return ratio(w["reading"].sum(), w["reading"].sum() + w["contributing"].sum())


@indicator("Gini", False, needs=(needs.community, needs.learning))
def contribution_gini(run: Run) -> float:
    """Gini coefficient of contributions, questions and answers, over all people who were ever there.

    0: all contributed alike; near 1: one contributed all. NaN without contributions. Source: Gini 1912.
    """
    return gini(run.people["contributions"])
