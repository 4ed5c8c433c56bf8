"""What every pattern is measured by, on tables made by hand whose answer is worked out beside them.

The tables have the columns that a measure declares to read and no others, so a measure that reads more fails here.
"""

import math

import numpy as np
import pytest

from mentorsim.patterns import PATTERNS
from mentorsim.patterns.declaring import ALWAYS
from mentorsim.patterns.estimating import estimate, logit, partial_correlation, quotient, variance_share
from mentorsim.patterns.run_view import RunView

NAN = float("nan")


def people(n: int, **columns) -> dict:
    """A people table of mentees who are there from week 0 on, with these columns beside."""
    fresh = {"person": np.arange(n), "kind": np.array(["initial_mentee"] * n, object), "arrived_week": np.zeros(n)}
    fresh |= {name: np.full(n, NAN) for name in ("left_week", "mentor_week", "gave_up_mentoring_week")}
    return fresh | {name: np.array(values) for name, values in columns.items()}


def world(n: int = 0, weeks: int = 156, matches=(), control=None, others=(), **columns) -> RunView:
    """A run of n mentees. matches: columns; control: columns of the same people without mentoring."""
    beside = None if control is None else people(n, **control)
    of_matches = {name: np.array(values) for name, values in dict(matches).items()}
    tables = {name: {column: np.array(v) for column, v in one.items()} for name, one in dict(others).items()}
    return RunView(people(n, **columns), of_matches, {}, weeks, control=beside, others=tables)


def endings(*kinds) -> RunView:
    """Matches of one week each that ended so; None still run."""
    ends = [NAN if kind is None else 0.0 for kind in kinds]
    return world(matches={"start_week": [0] * len(kinds), "end_week": ends, "ended_by": list(kinds)}, weeks=1)


# Of ten pairs two are ended in week 10 (the eleventh they live), and of the other eight four in week 39.
LASTING = world(
    matches={
        "start_week": [0] * 10,
        "end_week": [10.0] * 2 + [39.0] * 4 + [NAN] * 4,
        "ended_by": ["mentor"] * 2 + ["mentee"] * 4 + [None] * 4,
    }
)
PROMPTED = world(
    matches={
        "start_week": [0] * 10,
        "end_week": [10.0] + [NAN] * 9,
        "ended_by": ["mentor"] + [None] * 9,
    }
)
# Four initial mentees: matched at once, after ten weeks, after 140, never; and a recruit, who does not count.
WAITING = world(
    5,
    first_match_week=[0.0, 10.0, 140.0, NAN, NAN],
    kind=np.array(["initial_mentee"] * 4 + ["recruit"], object),
)

# First matches of 60, 60, 20 and 10 weeks; gains of .2, .4, .1 and −.1 beside twins, whose SD is .1.
SD = [0.1, 0.3, 0.2, 0.2]  # mean .2, variance (.01 + .01)/3: SD .0816…
TWIN_SD = math.sqrt(0.02 / 3)
MATCHED = {"mentee": [0, 1, 2, 3], "start_week": [0] * 4, "end_week": [59.0, 59.0, 19.0, 9.0]}
GAINS = world(
    4,
    performance_78=np.add(SD, [0.2, 0.4, 0.1, -0.1]),
    control={"performance_78": SD},
    matches=MATCHED | {"perceived_quality_mentee": [0.9, 0.8, 0.3, 0.2]},
)


def assigned(weeks: int, shift: float) -> tuple[dict, dict]:
    """Columns of an outcome so many weeks after arrival, in a world and its control, whose g is about the shift."""
    base = np.linspace(-1.0, 1.0, 401)
    return {f"performance_{weeks}": base + shift * base.std(ddof=1)}, {f"performance_{weeks}": base}


def effects(**shifts) -> RunView:
    """A world of 401 people beside its control, with such effects at such weeks: `w52=.2`."""
    both = [assigned(int(week[1:]), shift) for week, shift in shifts.items()]
    mine, theirs = ({k: v for one in side for k, v in one.items()} for side in zip(*both, strict=True))
    return world(401, control=theirs, **mine)


