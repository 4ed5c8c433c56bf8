"""Thousands of bad inputs, made from good ones: each is taken, or refused with its place; nothing else ever happens."""

import random
import re
import shutil

import hostile
import pytest
from shell import call

from mentorsim.errors import BadInput
from mentorsim.experiment import config

FAST, SEED = 60, 2011
PLACE = re.compile(r"case\.toml(:\d+)?: |… and [\d,]+ more")


def some(cases, size=FAST):
    """A part of the cases, the same in every run."""
    return random.Random(SEED).sample(cases, min(size, len(cases)))


def parts(number: int):
    """(which part, how many there are); the first is slow, all of them are full."""
    for part in range(number):
        yield pytest.param((part, number), marks=pytest.mark.full if part else pytest.mark.slow, id=str(part))


def part_of(cases, part) -> list:
    """A part of the cases: all parts together are all cases, and each has some of every kind."""
    return some(cases, len(cases))[part[0] :: part[1]]


def outcome_of(text: str, refused: bool) -> str:
    """What is wrong with how a text is taken; "" if nothing is."""
    try:
        config.read(text, "case.toml")
    except BadInput as error:
        shown = str(error)
        wrong = [line for line in shown.splitlines() if not PLACE.match(line)]
        return f"no place: {wrong[0][:200]}" if wrong else f"{len(shown)} characters" if len(shown) > 60_000 else ""
    except BaseException as error:
        return f"{type(error).__name__}: {str(error)[:200]}"
    return "was taken" if refused else ""


def faults_in(cases) -> list[str]:
    """The cases that end in anything else than they may."""
    return [f"{name}: {fault}" for name, text, refused in cases if (fault := outcome_of(text, refused))]


EXPERIMENTS = [*hostile.experiments(), *hostile.shapes()]


def test_there_are_enough_of_them():
    assert len(EXPERIMENTS) > 3000
    assert len({text for _, text, _ in EXPERIMENTS}) > 3000


def test_good_texts_are_good():
    for text in hostile.texts().values():
        assert outcome_of(text, False) == ""
        config.read(text, "case.toml")


def test_some_experiments_that_are_not_right():
    assert faults_in(some(EXPERIMENTS)) == []


def test_experiments_of_strange_shapes():
    assert faults_in(hostile.shapes()) == []


@pytest.mark.parametrize("part", parts(80))
def test_all_experiments_that_are_not_right(part):
    assert faults_in(part_of(EXPERIMENTS, part)) == []


# --- sheets ----------------------------------------------------------------------------------------------------------


def sheet_fault(folder, file: str, text: str) -> str:
    """What is wrong with how the experiment of six people takes another text of one of its files."""
    (folder / file).write_bytes(text.encode())
    try:
        config.load(folder / "six-people.toml")
    except BadInput as error:
        wrong = [line for line in str(error).splitlines() if not re.search(r"six-people\S*:|… and", line)]
        return f"no place: {wrong[0][:200]}" if wrong else ""
    except BaseException as error:
        return f"{type(error).__name__}: {str(error)[:200]}"
    return ""


SHEETS = ["six-people.csv", "six-people-ties.csv", "six-people-matches.csv"]


def sheet_faults(tmp_path, cases) -> list[str]:
    """The sheets that end in anything else than they may."""
    home = config.shipped()["six-people"].parent
    for name in ["six-people.toml", *SHEETS]:
        shutil.copy(home / name, tmp_path)
    found = []
    for file, what, text in cases:
        fault = sheet_fault(tmp_path, file, text)
        shutil.copy(home / file, tmp_path)
        found += [f"{file}: {what}: {fault}"] if fault else []
    return found


def sheet_cases() -> list:
    """(file, what was done, text) of every sheet."""
    home = config.shipped()["six-people"].parent
    return [(file, *case) for file in SHEETS for case in hostile.sheets((home / file).read_text("utf-8"))]


def test_some_sheets_that_are_not_right(tmp_path):
    assert sheet_faults(tmp_path, some(sheet_cases(), 60)) == []


@pytest.mark.parametrize("part", parts(32))
def test_all_sheets_that_are_not_right(tmp_path, part):
    assert len(sheet_cases()) > 1000
    assert sheet_faults(tmp_path, part_of(sheet_cases(), part)) == []


# --- what is typed ---------------------------------------------------------------------------------------------------

