"""`mentorsim claims`: a small claim on the command line, in a report, on the page of the docs."""

import json

import pytest
from shell import call, good

from mentorsim import report
from mentorsim.claims import CLAIMS, results, wording
from mentorsim.claims.running import ensemble
from mentorsim.errors import BadInput
from mentorsim.store import results as store

FEW = ("--worlds", "plausible:2", "--replications", "2", "--workers", "1")
ONE = ("--claim", "C6", *FEW)
KEYS = {"id", "verdict", "effect", "low", "high", "robustness", "experiment"}


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    """A folder with one claim in two worlds, and what the command printed."""
    out = tmp_path_factory.mktemp("claims") / "one"
    result = call("claims", *ONE, "--out", out)
    assert result.exit_code == 0, result.output
    return out, result


def test_the_table_and_the_sentence_say_what_was_found(folder):
    out, result = folder
    text = result.stdout
    table = text.partition("2 plausible worlds")[0]
    assert max(len(line) for line in table.splitlines() if not line.startswith("Claims:")) <= 80
    (entry,) = results.load(out)["claims"]
    flat = " ".join(text.split())
    for part in (wording.counts([entry]), wording.interval(entry), wording.sentence(entry)):
        assert part in flat
    assert "2 plausible worlds of the 100 of plausible, 2 replications of each." in flat
    assert "\x1b" not in text


def test_runs_are_ordinary_ones_and_are_not_done_again(folder):
    out, result = folder
    runs = 4 * len(CLAIMS["C6"].runs())
    assert f"1 claim, {runs} runs" in result.stderr
    assert len(store.open_results(out / "C6").outcomes) == runs
    before = store.open_results(out / "C6").manifest
    again = call("claims", *ONE, "--out", out)
    assert (again.exit_code, again.stdout) == (0, result.stdout)
    assert store.open_results(out / "C6").manifest == before


def test_json_is_one_object_per_claim(folder):
    (entry,) = json.loads(good("claims", *ONE, "--json", "--out", folder[0]))
    assert entry.keys() >= KEYS
    assert (entry["id"], entry["experiment"], entry["statement"]) == ("C6", "C6", CLAIMS["C6"].statement)
    assert entry["low"] < entry["effect"] < entry["high"]
    assert 0.0 <= entry["robustness"] <= 1.0
    effect = entry["effects"][entry["decided_by"]]
    assert [effect[key] for key in ("effect", "low", "high")] == [entry[key] for key in ("effect", "low", "high")]
    assert entry["dose"].keys() >= {"levels", "trend", "holds"}
    assert results.load(folder[0])["claims"] == [entry]


def test_without_a_gap_that_costs_contacts_a_gap_costs_fewer(folder):
    """The direct term off: the effect on contacts is nearer to 0, over the same runs otherwise."""
    (entry,) = results.load(folder[0])["claims"]
    contacts = entry["effects"][0]
    assert contacts["outcome"] == "contacts"
    assert contacts["effect"] < contacts["direct"]["effect"]


def test_claims_that_were_found_otherwise_do_not_stay(folder, tmp_path):
    (entry,) = results.load(folder[0])["claims"]
    two, three = ensemble("plausible:2"), ensemble("plausible:3")
    results.save(tmp_path, [entry], 2, two)
    results.save(tmp_path, [entry | {"id": "C2"}], 2, two)
    assert [one["id"] for one in results.load(tmp_path)["claims"]] == ["C2", "C6"]
    results.save(tmp_path, [entry], 2, three)
    assert [one["id"] for one in results.load(tmp_path)["claims"]] == ["C6"]


@pytest.mark.parametrize(
    ("arguments", "told"),
    [
        (("--claim", "C17"), "error: --claim: found 'C17', expected one of C1, "),
        (("--worlds", "plausibel"), "error: --worlds: found 'plausibel', expected plausible or the path of"),
        (("--worlds", "plausible:1"), "error: --worlds: found 1 of them, expected at least 2"),
        (("--replications", "1"), "Invalid value for '--replications'"),
    ],
)
def test_bad_input_is_refused_before_anything_is_written(arguments, told, tmp_path):
    result = call("claims", *arguments, "--out", tmp_path / "none")
    assert (result.exit_code, told in result.stderr, result.stdout) == (2, True, ""), result.output
    assert not (tmp_path / "none").exists()


# --- in a report -----------------------------------------------------------------------------------------------------


def test_a_report_has_verdicts_and_what_was_looked_at(folder):
    page = report.write(folder[0]).read_text()
    (entry,) = results.load(folder[0])["claims"]
    assert page.count("<table>") == 2
    for text in ("Which of the essay", CLAIMS["C6"].says, entry["verdict"], "Rival form of what literacy costs"):
        assert text in page


def test_the_command_writes_it(folder):
    result = call("report", folder[0])
    assert (result.exit_code, (folder[0] / "report.html").is_file()) == (0, True)


def test_a_file_that_has_no_claims_is_refused(tmp_path):
    (tmp_path / results.NAME).write_text("[]")
    with pytest.raises(BadInput, match="found no claims, expected what `mentorsim claims` writes"):
        report.write(tmp_path)
