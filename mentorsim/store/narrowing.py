"""A results folder made small, to be published beside what is said of it: only the columns that are needed.

`mentorsim reproduce` confirms such a folder as any other. What a table has left is in the manifest under "narrowed".
"""

import shutil
from collections.abc import Mapping, Sequence

from mentorsim.errors import BadInput
from mentorsim.files import write_json
from mentorsim.store.packing import packed
from mentorsim.store.parquet import read_rows, write_rows
from mentorsim.store.results import RESOLVED, Results, digest_of
from mentorsim.store.selection import check_names, schema_of

BOOKKEEPING = ("run_id", "seed", "replication", "world", "world_weight", "arm", "status", "error", "code")


def narrow(results: Results, columns: Mapping[str, Sequence[str]]) -> Results:
    """Leave out of whole, merged tables all columns but those named, those that name the run, and those that vary.

    columns: {table: names}; tables that are not among them stay whole. Parts go, since the merged tables have them, and
    resolved.json is packed. Raises BadInput for a folder that is not complete, and for a column that is not there.
    """
    if not results.is_complete():
        raise BadInput(f"{results.path}: found runs missing, expected all: go on with the sweep first")
    for name, names in columns.items():
        check_names(names, schema_of(results.sources(name)).names, f"{results.path}: {name}")
    shutil.rmtree(results.path / "parts", ignore_errors=True)
    digests = results.manifest["tables"] | {name: narrowed_table(results, name, columns[name]) for name in columns}
    narrowed = results.manifest.get("narrowed", {}) | {name: list(names) for name, names in columns.items()}
    write_json(results.path / "manifest.json", results.manifest | {"tables": digests, "narrowed": narrowed}, make=False)
    write_json(results.path / RESOLVED, packed(results.resolved), make=False)
    return results.fresh()


def narrowed_table(results: Results, name: str, names: Sequence[str]) -> str:
    """Write one table again with fewer columns; returns the digest of its rows."""
    path = results.path / f"{name}.parquet"
    rows = read_rows(path)
    ours = {*BOOKKEEPING, *results.resolved["factors"], *names}
    kept = rows.select([column for column in rows.column_names if column in ours])
    write_rows(path, kept, make=False)
    return digest_of(kept)