# Eight people, of whom four were mentored for 20 weeks, rated as they do: quality goes with performance at r = 1.
EIGHT = {"performance_52": [0.1, 0.2, 0.3, 0.4, 0.1, 0.2, 0.3, 0.4], "satisfaction_52": [0.9] * 4 + [0.1] * 4}
HALF = {"mentee": [0, 1, 2, 3], "start_week": [0] * 4, "end_week": [19.0] * 4}
SURVEY = world(8, matches=HALF | {"perceived_quality_mentee": [0.2, 0.4, 0.6, 0.8]}, **EIGHT)
UNRATED = world(8, matches=HALF, **EIGHT)
SHIFTED = world(
    8,
    matches=HALF | {"perceived_quality_mentee": [0.2, 0.4, 0.6, 0.8]},
    performance_52=[1.1, 1.2, 1.3, 1.4, 0.1, 0.2, 0.3, 0.4],
)
R_SHIFTED = 0.5 / math.sqrt(0.25 + 0.0125)  # half the distance of the means, over the SD of all
BROUGHT = {name: [0.1, 0.2, 0.3, 0.4] * 2 for name in ("performance_start", "confidence_start")}
BROUGHT |= {name: [0.3, 0.1, 0.4, 0.2] * 2 for name in ("openness", "autonomy")}
HELD = world(8, matches=HALF, **EIGHT | BROUGHT | {"performance_52": [0.1] * 4 + [0.3] * 4})

MANY = np.linspace(-1.0, 1.0, 401)
WEEKS = {"mentee": np.arange(401), "start_week": [0] * 401, "end_week": [19.0] * 401}


def all_mentored(shift: float, control=None) -> RunView:
    """401 people, all mentored, whose performance is shifted by so many SD."""
    return world(401, matches=WEEKS, performance_52=MANY + shift * MANY.std(ddof=1), control=control)


RATED = world(
    4,
    matches={
        "mentee": [0, 1, 2, 3],
        "start_week": [0, 0, 0, 30],
        "same_group": [True, True, False, False],
        "perceived_similarity_mentee": [0.1, 0.2, 0.3, 0.4],
        "perceived_quality_mentee": [0.2, 0.1, 0.4, 0.3],
    },
)


def rated(quality, **more) -> RunView:
    """First matches with these ratings of quality."""
    n = len(quality)
    matches = {"mentee": np.arange(n), "start_week": [0] * n, "perceived_quality_mentee": quality} | more
    return world(n, matches=matches)


def begun(quality, contacts) -> RunView:
    """First matches of ten weeks with these ratings, and so many contacts a week that the mentee began."""
    return rated(quality, end_week=[9.0] * len(quality), begun_mentee=[10 * one for one in contacts])


# Ratings are .1 + .2 contacts a week + .1 if chosen; mentees who chose begin one contact a week more.
CHOSEN, DRAWN = begun([0.4, 0.6, 0.8], [1, 2, 3]), begun([0.1, 0.3, 0.5], [0, 1, 2])

# Persons 0 to 2 are mentees of 3 to 5, who control by .1, .2, .3; a second match of person 0 does not count.
CONTROLLED = world(
    6,
    directiveness=[0.0] * 3 + [0.1, 0.2, 0.3],
    satisfaction_52=[0.3, 0.2, 0.1, NAN, NAN, NAN],
    meetings=[10, 5, 10, 0, 0, 0],
    learned_mentor=[1.0, 0.4, 0.6, 0.0, 0.0, 0.0],
    matches={"mentee": [0, 1, 2, 0], "mentor": [3, 4, 5, 5]},
)
# Four mentees, and a mentor whose fit does not count.
FIT = {"fit_end": [0.9, 0.8, 0.7, 0.6, 0.0], "kind": np.array(["initial_mentee"] * 4 + ["initial_mentor"], object)}
FITTED = world(5, satisfaction_end=[0.8, 0.6, 0.4, 0.2, 0.9], **FIT)
LEAVING = world(5, left_week=[NAN, NAN, 3.0, 4.0, NAN], **FIT)
INTENT = world(5, intent_to_leave_end=[0.1, 0.2, 0.3, 0.4, 0.0], **FIT)

# Two mentors with two mentees each: gains of .1 and .1, .3 and .3, so that all variance lies between mentors.
BY_MENTOR = {"mentee": [0, 1, 2, 3], "mentor": [4, 4, 5, 5]}
TAUGHT = world(6, performance_start=[0.0] * 6, performance_52=[0.1, 0.1, 0.3, 0.3, NAN, NAN], matches=BY_MENTOR)
PROMOTED = world(
    6,
    pitching_start=[0.0] * 4 + [0.2, 0.9],
    delivered_week=[10.0, NAN, 20.0, 51.0, NAN, NAN],
    matches=BY_MENTOR,
)


