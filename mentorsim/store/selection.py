"""Rows and columns chosen while reading: conditions go down to the Parquet files, which skip what is not wanted."""

from __future__ import annotations

from pathlib import Path

import numpy as np

from mentorsim.errors import BadInput
from mentorsim.spelling import nearest
from mentorsim.store.arrow import pa, pc, pq
from mentorsim.store.parquet import common_schema, schema_in

RUN = "run_id"


def schema_of(files: list[Path]) -> pa.Schema:
    """The columns of some files together."""
    return common_schema([schema_in(file).remove_metadata() for file in files] or [pa.schema([(RUN, pa.string())])])


def check_names(names, known, what: str) -> None:
    """BadInput for a column that is not there."""
    for name in names:
        if name not in known:
            raise BadInput(f"{what}: found {name!r}, expected a column of the table{nearest(name, known)}")


def wanted_values(name: str, given, kind: pa.DataType) -> tuple[pa.Array, bool]:
    """(the values that are wanted, whether null is). given: one value or several; kind: the column's type."""
    values = list(given) if hasattr(given, "__iter__") and not isinstance(given, str | bytes) else [given]
    known = [value.item() if isinstance(value, np.generic) else value for value in values if value is not None]
    text = pa.types.is_string(kind) or pa.types.is_large_string(kind)
    try:
        if any(isinstance(value, str) != text for value in known):
            raise pa.ArrowInvalid("a text where there are numbers, or the other way round")
        return pa.array(known).cast(kind) if known else pa.array([], kind), len(known) < len(values)
    except (pa.ArrowInvalid, pa.ArrowTypeError, pa.ArrowNotImplementedError):
        raise BadInput(f"where: {name}: found {given!r}, expected values of type {kind}") from None


def condition(schema: pa.Schema, where: dict):
    """The Arrow expression for {column: value or values}, None without conditions. A column that a file lacks is null
    there.
    """
    found = None
    for name, given in where.items():
        values, null = given
        field = pc.field(name) if name in schema.names and not pa.types.is_null(schema.field(name).type) else None
        if field is None:
            part = pc.scalar(null)
        else:
            part = field.isin(values) | field.is_null() if null else field.isin(values)
        found = part if found is None else found & part
    return found


def chosen(table: pa.Table, where: dict, columns: list | None) -> pa.Table:
    """Rows and columns of a table in memory. where: {column: value or values}; columns: names, or None for all."""
    check_names(where, table.column_names, "where")
    check_names(columns or [], table.column_names, "columns")
    wanted = {name: wanted_values(name, given, table.schema.field(name).type) for name, given in where.items()}
    rows = table.filter(condition(table.schema, wanted)) if where else table
    return rows if columns is None else rows.select(columns)


def read_chosen(files: list[Path], order: list[str], where: dict, columns: list | None) -> pa.Table:
    """Rows and columns of some Parquet files, of the runs in `order` and in that order.

    Of a run that stands in several files, the first counts: they are equal.
    """
    schema = schema_of(files)
    check_names(where, schema.names, "where")
    check_names(columns or [], schema.names, "columns")
    wanted = {name: wanted_values(name, given, schema.field(name).type) for name, given in where.items()}
    columns = None if columns is None else list(dict.fromkeys(columns))
    names = schema.names if columns is None else list(dict.fromkeys([*columns, RUN]))
    pieces, taken = [], pa.array([], pa.string())
    runs = pa.array(order, pa.string())
    for file in files:
        own = schema_in(file)
        there = [name for name in names if name in own.names]
        rows = pq.read_table(
            file.absolute(),
            columns=there,
            filters=condition(own, wanted),
            partitioning=None,
            page_checksum_verification=True,
        )
        ids = rows[RUN].cast(pa.string())
        rows = rows.filter(pc.and_(pc.is_in(ids, runs), pc.invert(pc.is_in(ids, taken))))
        taken = pa.concat_arrays([taken, rows[RUN].cast(pa.string()).unique()])
        pieces.append(rows.replace_schema_metadata(None))
    empty = pa.schema([schema.field(name) for name in names]).empty_table()
    table = pa.concat_tables([empty, *pieces], promote_options="permissive")
    table = in_order(table, runs)
    return table if columns is None else table.select(columns)


def in_order(table: pa.Table, runs: pa.Array) -> pa.Table:
    """The rows by their run's place in `runs`, those of a run as they were."""
    places = np.asarray(pc.index_in(table[RUN].cast(pa.string()), runs))
    if len(places) == 0 or (places[1:] >= places[:-1]).all():
        return table
    return table.take(np.argsort(places, kind="stable"))
