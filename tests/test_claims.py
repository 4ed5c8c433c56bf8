"""The claims of the essay: the rule of the verdict by hand-made numbers, and what every declaration must have."""

import dataclasses
import math
from itertools import combinations

import numpy as np
import pytest

from mentorsim.claims import CLAIMS, chosen, named, wording
from mentorsim.claims.declaring import BuiltIn, Change, Dose, Unwritten, combined, label
from mentorsim.claims.outcomes import AFTER_A_YEAR
from mentorsim.claims.results import over_worlds
from mentorsim.claims.running import Task, ensemble
from mentorsim.claims.verdicts import (
    ASSUMED,
    CONTRADICTED,
    NOT_SHOWN,
    OPEN,
    RULED_OUT,
    STANDS,
    SUPPORTED,
    Evidence,
    Found,
    Verdict,
    most_with,
    rank_correlation,
    rises,
    verdict,
)
from mentorsim.errors import BadInput
from mentorsim.experiment.config import Experiment
from mentorsim.indicators.run import INDICATORS
from mentorsim.parameters import DEFAULTS, flatten
from mentorsim.settings import presets, resolve
from mentorsim.tables import columns_of_tables

every_claim = pytest.mark.parametrize("claim", CLAIMS.values(), ids=CLAIMS)
YES = Found(0.2, 0.1, 0.3, 0.95, 0.05)
NO = Found(-0.2, -0.3, -0.1, 0.05, 0.05)
SMALL = Found(0.02, 0.01, 0.03, 1.0, 0.05)
WIDE = Found(0.1, -0.1, 0.3, 0.8, 0.05)
NONE = Found(0.0, -0.02, 0.02, 0.5, 0.05)
GOOD = Evidence((YES,), (YES,), (YES,), Found(0.1, 0.05, 0.15), form="the zone", parameters=("quality.slope",))


# --- the rule --------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("found", "standing"),
    [
        (YES, STANDS),
        (NO, RULED_OUT),
        (SMALL, RULED_OUT),
        (NONE, RULED_OUT),
        (WIDE, OPEN),
        (Found(0.04, 0.01, 0.07, 1.0, 0.05), OPEN),
        (Found(0.06, 0.01, 0.11, 1.0, 0.05), STANDS),
        (Found(0.1, math.nan, math.nan, 1.0, 0.05), OPEN),
    ],
)
def test_an_effect_stands_is_ruled_out_or_open(found, standing):
    assert found.standing == standing


@pytest.mark.parametrize(
    ("changed", "expected"),
    [
        ({}, SUPPORTED),
        ({"direct": (None,)}, SUPPORTED),
        ({"effects": (NO,)}, CONTRADICTED),
        ({"effects": (SMALL,)}, CONTRADICTED),
        ({"effects": (WIDE,)}, NOT_SHOWN),
        ({"effects": (dataclasses.replace(YES, share=0.79),)}, "depends on quality.slope"),
        ({"effects": (dataclasses.replace(YES, share=0.8),)}, SUPPORTED),
        ({"places": {"here": YES, "there": NO}}, "depends on the setting"),
        ({"places": {"here": YES, "there": WIDE}}, SUPPORTED),
        ({"effects": (NO,), "places": {"here": NO, "there": YES}}, "depends on the setting"),
        ({"direct": (NONE,)}, ASSUMED),
        ({"direct": (WIDE,)}, ASSUMED),
        ({"direct": (None,), "built_in": (0,)}, ASSUMED),
        ({"rival": (NO,)}, "depends on the form of the zone"),
        ({"rival": (SMALL,)}, "depends on the form of the zone"),
        ({"trend": Found(0.1, -0.05, 0.25)}, "depends on the dose"),
        ({"steps": (YES, NO)}, "depends on the dose"),
        ({"steps": (YES, WIDE)}, SUPPORTED),
        ({"direct": (NONE,), "rival": (NO,), "trend": NONE}, ASSUMED),
        ({"rival": (NO,), "trend": NONE}, "depends on the form of the zone"),
    ],
)
def test_the_verdict(changed, expected):
    assert verdict(dataclasses.replace(GOOD, **changed)).word == expected