def learners(low: float, high: float) -> RunView:
    """Ninety people in ascending order of what they could do, whose first and last third end at such means."""
    wave = np.tile(np.linspace(-0.1, 0.1, 30), 3)
    return world(90, performance_start=np.arange(90.0), performance_52=wave + np.repeat([low, 0.0, high], 30))


def stretched(shift: float) -> RunView:
    """401 people whose performance after a year is shifted by so many SD."""
    return world(401, performance_52=MANY + shift * MANY.std(ddof=1))


HORIZONS = np.array([0.0, 26, 52, 78, 104, 156])


def curved(*curves) -> RunView:
    """People with these curves over the horizons."""
    names = ["performance_start", *(f"performance_{week:.0f}" for week in HORIZONS[1:])]
    return world(len(curves), **dict(zip(names, np.array(curves).T, strict=True)))


STEEP, FLAT = 1.0 - np.exp(-0.1 * HORIZONS), 1.0 - np.exp(-0.004 * HORIZONS)
EXPONENTIAL, POWER = curved(STEEP, FLAT), curved(1.0 - 1.0 / (1.0 + 0.05 * HORIZONS))


def late(shift: float) -> RunView:
    """401 people whose performance at the end is shifted by so many SD."""
    return world(401, performance_end=MANY + shift * MANY.std(ddof=1))


# Of 40 people 20 are mentored for 20 weeks; 10 of these and 5 of the others become mentors later; one is one already.
FORTY = world(
    40,
    openness=np.tile([0.2, 0.4], 20),
    mentor_week=[60.0] * 10 + [NAN] * 10 + [70.0] * 5 + [NAN] * 14 + [80.0],
    gave_up_mentoring_week=[90.0] + [NAN] * 38 + [40.0],  # the last was a mentor before, and is one again
    matches={"mentee": np.arange(20), "start_week": [0] * 20, "end_week": [19.0] * 20},
)
OPEN = world(
    40,
    openness=[0.9] * 20 + [0.1] * 20,
    mentor_week=[60.0] * 15 + [NAN] * 20 + [70.0] * 5,
    matches={"mentee": np.arange(0, 40, 2), "start_week": [0] * 20, "end_week": [19.0] * 20},
)

# Of ten four leave in week 0, two in week 1, one in week 4: 6 of 16 person-weeks, then 1 of 4 + 4 + 4 + 3 + 3 + 3.
COURSE = world(10, 8, left_week=[0.0] * 4 + [1.0] * 2 + [4.0] + [NAN] * 3)
PRACTICE = world(10, contributions=[40, 15, 15, 10, 10, 5, 5, 0, 0, 0])  # half by the first two, four fifths by four
SILENT = world(10, contributions=[9, 1, 0, 0, 0, 0, 0, 0, 0, 0])
# 0 and 1 help each other, 1 helps 2, 2 helps 0; 3 and 4 neither help nor are helped.
ANSWERS = {"giver": [0, 1, 1, 2, 3], "taker": [1, 0, 2, 0, 4], "answers": [1, 2, 1, 1, 0]}  # the last was routed
TIED = world(5, unit=[1, 1, 1, 1, 2], others={"exchanges": ANSWERS})
# The last contributed an answer, to which there is no reply.
MONTH = world(7, contributions=[1, 1, 1, 1, 2, 0, 1], replies=[1, 1, 0, 0, 1, 0, 0], hours_answering=[0.0] * 6 + [0.2])
LATER = world(7, contributions=[3, 2, 2, 1, 9, 4, 5], replies=[2, 1, 0, 0, 1, 0, 0], hours_answering=[0.0] * 6 + [0.8])
QUARTER = world(6, contributions=[2, 2, 2, 5, 5, 0], harsh_words=[1, 0, 0, 1, 0, 1])
HALF_YEAR = world(6, contributions=[2, 3, 2, 5, 6, 0], harsh_words=[1, 0, 0, 1, 0, 1])

