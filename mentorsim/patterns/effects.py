"""Patterns of what mentoring does: how much, for whom, beside selection, and afterwards (P2, P7-P9, P12-P14, P36)."""

import numpy as np

from mentorsim.indicators.mentee import effect
from mentorsim.indicators.relationship import durations
from mentorsim.indicators.run import YEAR, Run
from mentorsim.indicators.statistics import correlation, hedges_g, mean
from mentorsim.patterns.declaring import CALIBRATE, VALIDATE, Measure, Pattern, columns
from mentorsim.patterns.estimating import (
    DURATION,
    beside_twins,
    mentored,
    of_first_match,
    partial_correlation,
    quotient,
    there,
)
from mentorsim.patterns.scenarios import ONE_YEAR, ORGANISATION, PEERS, PROGRAMME, SCHOOL, SURVEY

SHORT, VERY_SHORT = 26, 13  # weeks
FOLLOWED = columns(people="performance_78", matches=f"{DURATION} mentee")
CONTRASTED = columns(people="performance_52 satisfaction_52", matches=f"{DURATION} mentee")
BROUGHT = ("performance_start", "confidence_start", "openness", "autonomy")
RATED = columns(people="performance_52 performance_78", matches=f"{DURATION} mentee perceived_quality_mentee")
FADED = columns(people="performance_52 performance_104 performance_156")


def g_at(weeks: int):
    """The estimator of the effect on performance so many weeks after arrival."""

    def g(run: Run) -> float:
        """Hedges g against the world without mentoring: everybody assigned, the never-matched included."""
        return effect(run, "performance", weeks)

    return g


# --- how long, how close ---------------------------------------------------------------------------------------------


def length_of_first(run: Run) -> np.ndarray:
    """(people,) weeks of the first match, of those who began it within half a year; NaN of all others."""
    began = of_first_match(run, run.matches["start_week"].astype(float))
    return np.where(began < SHORT, of_first_match(run, durations(run)), np.nan)


def long_over_short(run: Run) -> float:
    """Mean change beside twins at 78 weeks: matches of a year or more less those that ended within half a year."""
    gain, length = beside_twins(run, "performance_78"), length_of_first(run)
    return mean(gain[length >= YEAR]) - mean(gain[length < SHORT])


def very_short(run: Run) -> float:
    """Mean change beside twins at 78 weeks of those whose first match ended within a quarter of a year."""
    return mean(beside_twins(run, "performance_78")[length_of_first(run) < VERY_SHORT])


def closeness(run: Run) -> tuple[np.ndarray, float]:
    """(people,) the mentee's rating of the first match, and its median."""
    rated = of_first_match(run, run.matches["perceived_quality_mentee"])
    return rated, float(np.nanmedian(rated)) if np.isfinite(rated).any() else np.nan


def gain_of_close(run: Run) -> float:
    """Mean change beside twins at 78 weeks of those who rate their first match above the median."""
    rated, middle = closeness(run)
    return mean(beside_twins(run, "performance_78")[rated > middle])


def gain_of_others(run: Run) -> float:
    """Mean change beside twins at 78 weeks of those who rate their first match at the median or below."""
    rated, middle = closeness(run)
    return mean(beside_twins(run, "performance_78")[rated <= middle])


# --- quality and presence, satisfaction and performance, as surveys have them ----------------------------------------


def presence(run: Run) -> float:
    """Correlation of having been mentored with performance after a year, among those still there."""
    who = there(run, YEAR)
    return correlation(mentored(run)[who], run.people["performance_52"][who])


def quality(run: Run) -> float:
    """Correlation of the mentee's rating of the first match with performance after a year, among the mentored."""
    who = there(run, YEAR) & (mentored(run) == 1.0)
    return correlation(closeness(run)[0][who], run.people["performance_52"][who])


def quality_and_presence(run: Run) -> tuple[float, float]:
    """Both, of which the ratio is taken over replications."""
    return quality(run), presence(run)


def with_mentoring(run: Run, outcome: str, held: bool) -> float:
    """Correlation of having been mentored with an outcome after a year, what people brought held constant or not."""
    who, people = there(run, YEAR), run.people
    x, y = mentored(run)[who], people[f"{outcome}_52"][who]
    if not held:
        return correlation(x, y)
    return partial_correlation(x, y, np.column_stack([people[name][who] for name in BROUGHT]))


def subjective(held: bool):
    """The estimator of the correlation with satisfaction."""

    def satisfied(run: Run) -> float:
        """Correlation of having been mentored with satisfaction after a year."""
        return with_mentoring(run, "satisfaction", held)

    return satisfied


def subjective_over_objective(held: bool):
    """The estimator of how much more it goes with satisfaction than with performance."""

    def difference(run: Run) -> float:
        """r(mentored, satisfaction) − r(mentored, unassisted performance)."""
        return with_mentoring(run, "satisfaction", held) - with_mentoring(run, "performance", held)

    return difference


# --- settings, and ways to be matched --------------------------------------------------------------------------------


def peers_over_adults(peers: Run, adults: Run, school: Run) -> float:
    """Effect of peers less that of adults in programmes."""
    return effect(peers, "performance", YEAR) - effect(adults, "performance", YEAR)