FEW = ("--replications", "2", "--most", "60", "--workers", "1")  # runs, should a line be a question after all
ASKED = ("--parameter", "learning.rate", "--outcome", "satisfaction", "--at", "0.5", *FEW)
COMMANDS = [
    ("run", "{}"),
    ("run", "small.toml", "--set", "{}"),
    ("run", "small.toml", "--set", "people.mentors={}"),
    ("run", "small.toml", "--set", "{}=1"),
    ("run", "small.toml", "--seed", "{}"),
    ("run", "small.toml", "--weeks", "{}"),
    ("run", "small.toml", "--weeks", "1", "--out", "{}"),
    ("run", "--plugin", "{}"),
    ("check", "{}"),
    ("check", "small.toml", "--set", "experiment.stop={}"),
    ("check", "small.toml", "--replications", "{}"),
    ("sweep", "{}"),
    ("sweep", "small.toml", "--shard", "{}"),
    ("sweep", "small.toml", "--workers", "{}"),
    ("sweep", "small.toml", "--weeks", "{}"),
    ("sweep", "small.toml", "--executor", "{}"),
    ("sweep", "small.toml", "--scheduler", "{}"),
    ("sweep", "small.toml", "--retry", "{}"),
    ("status", "{}"),
    ("report", "{}"),
    ("report", "results", "--out", "{}"),
    ("export", "{}", "--csv"),
    ("export", "results", "--csv", "--table", "{}"),
    ("export", "results", "--csv", "--out", "{}"),
    ("replay", "{}", "a"),
    ("replay", "results", "{}"),
    ("reproduce", "{}", "--workers", "1"),
    ("reproduce", "results", "--workers", "1", "--sample", "{}"),
    ("compare", "{}", "--factor", "setting", "--outcome", "satisfaction"),
    ("compare", "results", "--factor", "{}", "--outcome", "satisfaction"),
    ("compare", "results", "--factor", "setting", "--outcome", "{}"),
    ("compare", "results", "--factor", "setting", "--outcome", "satisfaction", "--by", "{}"),
    ("compare", "results", "--factor", "setting", "--outcome", "satisfaction", "--persons", "{}"),
    ("sensitivity", "{}"),
    ("sensitivity", "small.toml", "--factor", "{}"),
    ("sensitivity", "small.toml", "--size", "{}"),
    ("sensitivity", "small.toml", "--outcome", "{}"),
    ("sensitivity", "small.toml", "--method", "{}"),
    ("threshold", "{}", *ASKED),
    ("threshold", "small.toml", "--parameter", "{}", "--outcome", "satisfaction", "--at", "0.5", *FEW),
    ("threshold", "small.toml", "--parameter", "learning.rate", "--outcome", "{}", "--at", "0.5", *FEW),
    ("threshold", "small.toml", "--parameter", "learning.rate", "--outcome", "satisfaction", "--against", "{}", *FEW),
    ("threshold", "small.toml", *ASKED, "--low", "{}"),
    ("threshold", "small.toml", *ASKED, "--map", "{}"),
    ("threshold", "small.toml", *ASKED, "--map", "power.level={}"),
    ("plan", "{}"),
    ("plan", "small.toml", "--arm", "{}"),
    ("plan", "small.toml", "--arm", "a={}"),
    ("plan", "small.toml", "--unit", "{}"),
    ("plan", "small.toml", "--outcome", "{}"),
    ("plan", "small.toml", "--sizes", "{}"),
    ("plan", "small.toml", "--worlds", "{}"),
    ("list", "{}"),
    ("list", "parameters", "{}"),
    ("list", "indicators", "{}"),
    ("new", "experiment", "{}"),
    ("new", "policy", "{}"),
    ("new", "policy", "own_rule_of_mine", "--kind", "{}"),
    ("dashboard", "--port", "{}x"),
    ("dashboard", "results{}x"),
    ("{}",),
]
LINES = [tuple(word.replace("{}", typed) for word in command) for command in COMMANDS for typed in hostile.TYPED]


@pytest.fixture
def folder(here, home, small, monkeypatch):
    """An empty folder to work in, so deep that nothing is written above it, with an experiment and its results."""
    inner = here / "a" / "few" / "folders" / "down"
    inner.mkdir(parents=True)
    monkeypatch.chdir(inner)
    shutil.copytree(small.path, inner / "results")
    shutil.copy(here / "small.toml", inner)
    (inner / "file").write_text("", "utf-8")
    return inner


def line_faults(lines) -> list[str]:
    """The command lines that end in anything but success or a message."""
    found = []
    for line in lines:
        result = call(*line)
        crashed = result.exception is not None and not isinstance(result.exception, SystemExit)
        silent = result.exit_code == 2 and not result.stderr.strip()
        long = len(result.stderr) > 20_000
        if crashed or silent or long or result.exit_code not in (0, 2):
            what = type(result.exception).__name__ if crashed else f"exit {result.exit_code}, {len(result.stderr)}"
            found.append(f"{[word[:40] for word in line]}: {what}: {str(result.exception)[:200]}")
    return found


def test_some_command_lines(folder):
    assert line_faults(some(LINES, 25)) == []


@pytest.mark.parametrize("part", parts(12))
def test_all_command_lines(folder, part):
    assert line_faults(part_of(LINES, part)) == []