CASES = {
    ("P1", "survival_12_months"): ([LASTING], 0.8 * 0.5),
    ("P1", "survival_3_months"): ([LASTING], 0.8),
    ("P1", "survival_6_months"): ([LASTING], 0.8),
    ("P2", "long_over_short"): ([GAINS], (0.3 - 0.0) / TWIN_SD),
    ("P2", "very_short"): ([GAINS], -0.1 / TWIN_SD),
    ("P3", "ended_by_mentor"): ([endings("mentor", "mentor", "mentee", "outside", "plan", None)], 0.5),
    ("P7", "g_52_weeks"): ([effects(w52=0.2)], 0.2),
    ("P7", "g_78_weeks"): ([effects(w78=-0.3)], -0.3),
    ("P8", "peers_over_adults"): ([effects(w52=0.5), effects(w52=0.2), effects(w52=0.1)], 0.3),
    ("P8", "adults_over_school"): ([effects(w52=0.5), effects(w52=0.2), effects(w52=0.1)], 0.1),
    ("P9-ratio", "quality_over_presence"): ([SHIFTED], (1.0, R_SHIFTED)),
    ("P9-ratio", "presence"): ([SURVEY], 0.0),
    ("P9-ratio", "quality"): ([SURVEY], 1.0),
    ("P9-closeness", "close"): ([GAINS], 0.3 / TWIN_SD),
    ("P9-closeness", "not_close"): ([GAINS], 0.0),
    ("P11", "deep"): ([RATED], 0.6 / 0.85),
    ("P11", "surface"): ([RATED], -2.0 / math.sqrt(5.0) / math.sqrt(0.85)),
    ("P12-raw", "subjective_over_objective"): ([UNRATED], 1.0),
    ("P12-raw", "satisfaction"): ([UNRATED], 1.0),
    ("P12-partial", "subjective_over_objective"): ([HELD], 1.0 - -1.0),
    ("P12-partial", "satisfaction"): ([HELD], 1.0),
    ("P14", "informal_over_formal"): ([all_mentored(0.5), all_mentored(0.1)], 0.4),
    ("P14", "formal_over_none"): ([all_mentored(0.5), all_mentored(0.1, {"performance_52": MANY})], 0.1),
    ("P15-support", "chosen_over_drawn"): ([rated(MANY + 0.5 * MANY.std(ddof=1)), rated(MANY)], 0.5),
    ("P15-mediation", "share_through_initiative"): ([CHOSEN, DRAWN], (0.2, 0.3)),
    ("P16", "never_matched"): ([WAITING], 0.5),
    ("P16", "weeks_waited"): ([WAITING], 50.0),
    ("P19-identity", "variance_share"): ([TAUGHT], 1.0),
    ("P19-strong", "promoted_early"): ([PROMOTED], (1.0, 0.5)),
    ("P20-signs", "mentored"): ([FORTY], 0.5 * (math.log(10.5 / 10.5) - math.log(5.5 / 14.5))),
    ("P20-signs", "openness"): ([OPEN], 0.5 * (math.log(15.5 / 5.5) - math.log(5.5 / 15.5))),
    ("P20-level", "difference"): ([FORTY], 10 / 20 - 5 / 19),
    ("P20-level", "mentored"): ([FORTY], 10 / 20),
    ("P20-level", "others"): ([FORTY], 5 / 19),
    ("P22", "novices"): ([learners(0.1, 0.0), learners(0.0, 0.1)], 0.1 / np.std(np.linspace(-0.1, 0.1, 30), ddof=1)),
    ("P22", "advanced"): ([learners(0.1, 0.0), learners(0.0, 0.1)], -0.1 / np.std(np.linspace(-0.1, 0.1, 30), ddof=1)),
    ("P26", "middle_over_easy"): ([stretched(0.1), stretched(0.3), stretched(0.0), EXPONENTIAL], 0.2),
    ("P26", "middle_over_hard"): ([stretched(0.1), stretched(0.3), stretched(0.0), EXPONENTIAL], 0.3),
    ("P27", "fast_over_lasting"): ([late(0.4), late(0.1), late(0.0)], 0.4),
    ("P27", "slow_over_lasting"): ([late(0.4), late(0.1), late(0.0)], 0.1),
    ("P30", "completion"): ([COURSE], 0.3),
    ("P30", "early_hazard"): ([COURSE], (6 / 16, 1 / 21)),
    ("P31-layers", "core"): ([PRACTICE, SILENT], 0.2),
    ("P31-layers", "active"): ([PRACTICE, SILENT], 0.2),
    ("P31-layers", "silent_in_the_open"): ([PRACTICE, SILENT], 0.8),
    ("P31-layers", "top_percent_in_the_open"): ([PRACTICE, SILENT], 0.9),
    # Of pairs neither helped nor sharing 0 of 6 help, sharing 2 of 2, both 2 of 4; Firth adds half a case to each cell.
    ("P31-ties", "reciprocity"): ([TIED], (2.5 / 2.5) / (2.5 / 0.5)),
    ("P31-ties", "shared_partners"): ([TIED], (2.5 / 0.5) / (0.5 / 6.5)),
    ("P32-reply", "answered_over_not"): ([MONTH, LATER], 1.0 - 0.5),
    ("P32-reply", "again_unanswered"): ([MONTH, LATER], 0.5),
    ("P32-hostility", "withdrawal"): ([QUARTER, HALF_YEAR], ((1.0 - 0.5) + (1.0 - 0.0)) / 2.0),
    ("P33-sign", "satisfaction"): ([CONTROLLED], 1.0),
    ("P33-sign", "learned"): ([CONTROLLED], 1.0),
    ("P34", "left_alone"): ([LASTING, PROMPTED], 0.6),
    ("P34", "prompted"): ([LASTING, PROMPTED], 0.1),
    ("P34", "prompts_lower_it"): ([LASTING, PROMPTED], -0.5),
    ("P35-fit", "satisfaction"): ([FITTED], 1.0),
    ("P35-fit", "turnover"): ([LEAVING], -2.0 / math.sqrt(5.0)),
    ("P35-fit", "intent"): ([INTENT], -1.0),
    ("P36-direction", "after_52_weeks"): ([effects(w52=0.2, w104=0.15)], -0.05),
    ("P36-direction", "after_104_weeks"): ([effects(w52=0.2, w156=0.05)], -0.15),
    ("P36-size", "left_after_104_weeks"): ([effects(w52=0.2, w156=0.05)], (0.05, 0.2)),
    ("P36-size", "g_at_the_end"): ([effects(w52=0.2)], 0.2),
}  # fmt: skip
ABOUT = {("P20-signs", "mentored"): 0.05, ("P20-signs", "openness"): 0.05}  # no closed form with two variables
SIGNS = {
    ("P26", "persons_exponential"): (EXPONENTIAL, POWER),
    ("P26", "average_power"): (EXPONENTIAL, POWER),
}


