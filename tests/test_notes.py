"""What is right by the letter and not what was meant: outcomes that no run can have, parameters that are factors."""

from dataclasses import replace

import pytest
from shell import call

import mentorsim as ms
from mentorsim.errors import BadInput
from mentorsim.experiment import config, notes
from mentorsim.experiment.design import arms
from mentorsim.indicators import INDICATORS

HEAD = '[experiment]\nname = "e"\nweeks = 40\nreplications = 2\n[parameters]\npeople.mentees = 20\npeople.mentors = 8\n'
WITHDRAWAL = '[design.factors]\n"withdrawal.policy" = ["never", "linear"]\n'


def read(more: str, *sets) -> config.Experiment:
    return config.read(HEAD + more, "e.toml").changed(sets)


def said(more: str, *sets) -> list[str]:
    """What is told of an experiment."""
    experiment = read(more, *sets)
    return notes.notes(experiment, arms(experiment))


def outcomes(*names) -> str:
    return f"[analysis]\noutcomes = {list(names)}\n"


# --- outcomes --------------------------------------------------------------------------------------------------------


def test_an_outcome_that_no_run_can_have_is_told_with_its_place_and_the_remedy():
    (line,) = said(WITHDRAWAL + outcomes("satisfaction", "g_unassisted"))
    assert line == (
        "e.toml:11: analysis.outcomes: g_unassisted needs 52 weeks; found weeks = 40: set weeks ≥ 52, or use "
        "g_unassisted_26; it is undefined in every run"
    )
    assert said(WITHDRAWAL + outcomes("satisfaction", "g_unassisted"), "weeks=52") == []


def test_an_outcome_that_some_arms_cannot_have_is_told_with_such_an_arm():
    factors = '[design.factors]\n"matching.policy" = ["random", "none", "community"]\n'
    (line,) = said(factors + outcomes("quality"))
    assert line.startswith('e.toml:11: analysis.outcomes: quality needs matches; found matching.policy = "none"')
    assert line.endswith("it is undefined in 2 of 3 arms, such as matching.policy=none")


@pytest.mark.parametrize("command", ["check", "sweep"])
def test_where_no_outcome_can_be_had_at_all_nothing_is_run(here, command):
    (here / "e.toml").write_text(HEAD + outcomes("g_unassisted", "premature_share"))
    result = call(command, "e.toml")
    assert result.exit_code == 2
    assert "e.toml:9: analysis.outcomes: g_unassisted needs 52 weeks; found weeks = 40: set weeks ≥ 52" in result.stderr
    assert "e.toml:9: analysis.outcomes: premature_share needs 52 weeks" in result.stderr
    assert not (here / "results").exists()
    with pytest.raises(BadInput, match="needs 52 weeks"):
        ms.sweep("e.toml", workers=1)


def test_what_is_set_beside_the_file_is_a_trial_and_told(here):
    (here / "e.toml").write_text(HEAD.replace("40", "52") + outcomes("g_unassisted"))
    result = call("sweep", "e.toml", "--set", "weeks=8", "--workers", "1")
    assert result.exit_code == 0, result.output
    assert "note: e.toml:9: analysis.outcomes: g_unassisted needs 52 weeks; found weeks = 8" in result.stderr


@pytest.mark.slow
def test_commands_tell_what_stays_undefined_and_go_on(here):
    (here / "e.toml").write_text(HEAD.replace("40", "12") + outcomes("satisfaction", "g_unassisted"))
    for command in (("check", "e.toml"), ("sweep", "e.toml", "--workers", "1"), ("run", "e.toml")):
        result = call(*command)
        assert result.exit_code == 0, result.output
        assert "needs 52 weeks; found weeks = 12: set weeks ≥ 52" in " ".join(result.output.split())
    report = call("report", "results/e")
    assert report.exit_code == 0
    assert "g_unassisted needs 52 weeks; found weeks = 12" in (here / "results" / "e" / "report.html").read_text()


def test_of_what_an_experiment_does_not_name_run_says_nothing(here):
    assert "needs" not in call("run", "--set", "people.mentees=20", "--weeks", "12").stderr


