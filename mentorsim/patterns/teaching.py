"""Patterns of how one learns from somebody: from whom, with how much help, at what distance (P19, P22, P25-P27)."""

import numpy as np

from mentorsim.indicators.run import YEAR, Run
from mentorsim.indicators.statistics import NAN, hedges_g, ratio
from mentorsim.patterns.declaring import CALIBRATE, VALIDATE, Measure, Pattern, columns
from mentorsim.patterns.estimating import (
    firsts,
    mentee_rows,
    of_first_match,
    quotient,
    rows_of,
    since_start,
    there,
    variance_share,
)
from mentorsim.patterns.scenarios import LONG, ORGANISATION, PROGRAMME, STRETCH

HORIZONS = (0, 26, 52, 78, 104, 156)  # weeks at which a person's curve is known
RATES = np.geomspace(0.002, 0.2, 60)  # per week, tried for curves
CURVE = columns(people=" ".join(["performance_start", *(f"performance_{weeks}" for weeks in HORIZONS[1:])]))
GAINED = columns(people="performance_start performance_52", matches="mentee mentor")
EARLY = columns(people="pitching_start delivered_week", matches="mentee mentor")


# --- from whom -------------------------------------------------------------------------------------------------------


def variance_by_mentor(run: Run) -> float:
    """Share of the variance of gains within a year that lies between first mentors."""
    rows = mentee_rows(run)[firsts(run)]
    gain = (run.people["performance_52"] - run.people["performance_start"])[rows]
    return variance_share(gain, run.matches["mentor"][firsts(run)])


def promoted_early(run: Run) -> tuple[float, float]:
    """Shares who reach their target within a year: with mentors of the best third at pitching tasks, with others."""
    people = run.people
    skill = of_first_match(run, people["pitching_start"][rows_of(run.matches["mentor"], people)])
    early = people["delivered_week"] - people["arrived_week"] < YEAR
    strong = skill >= np.nanquantile(skill, 2.0 / 3.0) if np.isfinite(skill).any() else np.zeros(len(skill), bool)
    others = np.isfinite(skill) & ~strong
    return ratio(early[strong].sum(), strong.sum()), ratio(early[others].sum(), others.sum())


# --- how much help ---------------------------------------------------------------------------------------------------


def third(run: Run, upper: bool) -> np.ndarray:
    """(people,) True for the lower or upper third of the mentees of week 0 by performance at the start."""
    start, who = run.people["performance_start"], since_start(run)
    ends = np.quantile(start[who], [1.0 / 3.0, 2.0 / 3.0]) if who.any() else (NAN, NAN)
    return who & (start >= ends[1] if upper else start <= ends[0])


def much_over_little(upper: bool):
    """The estimator of what much help does beside little, for those who could do much or little before."""

    def difference(much: Run, little: Run) -> float:
        """Hedges g of performance after a year: much help against little, the same people."""
        return hedges_g(*(run.people["performance_52"][third(run, upper)] for run in (much, little)))

    return difference


# --- at what distance ------------------------------------------------------------------------------------------------


def performance_after_a_year(run: Run) -> np.ndarray:
    """Performance of the mentees of week 0 after a year."""
    return run.people["performance_52"][since_start(run)]


def middle_over_easy(easy: Run, middling: Run, hard: Run, usual: Run) -> float:
    """Hedges g after a year: tasks at a middling distance against easy ones."""
    return hedges_g(performance_after_a_year(middling), performance_after_a_year(easy))


def middle_over_hard(easy: Run, middling: Run, hard: Run, usual: Run) -> float:
    """Hedges g after a year: tasks at a middling distance against hard ones."""
    return hedges_g(performance_after_a_year(middling), performance_after_a_year(hard))


def curves(run: Run) -> np.ndarray:
    """(people, horizons) performance of the mentees of week 0 who stay to the last horizon."""
    names = ["performance_start", *(f"performance_{weeks}" for weeks in HORIZONS[1:])]
    return np.column_stack([run.people[name] for name in names])[there(run, HORIZONS[-1])]


