"""Published patterns: their declarations, the figures (entered here a second time), and the rule of the verdict."""

import math
import re

import numpy as np
import pytest

from mentorsim.errors import BadInput
from mentorsim.experiment.design import arms
from mentorsim.parameters import DEFAULTS
from mentorsim.patterns import PATTERNS, chosen, reading, scenarios, validation
from mentorsim.patterns.declaring import ALWAYS, CALIBRATE, VALIDATE, Measure, Pattern, columns, united
from mentorsim.patterns.figures import figures
from mentorsim.patterns.scenarios import CHANCE, PLACEBO, USUAL, Look, Scenario
from mentorsim.patterns.verdicts import DIRECTION, MET, MISSED, UNTESTABLE, Target, joined

NAN, INF = math.nan, math.inf

# --- the figures, a second time --------------------------------------------------------------------------------------

# Who published it: names and years in order.
SOURCES = """
P1 Kupersmidt 2017 Keller Spencer 2017 | P2 Grossman Rhodes 2002 DeWit 2017 | P3 Keller Spencer 2017
P4 McQuillin Lyons 2021 | P5 Spencer 2023 | P7 Raposa 2019 DuBois 2011 DuBois 2002
P8 Burton 2022 Raposa 2019 Wood Mayo-Wilson 2012 | P9-ratio van Dam 2018 | P9-closeness Bayer 2015 | P11 Eby 2013
P12-raw Allen 2004 Kammeyer-Mueller Judge 2008 | P12-partial Allen 2004 Kammeyer-Mueller Judge 2008 | P13 Kraft 2024
P14 Ragins Cotton 1999 Chao 1992 | P15-support Kendall Smith-Jentsch 2015 Allen Eby Lentz 2006
P15-mediation Kendall Smith-Jentsch 2015 | P16 DeWit 2016 MENTOR 2016 | P19-identity Atkisson 2022
P19-strong Lyle Smith 2014 | P20-signs Bozionelos 2004 | P20-level no source at hand | P21 Kram 1983
P22 Tetzlaff 2025 | P25 Sinha Kapur 2021 | P26 Metcalfe Kornell 2003 Wilson 2019 Heathcote 2000
P27 Rosenfeld Maksimov 2022 | P30 Jordan 2015 Mackness Mak Williams 2010
P31-layers Wenger McDermott Snyder 2002 Nielsen 2006 | P31-ties Ai 2026 | P32-reply Joyce Kraut 2006
P32-hostility Pew 2017 | P33-sign Slemp 2018 | P33-shape Patall 2008 | P34 Uebler 2023 Single Muller 2000
P35-fit Kristof-Brown 2005 | P35-goals Epton 2017 | P35-mentors no source at hand
P36-direction Bailey 2020 Herrera 2011 | P36-size Bailey 2020 Herrera 2011
"""

