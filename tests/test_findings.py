"""The findings: numbers of tables made by hand, words that follow them, a page that is up to date."""

import importlib.util
import json
import math
from functools import cache
from itertools import product
from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from mentorsim.errors import BadInput
from mentorsim.experiment import config
from mentorsim.findings import expectations, numbers, persons, pictures, sections, wording
from mentorsim.findings.folders import BUDGET, EQUAL, SWEEPS, TRAITS, Findings
from mentorsim.indicators import INDICATORS
from mentorsim.parameters import DEFAULTS
from mentorsim.tables import columns_of_tables

DOCS = Path(__file__).parent.parent / "docs"
FOUND = Findings(DOCS.parent / "results" / "reference" / "findings")
WEIGHTS = {0: 0.5, 3: 0.3, 8: 0.2}


def outcomes(value, **levels) -> pd.DataFrame:
    """Runs of all combinations of levels, in three worlds and two replications.

    value: of (levels, world, replication); levels: of factors, whose dots are written as two underscores.
    """
    names = [name.replace("__", ".") for name in levels]
    rows = []
    for chosen in product(*levels.values()):
        cell = dict(zip(names, chosen, strict=True))
        for world, replication in product(WEIGHTS, range(2)):
            of_run = {"world": world, "world_weight": WEIGHTS[world], "replication": replication}
            of_run |= {"arm": str(chosen), "status": "done", "g_unassisted": value(cell, world, replication)}
            rows.append(cell | of_run)
    return pd.DataFrame(rows)


def better_by(amount, noise=0.01):
    """What a network is better by, more in some worlds and replications."""

    def value(cell, world, replication):
        away = noise * (world % 3 - 1) + noise * replication
        return 0.1 + 0.05 * replication + (amount + away if cell["setting"] == "network" else 0.0)

    return value


def row(amount, **more) -> dict:
    """A difference network − organisation."""
    runs = outcomes(better_by(amount), setting=["organisation", "network"])
    return numbers.compared(runs, "setting", ("network", "organisation"), "g_unassisted", {}) | more


# --- numbers ---------------------------------------------------------------------------------------------------------


def test_a_difference_is_of_the_pair_that_is_named_whichever_comes_first():
    runs = outcomes(better_by(0.2, 0.0), setting=["network", "organisation", "hybrid"])
    found = numbers.compared(runs, "setting", ("network", "organisation"), "g_unassisted", {})
    assert found["difference"] == pytest.approx(0.2)
    assert (found["level"], found["reference"], found["worlds"], found["holds_in"]) == ("network", "organisation", 3, 1)
    back = numbers.compared(runs, "setting", ("organisation", "network"), "g_unassisted", {})
    assert back["difference"] == pytest.approx(-0.2)


def test_a_place_is_a_part_of_the_runs_and_must_be_there():
    runs = outcomes(lambda cell, *_: {"x": 1.0, "y": 5.0}[cell["matching.policy"]] * (cell["setting"] == "network"),
                    setting=["organisation", "network"], matching__policy=["x", "y"])  # fmt: skip
    found = numbers.compared(runs, "setting", ("network", "organisation"), "g_unassisted", {"matching.policy": "y"})
    assert found["difference"] == pytest.approx(5.0)
    with pytest.raises(BadInput, match="found no run with"):
        numbers.where(runs, {"setting": "school"})


def test_the_share_of_worlds_is_by_weight():
    """In the worlds of weight .5 and .3 the network is ahead by .2, in that of .2 behind by .1: mean .14."""
    runs = outcomes(lambda cell, world, _: (cell["setting"] == "network") * (-0.1 if world == 8 else 0.2),
                    setting=["organisation", "network"])  # fmt: skip
    found = numbers.compared(runs, "setting", ("network", "organisation"), "g_unassisted", {})
    assert (found["difference"], found["holds_in"]) == (pytest.approx(0.14), pytest.approx(0.8))


def test_a_surface_is_held_against_the_one_point_of_the_reference():
    """The network is ahead by .3 − cost wherever the loss is 0, and everywhere behind where it is 2."""

    def value(cell, world, replication):
        luck = 0.01 * replication
        return luck + (0.3 - cell["cost"] - cell["loss"] if cell["setting"] == "network" else 0.0)

    runs = outcomes(value, setting=["organisation", "network"], cost=[0.1, 0.5], loss=[0.0, 2.0])
    runs = runs[(runs["setting"] == "network") | (runs["cost"] == 0.1) & (runs["loss"] == 0.0)]
    table = numbers.surface(runs, ("network", "organisation"), ("loss", "cost"), "g_unassisted")
    np.testing.assert_allclose(table["difference"], [0.2, -0.2, -1.8, -2.2], atol=1e-12)
    found = numbers.turns(table, ("loss", "cost"))
    assert found[0.0] == pytest.approx(0.3)
    assert math.isnan(found[2.0])
    assert numbers.sides(table.to_dict("records")) == (1, 3, 0)


