"""Rows of runs in Parquet files."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Iterable
from itertools import chain
from pathlib import Path
from typing import NamedTuple

import numpy as np

from mentorsim.files import whole_file
from mentorsim.formulas import LIKE_FORMULA
from mentorsim.store.arrow import csv, pa, pc, pq

OPEN_GROUPS = 16  # row groups that a reader holds


def rows_of(runs: list[tuple[dict, dict]]) -> pa.Table:
    """An Arrow table of some runs, one below the other, each given as (ids, columns).

    ids: {name: value}, repeated before the run's columns; columns: {name: (rows,) array}, or all scalars, which is one
    row. NaN and None are null, and so is what a run lacks of the widest's columns.
    """
    alike: dict[tuple, list] = {}
    for ids, columns in runs:
        alike.setdefault((*ids, *columns), []).append((ids, columns))
    return joined([stacked(same) for same in alike.values()])


def stacked(runs: list[tuple[dict, dict]]) -> pa.Table:
    """The rows of runs that have the same ids and columns."""
    ids, columns = runs[0]
    of_run = np.repeat(np.arange(len(runs)), [rows_in(columns) for _, columns in runs])
    repeated = {name: pa.array([ids[name] for ids, _ in runs]).take(pa.array(of_run)) for name in ids}
    own = {name: pa.array(together([columns[name] for _, columns in runs]), from_pandas=True) for name in columns}
    return pa.table(repeated | own)


def rows_in(columns: dict) -> int:
    """Rows of a run's columns."""
    return np.size(next(iter(columns.values())))


def together(values: list):
    """Arrays one behind the other, or scalars, as one array."""
    return np.concatenate(values) if np.ndim(values[0]) else np.array(values)


def joined(tables: list[pa.Table]) -> pa.Table:
    """The tables one below the other, in the columns of the widest; what a table lacks is null."""
    if len(tables) == 1:
        return tables[0]
    schema = common_schema([table.schema for table in tables])
    return pa.concat_tables([schema.empty_table(), *tables], promote_options="permissive")


def common_schema(schemas: list[pa.Schema]) -> pa.Schema:
    """All columns, in the order of the widest schema."""
    return pa.unify_schemas(sorted(schemas, key=len, reverse=True), promote_options="permissive")


class Place(NamedTuple):
    """Where rows are: in a row group of a file, from one row to before another."""

    file: Path
    group: int
    start: int
    end: int

    def follows(self, other: Place) -> bool:
        """Whether these rows come right behind others."""
        return (self.file, self.group, self.start) == (other.file, other.group, other.end)


def runs_in(ids: pa.ChunkedArray):
    """Yield (run, its first row, the row behind its last) of a column of runs in which a run's rows are together."""
    runs = pc.run_end_encode(ids.combine_chunks())
    start = 0
    for run, end in zip(runs.values.to_pylist(), runs.run_ends.to_pylist(), strict=True):
        yield run, start, end
        start = end


class Groups:
    """The row groups of some Parquet files: where the rows of which run are, and these rows, a few groups held."""

    def __init__(self, files: list[Path], wanted):
        self.place: dict[str, Place] = {}
        self.unfinished: set[Path] = set()  # files with runs that are not wanted
        self.held: OrderedDict[tuple, pa.Table] = OrderedDict()
        for file in files:
            with opened(file) as parquet:
                for group in range(parquet.num_row_groups):
                    for run, start, end in runs_in(parquet.read_row_group(group, ["run_id"])["run_id"]):
                        if run in wanted:
                            self.place.setdefault(run, Place(file, group, start, end))
                        else:
                            self.unfinished.add(file)

    def rows(self, run: str) -> pa.Table:
        """The rows of one run."""
        return self.at(self.place[run])

    def at(self, place: Place) -> pa.Table:
        """The rows at a place."""
        group = place.file, place.group
        if group not in self.held:
            with opened(place.file) as parquet:
                self.held[group] = parquet.read_row_group(place.group)
            if len(self.held) > OPEN_GROUPS:
                self.held.popitem(last=False)
        self.held.move_to_end(group)
        return self.held[group].slice(place.start, place.end - place.start)

    def batches(self, order: list[str], rows: int):
        """Yield the rows of the runs that are there, in this order, as lists of tables that have so many rows in all.

        A batch may be larger by a part of one run; the last is smaller.
        """
        batch: list[Place] = []
        size = 0
        for place in (self.place[run] for run in order if run in self.place):
            if batch and place.follows(batch[-1]):
                batch[-1] = batch[-1]._replace(end=place.end)
            else:
                batch.append(place)
            size += place.end - place.start
            if size >= rows:
                yield [self.at(place) for place in batch]
                batch, size = [], 0
        if batch:
            yield [self.at(place) for place in batch]


def opened(file: Path) -> pq.ParquetFile:
    """A Parquet file to read, with its checksums looked at. The path is absolute: Arrow takes others for addresses."""
    return pq.ParquetFile(file.absolute(), page_checksum_verification=True)


def schema_in(file: Path) -> pa.Schema:
    """The columns of a file, and its metadata."""
    with opened(file) as parquet:
        return parquet.schema_arrow


def row_numbers(numbers: Iterable[int]) -> pa.Array:
    """Numbers of rows to take. `pa.array` would import pandas, which takes longer than to read most tables."""
    found = np.fromiter(numbers, np.int64)
    return pa.Array.from_buffers(pa.int64(), len(found), [None, pa.py_buffer(found)])


def read_rows(path: Path, columns: list[str] | None = None) -> pa.Table:
    """The rows of a file, all columns or some."""
    with opened(path) as parquet:
        return parquet.read(columns)


def write_rows(path: Path, rows: pa.Table, make: bool = True) -> None:
    """Write a table as one row group. make: whether folders that are missing are made."""
    with whole_file(path, make) as file, writer(file, rows.schema) as out:
        write_group(out, rows)


def writer(file, schema: pa.Schema) -> pq.ParquetWriter:
    """Writes row groups. Columns that repeat values are written by a dictionary of these; fractions hardly repeat."""
    repeating = [field.name for field in schema if not pa.types.is_floating(field.type)]
    return pq.ParquetWriter(file, schema, use_dictionary=repeating, write_page_checksum=True)


def write_group(out: pq.ParquetWriter, rows: pa.Table) -> None:
    """Write a table as one row group more."""
    out.write_table(rows, row_group_size=max(1, len(rows)))


def write_csv(path: Path, batches) -> None:
    """Write Arrow tables of the same columns, at least one, one below the other as CSV; numbers in full, null empty.

    Texts that a spreadsheet would take for formulas get a quote in front.
    """
    first = next(batches)
    fields = [field.with_type(pa.string()) if pa.types.is_null(field.type) else field for field in first.schema]
    names = pa.schema(fields).names
    with whole_file(path) as file, csv.CSVWriter(file, pa.schema(fields)) as out:
        for rows in chain([first], batches):
            out.write_table(pa.table([without_formulas(column) for column in rows.cast(pa.schema(fields))], names))


def without_formulas(column: pa.ChunkedArray) -> pa.ChunkedArray:
    """A column whose texts no spreadsheet takes for formulas."""
    if not (pa.types.is_string(column.type) or pa.types.is_large_string(column.type)):
        return column
    live = pc.match_substring_regex(column, LIKE_FORMULA)
    return pc.if_else(live, pc.binary_join_element_wise("'", column, ""), column)