def measure_of(pattern: str, name: str):
    """A measure by its pattern and name."""
    return next(measure for measure in PATTERNS[pattern].measures if measure.name == name)


def only(run: RunView, reads: dict) -> RunView:
    """The run with the columns that a measure says it reads."""

    def cut(table: str, columns: dict) -> dict:
        allowed = {*reads.get(table, ()), *ALWAYS.get(table, ())}
        return {name: values for name, values in columns.items() if name in allowed}

    control = None if run.control is None else cut("people", run.control)
    others = {name: cut(name, columns) for name, columns in run.others.items()}
    return RunView(
        cut("people", run.people), cut("matches", run.matches), {}, run.weeks, control=control, others=others
    )


@pytest.mark.parametrize(("pattern", "name"), CASES)
def test_a_measure_gives_what_was_worked_out(pattern, name):
    runs, expected = CASES[pattern, name]
    measure = measure_of(pattern, name)
    found = measure.of(*(only(run, measure.reads) for run in runs))
    assert found == pytest.approx(expected, rel=0.02, abs=ABOUT.get((pattern, name), 0.002))
    assert (measure.combine is not None) == isinstance(expected, tuple)


def test_every_measure_has_a_case():
    every = {(pattern.id, measure.name) for pattern in PATTERNS.values() for measure in pattern.measures}
    assert every == CASES.keys() | SIGNS.keys()


@pytest.mark.parametrize(("pattern", "name"), SIGNS)
def test_curves_are_told_apart(pattern, name):
    measure = measure_of(pattern, name)
    like_exponential, like_power = (measure.of(*[only(run, measure.reads)] * 4) for run in SIGNS[pattern, name])
    assert like_power < 0.0
    if name == "persons_exponential":
        assert like_exponential > 0.0


