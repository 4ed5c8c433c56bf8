"""The world's arrays and numbers as one compiled record, so that a kernel call hands over one thing instead of forty.

The record (a Numba structref) has a field for whatever kernels can read of people, matches, ties, the world and the
rules, and for the scratch of the moment: `people.skill`, `rules.energy.recovery`, `at.draws`. `entry_of` makes, for
some kernels, the compiled function that takes the record (and the few arguments that are no fields) and calls them;
`chain_of` does so for the kernels of many processes, so that most of a week is one call.
"""

import hashlib
from functools import cache
from types import SimpleNamespace

import numba
import numpy as np
from numba import types
from numba.experimental import structref

from mentorsim.codes import NOBODY
from mentorsim.compiled import Compiled, cache_folder, loaded_digest
from mentorsim.parameters import Parameters, kernel_values
from mentorsim.spelling import nearest
from mentorsim.things import flat
from mentorsim.world.exchanges import EXCHANGES
from mentorsim.world.matches import MATCHES
from mentorsim.world.people import PEOPLE
from mentorsim.world.shared import SHARED
from mentorsim.world.ties import TIES


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


def _fields(thing: str, dtypes: dict) -> dict:
    return {
        f"{thing}.{name}": _array(*(given if isinstance(given, tuple) else (given,))) for name, given in dtypes.items()
    }


def _columns(thing: str, columns: dict) -> dict:
    return _fields(thing, {name: (column.dtype, 2 if column.width else 1) for name, column in columns.items()})


NUMBERS = {
    f"rules.{path}": types.float64 if isinstance(value, float) else types.int64
    for path, value in kernel_values(Parameters()).items()
}
# dtype, and dimensions where there are several
SCRATCH = {"flags": "i1", "waits": "i4", "vacant": "i4", "hosts": "i4", "draws": ("u4", 2)}
PARTS = {
    "people": _columns("people", PEOPLE),
    "matches": _columns("matches", MATCHES),
    "ties": _fields("ties", {name: dtype for name, (dtype, _) in TIES.items()}),
    "active": _fields("matches", {"active_rows": "i8", "n_active": "i8"}),
    "weekly": _fields("world", {"weekly": ("f8", 2)}),
    "exchanges": _fields("world", EXCHANGES),
    "shared": _fields("world", {name: one.dtype for name, one in SHARED.items()}),
    "scratch": _fields("at", SCRATCH),
    "quantiles": _fields("world", {"quantiles": ("f8", 3)}),
    "numbers": NUMBERS,
}
FIELDS = {name: kind for part in PARTS.values() for name, kind in part.items()}
RECORD = RecordType([(flat(name), kind) for name, kind in FIELDS.items()])
# What follows from fields, and its type: how many rows of people are in use, and the rows of running matches.
VIEWS = {
    "people.n": ("record.world_n_people[0]", types.int64),
    "matches.active": ("record.matches_active_rows[: record.matches_n_active[0]]", _array("i8")),
}
LAYOUT = hashlib.sha256(repr(sorted(FIELDS.items(), key=str)).encode()).hexdigest()


def _compile(name: str, source: str, file: str, more: str = ""):
    """Compile generated source as a function of this module, cached beside the code of `file`. more: text on which the
    code depends besides."""
    exec(compile(source, file, "exec"), globals())
    return Compiled(globals()[name], cache_folder(file, LAYOUT + source + more))


@cache
def _new():
    return _compile("make_record", "def make_record():\n    return structref.new(RECORD)\n", __file__)


def new_record():
    """An empty record: a `Record`, or any object where compilation is off (NUMBA_DISABLE_JIT)."""
    return SimpleNamespace() if numba.config.DISABLE_JIT else _new()()


@cache
def setter(part: str):
    """The compiled function (record, *values) that fills the fields of one of the PARTS, in their order."""
    names = [flat(name) for name in PARTS[part]]
    lines = [f"def set_{part}(record, {', '.join(names)}):", *(f"    record.{name} = {name}" for name in names)]
    return _compile(f"set_{part}", "\n".join(lines) + "\n", __file__)


