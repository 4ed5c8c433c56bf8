"""Compiling ahead, and importing without work."""

import os
import subprocess
import sys

import pytest

import mentorsim
from mentorsim import caching, machine_code, rng, warmup
from mentorsim.cli import progress
from mentorsim.submodels.energy import tire


@pytest.mark.slow
def test_warm_is_what_was_warmed_up(tmp_path, monkeypatch):
    (caching.cache_root() / warmup.markers()[-1]).unlink(missing_ok=True)
    assert not warmup.is_warm()
    warmup.warm_up()
    assert warmup.is_warm()
    monkeypatch.setenv("MENTORSIM_CACHE", str(tmp_path))
    assert not warmup.is_warm()
    assert not list(tmp_path.iterdir())


def test_importing_the_package_does_no_work():
    program = "import sys, mentorsim; print(*sys.modules)"
    loaded = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True).stdout.split()
    assert not {"numpy", "numba", "pandas", "mesa", "pydantic", "pyarrow"} & set(loaded)
    assert "warmup" in vars(mentorsim), "a module that somebody has imported"
    assert dir(mentorsim) == sorted(mentorsim.__all__)
    assert all(hasattr(mentorsim, name) for name in dir(mentorsim))
    with pytest.raises(AttributeError, match="no attribute 'swep'"):
        _ = mentorsim.swep


WITHOUT_ENGINE = """
import sys
from mentorsim.cli import cli
try:
    cli(sys.argv[1:])
except SystemExit as end:
    assert not end.code, end.code
print(*({"numba", "pandas", "scipy.stats", "scipy.special", "pydantic"} & set(sys.modules)), file=sys.stderr)
"""
TABLES = {"export", "compare", "compare two", "report"}  # commands that compute with tables
COMMANDS = {
    "--help": "--help",
    "list": "list",
    "list settings": "list settings",
    "list matching": "list matching",
    "schema": "schema",
    "new": "new policy own",
    "status": "status {results}",
    "check": "check quickstart",
    "export": "export {results} --csv --table outcomes --out tables",
    "compare": "compare {results} --factor matching.policy --outcome satisfaction",
    "compare two": "compare {results} {results}",
    "report": "report {results} --out page.html",
}


@pytest.mark.slow
@pytest.mark.parametrize("name", COMMANDS)
def test_what_only_reads_needs_no_engine(name, small, tmp_path):
    """Nor a place for compiled code, or a home; nor pandas and much of SciPy, but for tables."""
    imported = imports_of(COMMANDS[name], small, tmp_path, {"HOME": "/proc/nope", "MENTORSIM_CACHE": "/proc/nope"})
    assert not imported - {"pydantic"} if name not in TABLES else "numba" not in imported


@pytest.mark.slow
@pytest.mark.parametrize("command", ["list", "list settings", "schema", "status {results}"])
def test_what_is_remembered_needs_no_parameters(command, small, tmp_path):
    own = {"MENTORSIM_CACHE": str(tmp_path / "cache")}
    imports_of(command, small, tmp_path, own)
    assert imports_of(command, small, tmp_path, own) == set()


def imports_of(command: str, small, tmp_path, own: dict) -> set:
    """Which of the libraries that take long a command has imported."""
    words = [word.format(results=small.path) for word in command.split()]
    program = [sys.executable, "-c", WITHOUT_ENGINE, *words]
    done = subprocess.run(program, env=os.environ | own, cwd=tmp_path, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    assert "ompiled" not in done.stderr
    return set(done.stderr.splitlines()[-1].split()) if done.stderr.strip() else set()


@pytest.mark.slow
def test_a_run_loads_what_is_compiled_without_pandas_and_scipy():
    """Nor the part of Numba that only compiling needs."""
    warmup.warm_up(whole=False)
    program = [sys.executable, "-c", WITHOUT_ENGINE, "run", "--set", "matching.policy=first_come"]
    for _ in range(2):  # the first may have to compile what hangs on policies
        done = subprocess.run(program, capture_output=True, text=True, check=True)
    assert set(done.stderr.splitlines()[-1].split()) == {"numba", "pydantic"}


def test_what_is_compiled_is_told_with_how_many_there_are(monkeypatch, tmp_path):
    """One after the other; of what comes from memory, nothing."""
    rng.uniform(1, 2, 3, 4)
    monkeypatch.setenv("MENTORSIM_CACHE", str(tmp_path))
    lines = []
    count = warmup.Count(lambda *state: lines.append(state), warmup.everything())

    def fresh(x):
        return x + 1.0

    with machine_code.watched(count):
        machine_code.compiled(fresh, "none", error_model="numpy")(1.0)
        rng.uniform(1, 2, 3, 4)
        assert lines == [(0, len(count.all), "fresh")]
        for function in (rng.uniform.py_func, tire.py_func, rng.normal.py_func):
            count(function)
    assert lines[1:] == [(0, len(count.all), "uniform"), (1, len(count.all), "tire"), (2, len(count.all), "normal")]
    assert len(count.all) > 150


def test_progress_of_compiling_is_a_line_now_and_then(monkeypatch, capsys):
    monkeypatch.setattr(progress, "EVERY", 0.0)
    with progress.compiling() as tell:
        tell(3, 200, "learn")
    assert capsys.readouterr().err == "3 of 200 functions, now learn\n"