def test_all_effects_must_hold_and_the_one_that_decides_is_named():
    two = dataclasses.replace(GOOD, effects=(YES, YES), direct=(YES, None), rival=(YES, YES), parameters=("a", "b"))
    assert verdict(two) == Verdict(SUPPORTED, 0)
    for changed, expected in (
        ({"effects": (WIDE, NO)}, Verdict(CONTRADICTED, 1)),
        ({"effects": (YES, WIDE)}, Verdict(NOT_SHOWN, 1)),
        ({"effects": (YES, dataclasses.replace(YES, share=0.5))}, Verdict("depends on b", 1)),
        ({"direct": (None, NONE)}, Verdict(ASSUMED, 1)),
        ({"built_in": (1,)}, Verdict(ASSUMED, 1)),
        ({"rival": (YES, NO)}, Verdict("depends on the form of the zone", 1)),
    ):
        assert verdict(dataclasses.replace(two, **changed)) == expected


def test_a_dose_rises_unless_a_step_is_clear_the_other_way():
    assert rises(YES, (YES, WIDE, NONE))
    assert not rises(YES, (YES, NO))
    assert not rises(WIDE, (YES, YES))
    assert not rises(Found(math.nan, math.nan, math.nan), ())


def test_the_parameter_that_an_effect_goes_most_with():
    effects = np.array([0.1, 0.3, 0.2, math.nan, 0.4])
    known = {
        "up": np.array([1.0, 3.0, 2.0, -9.0, 4.0]),
        "down": np.array([4.0, 3.0, 2.0, 9.0, 1.0]),
        "same": np.full(5, 2.0),
    }
    assert most_with(effects, known) == ("up", pytest.approx(1.0))
    assert most_with(-effects, {"up": known["up"]}) == ("up", pytest.approx(-1.0))
    assert most_with(effects, {"same": known["same"]})[0] == ""
    assert most_with(np.full(5, math.nan), known)[0] == ""
    assert rank_correlation(np.array([1.0, 2.0, 2.0, 9.0]), np.array([0.0, 5.0, 5.0, 6.0])) == pytest.approx(1.0)


def test_a_contrast_over_worlds_has_the_share_of_the_claimed_sign():
    values = np.array([[0.1, 0.2], [0.3, 0.2], [-0.1, -0.3], [math.nan, math.nan]])
    weights = np.array([0.4, 0.3, 0.2, 0.1])
    up, down = over_worlds(values, weights, 1), over_worlds(values, weights, -1)
    assert up.share == pytest.approx(0.7 / 0.9)
    assert down.share == pytest.approx(0.2 / 0.9)
    assert up.mean == pytest.approx((0.4 * 0.15 + 0.3 * 0.25 - 0.2 * 0.2) / 0.9)
    turned = up.turned(-1, 0.05)
    assert (turned.mean, turned.low, turned.high) == (-up.mean, -up.high, -up.low)
    assert over_worlds(np.full((2, 2), math.nan), weights[:2], 1).told["effect"] is None


# --- declarations ----------------------------------------------------------------------------------------------------


def test_there_are_sixteen_claims_in_order():
    assert list(CLAIMS) == [f"C{number}" for number in range(1, 17)]


@every_claim
def test_a_declaration_is_complete(claim):
    assert claim.statement.endswith(".")
    assert claim.says.endswith("?")
    assert claim.setting in presets()
    assert claim.effects
    for effect in claim.effects:
        assert effect.sign in (1, -1)
        assert effect.size.value > 0.0
        assert effect.size.reason
        assert isinstance(effect.direct, Change | BuiltIn | Unwritten)
        if not isinstance(effect.direct, Change):
            assert effect.direct.reason.endswith(".")
    assert claim.rival.values or claim.rival.of
    assert claim.form
    assert len(claim.dose.levels) >= 3
    assert claim.dose.sign in (1, -1)


