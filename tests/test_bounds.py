"""Inputs that are far too large or too deep: told with their place, in time that grows as they do."""

import re
import sys
import time

import pytest
from shell import call

from mentorsim.errors import LONGEST_VALUE, MOST_FAULTS, BadInput, capped, written
from mentorsim.experiment import config
from mentorsim.parameters import build
from mentorsim.places import DEEPEST, LONGEST, read_toml

DIGITS = "9" * 5000
HEX = "0x" + "F" * 6000  # TOML reads it, but Python shows no number of so many digits


def fault(text):
    """The message that a config's text ends in."""
    with pytest.raises(BadInput) as caught:
        config.read(text, "case.toml")
    return str(caught.value)


def times_as_long(text_of, few=1500, many=6000):
    """How much longer a config with four times as many mistakes takes, by the best of three tries."""
    seconds = {}
    for count in (few, many):
        text, tries = text_of(count), []
        for _ in range(3):
            begun = time.process_time()
            fault(text)
            tries.append(time.process_time() - begun)
        seconds[count] = min(tries)
    return seconds[many] / seconds[few]


# --- numbers of thousands of digits, thousands of brackets -----------------------------------------------------------


@pytest.mark.parametrize("line", [
    f"[parameters]\npeople.mentors = {DIGITS}", f"[parameters]\npeople.mentors = -{DIGITS}",
    f"[experiment]\nseed = {DIGITS}", f"[[shocks]]\nweek = {DIGITS}", f"[design.factors]\ngoals.omega = [0, {DIGITS}]",
])  # fmt: skip
def test_a_number_of_thousands_of_digits_is_named_with_its_line(line):
    assert fault(line) == "case.toml:2: found a whole number of more than 4,000 digits, expected fewer"


@pytest.mark.parametrize("line", [
    "[parameters]\npeople.mentors = {}", "[parameters]\ngoals.omega = {}", "[experiment]\nseed = {}",
    "[experiment]\nname = {}", "[experiment]\nsetting = {}", "[design]\nfactors = {{ goals.omega = [0, {}] }}",
    "[design]\nfactors = {{ people.mentors = [1, {}] }}", "[analysis]\ntables = [{}]", "[[shocks]]\nkind = {}",
    "[experiment]\nuntil = {{ outcome = 'satisfaction', half_width = {}, max = 4 }}", "[parameters]\nmatching.on = {}",
    "[people]\nroster = {}", "[parameters]\nmatching.policy = {}", "[design]\nwhere = {}",
])  # fmt: skip
@pytest.mark.parametrize("number", [HEX, "9" * 400, "-" + "9" * 4000])
def test_no_message_is_as_long_as_a_number_can_be(line, number):
    found = fault(line.format(number))
    assert found.startswith("case.toml:")
    assert "digits" in found
    assert len(found) < 1000


def test_sampled_factors_are_finite_numbers():
    text = "[design]\nkind = 'sobol'\npoints = 4\n[design.factors]\npeople.mentors = [1, {}]"
    for number in ("inf", "nan", HEX, "9" * 400):
        found = fault(text.format(number))
        assert found.startswith("case.toml:5: design.factors.people.mentors: found ")
        assert ", expected " in found


@pytest.mark.parametrize("deep", [
    "[" * 3000, "[" * 3000 + "]" * 3000, "[" * (DEEPEST + 1) + "]" * (DEEPEST + 1), "{a=" * 500 + "1" + "}" * 500,
    "[\n" * 3000,
], ids=["open", "closed", "just too deep", "tables", "over lines"])  # fmt: skip
def test_brackets_in_brackets_are_named_with_their_line(deep):
    line = DEEPEST + 3 if "\n" in deep else 3
    found = fault(f"[experiment]\nquestion = '[[[[' # [[[[\na = {deep}")
    assert found.startswith(f"case.toml:{line}: found tables or lists nested deeper than {DEEPEST} levels")


@pytest.mark.parametrize("key", [".".join("a" * 3000), ".".join(["'a b'"] * 60)])
def test_so_are_keys_of_many_parts(key):
    for text in (f"\n{key} = 1", f"\n[{key}]\n"):
        assert fault(text).startswith("case.toml:2: found tables or lists nested deeper than")