def test_an_average_of_exponential_curves_looks_like_a_power_law():
    rates = np.geomspace(0.004, 0.2, 40)
    run = curved(*(1.0 - np.exp(-rate * HORIZONS) for rate in rates))
    persons, average = (measure_of("P26", name).of(*[run] * 4) for name in ("persons_exponential", "average_power"))
    assert persons > 0.0 > average


def test_nobody_is_no_error():
    """An empty world gives no number, and no exception."""
    empty = {name: np.empty(0) for name in ("start_week", "end_week", "ended_by", "mentee", "mentor", "contributions")}
    for pattern, name in CASES:
        measure = measure_of(pattern, name)
        tables = {table: dict.fromkeys(names, np.empty(0)) for table, names in measure.reads.items()}
        run = world(
            0,
            8,
            tables.get("matches", empty),
            {} | tables.get("people", {}),
            {"exchanges": tables.get("exchanges", {})},
            **tables.get("people", {}),
        )
        found = np.atleast_1d(measure.of(*[run] * len(PATTERNS[pattern].looks)))
        assert np.isnan(found).any(), (pattern, name, found)


# --- what they are made of -------------------------------------------------------------------------------------------


def test_a_logit_of_one_cause_is_the_log_odds_ratio_with_half_a_case_added():
    x = np.repeat([0.0, 0.0, 1.0, 1.0], [12, 4, 6, 10])
    y = np.repeat([0.0, 1.0, 0.0, 1.0], [12, 4, 6, 10])
    expected = math.log(10.5 / 6.5) - math.log(4.5 / 12.5)
    assert logit(y, x[:, None])[0] / x.std() == pytest.approx(expected)


def test_a_logit_is_finite_where_a_cause_decides_all_and_undefined_where_there_is_nothing_to_explain():
    x = np.repeat([0.0, 1.0], 10)[:, None]
    assert 0.0 < logit(x[:, 0], x)[0] < 5.0
    assert np.isnan(logit(np.ones(20), x)).all()
    assert np.isnan(logit(x[:, 0], np.ones((20, 1)))).all()


def test_the_share_of_variance_between_groups():
    groups = np.repeat([0, 1], 2)
    assert variance_share(np.array([0.0, 0.0, 1.0, 1.0]), groups) == pytest.approx(1.0)
    # Within: mean square .5; between: 2·(.5² + .5²)/1 = 1; (1 − .5)/(1 + .5)
    assert variance_share(np.array([0.0, 1.0, 1.0, 2.0]), groups) == pytest.approx(1.0 / 3.0)
    assert math.isnan(variance_share(np.array([0.0, 1.0]), np.array([0, 1])))


def test_a_partial_correlation_is_that_of_what_is_left():
    rng = np.random.default_rng(1)
    held, noise = rng.normal(size=(4000, 1)), rng.normal(size=(4000, 2))
    x, y = held[:, 0] + noise[:, 0], held[:, 0] + noise[:, 1]
    assert partial_correlation(x, y, held) == pytest.approx(0.0, abs=0.04)
    assert np.corrcoef(x, y)[0, 1] == pytest.approx(0.5, abs=0.04)
    assert math.isnan(partial_correlation(held[:, 0], y, held))


def test_an_estimate_is_a_mean_with_students_interval():
    value, low, high = estimate([1.0, 2.0, 3.0, NAN])
    assert (value, high - value) == pytest.approx((2.0, 4.302653 / math.sqrt(3.0)), rel=1e-5)
    assert value - low == pytest.approx(high - value)
    assert np.isnan(estimate([1.0])[1:]).all()
    assert np.isnan(estimate([])).all()


def test_the_interval_of_a_quotient_covers_at_its_level_and_is_unbounded_where_one_divides_by_nothing():
    rng = np.random.default_rng(2)
    inside = 0
    for _ in range(400):
        values = rng.normal([2.0, 1.0], [0.6, 0.3], size=(20, 2))
        _, low, high = estimate(values, quotient)
        inside += low <= 2.0 <= high
    assert 0.91 < inside / 400 < 0.98
    _, low, high = estimate(rng.normal([2.0, 0.0], 0.5, size=(20, 2)), quotient)
    assert (low, high) == (-math.inf, math.inf)


def test_a_function_of_one_mean_has_the_interval_of_the_mean():
    values = np.array([0.3, 0.1, 0.7, 0.4])
    assert estimate(values[:, None], lambda mean: mean) == pytest.approx(estimate(values))
