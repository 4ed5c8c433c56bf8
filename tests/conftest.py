"""What several tests share: how a small world is made and stepped, and what is read from it."""

import os
import shutil

import chromium
import numpy as np
import pytest
import shell
import sweeps
from hypothesis import settings

import mentorsim
from mentorsim import caching, week
from mentorsim.experiment import config
from mentorsim.policies import policies_of
from mentorsim.settings import resolve
from mentorsim.store import results as store
from mentorsim.world.matches import MATCHES
from mentorsim.world.people import PEOPLE
from mentorsim.world.world import World

# The same examples in every run and on every machine; no example database beside the code.
settings.register_profile("repeatable", max_examples=30, derandomize=True, deadline=None, database=None)
settings.load_profile("repeatable")

# Processes that tests start keep the bytecode of what they import, also where Python is told not to: it saves half a
# second each.
os.environ["PYTHONDONTWRITEBYTECODE"] = ""

ROUNDING = 1e-12  # weights that sum to 1 + 2e-16 give means of as much

SMALL = {"people.mentees": 24, "people.mentors": 10, "withdrawal.weeks": 12}

# Much comes and goes, so that half a year of a small world passes through most branches.
LIVELY = SMALL | {
    "arrivals.mentees": 0.02,
    "arrivals.mentors": 0.02,
    "departures.leaving": 0.006,
    "departures.mentor_exit": 0.006,
    "endings.outside": 0.006,
    "start.skill_mentee.mean": 0.5,
    "stages.independent_m": 0.35,
    "stages.volunteer": 0.1,
    "exposure.harsh": 0.1,
    "exposure.privacy": 0.02,
}


def make_world(overrides, seed=1, replication=0, shocks=()):
    """A world at week 0, with its setting's defaults and these overrides."""
    parameters = resolve(overrides)
    return World(parameters, policies_of(parameters), seed, replication, shocks)


def run_world(overrides, weeks, seed=1, replication=0, shocks=()):
    """A world after some weeks."""
    world = make_world(overrides, seed, replication, shocks)
    for _ in range(weeks):
        week.step(world)
    return world


def columns_of(world):
    """{column: copy}, those of matches as `match.…`, ties and goals of the organisation beside."""
    columns = {name: getattr(world.people, name).copy() for name in PEOPLE}
    columns |= {f"match.{name}": getattr(world.matches, name).copy() for name in MATCHES}
    ties = {f"tie.{name}": getattr(world.ties, name).copy() for name in ("start", "target", "weight")}
    return columns | ties | {"org_goals": world.org_goals.copy()}


def differing(one, other):
    """Names of the columns that are not the same to the last bit."""
    return [name for name in one if one[name].tobytes() != other[name].tobytes()]


def persons(world, *names):
    """{person key: the values of these columns, as bytes}."""
    values = [getattr(world.people, name) for name in names]
    return {int(key): tuple(v[row].tobytes() for v in values) for row, key in enumerate(world.people.key)}


def out_of_bounds(columns):
    """Names of the columns of people and matches that are not finite or outside the declared bounds."""
    found = []
    for name, column in (PEOPLE | {f"match.{name}": column for name, column in MATCHES.items()}).items():
        values = columns[name]
        if name.endswith(("_at", "_after")):  # outcomes at horizons not yet reached
            values = values[~np.isnan(values)]
        low = -np.inf if column.low is None else column.low - ROUNDING
        high = np.inf if column.high is None else column.high + ROUNDING
        if not (np.isfinite(values) & (values >= low) & (values <= high)).all():
            found.append(f"{name}: {values.min()} to {values.max()}")
    return found


def fired(world, branch):
    """How often a branch of a rule was taken."""
    return next(row["count"] for row in week.audit(world) if row["branch"] == branch)


class Worlds:
    """The functions above, for tests in folders of their own."""

    SMALL, LIVELY = SMALL, LIVELY
    make = staticmethod(make_world)
    run = staticmethod(run_world)
    step = staticmethod(week.step)
    columns = staticmethod(columns_of)
    differing = staticmethod(differing)
    persons = staticmethod(persons)
    fired = staticmethod(fired)
    out_of_bounds = staticmethod(out_of_bounds)


@pytest.fixture(scope="session", autouse=True)
def unflushed():
    """Nothing waits for the disk: no test looks at files after a power cut, and together they flush thousands."""
    with pytest.MonkeyPatch.context() as patched:
        patched.setattr(os, "fsync", lambda handle: None)
        yield


@pytest.fixture(scope="session")
def worlds():
    """Ways to make small worlds and to look at them."""
    return Worlds


@pytest.fixture
def here(tmp_path, monkeypatch):
    """An empty folder to work in, with the small experiment of `shell` in it."""
    monkeypatch.chdir(tmp_path)
    (tmp_path / "small.toml").write_text(shell.SMALL, "utf-8")
    return tmp_path


@pytest.fixture
def home(here, monkeypatch):
    """An empty home folder, below the folder to work in. Compiled code is still found where it is."""
    monkeypatch.setenv("MENTORSIM_CACHE", str(caching.cache_root()))
    monkeypatch.setenv("HOME", str(here / "home"))
    (here / "home").mkdir()
    return here / "home"


@pytest.fixture(scope="session")
def small_file(tmp_path_factory):
    """The file of the small experiment of `sweeps`."""
    path = tmp_path_factory.mktemp("small") / "small.toml"
    path.write_text(sweeps.SMALL, "utf-8")
    return path


@pytest.fixture(scope="session")
def small(small_file):
    """Its results after an undisturbed sweep in one process; not to be written to."""
    return mentorsim.sweep(small_file, workers=1, out=small_file.parent / "results")


@pytest.fixture(scope="session")
def greedy(tmp_path_factory):
    """Results of own and equal hours, at a budget that no arm can spend; not to be written to."""
    experiment = config.read(sweeps.BUDGET, "budget.toml").changed(["meetings.hours_budget=5"])
    return mentorsim.sweep(experiment, workers=1, out=tmp_path_factory.mktemp("greedy") / "budget")


@pytest.fixture
def copy(small, tmp_path):
    """The same, to be written to: merged tables only."""
    folder = shutil.copytree(small.path, tmp_path / "copy")
    shutil.rmtree(folder / "parts")
    return store.open_results(folder)


@pytest.fixture(scope="session")
def browser():
    """Chromium, one for all tests that look at pages."""
    with chromium.started() as one:
        yield one


@pytest.fixture
def mean_is():
    """Compare a mean with theory: fails beyond `times` standard errors."""

    def check(values, expected, times=4.0):
        values = np.asarray(values, float)
        error = values.std(ddof=1) / np.sqrt(len(values))
        assert abs(values.mean() - expected) < times * error, (values.mean(), expected, error)

    return check
