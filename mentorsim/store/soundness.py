"""Which files in a results folder can be read: regular ones, with whole pages, and the columns of a table of runs.

Whatever else lies there (a torn or foreign file, a folder, a pipe) is named and left alone. A file's footer is looked
at whenever its table is read; its pages, which takes reading all of them, when something comes of it.
"""

from __future__ import annotations

import errno
from collections import Counter
from pathlib import Path

from mentorsim.files import kind_of
from mentorsim.store.arrow import pa
from mentorsim.store.parquet import opened, read_rows, schema_in

NOT_THE_FILE = {errno.EMFILE, errno.ENFILE, errno.ENOMEM}  # errors that say nothing about it


def unreadable() -> tuple:
    """The errors that a file raises which cannot be read."""
    return pa.ArrowException, OSError, MemoryError


def is_text(kind: pa.DataType) -> bool:
    """Whether a column holds texts."""
    return pa.types.is_string(kind) or pa.types.is_large_string(kind)


def is_whole(kind: pa.DataType) -> bool:
    """Whether a column holds whole numbers."""
    return pa.types.is_integer(kind)


IDS = {"run_id": is_text, "seed": is_whole, "replication": is_whole}
OF_OUTCOMES = {"arm": is_text, "status": is_text}


def fault_of(file: Path, table: str) -> str:
    """What is wrong with a file of a table at first sight; empty if nothing is. FileNotFoundError if it is gone."""
    kind = kind_of(file)
    if kind:
        return f"is {kind}, no regular file"
    try:
        schema = schema_in(file)
    except unreadable() as error:
        check_is_of_file(error)
        return "is torn or no Parquet file" if isinstance(error, pa.ArrowException) else f"cannot be read ({error})"
    for name, is_right in (IDS | (OF_OUTCOMES if table == "outcomes" else {})).items():
        if name not in schema.names:
            return f"has no column {name}"
        if not is_right(schema.field(name).type):
            return f"has a column {name} of type {schema.field(name).type}"
    return ""


def damage_in(file: Path) -> str:
    """What is wrong with a file's pages; empty if all can be read. FileNotFoundError if it is gone."""
    try:
        with opened(file) as parquet:
            for group in range(parquet.num_row_groups):
                parquet.read_row_group(group).validate()
    except unreadable() as error:
        check_is_of_file(error)
        return f"has damaged pages ({str(error).strip().splitlines()[0][:100]})"
    return ""


def check_is_of_file(error: Exception) -> None:
    """Raise an error again that says nothing about the file: it went away, or too many are open."""
    if isinstance(error, FileNotFoundError) or getattr(error, "errno", None) in NOT_THE_FILE:
        raise error


def stranger_to(file: Path, resolved: dict) -> bool:
    """Whether a file of outcomes has runs of another experiment: other arms, or another seed."""
    rows = read_rows(file, ["arm", "seed"])
    arms = {arm["label"] for arm in resolved["arms"]}
    return not (
        set(rows["arm"].unique().to_pylist()) <= arms and rows["seed"].unique().to_pylist() == [resolved["seed"]]
    )


def of_other_types(files: list[Path]) -> list[Path]:
    """The files with a column of another type than in most files; the last file, the merged table, decides ties."""
    kinds = {file: {field.name: kind_of_values(field.type) for field in schema_in(file)} for file in reversed(files)}
    counts: dict[str, Counter] = {}
    for columns in kinds.values():
        for name, kind in columns.items():
            if kind:
                counts.setdefault(name, Counter())[kind] += 1
    usual = {name: count.most_common(1)[0][0] for name, count in counts.items()}
    return [
        file for file, columns in kinds.items() if any(kind and kind != usual[name] for name, kind in columns.items())
    ]


def kind_of_values(kind: pa.DataType) -> str:
    """What a type is, as far as columns of several files can be one; empty for a column of nulls."""
    if pa.types.is_null(kind):
        return ""
    return (
        "number" if pa.types.is_integer(kind) or pa.types.is_floating(kind) else "text" if is_text(kind) else str(kind)
    )
