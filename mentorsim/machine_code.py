"""Functions as machine code: Numba's compiler, with a cache of our own instead of Numba's.

Numba looks for a place that it can write to, as far as the package's own folders, and knows of a kernel's own file
only; so an edited equation could meet stale code. Here the place is that of `caching`, and a file's name says all that
its code depends on: source, arguments' types, Python, Numba, processor (NUMBA_CPU_NAME, if set). No path is part of it,
so a cache can be moved, or made for another installation.
"""

import hashlib
import io
import pickle
import sys
from contextlib import contextmanager

import llvmlite
import numba
from numba.core import environment
from numba.core.caching import CompileResultCacheImpl, FunctionCache, _CacheLocator
from numba.core.event import Listener, install_listener
from numba.core.registry import cpu_target
from numba.core.runtime import rtsys
from numba.core.serialize import dumps
from numba.core.sigutils import normalize_signature

from mentorsim import caching, prebuilt

VERSIONS = (sys.version_info[:2], getattr(sys, "abiflags", ""), numba.__version__, llvmlite.__version__)


def processor() -> tuple:
    """What the machine code is made for, as Numba tells it: platform, name and features of the processor."""
    return cpu_target.target_context.codegen().magic_tuple()


def processors() -> list:
    """What machine code can be made for that runs here: the level of what came with the package, and this processor."""
    own = processor()
    return [(own[0], prebuilt.level().name, ""), own] if prebuilt.folder() else [own]


def digest(value) -> str:
    """A short digest of a value's text."""
    return hashlib.sha256(repr(value).encode()).hexdigest()[:16]


class Locator(_CacheLocator):
    """A function's place in our cache; Numba asks for the parts of its name."""

    def __init__(self, function, folder: str):
        self.folder, self.line = folder, function.__code__.co_firstlineno

    def ensure_cache_path(self):
        """Nothing: `caching` makes the folders when it writes."""

    def get_cache_path(self):
        """The folder that is named by the digest of the source."""
        return self.folder

    def get_source_stamp(self):
        """Nothing more: the folder's name is the digest of the source."""
        return self.folder

    def get_disambiguator(self):
        """The line at which the function begins, since another one of the file may have its name."""
        return str(self.line)


class Results(CompileResultCacheImpl):
    """How Numba packs what it has compiled, with our locator."""

    def __init__(self, function, folder: str):
        self._lineno, self._locator = function.__code__.co_firstlineno, Locator(function, folder)
        self._locator._py_file = function.__code__.co_filename  # named in Numba's warnings
        self._filename_base = self.get_filename_base(function.__qualname__, "")


class Unpickler(pickle.Unpickler):
    """Unpacks what Numba has packed, but does not import modules of Numba's for their functions' environments: those
    serve code that handles Python's objects, which ours never does, and some of them import much of SciPy."""

    def find_class(self, module, name):
        return environment_of if name == "_rebuild_env" else super().find_class(module, name)


def environment_of(module: str, consts, name: str):
    """The environment of a compiled function, as Numba's `_rebuild_env` makes it."""
    if not module.startswith("numba.") or module in sys.modules or environment.lookup_environment(name):
        return environment._rebuild_env(module, consts, name)
    made = environment.Environment({})
    made.consts[:], made.env_name = consts, name
    environment.Environment._memo[name] = made
    return made


class Files:
    """One file per function, types and processor. No index, which two processes could overwrite for each other.

    options: Numba's for this function, of which there may be two that differ in these alone.
    """

    def __init__(self, folder: str, name: str, options: dict):
        self.folder, self.name, self.options = folder, name, sorted(options.items())

    def file(self, key) -> str:
        """A file's name within the cache."""
        return f"{self.folder}/{self.name}.{digest((VERSIONS, self.options, key))}.nbc"

    def files(self, key) -> list:
        """The names of the files that serve for a key: the processor, its second part, may be any of those that fit."""
        types, _, code = key
        return [self.file((types, one, code)) for one in processors()]

    def load(self, key):
        """What was kept for a key; None if there is nothing that can be read."""
        found = (caching.read(file) for file in self.files(key))
        content = next((content for content in found if content is not None), None)
        return None if content is None else Unpickler(io.BytesIO(content)).load()

    def save(self, key, data) -> None:
        """Keep something for a key."""
        caching.keep(self.file(key), dumps(data))


class Cache(FunctionCache):
    """The machine code of one function on disk."""

    def __init__(self, function, folder: str, options: dict):
        self._name, self._py_func, self._cache_path = repr(function), function, folder
        self._impl = Results(function, folder)
        self._cache_file = Files(folder, self._impl.filename_base, options)
        self.enable()

    def load_overload(self, sig, target_context):
        """The function for these types; None if it has to be compiled, as one that cannot be unpacked must be.

        Without `target_context.refresh()`, which imports all that Numba and SciPy need to compile, for half a second:
        code that is compiled needs memory to be managed, and no more.
        """
        try:
            rtsys.initialize(target_context)
            return self._load_overload(sig, target_context)
        except MemoryError:
            raise
        except Exception:  # a pickle may raise anything
            for file in self._cache_file.files(self._index_key(sig, target_context.codegen())):
                caching.discard(file)
            return None

    def flush(self):
        """Nothing: files are replaced one by one."""


def compiled(function, folder: str, types: str = "", **options):
    """A function with Numba's compiler, and its cache in a folder of ours. types: those of its arguments, if it is to
    be compiled for no others; options: those of `numba.njit`."""
    dispatcher = numba.njit(**options)(function)
    if numba.config.DISABLE_JIT:
        return dispatcher
    dispatcher._cache = Cache(function, folder, options)
    if types:
        arguments, _ = normalize_signature(f"({types},)")
        dispatcher.compile(arguments)
        dispatcher.disable_compile()
    return dispatcher


class Watch(Listener):
    """Hears from Numba of each function that is compiled, and tells its Python function."""

    def __init__(self, tell):
        self.tell = tell

    def on_start(self, event):
        """Numba begins to compile a function."""
        self.tell(event.data["dispatcher"].py_func)

    def on_end(self, event):
        """Nothing: what it calls is compiled meanwhile, so ends come in a heap."""


@contextmanager
def watched(tell):
    """A block in which `tell` is called with each function that is about to be compiled; not what comes from disk."""
    with install_listener("numba:compile", Watch(tell)):
        yield
