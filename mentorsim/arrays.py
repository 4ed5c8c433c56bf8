"""The world's arrays and numbers as one compiled record, so that a kernel call hands over one thing instead of forty.

The record (a Numba structref) has a field for each column of people (`energy`), of matches (`match_quality`), of ties
(`tie_start`), for the list of running matches (`active`), the organisation's goals (`org_goals`), and for each number
of the parameters (`energy_recovery`). `entry_of` makes, for a kernel whose arguments bear such names, the compiled
function that takes the record (and the few arguments that are no fields) and calls it.
"""

import hashlib
from functools import cache

import numba
import numpy as np
from numba import types
from numba.experimental import structref

from mentorsim.compiled import compile_cached
from mentorsim.matches import MATCHES
from mentorsim.parameters import Parameters, kernel_values
from mentorsim.population import PEOPLE


@structref.register
class RecordType(types.StructRef):
    """Numba's type of the record."""

    def preprocess_fields(self, fields):
        return tuple((name, types.unliteral(kind)) for name, kind in fields)


class Record(structref.StructRefProxy):
    """Python's handle of the record: opaque, filled by the setters of `PARTS`."""


structref.define_boxing(RecordType, Record)


def _array(dtype: str, dimensions: int = 1):
    return types.Array(numba.from_dtype(np.dtype(dtype)), dimensions, "C")


def _columns(columns: dict, prefix: str = "") -> dict:
    return {prefix + name: _array(column.dtype, 2 if column.width else 1) for name, column in columns.items()}


NUMBERS = {name: types.float64 if isinstance(value, float) else types.int64
           for name, value in kernel_values(Parameters()).items()}  # fmt: skip
PARTS = {
    "people": _columns(PEOPLE),
    "matches": _columns(MATCHES, "match_"),
    "ties": {"tie_start": _array("i4"), "tie_target": _array("i4"), "tie_weight": _array("f8")},
    "active": {"active": _array("i8")},
    "goals": {"org_goals": _array("f8")},
    "numbers": NUMBERS,
}
FIELDS = {name: kind for part in PARTS.values() for name, kind in part.items()}
RECORD = RecordType(list(FIELDS.items()))
LAYOUT = hashlib.sha256(repr(sorted(FIELDS.items(), key=str)).encode()).hexdigest()


def _compile(name: str, source: str, file: str):
    """Compile generated source as a function of this module, cached beside the code of `file`."""
    exec(compile(source, file, "exec"), globals())
    return compile_cached(globals()[name], LAYOUT + source)


@cache
def _new():
    return _compile("make_record", "def make_record():\n    return structref.new(RECORD)\n", __file__)


def new_record() -> Record:
    """An empty record."""
    return _new()()


@cache
def setter(part: str):
    """The compiled function (record, *values) that fills the fields of one of the PARTS, in their order."""
    names = list(PARTS[part])
    lines = [f"def set_{part}(record, {', '.join(names)}):", *(f"    record.{name} = {name}" for name in names)]
    return _compile(f"set_{part}", "\n".join(lines) + "\n", __file__)


@cache
def entry_of(*kernels):
    """(function, extras): calls the kernels one after the other with the record's fields and the `extras`, which are
    their arguments that are no fields; returns what the last one returns."""
    extras, calls = [], []
    for kernel in kernels:
        function = kernel.py_func
        name = f"kernel_{function.__module__.rpartition('.')[2]}_{function.__name__}"
        globals()[name] = kernel
        needs = function.__code__.co_varnames[: function.__code__.co_argcount]
        extras += [need for need in needs if need not in FIELDS and need not in extras]
        calls.append(f"{name}({', '.join(f'record.{n}' if n in FIELDS else n for n in needs)})")
    title = "call_" + "_".join(kernel.py_func.__name__ for kernel in kernels)
    lines = [f"def {title}({', '.join(['record', *extras])}):", *calls[:-1], f"return {calls[-1]}"]
    return _compile(title, "\n    ".join(lines) + "\n", kernels[0].py_func.__code__.co_filename), tuple(extras)
