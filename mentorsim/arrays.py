"""The world's arrays and numbers as one compiled record, so that a kernel call hands over one thing instead of forty.

The record (a Numba structref) has a field for each column of people (`energy`), of matches (`match_quality`), of ties
(`tie_start`), for the list of running matches (`active_rows`), what belongs to nobody (`org_goals`, `need`), and for
each number of the parameters (`energy_recovery`). `entry_of` makes, for a kernel whose arguments bear such names, the
compiled function that takes the record (and the few arguments that are no fields) and calls it; `chain_of` does so for
the kernels of many processes, so that most of a week is one call.
"""

import hashlib
from functools import cache

import numba
import numpy as np
from numba import types
from numba.experimental import structref

from mentorsim.codes import NOBODY
from mentorsim.compiled import compile_cached, loaded_digest
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
    "ties": {
        **{"tie_start": _array("i4"), "tie_target": _array("u4"), "tie_weight": _array("f8")},
        **{"new_one": _array("i4"), "new_two": _array("i4"), "new_strength": _array("f8"), "n_new": _array("i8")},
    },
    "active": {"active_rows": _array("i8"), "n_active": _array("i8")},
    "weekly": {"weekly_rows": _array("f8", 2)},
    "shared": {
        **{"org_goals": _array("f8"), "need": _array("f8"), "living": _array("f8")},
        **{"hours_owed": _array("f8"), "pace": _array("f8")},
        **{"people_so_far": _array("i8"), "first_new": _array("i8"), "ready": _array("i8")},
        **{"come": _array("i8"), "arriving": _array("i8"), "came": _array("i8"), "met": _array("i8")},
        **{"graduated": _array("i8")},
        **{"help_by_age": _array("f8"), "done_by_age": _array("i1"), "looked": _array("i8")},
        **{"events": _array("i8")},
    },
    "scratch": {
        **{"flags": _array("i1"), "waits": _array("i4"), "vacant": _array("i4"), "hosts": _array("i4")},
        **{"draws": _array("u4", 2)},
    },
    "quantiles": {"quantiles": _array("f8", 3)},
    "numbers": NUMBERS,
}
FIELDS = {name: kind for part in PARTS.values() for name, kind in part.items()}
RECORD = RecordType(list(FIELDS.items()))
# What kernels get under another name: how many rows of people are in use, the rows of running matches, and scratch.
OTHERS = {
    "n_people": "record.people_so_far[0]",
    "active": "record.active_rows[: record.n_active[0]]",
    **{"spot": "record.waits", "active_contacts": "record.waits", "one_key": "record.waits", "two_key": "record.hosts"},
}
LAYOUT = hashlib.sha256(repr(sorted(FIELDS.items(), key=str)).encode()).hexdigest()


def _compile(name: str, source: str, file: str, more: str = ""):
    """Compile generated source as a function of this module, cached beside the code of `file`. more: text on which the
    code depends besides."""
    exec(compile(source, file, "exec"), globals())
    return compile_cached(globals()[name], LAYOUT + source + more)


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
    calls = [_call(kernel) for kernel in kernels]
    extras = _extras(kernels)
    title = "call_" + "_".join(kernel.py_func.__name__ for kernel in kernels)
    lines = [f"def {title}({', '.join(['record', *extras])}):", *calls[:-1], f"return {calls[-1]}"]
    return _compile(title, "\n    ".join(lines) + "\n", _file(kernels[0])), extras


OF_PROCESS = ("luck", "count")  # what each process of a chain gets for itself


@cache
def chain_of(processes: tuple):
    """(function, extras): the kernels of `processes` one after the other, from process `first` until before `last`.

    The function takes the record, first, last, per process whether it is on, its luck, and its branch counts (rows of
    one array), then the extras. It stops after a process whose last kernel asks for its Python part, and returns the
    process's place; NOBODY (-1) if it came to the end.
    """
    extras = tuple(n for n in _extras(k for process in processes for k in process.kernels) if n not in OF_PROCESS)
    lines = [f"def run_chain({', '.join(['record', 'first', 'last', 'on', 'lucks', 'counts', *extras])}):"]
    for place, process in enumerate(processes):
        calls = [_call(kernel) for kernel in process.kernels]
        if process.asks:
            calls[-1] = f"if {calls[-1]} != 0:\n            return {place}"
        lines += [f"    if first <= {place} and {place} < last and on[{place}]:  # {process.name}"]
        lines += [f"        {line}" for line in (f"luck, count = lucks[{place}], counts[{place}]", *calls)]
    lines += [f"    return {NOBODY}", ""]
    digests = sorted({loaded_digest(_file(kernel)) for process in processes for kernel in process.kernels})
    return _compile("run_chain", "\n".join(lines), __file__, " ".join(digests)), extras


def _file(kernel) -> str:
    return kernel.py_func.__code__.co_filename


def needs(kernel) -> tuple:
    """Names of a kernel's arguments."""
    return kernel.py_func.__code__.co_varnames[: kernel.py_func.__code__.co_argcount]


def _extras(kernels) -> tuple:
    """Arguments of the kernels that are no fields of the record, each once."""
    every = dict.fromkeys(need for kernel in kernels for need in needs(kernel))
    return tuple(need for need in every if need not in FIELDS and need not in OTHERS)


def _call(kernel) -> str:
    """The call of a kernel in generated source; enters the kernel under the name that it has there."""
    name = f"kernel_{kernel.py_func.__module__.rpartition('.')[2]}_{kernel.py_func.__name__}"
    globals()[name] = kernel
    return f"{name}({', '.join(_argument(need) for need in needs(kernel))})"


def _argument(need: str) -> str:
    """What a call hands over for an argument of that name."""
    return OTHERS.get(need) or (f"record.{need}" if need in FIELDS else need)
