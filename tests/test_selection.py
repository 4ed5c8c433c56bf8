"""A part of a table, chosen while reading."""

import shutil

import numpy as np
import pandas as pd
import pyarrow.parquet as pq
import pytest

import mentorsim
from mentorsim.errors import BadInput
from mentorsim.experiment import config


@pytest.mark.parametrize("merged", [True, False])
@pytest.mark.parametrize(
    ("table", "where", "query"),
    [
        ("matches", {"setting": "network"}, "setting == 'network'"),
        ("weekly", {"week": range(3, 6), "setting": ["network"]}, "week >= 3 and week < 6 and setting == 'network'"),
        ("matches", {"ended_by": ["mentor", None]}, "ended_by == 'mentor' or ended_by.isna()"),
        ("matches", {"ended_by": None}, "ended_by.isna()"),
        ("people", {"replication": np.int64(1), "kind": "recruit"}, "replication == 1 and kind == 'recruit'"),
        ("outcomes", {"matching.policy": "self", "replication": 0}, "`matching.policy` == 'self' and replication == 0"),
        ("weekly", {"week": []}, "week < 0"),
        ("matches", {}, "replication >= 0"),
    ],
)  # fmt: skip
def test_a_part_of_a_table_is_what_pandas_would_choose(small, tmp_path, merged, table, where, query):
    folder = small.path
    if not merged:
        folder = shutil.copytree(small.path, tmp_path / "parts only")
        for name in config.USUAL:
            (folder / f"{name}.parquet").unlink()
    expected = getattr(small, table).query(query, engine="python").reset_index(drop=True)
    found = mentorsim.open(folder).table(table, where=where)
    pd.testing.assert_frame_equal(found, expected, check_exact=True, check_dtype=False)
    some = mentorsim.open(folder).table(table, where=where, columns=["replication", "setting"])
    pd.testing.assert_frame_equal(some, expected[["replication", "setting"]], check_dtype=False)


def test_a_column_of_outcomes_chooses_runs_of_any_table(small):
    label = small.outcomes["arm"][1]
    found = small.table("weekly", where={"arm": label, "week": 11}, columns=["run_id"])
    assert found["run_id"].tolist() == small.outcomes.query("arm == @label")["run_id"].tolist()


def test_only_what_is_wanted_is_read(small, monkeypatch):
    asked, read = [], pq.read_table
    monkeypatch.setattr(pq, "read_table", lambda *file, **how: asked.append(how) or read(*file, **how))
    small.table("matches", where={"setting": "network"}, columns=["quality_end"])
    assert all(set(how["columns"]) == {"quality_end", "run_id"} for how in asked)
    assert all("network" in str(how["filters"]) for how in asked)


@pytest.mark.parametrize(
    ("how", "message"),
    [
        (
            {"where": {"sttng": "network"}},
            r"where: found 'sttng', expected a column of the table \(did you mean 'setting'",
        ),
        ({"columns": ["quality_end", "qualty"]}, "columns: found 'qualty', expected a column of the table"),
        ({"where": {"attempt": "first"}}, "where: attempt: found 'first', expected values of type int"),
        ({"where": {"setting": 3}}, "where: setting: found 3, expected values of type string"),
    ],
)
def test_a_part_that_cannot_be_is_bad_input(small, how, message):
    with pytest.raises(BadInput, match=message):
        small.table("matches", **how)