def people(gain) -> pd.DataFrame:
    """Nine mentees, of skill .1 to .9 (SD .2738613), and a mentor, with and without mentoring.

    gain: of (setting, skill).
    """
    rows = []
    for setting, policy, world in product(("organisation", "network"), ("none", "composite"), WEIGHTS):
        of_run = {"setting": setting, "matching.policy": policy, "withdrawal.policy": "never", BUDGET: EQUAL}
        of_run |= {"world": world, "world_weight": WEIGHTS[world]}
        for person, replication in product(range(10), range(2)):
            skill = 0.1 + 0.1 * person
            helped = gain(setting, skill) if policy == "composite" else 0.0
            kind = "initial_mentor" if person == 9 else "initial_mentee"
            of_person = {"person": person, "kind": kind, "skill_start": skill, "performance_52": skill + helped}
            rows.append(of_run | of_person | {"replication": replication})
    return pd.DataFrame(rows)


def test_gains_are_those_of_the_same_person_by_thirds():
    """Everybody above .65 gains .0547723 = .2 SD in an organisation and twice that in a network; the others nothing."""
    gained = persons.gains(people(lambda setting, skill: (skill > 0.65) * 0.0547723 * (1 + (setting == "network"))),
                           ("skill_start",))  # fmt: skip
    assert len(gained) == 9 * 2 * 3 * 2
    assert gained.groupby("skill_start")["person"].nunique().to_dict() == {"high": 3, "low": 3, "middle": 3}
    found = persons.by_third(gained, "skill_start")
    assert [found[name]["difference"] for name in ("low", "high", "apart")] == pytest.approx([0.0, 0.3, 0.3], abs=1e-6)
    step = persons.step_by_third(gained, "skill_start", "setting", ("network", "organisation"))
    assert [step[name]["difference"] for name in ("low", "high", "apart")] == pytest.approx([0.0, 0.2, 0.2], abs=1e-6)


# --- words follow the numbers ----------------------------------------------------------------------------------------


def test_a_sentence_turns_with_its_number():
    up, down, open_ = (wording.sentence(row(amount)) for amount in (0.3, -0.3, 0.0))
    assert up.startswith("The gain after a year is higher in a network than in an organisation, by 0.299 SD")
    assert down.startswith("The gain after a year is lower in a network than in an organisation, by 0.301 SD")
    assert up.endswith(", in every world.")
    assert open_.startswith(
        "The evidence leaves open whether the gain after a year is higher in a network or in an organisation: "
    )
    assert "with that sign in" in open_


def test_what_is_the_same_or_missing_is_told():
    same = row(0.0) | {"verdict": "same"}
    assert "is the same in a network and in an organisation in every run" in wording.sentence(same)
    assert wording.cell(same, sections.GAIN) == "="
    missing = row(0.0) | {"verdict": "undefined", "difference": math.nan}
    assert "has no value" in wording.sentence(missing)
    assert wording.cell(missing, sections.GAIN) == "–"


def test_a_cell_is_bold_only_if_it_is_clear_and_shares_are_points():
    points = wording.MEASURES["delivered"]
    clear = {"difference": 0.031, "low": 0.012, "high": 0.05, "verdict": "better", "holds_in": 0.93}
    assert wording.cell(clear, points) == "**+3.1** [1.2, 5.0] 93 %"
    assert wording.cell(clear | {"low": -0.01, "verdict": "unclear"}, points) == "+3.1 [−1.0, 5.0] 93 %"


@pytest.mark.parametrize(
    ("chances", "said"),
    [
        ((0.97, 0.02, 0.01), "matches by lot (0.97)"),
        ((0.2, 0.7, 0.1), "probably matches by similarity (0.70)"),
        ((0.4, 0.35, 0.25), "matches by lot (0.40) or matches by similarity (0.35)"),
        ((math.nan, math.nan, math.nan), "none can be called best"),
    ],
)
def test_the_best_is_called_so_only_as_far_as_it_is_sure(chances, said):
    table = pd.DataFrame({numbers.MATCHING: ["random", "similar", "zpd"], "p_best": chances})
    assert wording.best(table, numbers.MATCHING) == said


def test_components_are_named_as_carrying_only_what_is_sure():
    known = {"low": 0.1, "high": 0.3, "worlds": 3, "holds_in": 0.9}
    shares = (("channel", -0.2, True), ("power", 0.01, False), ("total", -0.19, True))
    rows = [{"component": name, "share": share, "holds": holds} | known for name, share, holds in shares]
    said = sections.carried(rows)
    assert "Clear are the shares of channel: −0.20 SD" in said
    assert said.endswith("No clear share has power.")
    assert "Clear" not in sections.carried([one | {"holds": False} for one in rows])


def test_a_turn_of_the_sign_is_told_only_where_there_is_one():
    assert sections.turning({0.0: math.nan}) == "Nowhere does the sign of the mean turn with the cost of a contact."
    assert sections.turning({0.0: 0.8333, 1.0: math.nan}).endswith("turns at a cost of 0.83 (exponent 0).")


