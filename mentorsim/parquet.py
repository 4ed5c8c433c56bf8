"""Files that are there whole or not at all, and rows of runs in Parquet files."""

import json
import os
import socket
from collections import OrderedDict
from contextlib import contextmanager
from itertools import chain
from pathlib import Path

import numpy as np
import pyarrow as pa
import pyarrow.csv as csv
import pyarrow.parquet as pq

from mentorsim.parameters import BadInput

OPEN_GROUPS = 16  # row groups that a reader holds


class CannotWrite(BadInput):
    """A folder cannot be written to; what is in it stays readable."""


@contextmanager
def whole_file(path: Path):
    """A file to write to that takes its place when complete and on disk, or not at all. Raises CannotWrite."""
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


def rows_of(ids: dict, columns: dict) -> pa.Table:
    """An Arrow table of one run: `ids` repeated before the columns (a scalar is one row); NaN and None are null."""
    arrays = {name: pa.array(np.atleast_1d(values), from_pandas=True) for name, values in columns.items()}
    rows = len(next(iter(arrays.values())))
    return pa.table({name: pa.repeat(pa.scalar(value), rows) for name, value in ids.items()} | arrays)


def joined(tables: list[pa.Table]) -> pa.Table:
    """The tables one below the other, in the columns of the widest; what a table lacks is null."""
    schema = common_schema([table.schema for table in tables])
    return pa.concat_tables([schema.empty_table(), *tables], promote_options="permissive")


def common_schema(schemas: list[pa.Schema]) -> pa.Schema:
    """All columns, in the order of the widest schema."""
    return pa.unify_schemas(sorted(schemas, key=len, reverse=True), promote_options="permissive")


def by_run(table: pa.Table) -> dict[str, pa.Table]:
    """{run_id: its rows}, for a table in which a run's rows are together."""
    ids = np.asarray(table["run_id"])
    starts = np.flatnonzero(np.append(True, ids[1:] != ids[:-1])) if len(ids) else []
    ends = [*starts[1:], len(ids)]
    return {ids[start]: table.slice(start, end - start) for start, end in zip(starts, ends, strict=True)}


class Groups:
    """The row groups of some Parquet files: which runs are in which, and the rows of a run, a few groups held."""

    def __init__(self, files: list[Path], wanted):
        self.place: dict[str, tuple] = {}
        self.unfinished: set[Path] = set()  # files with runs that are not wanted
        self.held: OrderedDict[tuple, dict] = OrderedDict()
        for file in files:
            with pq.ParquetFile(file) as parquet:
                for group in range(parquet.num_row_groups):
                    for run in parquet.read_row_group(group, ["run_id"])["run_id"].unique().to_pylist():
                        if run in wanted:
                            self.place.setdefault(run, (file, group))
                        else:
                            self.unfinished.add(file)

    def rows(self, run: str) -> pa.Table:
        """The rows of one run."""
        place = self.place[run]
        if place not in self.held:
            with pq.ParquetFile(place[0]) as parquet:
                self.held[place] = by_run(parquet.read_row_group(place[1]))
            if len(self.held) > OPEN_GROUPS:
                self.held.popitem(last=False)
        self.held.move_to_end(place)
        return self.held[place][run]


def read_rows(path: Path, columns: list[str] | None = None) -> pa.Table:
    """The rows of a file, all columns or some."""
    with pq.ParquetFile(path) as parquet:
        return parquet.read(columns)


def write_rows(path: Path, rows: pa.Table) -> None:
    """Write a table as one row group."""
    with whole_file(path) as file:
        pq.write_table(rows, file, row_group_size=max(1, len(rows)), compression="zstd")


def write_csv(path: Path, batches) -> None:
    """Write Arrow tables of the same columns, at least one, one below the other as CSV; numbers in full, null empty."""
    first = next(batches)
    fields = [field.with_type(pa.string()) if pa.types.is_null(field.type) else field for field in first.schema]
    with whole_file(path) as file, csv.CSVWriter(file, pa.schema(fields)) as out:
        for rows in chain([first], batches):
            out.write_table(rows.cast(pa.schema(fields)))
