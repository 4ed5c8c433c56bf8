"""Files that are there whole or not at all, and rows of runs in Parquet files."""

import json
import os
import socket
from collections import OrderedDict
from contextlib import contextmanager
from itertools import chain
from pathlib import Path
from typing import NamedTuple

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.csv as csv
import pyarrow.parquet as pq

from mentorsim.parameters import BadInput

OPEN_GROUPS = 16  # row groups that a reader holds


class CannotWrite(BadInput):
    """A folder cannot be written to; what is in it stays readable."""


@contextmanager
def whole_file(path: Path):
    """A file to write to that takes its place when complete and on disk, or not at all. Raises CannotWrite."""
    if not path.name or path.is_dir():
        raise CannotWrite(f"{path}: found a folder, expected a file to write")
    temporary = path.with_name(f".{path.name}.{socket.gethostname()}-{os.getpid()}")
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        try:
            with open(temporary, "wb") as file:
                yield file
                file.flush()
                os.fsync(file.fileno())
            os.replace(temporary, path)
        finally:
            temporary.unlink(missing_ok=True)
        sync_folder(path.parent)
    except OSError as error:
        why = os.strerror(error.errno) if error.errno else str(error)
        raise CannotWrite(f"{path}: cannot be written: {why}; what was written before stays readable") from error


def sync_folder(folder: Path) -> None:
    """Flush the folder's list of names, where the system can."""
    if os.name == "posix":
        handle = os.open(folder, os.O_RDONLY)
        try:
            os.fsync(handle)
        finally:
            os.close(handle)


def write_json(path: Path, value) -> None:
    """Write a value as JSON."""
    with whole_file(path) as file:
        file.write(json.dumps(value, indent=1, ensure_ascii=False).encode() + b"\n")


def read_json(path: Path) -> dict:
    """The value of a JSON file, empty if there is none; BadInput if it is broken."""
    try:
        return json.loads(path.read_text("utf-8"))
    except FileNotFoundError:
        return {}
    except (OSError, ValueError) as error:
        raise BadInput(f"{path}: cannot be read: {error}") from None


# --- rows ------------------------------------------------------------------------------------------------------------


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

    def follows(self, other: "Place") -> bool:
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
            with pq.ParquetFile(file) as parquet:
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
            with pq.ParquetFile(place.file) as parquet:
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


def read_rows(path: Path, columns: list[str] | None = None) -> pa.Table:
    """The rows of a file, all columns or some."""
    with pq.ParquetFile(path) as parquet:
        return parquet.read(columns)


def write_rows(path: Path, rows: pa.Table) -> None:
    """Write a table as one row group."""
    with whole_file(path) as file, writer(file, rows.schema) as out:
        write_group(out, rows)


def writer(file, schema: pa.Schema) -> pq.ParquetWriter:
    """Writes row groups. Columns that repeat values are written by a dictionary of these; fractions hardly repeat."""
    repeating = [field.name for field in schema if not pa.types.is_floating(field.type)]
    return pq.ParquetWriter(file, schema, use_dictionary=repeating)


def write_group(out: pq.ParquetWriter, rows: pa.Table) -> None:
    """Write a table as one row group more."""
    out.write_table(rows, row_group_size=max(1, len(rows)))


def write_csv(path: Path, batches) -> None:
    """Write Arrow tables of the same columns, at least one, one below the other as CSV; numbers in full, null empty."""
    first = next(batches)
    fields = [field.with_type(pa.string()) if pa.types.is_null(field.type) else field for field in first.schema]
    with whole_file(path) as file, csv.CSVWriter(file, pa.schema(fields)) as out:
        for rows in chain([first], batches):
            out.write_table(rows.cast(pa.schema(fields)))