def test_the_deepest_that_is_allowed_is_read():
    assert read_toml("a = " + "[" * (DEEPEST - 1) + "]" * (DEEPEST - 1), "x.toml")
    assert fault("[parameters]\ngoals.omega = " + "[" * 40 + "]" * 40).startswith("case.toml:2: goals.omega: found [[")


@pytest.mark.parametrize("option", [f"people.mentors={DIGITS}", f"seed={DIGITS}", "goals.omega=" + "[" * 3000,
                                    "withdrawal.policy=" + "{a=" * 800, f"people.mentors={HEX}",
                                    "x" * 5000])  # fmt: skip
def test_options_as_well(option):
    result = call("run", "--set", option)
    assert result.exit_code == 2, result.exception
    assert result.stderr.startswith("error: --set ")
    assert len(result.stderr) < 1000


# --- how much is read, and how many faults are told -------------------------------------------------------------------


def test_a_file_that_is_too_long_is_not_read():
    assert fault("#" * (LONGEST + 1)) == "case.toml: found 10,000,001 characters, expected at most 10,000,000"


@pytest.mark.parametrize("text_of", [
    lambda count: "".join(f"key_number_{n} = 1\n" for n in range(count)),
    lambda count: "[parameters]\n" + "".join(f"withdrawal.wekks{n} = 1\n" for n in range(count)),
    lambda count: "[[shocks]]\nkind = 'mentor_exit'\nweek = -1\n" * count,
    lambda count: "[design]\nkind = 'list'\n" + "[[design.arms]]\nname = 'a'\noverrides = {x = 1}\n" * count,
    lambda count: "[analysis]\noutcomes = [" + "".join(f"'satisfaction{n}', " for n in range(count)) + "]",
    lambda count: "".join(f"a{n}.b.c = 1\n" for n in range(count)),
    lambda count: "[design]\nfactors = {x = 1}\n[people]\n" + "".join(f"rostr{n} = 1\n" for n in range(count)),
], ids=["keys", "parameters", "shocks", "arms", "outcomes", "dotted", "people"])  # fmt: skip
@pytest.mark.slow
def test_work_grows_as_the_mistakes_do_and_of_many_the_first_are_told(text_of):
    lines = fault(text_of(6000)).splitlines()
    assert len(lines) == MOST_FAULTS + 1
    assert re.fullmatch(r"… and [\d,]+ more", lines[-1])
    assert times_as_long(text_of) < 8  # linear: 4; quadratic: 16


def test_a_few_are_told_whole():
    assert capped(["a", "b"]) == "a\nb"
    assert capped(["a"] * MOST_FAULTS).count("a") == MOST_FAULTS
    assert capped(["a"] * (MOST_FAULTS + 2)).endswith("\n… and 2 more")


def test_too_many_arms_are_told_before_any_work():
    values = ", ".join(map(str, range(1, 30_002)))
    begun = time.process_time()
    assert fault(f"[design.factors]\npeople.mentees = [{values}]") == (
        "case.toml:1: design: found 30001 arms, expected at most 10,000"
    )
    entries = "[[design.arms]]\nname = 'a'\n" * 10_001
    assert "design: found 10,001 arms, expected at most" in fault(f"[design]\nkind = 'list'\n{entries}")
    assert time.process_time() - begun < 4.0


def test_more_arms_than_can_be_counted():
    factors = "".join(
        f"{path} = [{', '.join(map(str, range(1, 400)))}]\n"
        for path in ("people.mentees", "people.mentors", "withdrawal.weeks", "structure.units", "goals.date")
    )
    assert "design: found 10" in fault(f"[design.factors]\n{factors}")


# --- values in messages -----------------------------------------------------------------------------------------------


def test_values_are_written_as_in_a_config_and_cut_short():
    assert [written(value) for value in (None, True, "a", 3, [1])] == ["nothing", "true", "'a'", "3", "[1]"]
    assert written(int("9" * 101)) == "a whole number of some 101 digits"
    assert written("a" * 1000).startswith("'aaa")
    assert len(written(["a" * 1000] * 1000)) < LONGEST_VALUE + 40
    deep: list = []
    for _ in range(sys.getrecursionlimit() * 2):
        deep = [deep]
    assert written(deep) == "a list that is too large to show"


def test_huge_numbers_from_python():
    with pytest.raises(BadInput, match=r"^people\.mentors: found a whole number of some 5,000 digits, expected"):
        build({"people.mentors": 10**5000 - 1})