def test_a_stock_of_mentors_is_above_or_below_that_of_the_start_only_if_its_interval_is():
    known = {"setting": "network", "arrivals.mentors": 0.0, "mean": 0.8}
    assert sections.stock(known | {"low": 0.7, "high": 0.9}).endswith("fewer than at the start.")
    assert sections.stock(known | {"low": 0.7, "high": 1.1}).endswith("which may be as many.")
    assert sections.stock(known | {"mean": 1.3, "low": 1.1, "high": 1.5}).endswith("more than at the start.")


def test_who_gains_more_turns_with_the_sign():
    names = ("who begin with little skill", "who begin with much skill")
    known = {"low": 0.01, "high": 0.2, "holds_in": 1.0, "worlds": 3, "verdict": "better"}
    assert sections.apart(known | {"difference": 0.1}, names, "x").startswith("Mentees who begin with much skill gain")
    known |= {"low": -0.2, "high": -0.01}
    assert sections.apart(known | {"difference": -0.1}, names, "x").startswith("Mentees who begin with little skill")


@pytest.mark.parametrize(
    ("amount", "sign", "verdict"),
    [(0.3, 1, expectations.BORNE_OUT), (0.3, -1, expectations.TURNED), (-0.3, 1, expectations.TURNED),
     (-0.3, -1, expectations.BORNE_OUT), (0.0, 1, expectations.OPEN)],
)  # fmt: skip
def test_a_surprise_is_a_clear_sign_that_was_not_expected(amount, sign, verdict):
    one = expectations.Expectation("x", "y", "policies", "setting", ("network", "organisation"), sign=sign)
    assert one.verdict(row(amount)) == verdict


def test_an_expectation_is_told_with_its_sign_and_its_measure():
    said = expectations.outcome_of(row(-0.3) | {"place": {BUDGET: EQUAL}, "outcome": "premature_share"})
    assert said.startswith("at equal hours, the share of matches that end early: −30.1 points (95 % [")
    assert expectations.outcome_of(row(0.3)).startswith("the gain after a year: +0.299 SD")


# --- experiments, results, page --------------------------------------------------------------------------------------


@cache
def experiment(name):
    """A shipped experiment; its arms take a moment to be made."""
    return config.load(name)


def test_every_level_and_outcome_of_the_page_has_words_and_every_sweep_its_experiment():
    named = set()
    for sweep in SWEEPS.values():
        one = experiment(sweep.experiment)
        named |= set(one.outcomes)
        assert one.worlds, sweep.name
        for factor, levels in one.design.factors.items():
            words = wording.LEVELS.get(factor)
            assert words is None or set(levels) <= set(words) | {"none"}, factor
    assert set(wording.MEASURES) <= named & set(INDICATORS)
    assert {*TRAITS, "person", "kind"} <= {column.name for column in columns_of_tables()["people"]}
    assert all(factor in DEFAULTS or factor == "setting" for factor in wording.LEVELS)


def test_expectations_are_about_arms_that_are_run():
    for one in expectations.EXPECTATIONS:
        factors = experiment(SWEEPS[one.folder].experiment).design.factors
        assert set(one.pair) <= set(factors[one.factor]), one.said
        assert set(one.place) <= set(factors), one.said


def test_the_page_says_so_as_long_as_there_are_no_results(tmp_path):
    for name in sections.SECTIONS:
        assert sections.section(Findings(tmp_path), name).strip() == sections.NOT_YET.strip()


def test_the_pages_have_every_section_once():
    text = "".join((DOCS / f"{name}.md").read_text("utf-8") for name in ("findings", "findings-tables"))
    assert [text.count(f"<!-- generated: findings {name} -->") for name in sections.SECTIONS] == [1] * len(
        sections.SECTIONS
    )


@pytest.mark.skipif(not FOUND.there(), reason="no flagship results yet: make findings")
def test_figures_are_made_from_the_results_that_are_there():
    made = json.loads((DOCS / "images" / "findings.json").read_text("utf-8"))
    assert made == {name: pictures.made_from(FOUND, name) for name in pictures.PICTURES}
    assert all((DOCS / "images" / f"findings-{name}.png").exists() for name in pictures.PICTURES)


@pytest.mark.skipif(not FOUND.there(), reason="no flagship results yet: make findings")
def test_results_of_the_findings_are_whole_and_small():
    files = [file for file in FOUND.root.rglob("*") if file.is_file()]
    assert sum(file.stat().st_size for file in files) < 8e6
    for name in SWEEPS:
        assert FOUND.results(name).is_complete(), name


def test_unknown_folders_are_refused(capsys):
    spec = importlib.util.spec_from_file_location("findings", DOCS / "findings.py")
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    assert module.main(["polcies"]) == 2
    assert "found polcies, expected some of" in capsys.readouterr().err
