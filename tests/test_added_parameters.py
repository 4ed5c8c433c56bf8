"""A parameter that is added at a default that means "as before": runs keep their identities, folders can be read."""

import json
from pathlib import Path

import pytest
from scratch import Scratch
from sweeps import RUNS, SMALL, id_of, swept

import mentorsim as ms
from mentorsim import parameters
from mentorsim.errors import BadInput
from mentorsim.experiment import config, identity, reproduce
from mentorsim.experiment.sweep import Plan
from mentorsim.parameters import DEFAULTS
from mentorsim.schema import SCHEMA
from mentorsim.settings import resolve
from mentorsim.store import records

EXPERIMENTS = sorted((Path(__file__).parent.parent / "experiments").glob("*.toml"))
ADDED = f"""    added: float = number(0.5, 0, 1, "share", "made for a test", since={SCHEMA + 1})
    added_word: Literal["as before", "anew"] = choice("as before", "made for a test", since={SCHEMA + 1})
"""
TOLD = """
import json, sys
from mentorsim.experiment import config
from mentorsim.experiment.sweep import Plan

plans = [Plan(config.load(path)) for path in sys.argv[1:]]
print(json.dumps([[plan.digests + plan.controls, plan.resolved()["parameters"]] for plan in plans]))
"""
LATER = {path: DEFAULTS[path] for path in ("learning.rate", "learning.zone", "energy.on")}


@pytest.fixture
def later(monkeypatch):
    """The parameters that are taken to have come after the present schema."""
    for module, name in ((identity, "added_after"), (records, "added_since")):
        monkeypatch.setattr(module, name, lambda schema: LATER if schema <= SCHEMA else {})
    identity.world_text.cache_clear()
    yield
    identity.world_text.cache_clear()  # of worlds without LATER, which other tests would be given


@pytest.mark.slow
def test_all_shipped_experiments_keep_their_identities(tmp_path):
    scratch = Scratch(tmp_path)
    scratch.insert("mentorsim/parameters.py", '    """Learning in the zone', ADDED)
    plans = [Plan(config.load(path)) for path in EXPERIMENTS]
    for plan, (digests, resolved) in zip(plans, json.loads(scratch.run("-c", TOLD, *EXPERIMENTS)), strict=True):
        assert digests == plan.digests + plan.controls
        assert resolved == plan.resolved()["parameters"] | {"learning.added": 0.5, "learning.added_word": "as before"}


def test_it_counts_where_it_is_not_at_its_default(later):
    flat, changed = {"people.mentees": 20}, {"learning.rate": 0.1, "energy.on": False}
    assert not LATER.keys() & json.loads(identity.world_text(resolve(flat))).keys()
    assert json.loads(identity.world_text(resolve(flat | changed))).items() >= changed.items()
    assert len({id_of(flat | dict(more)) for more in [{}, changed, *([item] for item in changed.items())]}) == 4


def test_it_came_with_the_schema_that_it_says(monkeypatch):
    """A shape of a distribution with the distribution."""
    added_after = parameters.added_after.__wrapped__
    assert added_after(0) == DEFAULTS
    before = added_after(SCHEMA)
    monkeypatch.setitem(parameters.declaration("start.openness.a").json_schema_extra, "since", SCHEMA + 1)
    assert added_after(SCHEMA) == before | {"start.openness.a": 2.0, "start.openness.b": 2.0}
    assert added_after(SCHEMA + 1).keys().isdisjoint({"start.openness.a", "start.openness.b"})


def test_a_folder_from_before_it_is_read_as_if_it_stood_there(later, tmp_path):
    results = swept(SMALL, tmp_path)
    runs = {job.run_id for job in reproduce.jobs_of(results).values()}
    written = json.loads((tmp_path / "resolved.json").read_text("utf-8"))
    assert written["parameters"].items() >= LATER.items()
    before = {path: value for path, value in written["parameters"].items() if path not in LATER}
    (tmp_path / "resolved.json").write_text(json.dumps(written | {"parameters": before}), "utf-8")
    assert ms.open(tmp_path).resolved == written
    assert set(reproduce.jobs_of(ms.open(tmp_path))) == runs
    others = SMALL.replace("[parameters]", "[parameters]\nlearning.rate = 0.1").replace('"random"', '"similar"')
    swept(others.replace('"self"', '"first_come"'), tmp_path)
    joined = reproduce.jobs_of(ms.open(tmp_path))
    assert len(joined) == 2 * RUNS
    assert {run for run, job in joined.items() if job.arm.parameters.learning.rate != 0.1} == runs


@pytest.mark.parametrize("damage", [{"parameters": ["learning.rate"]}, {"schema": "1"}])
def test_a_folder_that_does_not_say_what_it_ran_with_is_refused(later, tmp_path, damage):
    written = Plan(config.read(SMALL, "")).resolved()
    (tmp_path / "resolved.json").write_text(json.dumps(written | damage), "utf-8")
    with pytest.raises(BadInput, match=r"resolved\.json: found .*, expected the complete experiment"):
        ms.open(tmp_path)
