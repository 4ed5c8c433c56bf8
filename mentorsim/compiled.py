"""Compilation: equations and kernels become machine code once, cached on disk by the source they depend on.

A kernel may use its own file and the FOUNDATION modules, nothing else of the package (a contract test holds this).
Its cache lies in a folder named by the digest of exactly those files, so an edited equation never meets stale code.
"""

import hashlib
import os
import pathlib
from functools import cache

import numba

from mentorsim.things import Kernel, takes_things

PACKAGE = pathlib.Path(__file__).parent
FOUNDATION = (
    "things.py", "compiled.py", "codes.py", "rng.py", "equations.py", "lifecycle.py", "ties.py", "helping.py",
    "weekly.py",
)  # fmt: skip


def cache_root() -> pathlib.Path:
    """The folder of compiled code: $MENTORSIM_CACHE, else the user's cache folder."""
    chosen = os.environ.get("MENTORSIM_CACHE")
    if chosen:
        return pathlib.Path(chosen)
    base = os.environ.get("XDG_CACHE_HOME") or pathlib.Path.home() / ".cache"
    return pathlib.Path(base) / "mentorsim"


def digest_of(files) -> str:
    """A short digest of the files' contents, in the order given."""
    sha = hashlib.sha256()
    for file in files:
        sha.update(pathlib.Path(file).read_bytes())
    return sha.hexdigest()[:16]


@cache
def loaded_digest(source: str) -> str:
    """Digest of one source file and the FOUNDATION, taken once, when the file's first kernel is met at its import: a
    process that goes on after somebody edits the file must not file its old code under the new name."""
    return digest_of([*(PACKAGE / name for name in FOUNDATION), source])


def cache_folder(source: str, more: str = "") -> str:
    """Where the compiled functions of one source file live. more: further text on which the code depends."""
    return str(cache_root() / hashlib.sha256((loaded_digest(source) + more).encode()).hexdigest()[:16])


def compile_cached(function, more: str = "", counted: bool = True, **options):
    """njit with our own cache folder; division by zero gives inf, as in NumPy. counted: whether it counts references
    to arrays, as what makes arrays or unpacks a record must. options: further ones of Numba's."""
    before = numba.config.CACHE_DIR
    numba.config.CACHE_DIR = cache_folder(function.__code__.co_filename, more)
    try:
        return numba.njit(cache=True, error_model="numpy", _nrt=counted, **options)(function)
    finally:
        numba.config.CACHE_DIR = before


MAKERS = {"array", "empty", "full", "ones", "unique", "zeros"}  # of arrays, by the names that compiled code calls


def makes_arrays(function) -> bool:
    """Whether a function makes arrays. One that only looks into those of others need not count references to them;
    counting costs two atomic operations for every row that is handed on (`skill[i]`)."""
    return not MAKERS.isdisjoint(function.__code__.co_names)


def compile_function(function, **options):
    """Compile a function of plain arrays and numbers; or make a `Kernel` of one that takes some of the THINGS, whose
    file is known by its digest as of now."""
    if not takes_things(function):
        return compile_cached(function, counted=makes_arrays(function), **options)
    loaded_digest(function.__code__.co_filename)
    return Kernel(function, lambda flattened: compile_cached(flattened, counted=makes_arrays(flattened), **options))


def equation(function):
    """Mark a scalar function as a piece of the science: compiled, and callable from Python for a look or a test."""
    return compile_function(function)


def inlined(function):
    """An equation that becomes part of each loop that uses it: then the machine can do several rows side by side."""
    return compile_cached(function, counted=makes_arrays(function), inline="always")


def part(function):
    """A part of a kernel: a function of the THINGS that costs no call, since machine code has it in place."""
    return compile_function(function, forceinline=True)


def kernel(function):
    """Mark a loop over rows, of some of the THINGS (see `World.call`) or of plain arrays."""
    return equation(function)
