"""`mentorsim claims`: a small claim on the command line, in a report, on the page of the docs."""

import json
import math
from pathlib import Path

import pytest
from shell import call, good

from mentorsim import report
from mentorsim.claims import CLAIMS, results, wording
from mentorsim.claims.running import ensemble
from mentorsim.claims.verdicts import Evidence, Found, verdict
from mentorsim.errors import BadInput
from mentorsim.store import results as store

FEW = ("--worlds", "plausible:2", "--replications", "2", "--workers", "1")
ONE = ("--claim", "C6", *FEW)
REFERENCE = Path(__file__).parent.parent / "results" / "reference" / "claims"
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


# --- the reference ---------------------------------------------------------------------------------------------------


def found(told: dict, up: bool, matters: float = 0.0) -> Found:
    """A contrast of the file, with what is claimed above 0."""
    mean, low, high, share = (
        math.nan if told[key] is None else told[key] for key in ("effect", "low", "high", "robustness")
    )
    return Found(mean, low, high, share, matters) if up else Found(-mean, -high, -low, share, matters)


def evidence(entry: dict) -> Evidence:
    """What the verdict of an entry looks at, from its numbers alone."""
    effects, dose = entry["effects"], entry["dose"]
    ups = [effect["claimed"] == "above 0" for effect in effects]
    sizes = [effect["matters"] for effect in effects]
    each = list(zip(effects, ups, sizes, strict=True))
    rises = dose["claimed"] == "rises"
    return Evidence(
        tuple(found(effect, up, size) for effect, up, size in each),
        tuple(found(e["direct"], up, size) if e["direct"]["kind"] == "off" else None for e, up, size in each),
        tuple(found(effect["rival"], up, size) for effect, up, size in each),
        found(dose["trend"], rises),
        tuple(found(step, rises) for step in dose["steps"]),
        {name: found(place, ups[0], sizes[0]) for name, place in entry["places"].items()},
        tuple(effect["goes_with"]["parameter"] for effect in effects),
        entry["rival"]["form"],
        tuple(number for number, effect in enumerate(effects) if effect["direct"]["kind"] == "built in"),
    )


def test_the_reference_has_every_claim_as_it_is_declared():
    entries = {entry["id"]: entry for entry in results.load(REFERENCE)["claims"]}
    assert list(entries) == list(CLAIMS)
    for id, entry in entries.items():
        claim = CLAIMS[id]
        assert (entry["statement"], entry["says"]) == (claim.statement, claim.says)
        assert [(e["about"], e["matters"]) for e in entry["effects"]] == [
            (e.about, e.size.value) for e in claim.effects
        ]


def test_verdicts_of_the_reference_follow_from_its_numbers():
    for entry in results.load(REFERENCE)["claims"]:
        decided = verdict(evidence(entry))
        assert (decided.word, decided.effect) == (entry["verdict"], entry["decided_by"]), entry["id"]


def test_the_page_has_the_verdicts_of_the_reference():
    page = (REFERENCE.parent.parent.parent / "docs" / "claims.md").read_text("utf-8")
    entries = results.load(REFERENCE)["claims"]
    assert f"**{wording.counts(entries)}**" in page
    for entry in entries:
        assert f"- {wording.sentence(entry)}\n" in page
