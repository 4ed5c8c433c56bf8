"""Identity: of a run, of its control world, of the code and of the machine.

A run's identity is a digest of what decides its numbers: the resolved parameters (without those that the chosen
policies ignore, those that came after the schema and stand at the default that means "as before", and the names of
settings, whose components are resolved), shocks, weeks, the condition that may end it before (`stop`) if there is one,
seed, replication, schema. Names, paths, order of keys and the executor do not count; 1 and 1.0 are one, since
validation comes first.
"""

import hashlib
import io
import json
import platform
import sys
import tokenize
from functools import cache, lru_cache
from importlib import metadata

from mentorsim import plugins, prebuilt
from mentorsim.compiled import PACKAGE
from mentorsim.given import Given
from mentorsim.parameters import Parameters, added_after, build, flatten
from mentorsim.policies import ignored
from mentorsim.schema import SCHEMA
from mentorsim.stop import Stop

DRAWN_GRAPH = {"structure.graph", "structure.degree", "structure.inside", "structure.rewiring"}
GIVEN_GRAPH = {"ties.one_way"}
PLUGIN = "plug-in "  # before the name of one, among the files of the source
UNLIMITED = 4  # mentees at the start per place of a seed cohort
MOST_MENTEES = 5_000_000
# Say how people are mentored.
MENTORING = ("matching.", "pairing.", "withdrawal.", "meetings.", "modes.one_to_one", "trial.")
SOFTWARE = ("mentorsim", "numpy", "numba", "llvmlite", "scipy", "pandas", "pyarrow")
# Files that decide no number of a run: everything else in the package is the model.
OUTSIDE_MODEL = ("__init__", "cli", "dashboard", "report", "figures", "analysis", "patterns", "calibration", "model",
                 "agents", "store", "files", "errors", "places", "gone", "spans", "spelling", "texts", "printing",
                 "proportions",
                 "cards", "warmup", "caching", "machine_code", "compilers", "prebuilt", "testing", "roster/decimals",
                 "roster/workbooks", "world/snapshot",
                 "experiment/__init__",
                 "experiment/config", "experiment/checks", "experiment/paths", "experiment/design",
                 "experiment/design_section", "experiment/constraints", "experiment/sampling",
                 "experiment/executor", "experiment/starting", "experiment/worker", "experiment/on_dask",
                 "experiment/reliance", "experiment/events", "experiment/notes",
                 "experiment/sweep", "experiment/limits", "experiment/stopping", "experiment/interim",
                 "experiment/progress", "experiment/effects", "experiment/reproduce",
                 "experiment/migrating", "experiment/worlds", "experiment/crossing", "threshold", "plan")  # fmt: skip


canonical = json.JSONEncoder(sort_keys=True, separators=(",", ":")).encode


def plain(value):
    """-0.0 as 0.0, given people as their digest; everything else as it is."""
    if isinstance(value, Given):
        return value.digest
    return value + 0.0 if isinstance(value, float) else value


def without_effect(parameters: Parameters) -> set:
    """Paths of the parameters that a given graph makes idle, or the lack of one."""
    given = parameters.given
    return DRAWN_GRAPH if given is not None and given.ties is not None else GIVEN_GRAPH


@lru_cache(maxsize=2048)  # arms of a design: it is asked for of each several times
def world_text(parameters: Parameters) -> str:
    """What decides a world, as canonical JSON."""
    flat = flatten(parameters)
    as_before = {path for path, default in added_after(SCHEMA).items() if flat[path] == default}
    dropped = ignored(parameters) | without_effect(parameters) | as_before
    entries = {
        path: plain(value) for path, value in flat.items() if path not in dropped and not path.startswith("setting.")
    }
    if not parameters.trial.arms:
        entries.pop("trial.unit", None)  # nobody is randomised
    return canonical(entries)


def digest(value) -> str:
    """16 hex digits of a value's canonical JSON."""
    return hashlib.sha256(canonical(value).encode()).hexdigest()[:16]


