"""A small experiment of four arms, and what tests do with its results."""

import json

import pandas as pd
import pyarrow as pa
import pyarrow.parquet as pq

import mentorsim
from mentorsim.experiment import config, identity
from mentorsim.settings import resolve

SMALL = """
[experiment]
name = "small"
seed = 3
replications = 2
weeks = 12
[parameters]
people.mentees = 20
people.mentors = 8
[[shocks]]
kind = "mentor_exit"
week = 6
[design.factors]
setting = ["organisation", "network"]
"matching.policy" = ["random", "self"]
[analysis]
outcomes = ["satisfaction"]
tables = ["weekly", "people", "matches"]
"""
RUNS = 8
BUDGET = """
[experiment]
name = "budget"
replications = 2
weeks = 30
[parameters]
people.mentees = 30
people.mentors = 12
meetings.hours_budget = 0.2
[design.factors]
setting = ["organisation", "network"]
"meetings.budget" = ["free", "equal_hours"]
[analysis]
outcomes = ["satisfaction", "r_mentoring"]
"""  # own and equal hours, at a budget that both settings can spend
TINY = {"people.mentees": 20, "people.mentors": 8}


def experiment_text(people: tuple, weeks: int, factors: dict, analysis: dict | None = None, **more) -> str:
    """The text of a small experiment.

    people: numbers of mentees and mentors; factors: {path: levels}; analysis: keys of that section; more: further keys
    of the first. Values are as in JSON, whose numbers, texts and lists TOML shares.
    """
    lines = {
        "experiment": {"replications": 2, "weeks": weeks} | more,
        "parameters": {"people.mentees": people[0], "people.mentors": people[1]},
        "design.factors": {f'"{path}"': levels for path, levels in factors.items()},
        "analysis": analysis or {},
    }
    sections = [
        [f"[{name}]", *(f"{key} = {json.dumps(value)}" for key, value in keys.items())]
        for name, keys in lines.items()
        if keys
    ]
    return "\n".join(line for section in sections for line in section) + "\n"


def id_of(flat, weeks=20, seed=1, replication=0, shocks=()):
    """The identity of a run with these overrides."""
    return identity.run_id(resolve(flat), weeks, seed, replication, shocks)


def swept(text, out, **how):
    """The results of an experiment's text, in one process."""
    return mentorsim.sweep(config.read(text, "small.toml"), workers=1, out=out, **how)


def assert_same(one, other):
    """Every table equal to the bit, and so the digests."""
    for name in config.USUAL:
        pd.testing.assert_frame_equal(getattr(one, name), getattr(other, name), check_exact=True)
    assert one.manifest["tables"] == other.manifest["tables"]


def tamper(folder, table, column, row, change):
    """Change one value in a merged table."""
    path = folder / f"{table}.parquet"
    rows = pq.read_table(path)
    values = rows[column].to_pylist()
    values[row] = change(values[row])
    place = rows.column_names.index(column)
    pq.write_table(rows.set_column(place, column, pa.array(values, rows[column].type)), path)