# Targets that are ranges, as (pattern, measure): centre of the range and its half width, or value it has to pass.
RANGES = {
    ("P1", "survival_12_months"): (0.595, 0.095),
    ("P3", "ended_by_mentor"): (0.64, 0.09),
    ("P4", "explained"): (0.20, 0.10),
    ("P5", "kinds"): (5, 0),
    ("P7", "g_52_weeks"): (0.21, 0.05),
    ("P9-ratio", "quality_over_presence"): (2.0, 0.5),
    ("P9-closeness", "not_close"): (0.0, 0.05),
    ("P11", "deep"): (0.485, 0.105),
    ("P14", "formal_over_none"): (0.0, 0.1),
    ("P16", "never_matched"): (0.19, 0.03),
    ("P19-identity", "variance_share"): (0.45, 0.10),
    ("P19-strong", "promoted_early"): (1.30, 0.15),
    ("P20-level", "difference"): (0.48 - 0.27, 0.06),
    ("P21", "initiation"): (39, 13),
    ("P21", "cultivation"): (182, 78),
    ("P21", "separation"): (65, 39),
    ("P22", "novices"): (0.50, 0.15),
    ("P22", "advanced"): (-0.43, 0.15),
    ("P25", "struggle_first"): (0.355, 0.155),
    ("P30", "completion"): (0.1575, 0.0945),
    ("P31-layers", "core"): (0.125, 0.025),
    ("P31-layers", "active"): (0.175, 0.025),
    ("P31-layers", "silent_in_the_open"): (0.875, 0.075),
    ("P31-ties", "reciprocity"): (7.5, 1.5),
    ("P32-reply", "answered_over_not"): (0.56 - 0.44, 0.04),
    ("P32-hostility", "withdrawal"): (0.125, 0.025),
    ("P34", "left_alone"): (0.665, 0.035),
    ("P34", "prompted"): (0.065, 0.025),
    ("P35-fit", "satisfaction"): (0.44, 0.10),
    ("P35-fit", "turnover"): (-0.14, 0.06),
    ("P35-fit", "intent"): (-0.35, 0.10),
    ("P35-goals", "set_over_not"): (0.345, 0.065),
    ("P35-mentors", "developers"): (4.5, 0.5),
}
ABOVE = {
    0.0: "P2 long_over_short, P8 peers_over_adults, P8 adults_over_school, P9-closeness close, "
    "P12-raw subjective_over_objective, P12-partial subjective_over_objective, P14 informal_over_formal, "
    "P15-support chosen_over_drawn, P20-signs mentored, P20-signs openness, P26 middle_over_easy, "
    "P26 middle_over_hard, P26 persons_exponential, P27 fast_over_lasting, P27 slow_over_lasting, "
    "P33-sign satisfaction, P33-sign learned, P33-shape few_over_none, P33-shape few_over_many",
    0.5: "P15-mediation share_through_initiative",
    2.0: "P30 early_hazard, P31-ties shared_partners",
}
BELOW = {
    0.0: "P2 very_short, P13 dilution, P26 average_power, P34 prompts_lower_it, P36-direction after_52_weeks, "
    "P36-direction after_104_weeks",
    0.5: "P36-size left_after_104_weeks",
}
# Where there would be no such thing: 0 of differences and correlations, 1 of ratios, half of shares of two.
NOTHING = {
    1.0: "P9-ratio quality_over_presence, P19-strong promoted_early, P30 early_hazard, P31-ties reciprocity, "
    "P31-ties shared_partners, P36-size left_after_104_weeks",
    0.5: "P3 ended_by_mentor",
}
LEVELS = """P1 survival_12_months, P4 explained, P5 kinds, P9-closeness not_close, P14 formal_over_none,
P16 never_matched, P21 initiation, P21 cultivation, P21 separation, P30 completion, P31-layers core, P31-layers active,
P31-layers silent_in_the_open, P34 left_alone, P34 prompted, P35-mentors developers, P15-mediation
share_through_initiative"""  # which have no such value
STATUSES = {
    "secondary": "P13 P16 P19-strong P20-level P21 P27 P31-layers P36-direction P36-size",
    "memory": "P32-hostility P35-fit P35-mentors",
}
CALIBRATED = "P1 P3 P7 P9-ratio P11 P16 P20-signs P26 P30 P31-layers P32-reply P32-hostility P33-sign P34 P35-fit "
CALIBRATED += "P36-direction"


def pairs(text: str) -> set:
    """(pattern, measure) from a list of them."""
    return {tuple(one.split()) for one in text.replace("\n", " ").split(",")}


def targets() -> dict:
    """{(pattern, measure): its target} of the data file."""
    return {(id, name): t for id, figure in figures().items() for name, t in figure.targets.items() if t}


def test_targets_are_those_entered_here():
    found = targets()
    above = {one: value for value, text in ABOVE.items() for one in pairs(text)}
    below = {one: value for value, text in BELOW.items() for one in pairs(text)}
    assert found.keys() == RANGES.keys() | above.keys() | below.keys()
    for one, (centre, half) in RANGES.items():
        assert (found[one].low, found[one].high) == pytest.approx((centre - half, centre + half)), one
    assert {one: found[one].low for one in above} == above
    assert {one: found[one].high for one in below} == below
    assert all(math.isinf(found[one].high) for one in above)
    assert all(math.isinf(found[one].low) for one in below)


