"""Compiled code that came with the package, made for every processor of a level (`make wheel`).

It is used where processor, Python and Numba are those that it was made for; elsewhere it is ignored, and code is
compiled as it is without. One folder per level and versions, named by them, holds files as in the cache.
"""

import os
import platform
import sys
from functools import cache
from importlib import metadata
from pathlib import Path
from typing import NamedTuple

FOLDER = Path(__file__).parent / "prebuilt"
HERE = "compiled for this processor"  # what is said of kernels that did not come with the package


class Level(NamedTuple):
    """Processors of one kind: their name for the compiler, and what each of them can do besides the least."""

    name: str
    features: frozenset


X86_64 = Level(
    "x86-64-v3",
    frozenset(
        [
            "cx16",
            "sahf",
            "popcnt",
            "sse3",
            "sse4.1",
            "sse4.2",
            "ssse3",
            "avx",
            "avx2",
            "bmi",
            "bmi2",
            "f16c",
            "fma",
            "lzcnt",
            "movbe",
            "xsave",
        ]
    ),
)
AARCH64 = Level("generic", frozenset())
LEVELS = {"x86_64": X86_64, "AMD64": X86_64, "aarch64": AARCH64, "arm64": AARCH64}


def level() -> Level | None:
    """The level that code is prebuilt for on this kind of machine; None if it is for none."""
    return LEVELS.get(platform.machine())


def folder_of(one: Level) -> Path:
    """Where code for a level, this Python and this Numba lies in the package."""
    versions = (f"{name}-{metadata.version(name)}" for name in ("numba", "llvmlite"))
    return FOLDER / "-".join((f"{sys.implementation.cache_tag}{getattr(sys, 'abiflags', '')}", *versions, one.name))


@cache
def folder() -> Path | None:
    """The folder of the code that came with the package; None if it has none that fits."""
    one = level()
    if one is None or not FOLDER.is_dir() or "NUMBA_CPU_NAME" in os.environ:
        return None
    from llvmlite import binding

    found, features = folder_of(one), binding.get_host_cpu_features()
    return found if found.is_dir() and all(features.get(name) for name in one.features) else None


def kernels() -> str:
    """Which kernels are used, for people."""
    return f"prebuilt for {level().name}" if folder() else HERE
