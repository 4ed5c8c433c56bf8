"""A wheel with compiled kernels: where it fits nothing is compiled, and elsewhere it is as if it had none."""

import json
import os
import subprocess
import sys
import venv
import zipfile
from pathlib import Path

import numpy as np
import pytest
from llvmlite import binding

from mentorsim import prebuilt
from mentorsim.experiment import identity, reproduce
from mentorsim.experiment.sweep import run

ROOT = Path(__file__).parent.parent
BEGIN = """
import json
from mentorsim import machine_code, warmup
from mentorsim.experiment.identity import machine

compiled, values = [], {}
with machine_code.watched(lambda function: compiled.append(function.__qualname__)):
    warm = warmup.is_warm()
"""
# All that was compiled ahead: the arms of an experiment, every setting with shocks, and one world to compare.
EVERYTHING = """
    from mentorsim.experiment import config, design, runs, sweep
    from mentorsim.settings import presets, resolve

    for arm in design.arms(config.load("quickstart")):
        runs.simulate(arm.parameters, 8, 1).outcomes
    few = {"people.mentees": 30, "people.mentors": 12}
    shocks = [{"kind": kind, "week": 3} for kind in ("outage", "hostility", "mentor_exit")]
    for setting in presets():
        runs.simulate(resolve(few | {"setting": setting}), 30, 1, shocks=shocks, trace=True)
    values = sweep.run(setting="network", matching="leximin", withdrawal="optimal").values
"""
ONE_EQUATION = """
    from mentorsim import rng

    rng.uniform(1, 2, 3, 4)
"""
END = """
print(json.dumps([compiled, warm, machine()["kernels"], values]))
"""
WORLD = {"setting": "network", "matching": "leximin", "withdrawal": "optimal"}


@pytest.fixture(scope="module")
def installed(tmp_path_factory):
    """The Python of an environment that has the wheel, and of everything else what this one has."""
    folder = tmp_path_factory.mktemp("wheel")
    build = [sys.executable, "-m", "hatchling", "build", "-t", "wheel", "-d", folder / "dist"]
    subprocess.run(build, cwd=ROOT, env=os.environ | {"MENTORSIM_PREBUILD": "1"}, check=True)
    venv.create(folder / "venv", with_pip=False)
    (site,) = folder.glob("venv/lib/python3*/site-packages")
    (site / "rest.pth").write_text(f"{Path(np.__file__).parents[1]}\n")
    (wheel,) = folder.glob("dist/*.whl")
    assert not wheel.stem.endswith("any")
    zipfile.ZipFile(wheel).extractall(site)
    return folder / "venv" / "bin" / "python"


def answer(python, folder, what: str, **own):
    """What was compiled to do something, in a folder of its own, with a cache that is empty."""
    settings = {name: value for name, value in os.environ.items() if name != "PYTHONPATH"}
    settings |= {"MENTORSIM_CACHE": str(folder / "cache"), **own}
    done = subprocess.run(
        [python, "-c", BEGIN + what + END], env=settings, cwd=folder, capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stderr
    return json.loads(done.stdout)


@pytest.mark.slow
def test_where_the_wheel_fits_nothing_is_compiled(installed, tmp_path):
    compiled, warm, kernels, values = answer(installed, tmp_path, EVERYTHING)
    assert compiled == []
    assert warm
    assert kernels == f"prebuilt for {prebuilt.level().name}"
    assert not (tmp_path / "cache").exists()
    here = run(**WORLD).values
    assert values.keys() == here.keys()
    for name, value in here.items():
        assert values[name] == pytest.approx(value, rel=reproduce.TOLERANCE, abs=1e-12, nan_ok=True), name


@pytest.mark.slow
def test_where_it_does_not_fit_it_is_ignored(installed, tmp_path):
    compiled, warm, kernels, _ = answer(installed, tmp_path, ONE_EQUATION, NUMBA_CPU_NAME=binding.get_host_cpu_name())
    assert "uniform" in compiled
    assert not warm
    assert kernels == prebuilt.HERE


@pytest.fixture
def package(monkeypatch, tmp_path):
    """A package that has a folder of prebuilt kernels for this machine."""
    monkeypatch.setattr(prebuilt, "FOLDER", tmp_path)
    monkeypatch.setattr(prebuilt, "folder", prebuilt.folder.__wrapped__)
    found = prebuilt.folder_of(prebuilt.level())
    found.mkdir()
    return found


def test_the_folder_is_that_of_the_level_and_the_versions(package, monkeypatch):
    assert prebuilt.folder() == package
    monkeypatch.setattr(prebuilt.metadata, "version", lambda name: "0.1")
    assert prebuilt.folder() is None
    assert prebuilt.kernels() == prebuilt.HERE


def test_a_processor_that_lacks_something_goes_without(package, monkeypatch):
    features = dict(binding.get_host_cpu_features()) | {"avx2": False}
    monkeypatch.setattr(binding, "get_host_cpu_features", lambda: features)
    monkeypatch.setattr(prebuilt.platform, "machine", lambda: "x86_64")
    monkeypatch.setattr(prebuilt, "folder_of", lambda level: package)
    assert prebuilt.folder() is None
    features["avx2"] = True
    for name in prebuilt.X86_64.features:
        features[name] = True
    assert prebuilt.folder() == package


def test_an_unknown_kind_of_machine_has_none(package, monkeypatch):
    monkeypatch.setattr(prebuilt.platform, "machine", lambda: "riscv64")
    assert prebuilt.folder() is None


def test_reproduce_says_which_kernels_made_a_folder(monkeypatch):
    """Earlier folders do not say it: all kernels were compiled then."""
    here = identity.machine()
    call = {name: value for name, value in here.items() if name != "kernels"}
    assert reproduce.machine_then_and_now({"calls": [call]}) == {}
    monkeypatch.setattr(identity, "machine", lambda: here | {"kernels": "prebuilt for x86-64-v3"})
    assert reproduce.machine_then_and_now({"calls": [call]}) == {"kernels": (prebuilt.HERE, "prebuilt for x86-64-v3")}