def test_what_would_be_nothing_is_that_entered_here():
    found = targets()
    none = {one: value for value, text in NOTHING.items() for one in pairs(text)}
    none |= dict.fromkeys(pairs(LEVELS))
    assert {one: target.none for one, target in found.items()} == {one: none.get(one, 0.0) for one in found}


def test_sources_and_statuses_are_those_entered_here():
    entered = dict(re.match(r"\s*(\S+) (.*\S)", one).groups() for one in re.split(r"[|\n]", SOURCES) if one.strip())
    plain = {id: re.sub(r" et al\.| &|[,;]", "", figure.source) for id, figure in figures().items()}
    assert plain == entered
    status = {id: status for status, ids in STATUSES.items() for id in ids.split()}
    assert {id: figure.status for id, figure in figures().items()} == {
        id: status.get(id, "abstract") for id in figures()
    }


# --- declarations ----------------------------------------------------------------------------------------------------


def test_there_are_sixteen_patterns_to_calibrate_by():
    found = [pattern.id for pattern in PATTERNS.values() if pattern.role == CALIBRATE]
    assert found == CALIBRATED.split()
    assert len(found) == 16
    assert {pattern.role for pattern in PATTERNS.values()} == {CALIBRATE, VALIDATE}


def test_every_pattern_has_its_figure_and_every_measure_its_entry():
    assert PATTERNS.keys() == figures().keys()
    for pattern in PATTERNS.values():
        names = [measure.name for measure in pattern.measures]
        assert names == (list(pattern.figure.targets) if pattern.measures else []), pattern.id
        assert pattern.measures or pattern.lacks, pattern.id
        assert next(iter(pattern.figure.targets.values())), f"the first measure of {pattern.id} has a target"


def test_numbers_are_those_of_the_list():
    numbers = {int(pattern.number[1:]) for pattern in PATTERNS.values()}
    assert numbers == {*range(1, 37)} - {6, 10, 17, 18, 23, 24, 28, 29}


def test_a_number_names_all_its_parts_and_a_role_only_its_own():
    assert [pattern.id for pattern in chosen(["p32"])] == ["P32-reply", "P32-hostility"]
    assert [pattern.id for pattern in chosen(["P31"], "V")] == ["P31-ties"]
    assert chosen() == list(PATTERNS.values())


@pytest.mark.parametrize(
    ("ids", "role", "told"),
    [
        (["P77"], None, r"pattern: found 'P77', expected one of P1, .*\(did you mean 'P7'\?\)"),
        (["P32-replay"], None, r"did you mean 'P32-reply'"),
        (["P7"], "V", r"role: found 'V' beside P7, of which none has that role"),
    ],
)
def test_unknown_patterns_are_refused(ids, role, told):
    with pytest.raises(BadInput, match=told):
        chosen(ids, role)


def made(**more) -> Pattern:
    """A declaration under a number that has figures."""
    return Pattern("P7", CALIBRATE, "Something is so.", **more)


def test_what_this_edition_does_not_have_is_said_and_no_error():
    nowhere = Scenario("nowhere", "?", "moon", 10, {USUAL: {}})
    unknown = Scenario("unknown", "?", "programme", 10, {USUAL: {"gravity.on": False}})
    assert made(looks=(nowhere.look(),)).why_not() == "There is no setting `moon`."
    assert made(looks=(unknown.look(),)).why_not() == "There is no parameter `gravity.on`."
    assert made(lacks="nobody knows").why_not() == "Nobody knows."
    assert made(looks=(scenarios.PROGRAMME.look(),)).why_not() == ""
    assert Measure("x", len, columns(orbits="speed")).lacks() == "there is no table `orbits`"
    assert Measure("x", len, columns(people="kind speed")).lacks() == "the table `people` has no column `speed`"


def test_columns_are_read_once():
    assert united([columns(people="a b"), columns(people="b c", matches="d")]) == columns(people="a b c", matches="d")
    assert set(ALWAYS["people"]) < set(PATTERNS["P7"].reads()["people"])
    assert set(PATTERNS["P31-ties"].reads()) == {"people", "exchanges"}