@cache
def entry_of(*kernels):
    """(function, extras): calls the kernels one after the other with what they read of the record and the `extras`,
    which are the rest of what they read and their further arguments; returns what the last one returns."""
    calls = [_call(kernel) for kernel in kernels]
    extras = _extras(kernels)
    title = "call_" + "_".join(kernel.__name__ for kernel in kernels)
    lines = [f"def {title}({', '.join(['record', *map(flat, extras)])}):", *calls[:-1], f"return {calls[-1]}"]
    source = "\n    ".join(lines) + "\n"
    return _compile(title, source, _file(kernels[0]), _digests(kernels)), tuple(map(bare, extras))


OF_PROCESS = ("at.luck", "at.count")  # what each process of a chain gets for itself


@cache
def chain_of(processes: tuple):
    """(function, extras): the kernels of `processes` one after the other, from process `first` until before `last`.

    The function takes the record, first, last, per process whether it is on, its luck, and its branch counts (rows of
    one array), then the extras. It stops after a process whose last kernel asks for its Python part, and returns the
    process's place; NOBODY (-1) if it came to the end.
    """
    extras = tuple(n for n in _extras(k for process in processes for k in process.kernels) if n not in OF_PROCESS)
    arguments = ["record", "first", "last", "on", "lucks", "counts", *map(flat, extras)]
    lines = [f"def run_chain({', '.join(arguments)}):"]
    for place, process in enumerate(processes):
        calls = [_call(kernel) for kernel in process.kernels]
        if process.asks:
            calls[-1] = f"if {calls[-1]} != 0:\n            return {place}"
        lines += [f"    if first <= {place} and {place} < last and on[{place}]:  # {process.name}"]
        lines += [f"        {line}" for line in (f"at_luck, at_count = lucks[{place}], counts[{place}]", *calls)]
    lines += [f"    return {NOBODY}", ""]
    digests = _digests(kernel for process in processes for kernel in process.kernels)
    return _compile("run_chain", "\n".join(lines), __file__, digests), tuple(map(bare, extras))


def bare(need: str) -> str:
    """The name alone of something that is not in the record: `week` of `at.week`."""
    return need.rpartition(".")[2]


def _file(kernel) -> str:
    return kernel.py_func.__code__.co_filename


def _digests(kernels) -> str:
    """The digests of all files that these kernels stand in."""
    return " ".join(sorted({loaded_digest(_file(kernel)) for kernel in kernels}))


def _extras(kernels) -> tuple:
    """What the kernels take that is not in the record, each once."""
    every = dict.fromkeys(need for kernel in kernels for need in (*kernel.needs, *kernel.rest))
    return tuple(need for need in every if need not in FIELDS and need not in VIEWS)


def _call(kernel) -> str:
    """The call of a kernel in generated source; enters the kernel under the name that it has there."""
    check(kernel)
    name = f"kernel_{kernel.__module__.rpartition('.')[2]}_{kernel.__name__}"
    globals()[name] = kernel.compiled
    return f"{name}({', '.join(_argument(need) for need in (*kernel.needs, *kernel.rest))})"


def _argument(need: str) -> str:
    """What a call hands over for it."""
    if need in VIEWS:
        return VIEWS[need][0]
    return f"record.{flat(need)}" if need in FIELDS else flat(need)


def types_for(kernel, others: dict) -> tuple:
    """The types of what a kernel is called with. others: {name: type} of what is not in the record."""
    known = FIELDS | {need: kind for need, (_, kind) in VIEWS.items()}
    return tuple(known.get(need) or others[bare(need)] for need in (*kernel.needs, *kernel.rest))


def check(kernel) -> None:
    """Raise AttributeError if the kernel reads what is not in the record; of the rest, `World.call` says so itself."""
    known = {*FIELDS, *VIEWS}
    for need in kernel.needs:
        if need not in known and not need.startswith(("at.", "memory.")):
            raise AttributeError(f"{kernel!r} reads {need}, which is not there{nearest(need, known)}")