def misfit(curves: np.ndarray, shape) -> np.ndarray:
    """(people,) least sum of squares of a + b·shape(c·t) over a, b and the rates tried. curves: (people, horizons)."""
    weeks, best = np.array(HORIZONS, float), np.full(len(curves), np.inf)
    for rate in RATES:
        design = np.column_stack([np.ones(len(weeks)), shape(rate * weeks)])
        left = curves.T - design @ np.linalg.lstsq(design, curves.T, rcond=None)[0]
        best = np.minimum(best, (left**2).sum(axis=0))
    return best


def exponential(x: np.ndarray) -> np.ndarray:
    """exp(−x)."""
    return np.exp(-x)


def power(x: np.ndarray) -> np.ndarray:
    """1/(1 + x), a power law with a start."""
    return 1.0 / (1.0 + x)


def aic_of_power(curves: np.ndarray) -> np.ndarray:
    """(people,) AIC of the power law less that of the exponential: n·ln(SS_power/SS_exponential), as many constants."""
    smallest = 1e-12
    ratios = (misfit(curves, power) + smallest) / (misfit(curves, exponential) + smallest)
    return len(HORIZONS) * np.log(ratios)


def exponential_persons(easy: Run, middling: Run, hard: Run, usual: Run) -> float:
    """Median over persons of that difference, in the usual world: above 0 where their curves are exponential."""
    found = curves(usual)
    return float(np.median(aic_of_power(found))) if len(found) else NAN


def power_average(easy: Run, middling: Run, hard: Run, usual: Run) -> float:
    """That difference for the mean curve of the usual world: below 0 where it looks like a power law."""
    found = curves(usual)
    return float(aic_of_power(found.mean(axis=0, keepdims=True))[0]) if len(found) else NAN


# --- independence ----------------------------------------------------------------------------------------------------


def late_performance(run: Run) -> np.ndarray:
    """Performance of the mentees of week 0 at the end, or at leaving."""
    return run.people["performance_end"][since_start(run)]


def fast_over_lasting(fast: Run, slow: Run, lasting: Run) -> float:
    """Hedges g after six years: help that halves in a quarter against help that lasts."""
    return hedges_g(late_performance(fast), late_performance(lasting))


def slow_over_lasting(fast: Run, slow: Run, lasting: Run) -> float:
    """Hedges g after six years: help that is nearly gone after five years against help that lasts."""
    return hedges_g(late_performance(slow), late_performance(lasting))


AFTER_A_YEAR = columns(people="performance_start performance_52")
LATE = columns(people="performance_end")

PATTERNS = (
    Pattern(
        "P19-identity",
        VALIDATE,
        "Mentor identity explains nearly half of the variance in mentees' outcomes.",
        (ORGANISATION.look("drawn"),),
        (Measure("variance_share", variance_by_mentor, GAINED),),
    ),
    Pattern(
        "P19-strong",
        VALIDATE,
        "Mentees of strong mentors are promoted early more often.",
        (ORGANISATION.look("drawn"),),
        (Measure("promoted_early", promoted_early, EARLY, quotient),),
    ),
    Pattern(
        "P22",
        VALIDATE,
        "Much help benefits novices and harms advanced learners.",
        (PROGRAMME.look("much help"), PROGRAMME.look("little help")),
        (
            Measure("novices", much_over_little(upper=False), AFTER_A_YEAR),
            Measure("advanced", much_over_little(upper=True), AFTER_A_YEAR),
        ),
    ),
    Pattern(
        "P25",
        VALIDATE,
        "Struggling with a task before being taught improves learning.",
        lacks="help cannot be delayed by a few tasks",
    ),
    Pattern(
        "P26",
        CALIBRATE,
        "Learning peaks at intermediate challenge; individual curves are exponential, their mean is power-like.",
        (STRETCH.look("easy"), STRETCH.look("middling"), STRETCH.look("hard"), PROGRAMME.look()),
        (
            Measure("middle_over_easy", middle_over_easy, AFTER_A_YEAR),
            Measure("middle_over_hard", middle_over_hard, AFTER_A_YEAR),
            Measure("persons_exponential", exponential_persons, CURVE),
            Measure("average_power", power_average, CURVE),
        ),
    ),
    Pattern(
        "P27",
        VALIDATE,
        "Help withdrawn fast, and help tapered over five years, both beat lasting help.",
        (LONG.look("fast"), LONG.look("slow"), LONG.look("lasting")),
        (Measure("fast_over_lasting", fast_over_lasting, LATE), Measure("slow_over_lasting", slow_over_lasting, LATE)),
    ),
)
