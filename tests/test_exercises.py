"""What the architecture page says under "To add something", done in a copy of the package, word for word.

A code block of the page that begins with a file's name is a file to make, what to put at its end, or, in the form of a
diff, what to change in it.
"""

import json
import re
import shutil
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest
from pyarrow import parquet
from scratch import Scratch

from mentorsim.experiment import identity
from mentorsim.settings import resolve
from mentorsim.store.results import GOOD

ROOT = Path(__file__).parent.parent
PAGE = (ROOT / "docs" / "architecture.md").read_text("utf-8").partition("## To add something")[2]
BLOCK = re.compile(r"^```(python|diff)\n# ((?:mentorsim|docs)/\S+?\.\w+)(, at its end)?\n(.*?)^```", re.M | re.S)
WEEKS = 8
OF_SMALL = {"people.mentees": 10, "people.mentors": 14}
SMALL = (*(f"--set={path}={value}" for path, value in OF_SMALL.items()), f"--weeks={WEEKS}", "--seed=1")
UNCOMPILED = "ignore:invalid value encountered:RuntimeWarning"  # a mean over nobody, which compiled code passes over
CONTRACT = ("tests/contract", "tests/test_rules.py", "tests/test_docs.py", "-m", "not slow", "-W", UNCOMPILED)
MADE = {
    "a matching policy": ["mentorsim/policies/matching/well_taught.py"],
    "a withdrawal policy that remembers": ["mentorsim/policies/withdrawal/streak.py"],
    "an indicator": ["mentorsim/indicators/equity.py"],
    "a parameter": ["mentorsim/parameters.py", "mentorsim/submodels/energy.py"],  # declared in one, read in the other
    "a process": ["mentorsim/submodels/training.py", "mentorsim/week.py", "mentorsim/parameters.py", "docs/odd.md"],
}


def exercises() -> dict:
    """{exercise: its blocks (language, file, place, text)}, in the order of the page."""
    blocks, found = BLOCK.findall(PAGE), {}
    for what, files in MADE.items():
        found[what], blocks = blocks[: len(files)], blocks[len(files) :]
    assert not blocks, "the page does more than MADE says"
    return found


def changed(text: str, diff: str) -> str:
    """A text after the hunks of a diff. What a hunk finds, and where it puts something, must be there just once."""
    for hunk in diff.split("@@\n")[1:]:
        lines = [(line[:1], line[1:] or "\n") for line in hunk.splitlines(keepends=True)]
        before, after = ("".join(line for mark, line in lines if mark in keep) for keep in (" -", " +"))
        assert text.count(before) == 1, f"found {text.count(before)} times, expected once:\n{before}"
        text = text.replace(before, after)
    return text


def done(what: str, folder) -> Scratch:
    """A copy of package, documentation and tests in which an exercise is done, `make docs` included."""
    scratch = Scratch(folder)
    needless = shutil.ignore_patterns("__pycache__", "images", "quickstart")
    for name in ("docs", "experiments", "tests", "results/reference"):
        shutil.copytree(ROOT / name, folder / name, ignore=needless)
    for name in ("pyproject.toml", "README.md", "CHANGELOG.md", "CONTRIBUTING.md"):
        shutil.copy(ROOT / name, folder)
    for language, file, place, text in exercises()[what]:
        path = folder / file
        assert path.exists() == (language == "diff" or bool(place)), file
        before = path.read_text("utf-8") if path.exists() else ""
        path.write_text(changed(before, text) if language == "diff" else before + text, "utf-8")
    scratch.run("docs/generate.py")
    return scratch


def listed(scratch, kind: str, name: str) -> dict:
    """The entry of a list."""
    (row,) = json.loads(scratch.run("-m", "mentorsim", "list", kind, name, "--json"))
    return row


def passes(scratch, *tests) -> None:
    """Those tests pass in the copy, and there are some; so do linter and formatter."""
    scratch.run("-m", "pytest", "-q", "-x", "-p", "no:cacheprovider", *tests)
    for check in (("check",), ("format", "--check")):
        ruff = [sys.executable, "-m", "ruff", *check, "--no-cache", "mentorsim"]
        found = subprocess.run(ruff, cwd=scratch.folder, capture_output=True, text=True)
        assert found.returncode == 0, found.stdout + found.stderr


