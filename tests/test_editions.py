"""Results of the first edition of the rules: looked at like any others, and neither added to nor made again here."""

import json

import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from shell import call, good
from sweeps import experiment_text, swept

import mentorsim as ms
from mentorsim.analysis.outcomes import factors_of, outcomes_of
from mentorsim.errors import BadInput
from mentorsim.gone import GONE
from mentorsim.parameters import DEFAULTS
from mentorsim.schema import SCHEMA
from mentorsim.store.results import open_results

TEXT = experiment_text(
    (16, 6),
    8,
    {"matching.policy": ["none", "random"], "withdrawal.policy": ["never", "linear"], "quality.gate": [0.36, 0.42]},
    {"outcomes": ["satisfaction", "unassisted_gain"], "tables": ["outcomes", "weekly"]},
    name="edition",
    question="Does it matter?",
    replications=3,
)
OLD, NEW = "learning.close_middle", "quality.gate"  # the factor as it was called, and as it is
PLAIN = "".join(line for line in TEXT.splitlines(keepends=True) if NEW not in line)


def as_first_edition(folder) -> None:
    """Make results look like those of the first edition: its schema, its parameters, without the later columns."""
    path = folder / "resolved.json"
    resolved = json.loads(path.read_text().replace(NEW, OLD))
    later = ("adaptation.", "hurt.", "satisfaction.", "belonging.")
    kept = {name: value for name, value in resolved["parameters"].items() if not name.startswith(later)}
    path.write_text(json.dumps(resolved | {"schema": 1, "parameters": kept | {"learning.deduction": 0.08}}))
    for name, gone in (("outcomes", ["own_work_share", "lasting_gain"]), ("weekly", ["hurt", "belonging"])):
        table = pq.read_table(folder / f"{name}.parquet").drop_columns(gone)
        table = table.rename_columns([OLD if column == NEW else column for column in table.column_names])
        if name == "outcomes":
            labels = pa.array([label.replace(NEW, OLD) for label in table["arm"].to_pylist()])
            table = table.set_column(table.column_names.index("arm"), "arm", labels)
        pq.write_table(table, folder / f"{name}.parquet")


@pytest.fixture(scope="module")
def old(tmp_path_factory):
    folder = tmp_path_factory.mktemp("first") / "old"
    swept(TEXT, folder)
    as_first_edition(folder)
    return folder


def test_its_parameters_are_factors(old):
    results = open_results(old)
    assert results.resolved["schema"] == 1 < SCHEMA
    assert factors_of(results.outcomes) == ["matching.policy", "withdrawal.policy", OLD]
    assert OLD in GONE
    assert OLD not in DEFAULTS


def test_arms_that_ignore_a_factor_stand_at_all_its_levels(old):
    """Nobody is matched under `none`, so it was run with one way of withdrawing: both are compared alike."""
    table = outcomes_of(old)
    counts = table.groupby(["matching.policy", "withdrawal.policy"]).size()
    assert set(counts.index) == {(m, w) for m in ("none", "random") for w in ("never", "linear")}
    assert counts.nunique() == 1


def test_it_is_compared_and_exported(old, tmp_path):
    result = call("compare", old, "--factor", OLD, "--outcome", "unassisted_gain")
    assert result.exit_code == 0
    assert f"{old}: Made with an earlier edition of the rules (schema 1, now {SCHEMA})" in result.stderr
    assert "done     " in good("status", old)
    good("export", old, "--csv", "--out", tmp_path)


@pytest.mark.slow
def test_its_report_says_of_what_edition_it_is(old, tmp_path):
    good("report", old, "--out", tmp_path / "old.html")
    page = (tmp_path / "old.html").read_text()
    assert "Made with an earlier edition of the rules" in page
    assert "gone since the second edition: nothing is deducted" in page


def test_it_is_held_against_results_of_this_edition(tmp_path):
    for name in ("old", "new"):
        swept(PLAIN, tmp_path / name)
    as_first_edition(tmp_path / "old")
    found = ms.compare(tmp_path / "old", tmp_path / "new", outcome="satisfaction")
    assert (found["verdict"] == "same").all()
    said = good("compare", tmp_path / "old", tmp_path / "new", "--outcome", "satisfaction")
    assert "adaptation.on: none → true" in said


def test_it_is_not_added_to_or_made_again(old):
    with pytest.raises(BadInput, match=f"found schema 1, expected {SCHEMA}"):
        swept(TEXT, old)
    for command in (["reproduce", old], ["replay", old, "0"]):
        result = call(*command)
        assert result.exit_code == 2
        assert f"found schema 1, expected {SCHEMA}" in result.stderr


def test_results_of_this_edition_say_nothing_of_it(tmp_path):
    assert swept(TEXT, tmp_path / "new").edition == ""