@every_claim
def test_arms_are_known_worlds_that_differ(claim):
    assert claim.unknown() == []
    resolved = [flatten(resolve({"setting": claim.setting} | claim.common | own)) for own in claim.arms.values()]
    assert all(one != other for one, other in combinations(resolved, 2))
    assert all(set(claim.arms) >= weights.keys() for _, weights, _ in claim.contrasts())
    assert {arm for _, weights, _ in claim.contrasts() for arm in weights} == set(claim.arms)


@every_claim
def test_an_arm_has_what_it_says(claim):
    for name, own in claim.runs().items():
        world = flatten(resolve({"setting": claim.setting} | claim.common | own))
        for path, value in own.items():
            assert world["setting.preset" if path == "setting" else path] == value, (name, path)
            assert path == "setting" or path in DEFAULTS


@every_claim
def test_changes_are_told_apart_and_touch_what_they_say(claim):
    changes = [change for _, _, change in claim.contrasts() if change]
    assert len({change.name for change in changes}) == len({id(change) for change in changes})
    for _, weights, change in claim.contrasts():
        if change:
            assert any(claim.values(arm, change) != claim.values(arm) for arm in weights)
            assert set(change.of) <= set(claim.arms)


@every_claim
def test_outcomes_exist(claim):
    known = {table: {column.name for column in columns} for table, columns in columns_of_tables().items()}
    for outcome, _, _ in claim.contrasts():
        assert outcome.unit
        assert outcome.about.endswith(".")
        if outcome.of is None:
            assert outcome.name in INDICATORS
        for table, names in outcome.reads.items():
            assert set(names) <= known[table]


def test_no_claim_has_its_direct_term_on_where_it_is_off():
    """A few by name, so that a renamed parameter does not leave a direct term on."""
    off = {id: [e.direct.values for e in CLAIMS[id].effects if isinstance(e.direct, Change)] for id in CLAIMS}
    assert off["C2"] == [{"quality.start": "flat"}] * 2
    assert {"channel.gap": 0.0} in off["C6"]
    assert {"learning.work_autonomy": 0.0} in off["C5"]
    assert {"stages.volunteer_quality": 0.0} in off["C16"]


def test_contrasts_add_up_and_a_dose_has_steps_and_a_slope():
    assert combined([({"a": 1.0, "b": -1.0}, 2.0), ({"b": 2.0, "c": 1.0}, 1.0)]) == {"a": 2.0, "c": 1.0}
    dose = Dose("help", AFTER_A_YEAR, ({"a": 1.0}, {"b": 1.0}, {"c": 1.0}), 1)
    assert dose.steps == [{"b": 1.0, "a": -1.0}, {"c": 1.0, "b": -1.0}]
    assert dose.trend == {"a": -0.5, "c": 0.5}
    four = dataclasses.replace(dose, levels=tuple({name: 1.0} for name in "abcd"))
    assert four.trend == pytest.approx({"a": -0.3, "b": -0.1, "c": 0.1, "d": 0.3})


def test_a_world_leaves_what_a_claim_says():
    worlds = ensemble("plausible:2")
    task = Task(CLAIMS["C2"], worlds)
    world = worlds.worlds[0]
    usual, dim = (task.values(label("similar", change), world) for change in (None, CLAIMS["C2"].rival))
    assert usual["quality.gate_power"] == world.values["quality.gate_power"] != 1.0
    assert dim["quality.gate_power"] == 1.0
    assert usual["matching.policy"] == "similar"
    experiment = task.experiment(3)
    assert isinstance(experiment, Experiment)
    assert len(experiment.design.arms) == 2 * len(CLAIMS["C2"].runs())
    assert (experiment.replications, experiment.weeks) == (3, CLAIMS["C2"].weeks)


