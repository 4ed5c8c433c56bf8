"""Compiled code on disk: an edited equation shows at once, an unedited one is loaded, whatever the files' dates."""

import os
import shutil
import subprocess
import sys

import pytest

from mentorsim.caching import cache_root
from mentorsim.compiled import FOUNDATION, PACKAGE, cache_folder, digest_of

PROGRAM = """
from types import SimpleNamespace
import numpy as np
from mentorsim.parameters import Parameters, rules_of
from mentorsim.submodels.energy import tire
columns = {name: np.array([0.5]) for name in ("energy", "load", "success_mean", "satisfaction")}
people = SimpleNamespace(n=1, present=np.ones(1, np.int8), role=np.ones(1, np.int8), **columns)
rules = rules_of(Parameters())
rules.energy.recovery = rules.energy.strain = rules.energy.joy = 0.1
tire(people, rules, SimpleNamespace(count=np.zeros(3, int)))
print(people.energy[0], sum(tire.compiled.stats.cache_hits.values()))
"""


@pytest.fixture
def copy(tmp_path):
    """The package in a folder of its own, to be edited."""
    shutil.copytree(PACKAGE, tmp_path / "mentorsim", ignore=shutil.ignore_patterns("__pycache__"))
    return tmp_path


def run(copy):
    """(energy after one week, whether the kernel came from disk), in a fresh process on the copy."""
    own = {"PYTHONPATH": str(copy), "MENTORSIM_CACHE": str(copy / "cache"), "PYTHONDONTWRITEBYTECODE": "1"}
    done = subprocess.run(
        [sys.executable, "-c", PROGRAM], env=os.environ | own, cwd=copy, capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stderr
    energy, hits = done.stdout.split()
    return float(energy), int(hits) > 0


def edit(file, old, new):
    """Replace text, leaving size and date as they were."""
    before, text = file.stat(), file.read_text("utf-8")
    assert text.count(old) == 1
    assert len(old) == len(new)
    file.write_text(text.replace(old, new), "utf-8")
    os.utime(file, ns=(before.st_atime_ns, before.st_mtime_ns))


@pytest.mark.slow
def test_an_edited_equation_meets_no_stale_code(copy):
    """E = .5, load .5: recovery .1·.5 = .05, strain .1·.25·.5 = .0125, joy 0."""
    assert run(copy) == (pytest.approx(0.5375), False)
    assert run(copy) == (pytest.approx(0.5375), True)
    rule = "recovery * (1.0 - energy) - strain"
    edit(copy / "mentorsim" / "equations.py", rule, rule.replace(" - strain", " + strain"))
    assert run(copy) == (pytest.approx(0.5625), False)


def test_the_folder_depends_on_the_foundation_and_the_own_file(tmp_path):
    own, other = (tmp_path / name for name in ("own.py", "other.py"))
    own.write_text("a = 1\n")
    other.write_text("a = 2\n")
    assert cache_folder(str(own)) != cache_folder(str(other))
    assert cache_folder(str(own), "layout") != cache_folder(str(own))
    files = [PACKAGE / name for name in FOUNDATION]
    assert len({digest_of([*files[:n], *files[n + 1 :]]) for n in range(len(files))}) == len(files)


def test_the_cache_goes_where_it_is_told(monkeypatch, tmp_path):
    monkeypatch.setenv("MENTORSIM_CACHE", str(tmp_path))
    assert cache_root() == tmp_path
    monkeypatch.delenv("MENTORSIM_CACHE")
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path))
    assert cache_root() == tmp_path / "mentorsim"
    monkeypatch.setenv("MENTORSIM_CACHE", "~/own")
    monkeypatch.setenv("HOME", str(tmp_path))
    assert cache_root() == tmp_path / "own"