def test_a_stopping_rule_that_can_never_be_met_is_refused():
    rule = HEAD.replace(
        "replications = 2", 'replications = 4\nuntil = {outcome = "quality", half_width = 0.1, max = 9}'
    )
    factors = '[design.factors]\n"matching.policy" = ["random", "none"]\n'
    experiment = config.read(rule + factors + outcomes("satisfaction"), "e.toml")
    with pytest.raises(BadInput, match=r"^e\.toml:5: experiment\.until: quality needs matches; .* 1 of 2 arms"):
        notes.refuse(experiment, arms(experiment))


@pytest.mark.parametrize("name", sorted(config.shipped()))
def test_the_shipped_experiments_have_what_they_ask_for(name):
    experiment = config.load(name)
    few = arms(experiment)
    notes.refuse(experiment, few)
    undefined = [line for line in notes.notes(experiment, few) if "undefined in every run" in line]
    assert undefined == []


def test_an_indicator_of_a_plug_in_needs_nothing_unless_it_says_so(monkeypatch):
    monkeypatch.setitem(INDICATORS, "mine", replace(INDICATORS["quality"], name="mine", needs=()))
    assert said('[design.factors]\n"matching.policy" = ["random", "none"]\n[analysis]\noutcomes = ["mine"]\n') == []


# --- parameters ------------------------------------------------------------------------------------------------------


def test_a_parameter_that_is_also_a_factor_is_told():
    (line,) = said("[design.factors]\npeople.mentors = [4, 8]\n" + outcomes("satisfaction"))
    assert line == (
        "e.toml:7: parameters.people.mentors: found 8 here and the factor people.mentors in the design: a sweep takes "
        "the values of the factor, 4, 8; only `run`, the base arm, takes this one"
    )


@pytest.mark.parametrize(
    "design",
    [
        '[design]\nkind = "one-at-a-time"\n[design.factors]\npeople.mentors = [4, 12]\n',  # the base arm has it
        '[[design.arms]]\nname = "a"\noverrides = {people.mentors = 4}\n[[design.arms]]\nname = "b"\n',  # b has it
        WITHDRAWAL,
    ],
)
def test_a_parameter_that_an_arm_takes_is_not(design):
    kind = '[design]\nkind = "list"\n' if "[[design.arms]]" in design else ""
    assert said(kind + design + outcomes("satisfaction")) == []


def test_what_holds_for_all_kinds_of_designs_and_keys():
    arms_ = '[design]\nkind = "list"\n' + "".join(
        f'[[design.arms]]\nname = "{n}"\noverrides = {{people.mentors = {n}}}\n' for n in (4, 12)
    )
    sobol = '[design]\nkind = "sobol"\npoints = 4\n[design.factors]\npeople.mentors = [4, 12]\n'
    setting = '[design.factors]\nsetting = ["organisation", "network"]\n'
    budget = '[design.factors]\n"meetings.budget" = ["free", "equal_hours"]\n'
    for more in (arms_, sobol):
        (line,) = said(more + outcomes("satisfaction"))
        assert "e.toml:7: parameters.people.mentors: found 8 here" in line
    for key, value, more in (("setting", "network", setting), ("budget", "free", budget)):
        text = HEAD.replace("weeks = 40", f'weeks = 40\n{key} = "{value}"') + more + outcomes("satisfaction")
        experiment = config.read(text, "e.toml")
        (line,) = notes.notes(experiment, arms(experiment))
        assert line.startswith(f"e.toml:4: experiment.{key}: found '{value}' here")


def test_a_factor_that_is_set_beside_the_file_is_what_was_meant():
    factors = "[design.factors]\npeople.mentors = [4, 8]\n" + outcomes("satisfaction")
    assert said(factors, "people.mentors=6") == []
    assert said(factors, "mentors=6") == []


def test_check_tells_it(here):
    (here / "e.toml").write_text(HEAD + "[design.factors]\npeople.mentors = [4, 8]\n" + outcomes("satisfaction"))
    text = " ".join(call("check", "e.toml").stdout.split())
    assert "e.toml:7: parameters.people.mentors: found 8 here and the factor people.mentors in the design" in text