def test_every_scenario_can_be_run_and_each_arm_is_a_world_of_its_own():
    for task in validation.tasks(chosen()):
        experiment = task.experiment(2)
        assert [arm.label for arm in arms(experiment)] == task.labels
        assert experiment.weeks == task.scenario.weeks


def test_the_placebo_is_run_for_every_pattern_and_chance_where_selection_may_do_it():
    labels = {task.scenario.name: task.labels for task in validation.tasks(chosen(["P11", "P34"]))}
    assert labels == {
        "programme": ["usual", "usual, placebo", "usual, chance"],
        "online": ["usual", "prompted", "usual, placebo", "prompted, placebo"],
    }
    assert {"P2", "P9-ratio", "P11", "P12-raw", "P20-signs"} <= {p.id for p in PATTERNS.values() if p.selection}
    assert Look(scenarios.PROGRAMME, "usual", control=True).labels(CHANCE) == ["usual, chance", "control"]


def test_arms_of_a_scenario_have_the_same_factors_whichever_are_run():
    for task in validation.tasks(chosen()):
        whole, part = task.experiment(2), validation.Task(task.scenario, task.labels[-1:]).experiment(2)
        assert arms(whole)[-1].varied == arms(part)[0].varied
        assert arms(whole)[-1].parameters == arms(part)[0].parameters


def test_one_scenario_is_run_once_for_all_its_patterns():
    names = [task.scenario.name for task in validation.tasks(chosen())]
    assert len(names) == len(set(names))


# --- the verdict -----------------------------------------------------------------------------------------------------

SIGN, RANGE, BELOW_ONE = Target(0.0, INF, 0.0), Target(0.2, 0.3, 0.0), Target(-INF, 0.5, 1.0)
LEVEL, NEGATIVE, POINT = Target(0.5, 0.7), Target(-0.3, -0.2, 0.0), Target(5, 5)


@pytest.mark.parametrize(
    ("target", "interval", "verdict"),
    [
        (SIGN, (0.1, 0.2), MET),
        (SIGN, (-0.1, 0.2), MISSED),
        (SIGN, (-0.2, -0.1), MISSED),
        (SIGN, (0.0, 0.0), MISSED),
        (RANGE, (0.15, 0.21), MET),
        (RANGE, (0.22, 0.23), MET),
        (RANGE, (0.1, 0.9), MET),
        (RANGE, (0.05, 0.15), DIRECTION),
        (RANGE, (0.4, 0.5), DIRECTION),
        (RANGE, (-0.1, 0.9), MISSED),
        (RANGE, (-0.1, 0.1), MISSED),
        (RANGE, (-0.3, -0.2), MISSED),
        (NEGATIVE, (-0.35, -0.28), MET),
        (NEGATIVE, (-0.1, -0.05), DIRECTION),
        (NEGATIVE, (0.1, 0.2), MISSED),
        (BELOW_ONE, (0.3, 0.4), MET),
        (BELOW_ONE, (0.7, 0.9), DIRECTION),
        (BELOW_ONE, (0.9, 1.1), MISSED),
        (BELOW_ONE, (-INF, INF), MISSED),
        (LEVEL, (0.45, 0.5), MET),
        (LEVEL, (0.4, 0.49), MISSED),
        (LEVEL, (0.71, 0.8), MISSED),
        (LEVEL, (-INF, INF), MISSED),
        (POINT, (4.5, 5.5), MET),
        (POINT, (5.1, 5.5), MISSED),
        (RANGE, (NAN, NAN), UNTESTABLE),
        (SIGN, (NAN, NAN), UNTESTABLE),
        (LEVEL, (NAN, NAN), UNTESTABLE),
    ],
)
def test_the_verdict_of_an_interval(target, interval, verdict):
    assert target.verdict(*interval) == verdict


@pytest.mark.parametrize(("low", "high", "none"), [(0.3, 0.2, None), (0.1, 0.3, 0.2), (0.0, 0.0, 0.0)])
def test_a_target_that_cannot_be_is_refused(low, high, none):
    with pytest.raises(ValueError, match="expected low <= high"):
        Target(low, high, none)