def test_claims_are_chosen_by_id():
    assert [claim.id for claim in chosen(["c7", "C2"])] == ["C2", "C7"]
    assert len(chosen()) == 16
    assert named(" c16 ") == "C16"
    with pytest.raises(BadInput, match="claim: found 'C17', expected one of C1, C2"):
        chosen(["C17"])
    with pytest.raises(BadInput, match="worlds: found 1 of them, expected at least 2"):
        ensemble("plausible:1")


# --- words -----------------------------------------------------------------------------------------------------------


def told(verdict: str, decided_by: int = 0, **changed) -> dict:
    """An entry of a claim with one effect, in the file's own form."""
    numbers = {"effect": 0.2, "low": 0.1, "high": 0.3, "robustness": 0.9}
    effect = {"about": "gain, more less less", "unit": "SD", "claimed": "above 0", "matters": 0.05, "reason": "a tenth"}
    effect |= numbers | {"rival": {"effect": -0.1, "low": -0.2, "high": 0.0}}
    effect |= {"goes_with": {"parameter": "quality.slope", "correlation": -0.71}}
    effect |= {
        "direct": {"kind": "off", "about": "trust is flat", "effect": 0.01, "low": -0.05, "high": 0.07}
    } | changed
    dose = {"about": "help", "trend": numbers, "levels": [0.1, 0.2, None]}
    entry = {"id": "C2", "verdict": verdict, "decided_by": decided_by, "effects": [effect], "dose": dose, "caveat": ""}
    return entry | numbers | {"rival": {"about": "trust gates nothing", "form": "the gate"}, "places": {}}


@pytest.mark.parametrize(
    ("entry", "expected"),
    [
        (
            told(SUPPORTED),
            "C2: supported; gain, more less less: +0.20 [0.10, 0.30]; it stands without its direct term and where "
            "trust gates nothing, and a step more of help brings +0.20 [0.10, 0.30].",
        ),
        (told(CONTRADICTED, low=-0.3, high=-0.1, effect=-0.2), "−0.20 [−0.30, −0.10], clear the other way."),
        (
            told(CONTRADICTED, low=0.01, high=0.03, effect=0.02),
            "+0.020 [0.010, 0.030], short of +0.05, which would matter (a tenth).",
        ),
        (told(NOT_SHOWN, low=-0.1), "+0.20 [−0.10, 0.30], which leaves open whether it matters (from +0.05 on)."),
        (told(ASSUMED), "+0.20 [0.10, 0.30], but +0.01 [−0.05, 0.07] where trust is flat."),
        (
            told(ASSUMED, direct={"kind": "built in", "about": "The rule says so."}),
            "+0.20 [0.10, 0.30], but it cannot be otherwise (the rule says so).",
        ),
        (told("depends on the form of the gate"), "but −0.10 [−0.20, 0.00] where trust gates nothing."),
        (told("depends on the dose"), "but a step more of help brings +0.20 [0.10, 0.30]."),
        (
            told("depends on quality.slope", robustness=0.6),
            "but its sign holds in 60 % of the worlds only, going with quality.slope (−0.71 by rank).",
        ),
        (
            told("depends on the setting") | {"places": {"in a network": {"effect": -0.2, "low": -0.3, "high": -0.1}}},
            "gain, more less less: −0.20 [−0.30, −0.10] in a network.",
        ),
    ],
)
def test_a_sentence_says_what_has_decided(entry, expected):
    assert wording.sentence(entry).endswith(expected)


def test_remarks_say_what_else_was_looked_at():
    assert wording.remarks(told(SUPPORTED) | {"caveat": "Few people."}) == [
        "Without its direct term: trust is flat.",
        "Rival form of the gate: trust gates nothing.",
        "Dose: help: 0.100, 0.200, –; +0.20 [0.10, 0.30] a step.",
        "Few people.",
    ]
    assert wording.counts([told(SUPPORTED), told("depends on the dose")]) == (
        "1 supported, 1 depending on something, 0 contradicted, 0 assumed, 0 not shown of 2 claims"
    )