def ran(scratch, *options) -> tuple:
    """({outcome: value}, table of people) of a small run."""
    scratch.run("-m", "mentorsim", "run", *SMALL, *options, "--out", "out")
    (outcomes,) = parquet.read_table(scratch.folder / "out" / "outcomes.parquet").to_pylist()
    people = parquet.read_table(scratch.folder / "out" / "people.parquet").to_pandas()
    shutil.rmtree(scratch.folder / "out")
    assert outcomes["status"] == GOOD, outcomes["error"]
    return outcomes, people


def test_the_page_counts_the_files_that_it_changes():
    for what, blocks in exercises().items():
        assert list(dict.fromkeys(file for _, file, _, _ in blocks)) == MADE[what]
    said = dict(re.findall(r"^\| (an?\b[\w ]+?)(?:, also .*?)? \| (\d) \|", PAGE, re.M))
    assert said == {"a policy": "1", "an indicator": "1", "a parameter": "1", "a process": "4", "a setting": "1"}


POLICIES = {
    "a matching policy": ("matching", "well_taught"),
    "a withdrawal policy that remembers": ("withdrawal", "streak"),
}


@pytest.mark.parametrize(
    "what",
    [pytest.param(what, marks=pytest.mark.slow if "remembers" in what else pytest.mark.full) for what in POLICIES],
)
def test_a_policy(what, tmp_path):
    scratch, (kind, name) = done(what, tmp_path), POLICIES[what]
    assert listed(scratch, kind, name)["rule"]
    assert ran(scratch, "--set", f"{kind}.policy={name}")[0]["satisfaction"] > 0.0
    scratch.run("-c", f"from mentorsim import testing; testing.check_{kind}_policy({name!r})")
    passes(scratch, *CONTRACT, "-k", f"{name} or up_to_date or every_policy")


@pytest.mark.full
def test_an_indicator(tmp_path):
    scratch = done("an indicator", tmp_path)
    assert listed(scratch, "indicators", "confidence_p10")["group"] == "Equity"
    outcomes, people = ran(scratch)
    ends = people["confidence_end"][people["kind"] != "initial_mentor"]
    assert outcomes["confidence_p10"] == pytest.approx(np.quantile(ends, 0.1))
    scratch.run("-c", "from mentorsim import testing; testing.check_indicator('confidence_p10')")


@pytest.mark.full
def test_a_parameter(tmp_path):
    scratch = done("a parameter", tmp_path)
    assert listed(scratch, "parameters", "energy.leisure")["default"] == 0.0
    (before, people), (after, others) = ran(scratch), ran(scratch, "--set", "energy.leisure=0.5")
    assert before["run_id"] == identity.run_id(resolve(OF_SMALL), WEEKS, 1, 0) != after["run_id"]
    rise = (others["energy_end"] - people["energy_end"])[people["kind"] == "initial_mentor"]
    assert (rise > 0.0).any()
    passes(scratch, *CONTRACT, "-k", "leisure or every_part or named_where or up_to_date")


@pytest.mark.full
def test_a_process(tmp_path):
    scratch = done("a process", tmp_path)
    assert listed(scratch, "week", "training")["source"] == "an example"
    assert ran(scratch)[0]["run_id"] == identity.run_id(resolve(OF_SMALL), WEEKS, 1, 0)
    audit = scratch.run("-m", "mentorsim", "run", *SMALL, "--set", "training.on=true", "--audit")
    found = re.findall(r"(?:attends a course|stays away) +(\d+)", audit)
    fired = [int(count) for count in found[-2:]]  # visitors of the community stay away, too
    assert 0 < min(fired) < sum(fired) <= 15 * WEEKS
    passes(
        scratch, *CONTRACT, "-k", "training or every_process or every_group or every_part or named_where or up_to_date"
    )