@pytest.mark.parametrize(
    ("verdicts", "verdict"),
    [
        ((MET, MET), MET),
        ((MET, DIRECTION), DIRECTION),
        ((MET, MISSED, UNTESTABLE), MISSED),
        ((DIRECTION, UNTESTABLE), UNTESTABLE),
        ((), UNTESTABLE),
    ],
)
def test_a_pattern_is_no_better_than_its_worst_measure(verdicts, verdict):
    assert joined(verdicts) == verdict


@pytest.mark.parametrize(
    ("target", "said"), [(SIGN, "above 0"), (BELOW_ONE, "below 0.5"), (NEGATIVE, "−0.3 to −0.2"), (POINT, "5")]
)
def test_a_target_in_words(target, said):
    assert target.in_words == said


# --- from tables to verdicts -----------------------------------------------------------------------------------------

FEW = Scenario("few", "?", "programme", 4, {USUAL: {}, "control": {"matching.policy": "none"}})


def folder(worlds: dict) -> reading.Folder:
    """A scenario whose runs are made by hand. worlds: {arm: satisfaction of one person in each replication}."""
    made = object.__new__(reading.Folder)
    made.weeks = 4
    made.found = {
        arm: {n: {"people": {"satisfaction_52": np.array([v])}} for n, v in enumerate(values)}
        for arm, values in worlds.items()
    }
    return made


def entry_of(worlds: dict, **more) -> dict:
    """The entry of a pattern that measures the satisfaction of one person, and wants a g of .16 to .26."""
    measures = tuple(
        Measure(name, lambda run: run.people["satisfaction_52"][0], columns(people="satisfaction_52"))
        for name in ("g_52_weeks", "g_78_weeks")
    )
    return validation.entry(made(looks=(FEW.look(),), measures=measures, **more), {"few": folder(worlds)})


@pytest.mark.parametrize(
    ("values", "verdict"),
    [
        ([0.20, 0.21, 0.22], MET),
        ([0.08, 0.09, 0.10], DIRECTION),
        ([-0.2, 0.2, 0.1], MISSED),
        ([0.21], UNTESTABLE),
    ],
)
def test_an_entry_has_the_verdict_of_its_values(values, verdict):
    found = entry_of({"usual": values, "usual, placebo": [0.0, 0.01]})
    assert found["verdict"] == verdict
    assert found["simulated"] == pytest.approx(np.mean(values))
    assert found["placebo"] == pytest.approx(0.005)
    assert (found["target"], found["role"], found["source"]) == ([0.16, 0.26], "C", figures()["P7"].source)
    assert bool(found["why"]) == (verdict == UNTESTABLE)
    assert [measure["verdict"] for measure in found["measures"]] == [verdict, ""]


def test_other_worlds_stand_beside_where_they_are_looked_at():
    worlds = {"usual": [0.20, 0.21], "usual, placebo": [0.0, 0.01], "usual, chance": [0.1, 0.11]}
    assert entry_of(worlds, selection=True)["chance"] == pytest.approx(0.105)
    assert entry_of(worlds)["chance"] is None
    assert entry_of(worlds | {"usual, placebo": [0.1]}, selection=True)["placebo"] is None


def test_a_pattern_that_cannot_be_tested_has_an_entry():
    found = validation.entry(PATTERNS["P4"], {})
    assert (found["verdict"], found["simulated"], found["target"]) == (UNTESTABLE, None, [0.1, 0.3])
    assert found["why"] == "No scenario has many programmes of random design."
    assert PLACEBO in found


def test_nothing_more_is_untestable_than_this_edition_lacks():
    """A parameter or column that was renamed would make a pattern untestable without a word."""
    found = {pattern.id for pattern in PATTERNS.values() if pattern.why_not()}
    assert found == {
        "P4",
        "P5",
        "P13",
        "P21",
        "P25",
        "P33-shape",
        "P35-goals",
        "P35-mentors",
    }
    assert [m.name for p in PATTERNS.values() if not p.why_not() for m in p.measures if m.lacks()] == []
    assert [path for world in scenarios.WORLDS.values() for path in world if path not in DEFAULTS] == []
