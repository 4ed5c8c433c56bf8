"""Compilation: equations and kernels become machine code once, cached on disk by the source they depend on.

A kernel may use its own file and the FOUNDATION modules, nothing else of the package (a contract test holds this).
Its cache lies in a folder named by the digest of exactly those files, so an edited equation never meets stale code.
Numba is imported when the first function is called or compiled: what only reads about the model goes without.
"""

import functools
import hashlib
import pathlib
from functools import cache, cached_property

from mentorsim.things import Kernel, takes_things

PACKAGE = pathlib.Path(__file__).parent
FOUNDATION = (
    "things.py", "compiled.py", "codes.py", "rng.py", "equations.py", "world/lifecycle.py", "world/ties.py",
    "world/helping.py", "world/initiative.py", "world/groups.py", "world/weekly.py",
)  # fmt: skip


def digest_of(files) -> str:
    """A short digest of the files' contents, in the order given."""
    sha = hashlib.sha256()
    for file in files:
        sha.update(pathlib.Path(file).read_bytes())
    return sha.hexdigest()[:16]


@cache
def foundation() -> str:
    """Digest of the FOUNDATION, taken once, when the first kernel is met."""
    return digest_of(PACKAGE / name for name in FOUNDATION)


@cache
def loaded_digest(source: str) -> str:
    """Digest of one source file and the FOUNDATION, taken once, when the file's first kernel is met at its import: a
    process that goes on after somebody edits the file must not file its old code under the new name."""
    return foundation() + digest_of([source])


def cache_folder(source: str, more: str = "") -> str:
    """The name of the folder, within the cache, of one source file's functions. more: further text on which the code
    depends."""
    return hashlib.sha256((loaded_digest(source) + more).encode()).hexdigest()[:16]


def in_folder(function, folder: str, counted: bool = True, **options):
    """njit with its cache in this folder; division by zero gives inf, as in NumPy. counted: whether it counts
    references to arrays, as what makes arrays or unpacks a record must; options: further ones of Numba's."""
    from mentorsim.machine_code import compiled

    return compiled(function, folder, error_model="numpy", _nrt=counted, **options)


UNWRAPPED = {"no_cpython_wrapper": True, "no_cfunc_wrapper": True}  # a sixth of the work of compiling


class Compiled:
    """A function that becomes machine code when it is first called, or used by another one that does.

    Most are only used by compiled code, so what Python needs to call one is compiled when Python does. folder: where
    its cache lies; options: of `in_folder`.
    """

    def __init__(self, function, folder: str = "", **options):
        functools.update_wrapper(self, function)
        self.py_func, self.options = function, options
        self.folder = folder or cache_folder(function.__code__.co_filename)

    @cached_property
    def dispatcher(self):
        """Numba's function, as Python calls it."""
        return in_folder(self.py_func, self.folder, **self.options)

    @cached_property
    def unwrapped(self):
        """Numba's function for other compiled ones: Python must not call it."""
        return in_folder(self.py_func, self.folder, **self.options, **UNWRAPPED)

    def __call__(self, *values):
        return self.dispatcher(*values)

    @property
    def _numba_type_(self):
        return self.unwrapped._numba_type_

    @property
    def targetoptions(self):
        """What Numba's compiler looks at when it sees a call."""
        return self.unwrapped.targetoptions

    @property
    def stats(self):
        """How often what Python calls came from disk, and how often it was compiled."""
        return self.dispatcher.stats

    def __reduce__(self):
        return self.__qualname__  # found by its name, as a function is


MAKERS = {"array", "empty", "full", "ones", "unique", "zeros"}  # of arrays, by the names that compiled code calls


def makes_arrays(function) -> bool:
    """Whether a function makes arrays. One that only looks into those of others need not count references to them;
    counting costs two atomic operations for every row that is handed on (`skill[i]`)."""
    return not MAKERS.isdisjoint(function.__code__.co_names)


def compile_function(function, **options):
    """Compile a function of plain arrays and numbers; or make a `Kernel` of one that takes some of the THINGS, whose
    file is known by its digest as of now."""
    if not takes_things(function):
        return Compiled(function, counted=makes_arrays(function), **options)
    loaded_digest(function.__code__.co_filename)
    return Kernel(function, lambda flattened: Compiled(flattened, counted=makes_arrays(flattened), **options))


def equation(function):
    """Mark a scalar function as a piece of the science: compiled, and callable from Python for a look or a test."""
    return compile_function(function)


def fixed(types: str):
    """An equation that is compiled once, for arguments of these types; what a call hands over is converted to them.
    So it is the same code for every caller, whatever mix of literals and integers that one has."""
    return lambda function: Compiled(function, counted=makes_arrays(function), types=types)


def inlined(function):
    """An equation that becomes part of each loop that uses it: then the machine can do several rows side by side."""
    return Compiled(function, counted=makes_arrays(function), inline="always")


def part(function):
    """A part of a kernel: a function of the THINGS that costs no call, since machine code has it in place."""
    return compile_function(function, forceinline=True)


def kernel(function):
    """Mark a loop over rows, of some of the THINGS (see `World.call`) or of plain arrays."""
    return equation(function)
