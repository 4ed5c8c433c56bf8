"""`mentorsim validate`: a small validation on the command line, in a report, on the page of the docs."""

import json
import re
from pathlib import Path

import pandas as pd
import pytest
from shell import call, good, python

import mentorsim as ms
from mentorsim import report
from mentorsim.errors import BadInput
from mentorsim.patterns import PATTERNS, validation, wording
from mentorsim.patterns.figures import figures
from mentorsim.patterns.validation import ends
from mentorsim.store import results as store

FEW = ("--pattern", "P30", "--pattern", "P13", "--pattern", "P4", "--replications", "6", "--workers", "1")
KEYS = {"id", "role", "verdict", "target", "simulated", "low", "high", "source"}
REFERENCE = Path(__file__).parent.parent / "results" / "reference" / "validation"


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    """A folder with a small validation, and what the command printed: three patterns, of which one can be tested."""
    out = tmp_path_factory.mktemp("validation") / "few"
    result = call("validate", *FEW, "--out", out)
    assert result.exit_code == 0, result.output
    return out, result


def test_the_table_says_what_was_found_and_fits_eighty_columns(folder):
    text = folder[1].stdout
    table = text.split("\n  6 replications of every world. Simulated:")[0]
    assert max(len(line) for line in table.splitlines() if not line.startswith("Patterns")) <= 80
    assert "Patterns to calibrate by (C): 1 met, 0 direction only, 0 missed, 0 not testable of 1 pattern" in text
    assert re.search(r"completion +0\.063 to 0\.252 +0\.1\d+ .*met", text)
    assert "P4: No scenario has many programmes of random design." in text
    assert "P13: Mentors cannot be recruited from the lower tail of the pool." in text
    assert "\x1b" not in text


def test_runs_are_ordinary_ones_and_are_not_done_again(folder):
    out, result = folder
    course = store.open_results(out / "course")
    assert sorted(course.outcomes["arm"].unique()) == ["usual", "usual, placebo"]
    assert "1 scenario, 12 runs" in result.stderr
    before = course.manifest
    again = call("validate", *FEW, "--out", out)
    assert (again.exit_code, again.stdout) == (0, result.stdout)
    assert store.open_results(out / "course").manifest == before


def test_json_is_one_object_per_pattern(folder):
    entries = json.loads(good("validate", *FEW, "--json", "--out", folder[0]))
    assert [entry["id"] for entry in entries] == ["P4", "P13", "P30"]
    assert all(entry.keys() >= KEYS for entry in entries)
    by_id = {entry["id"]: entry for entry in entries}
    assert (by_id["P30"]["verdict"], by_id["P30"]["role"], by_id["P30"]["target"]) == ("met", "C", [0.063, 0.252])
    assert by_id["P30"]["low"] < by_id["P30"]["simulated"] < by_id["P30"]["high"]
    assert by_id["P30"]["measures"][1]["target"] == [2.0, None]
    assert by_id["P4"]["simulated"] is None
    assert json.loads((folder[0] / validation.NAME).read_text())["patterns"] == entries


@pytest.mark.slow
def test_more_patterns_do_what_is_missing(folder, tmp_path):
    narrow = ("--replications", "2", "--workers", "1", "--out", tmp_path)
    good("validate", "--pattern", "P30", *narrow)
    result = call("validate", "--pattern", "P30", "--pattern", "P31-layers", *narrow)
    assert result.exit_code == 0
    assert "4 runs in" in result.stderr
    good("validate", "--pattern", "P4", *narrow)
    found = validation.load(tmp_path)
    assert [entry["id"] for entry in found["patterns"]] == ["P4", "P30", "P31-layers"]
    assert {path.name for path in tmp_path.iterdir()} == {"course", "community", validation.NAME}


@pytest.mark.slow
def test_fewer_and_other_arms_of_a_scenario_share_its_folder(tmp_path):
    narrow = ("--replications", "2", "--workers", "1", "--out", tmp_path)
    first = good("validate", "--pattern", "P34", *narrow)
    good("validate", "--pattern", "P22", *narrow)
    good("validate", "--pattern", "P3", *narrow)
    assert good("validate", "--pattern", "P34", *narrow) == first
    outcomes = store.open_results(tmp_path / "programme").outcomes
    assert sorted(outcomes["arm"].unique()) == [
        "little help",
        "little help, placebo",
        "much help",
        "much help, placebo",
        "usual",
        "usual, placebo",
    ]


def test_entries_that_were_found_otherwise_do_not_stay(folder, tmp_path):
    validation.save(tmp_path, [validation.entry(PATTERNS["P4"], {})], replications=5)
    validation.save(tmp_path, [validation.entry(PATTERNS["P5"], {})], replications=5)
    assert [entry["id"] for entry in validation.load(tmp_path)["patterns"]] == ["P4", "P5"]
    validation.save(tmp_path, [validation.entry(PATTERNS["P13"], {})], replications=6)
    assert [entry["id"] for entry in validation.load(tmp_path)["patterns"]] == ["P13"]
    (tmp_path / validation.NAME).write_text("{")
    validation.save(tmp_path, [validation.entry(PATTERNS["P5"], {})], replications=6)
    assert [entry["id"] for entry in validation.load(tmp_path)["patterns"]] == ["P5"]


