"""PyArrow, imported with its first use: whoever only checks an experiment reads no table and need not wait for it."""

from typing import TYPE_CHECKING

from mentorsim.late import Late

if TYPE_CHECKING:
    import pyarrow as pa
    import pyarrow.compute as pc
    import pyarrow.csv as csv
    import pyarrow.parquet as pq
else:
    pa, pc, csv, pq = map(Late, ("pyarrow", "pyarrow.compute", "pyarrow.csv", "pyarrow.parquet"))

__all__ = ["csv", "pa", "pc", "pq"]