def world_digest(parameters: Parameters, weeks: int, shocks: tuple = (), stop: Stop | None = None) -> str:
    """Digest of all that decides a run but its luck. shocks: as `experiment.shocks.complete` gives them."""
    return digest([SCHEMA, world_text(parameters), int(weeks), list(shocks), *([stop.canonical] if stop else [])])


def run_of(digest_of_world: str, seed: int, replication: int) -> str:
    """The run's identity from its world's digest and its luck."""
    return digest([digest_of_world, int(seed), int(replication)])


def run_id(
    parameters: Parameters, weeks: int, seed: int, replication: int, shocks: tuple = (), stop: Stop | None = None
) -> str:
    """The identity of a run, 16 hex digits."""
    return run_of(world_digest(parameters, weeks, shocks, stop), seed, replication)


def control_of(parameters: Parameters) -> Parameters:
    """The control world's parameters: nobody is matched, and how people would be mentored is at its defaults.

    So all arms that differ in mentoring alone share one control world.
    """
    return unmentored(tuple(item for item in flatten(parameters).items() if not item[0].startswith(MENTORING)))


@lru_cache(maxsize=256)
def unmentored(rest: tuple) -> Parameters:
    """The control world of these (path, value), whatever was said of mentoring."""
    return build(dict(rest) | {"matching.policy": "none"})


@lru_cache(maxsize=256)
def seed_cohort_of(parameters: Parameters) -> Parameters:
    """The parameters of a world in which demand does not limit the mentors of week 0: that of R0_M.

    Nobody is recruited, and at the start there are at least UNLIMITED mentees per place the mentors could have.
    """
    flat = flatten(parameters)
    largest = parameters.given.most_capacity() if parameters.given is not None else 0
    places = flat["people.mentors"] * max(flat["start.capacity_high"], largest)
    mentees = max(flat["people.mentees"], min(UNLIMITED * places, MOST_MENTEES))
    return build(flat | {"people.mentees": mentees, "people.ratio": 0.0, "arrivals.mentors": 0.0})


def code_of(text: str) -> str:
    """Digest of Python source without comments and blank lines."""
    skipped = (tokenize.COMMENT, tokenize.NL, tokenize.ENCODING)
    tokens = tokenize.generate_tokens(io.StringIO(text).readline)
    words = [(token.type, token.string) for token in tokens if token.type not in skipped]
    return hashlib.sha256(repr(words).encode()).hexdigest()[:16]


def code() -> dict:
    """{file: digest} of the source, comments apart, that may change a run's numbers: the model's, and of plug-ins."""
    return code_of_model() | {f"{PLUGIN}{name}": code_of_plugin(name) for name in plugins.loaded()}


@cache
def code_of_plugin(name: str) -> str:
    """Digest of a plug-in's source, as it was when it was first asked for."""
    return digest([code_of(file.read_text("utf-8")) for file in plugins.sources(name)])


@cache
def code_of_model() -> dict:
    """{file: digest} of the model's source."""
    found = {}
    for file in sorted([*PACKAGE.rglob("*.py"), *PACKAGE.joinpath("settings").glob("*.toml")]):
        name = file.relative_to(PACKAGE).with_suffix("").as_posix()
        if not any(name == out or name.startswith(out + "/") for out in OUTSIDE_MODEL):
            text = file.read_text("utf-8")
            found[file.relative_to(PACKAGE).as_posix()] = code_of(text) if file.suffix == ".py" else digest(text)
    return found


def fingerprint(named: tuple = ()) -> str:
    """One digest of the source. named: plug-ins to be loaded first, where another process is asked."""
    plugins.load(named)
    return digest(code())


@cache
def machine() -> dict:
    """What beside the code decides the last bits: versions and platform."""
    from llvmlite import binding

    return {
        "python": sys.version.split()[0],
        "software": {name: metadata.version(name) for name in SOFTWARE},
        "platform": platform.platform(),
        "libc": " ".join(platform.libc_ver()).strip(),
        "kernels": prebuilt.kernels(),
        "cpu": binding.get_host_cpu_name(),
        "cpu_features": sorted(name for name, has in binding.get_host_cpu_features().items() if has),
    }