def test_an_earlier_look_is_the_same_world():
    """A run of four weeks is the first four of one of eight, so persons can be followed from one to the other."""
    overrides = {"setting": "network", "people.mentees": 40, "people.mentors": 8}
    early, late = (ms.run(weeks=weeks, seed=4, progress=False, **overrides) for weeks in (4, 8))
    pd.testing.assert_frame_equal(early.weekly.drop(columns="run_id"), late.weekly.drop(columns="run_id")[:4])
    both = early.people.merge(late.people, on="person")
    assert len(both) == len(early.people)
    assert (both["contributions_x"] <= both["contributions_y"]).all()


@pytest.mark.parametrize(
    ("arguments", "told"),
    [
        (("--pattern", "P77"), "error: --pattern: found 'P77', expected one of P1, "),
        (("--pattern", "P7", "--role", "V"), "error: --role: found 'V' beside P7, of which none has that role"),
        (("--replications", "1"), "Invalid value for '--replications'"),
        (("--role", "X"), "Invalid value for '--role'"),
    ],
)
def test_bad_input_is_refused_before_anything_is_written(arguments, told, tmp_path):
    result = call("validate", *arguments, "--out", tmp_path / "none")
    assert (result.exit_code, told in result.stderr, result.stdout) == (2, True, ""), result.output
    assert not (tmp_path / "none").exists()


@pytest.mark.slow
def test_a_stopped_validation_goes_on_where_it_was(tmp_path):
    arguments = ("-m", "mentorsim", "validate", "--pattern", "P30", "--replications", "3", "--out", str(tmp_path / "a"))
    whole = python(*arguments)
    assert whole.returncode == 0, whole.stderr
    results = store.open_results(tmp_path / "a" / "course")
    parts = sorted((results.path / "parts").glob("outcomes-*"))
    assert parts
    for file in results.path.glob("*.parquet"):
        file.unlink()
    for file in (results.path / "parts").glob("people-*"):
        file.unlink()  # as if killed before the rows of some table were written: runs without them are done again
    again = python(*arguments)
    assert (again.returncode, again.stdout) == (0, whole.stdout), again.stderr


# --- in a report -----------------------------------------------------------------------------------------------------


def test_a_report_of_the_validation_has_its_table(folder):
    page = report.write(folder[0]).read_text()
    assert page.count("<table>") == 2
    for text in ("0.063 to 0.252", "Jordan 2015", "not testable", "P13: Mentors cannot be recruited"):
        assert text in page
    assert "6 replications of every world" in page


@pytest.mark.slow
def test_a_report_of_one_of_its_scenarios_has_the_same_section(folder):
    page, whole = report.write(folder[0] / "course").read_text(), report.write(folder[0]).read_text()
    section = re.search(r'<section id="patterns">.*?</section>', whole, re.DOTALL)[0]
    assert section in page
    assert 'href="#patterns"' in page


def test_the_command_writes_it(folder):
    result = call("report", folder[0])
    assert (result.exit_code, (folder[0] / "report.html").is_file()) == (0, True)


def test_a_file_that_is_no_validation_is_refused(tmp_path):
    (tmp_path / validation.NAME).write_text("[]")
    with pytest.raises(BadInput, match="found no validation, expected what `mentorsim validate` writes"):
        report.write(tmp_path)


# --- the reference ---------------------------------------------------------------------------------------------------


def test_the_reference_holds_every_pattern_against_its_present_target():
    found = {entry["id"]: entry for entry in validation.load(REFERENCE)["patterns"]}
    assert list(found) == list(PATTERNS)
    for id, entry in found.items():
        pattern, figure = PATTERNS[id], figures()[id]
        assert (entry["role"], entry["source"], entry["statement"]) == (pattern.role, figure.source, pattern.statement)
        wanted = {measure.name: ends(figure.targets[measure.name]) for measure in pattern.measures}
        if not pattern.why_not():
            assert {m["measure"]: m["target"] for m in entry["measures"]} == wanted, id


def test_verdicts_of_the_reference_follow_from_its_intervals():
    for entry in validation.load(REFERENCE)["patterns"]:
        for measure in entry["measures"]:
            target = figures()[entry["id"]].targets[measure["measure"]]
            if target and measure["low"] is not None:
                assert target.verdict(measure["low"], measure["high"]) == measure["verdict"]


def test_the_page_has_the_numbers_of_the_reference():
    page = (REFERENCE.parent.parent.parent / "docs" / "patterns.md").read_text("utf-8")
    entries = validation.load(REFERENCE)["patterns"]
    for role, title in wording.TITLES.items():
        assert f"**{title}: {wording.counts(entries, role)}**" in page
    for entry in entries:
        for what, *cells in wording.lines(entry):
            assert f"|  | {' | '.join((what, *cells))} |" in page