def adults_over_school(peers: Run, adults: Run, school: Run) -> float:
    """Effect of adults in programmes less that of those who come to school."""
    return effect(adults, "performance", YEAR) - effect(school, "performance", YEAR)


def performance_of_mentored(run: Run) -> np.ndarray:
    """Performance after a year of those who were mentored and are still there."""
    return run.people["performance_52"][there(run, YEAR) & (mentored(run) == 1.0)]


def informal_over_formal(informal: Run, formal: Run) -> float:
    """Hedges g of the informally mentored against the formally mentored, after a year."""
    return hedges_g(performance_of_mentored(informal), performance_of_mentored(formal))


def formal_over_none(informal: Run, formal: Run) -> float:
    """Hedges g of the formally mentored against people of the world without mentoring who are still there."""
    control = Run(formal.control, {}, {}, formal.weeks)
    return hedges_g(performance_of_mentored(formal), control.people["performance_52"][there(control, YEAR)])


# --- afterwards ------------------------------------------------------------------------------------------------------


def change_since_the_end(weeks: int):
    """The estimator of how the effect changes from the end of a match of one year to a later week."""

    def change(run: Run) -> float:
        """Hedges g at that week less Hedges g at 52 weeks, everybody assigned."""
        return effect(run, "performance", weeks) - effect(run, "performance", YEAR)

    return change


def later_and_at_the_end(run: Run) -> tuple[float, float]:
    """Hedges g two years after the end and at the end, of which the ratio is taken over replications."""
    return effect(run, "performance", 156), effect(run, "performance", YEAR)


USUAL = (PROGRAMME.look(control=True),)
PARTIAL = CONTRASTED | {"people": (*CONTRASTED["people"], *BROUGHT)}

PATTERNS = (
    Pattern(
        "P2",
        VALIDATE,
        "Mentees whose match lasts gain; those whose match ends very early lose.",
        USUAL,
        (Measure("long_over_short", long_over_short, FOLLOWED), Measure("very_short", very_short, FOLLOWED)),
        selection=True,
    ),
    Pattern(
        "P7",
        CALIBRATE,
        "A programme raises outcomes by a fifth of a standard deviation.",
        USUAL,
        (
            Measure("g_52_weeks", g_at(52), columns(people="performance_52")),
            Measure("g_78_weeks", g_at(78), columns(people="performance_78")),
        ),
    ),
    Pattern(
        "P8",
        VALIDATE,
        "Cross-age peers have larger effects than adults in programmes, and these than school-based mentors.",
        (PEERS.look(control=True), PROGRAMME.look(control=True), SCHOOL.look(control=True)),
        (
            Measure("peers_over_adults", peers_over_adults, columns(people="performance_52")),
            Measure("adults_over_school", adults_over_school, columns(people="performance_52")),
        ),
    ),
    Pattern(
        "P9-ratio",
        CALIBRATE,
        "Relationship quality matters twice as much as having a mentor at all.",
        (SURVEY.look(),),
        (
            Measure("quality_over_presence", quality_and_presence, RATED, quotient),
            Measure("presence", presence, RATED),
            Measure("quality", quality, RATED),
        ),
        selection=True,
    ),
    Pattern(
        "P9-closeness",
        VALIDATE,
        "Only mentees who are close to their mentor gain, whatever the length of the match.",
        USUAL,
        (Measure("close", gain_of_close, RATED), Measure("not_close", gain_of_others, RATED)),
        selection=True,
    ),
    Pattern(
        "P12-raw",
        VALIDATE,
        "Mentoring correlates more with satisfaction than with performance.",
        (SURVEY.look(),),
        (
            Measure("subjective_over_objective", subjective_over_objective(False), CONTRASTED),
            Measure("satisfaction", subjective(False), CONTRASTED),
        ),
        selection=True,
    ),
    Pattern(
        "P12-partial",
        VALIDATE,
        "So it does with baseline traits held constant.",
        (SURVEY.look(),),
        (
            Measure("subjective_over_objective", subjective_over_objective(True), PARTIAL),
            Measure("satisfaction", subjective(True), PARTIAL),
        ),
        selection=True,
    ),
    Pattern(
        "P13",
        VALIDATE,
        "Effects shrink with scale, since additional mentors are weaker.",
        lacks="mentors cannot be recruited from the lower tail of the pool",
    ),
    Pattern(
        "P14",
        VALIDATE,
        "Informal mentoring beats formal mentoring, which does about as well as none.",
        (ORGANISATION.look("chosen"), ORGANISATION.look("formal", control=True)),
        (
            Measure("informal_over_formal", informal_over_formal, CONTRASTED),
            Measure("formal_over_none", formal_over_none, CONTRASTED),
        ),
    ),
    Pattern(
        "P36-direction",
        CALIBRATE,
        "The effect of a one-year match fades after it ends.",
        (ONE_YEAR.look(control=True),),
        (
            Measure("after_52_weeks", change_since_the_end(104), FADED),
            Measure("after_104_weeks", change_since_the_end(156), FADED),
        ),
    ),
    Pattern(
        "P36-size",
        VALIDATE,
        "Less than half of that effect is left two years later.",
        (ONE_YEAR.look(control=True),),
        (
            Measure("left_after_104_weeks", later_and_at_the_end, FADED, quotient),
            Measure("g_at_the_end", g_at(52), FADED),
        ),
    ),
)
