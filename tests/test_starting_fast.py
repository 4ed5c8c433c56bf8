"""What makes a start fast changes no number: solvers and tables that come without all of SciPy, remembered answers."""

import json
import subprocess
import sys

import numpy as np
import pytest
from scipy.optimize import linear_sum_assignment
from shell import good

from mentorsim import caching, plugins
from mentorsim.cli import answers
from mentorsim.compiled import PACKAGE
from mentorsim.policies import solvers
from mentorsim.settings import presets, resolve
from mentorsim.world import quantiles


def test_the_solver_by_itself_is_that_of_scipy():
    draw, alone = np.random.default_rng(3), solvers.hungarian()
    for _ in range(50):
        scores = draw.integers(0, 5, draw.integers(1, 20, 2)).astype(float)
        for mine, theirs in zip(alone(scores, True), linear_sum_assignment(scores, True), strict=True):
            np.testing.assert_array_equal(mine, theirs)


def test_without_that_file_the_solver_is_imported_with_the_rest(monkeypatch):
    monkeypatch.setattr(solvers.PathFinder, "find_spec", lambda *_: None)
    assert solvers.hungarian.__wrapped__() is linear_sum_assignment


@pytest.fixture
def empty(monkeypatch, tmp_path):
    """A folder for what is compiled and remembered, with nothing in it."""
    monkeypatch.setenv("MENTORSIM_CACHE", str(tmp_path))
    return tmp_path


def test_quantiles_that_are_kept_are_those_that_are_computed(empty):
    start = resolve({"setting": next(iter(presets()))}).start
    quantiles.keep(start)
    for shape in {shape for rows in quantiles.shapes_of(start) for shape in rows}:
        assert caching.exists(quantiles.file_of(shape))
        np.testing.assert_array_equal(quantiles.quantiles.__wrapped__(*shape), quantiles.computed(shape))


def test_an_answer_is_remembered(empty):
    asked = []
    for _ in range(2):
        assert answers.remembered(("what",), lambda: asked.append(1) or {"a": (1, 2.5, None)}) == {"a": [1, 2.5, None]}
    assert asked == [1]


def test_an_answer_hangs_on_the_source(empty, monkeypatch, tmp_path):
    """Another package asks anew."""
    before = answers.name_of(("what",))
    (tmp_path / "package").mkdir()
    (tmp_path / "package" / "policies.py").write_text("")
    monkeypatch.setattr("mentorsim.compiled.PACKAGE", tmp_path / "package")
    without = answers.name_of(("what",))
    (tmp_path / "package" / "policies.py").write_text("a = 1")
    assert len({before, without, answers.name_of(("what",))}) == 3
    assert answers.name_of(("what",)) != answers.name_of(("which",))


def test_with_plugins_nothing_is_remembered(empty, monkeypatch):
    monkeypatch.setitem(plugins.NAMED, "own", plugins.Plugin("own"))
    asked = []
    for _ in range(2):
        answers.remembered(("what",), lambda: asked.append(1))
    assert asked == [1, 1]


def test_lists_say_the_same_when_they_are_remembered(empty):
    for command in (["list"], ["list", "matching"], ["list", "indicators", "--json"], ["schema"]):
        first, size = good(*command), len(list(empty.iterdir()))
        assert good(*command) == first
        assert len(list(empty.iterdir())) == size


def test_where_nothing_can_be_kept_lists_say_nothing_of_it(monkeypatch, capfd):
    monkeypatch.setenv("MENTORSIM_CACHE", "/proc/nope")
    assert json.loads(good("list", "goals", "--json"))
    assert capfd.readouterr().err == ""
    assert PACKAGE.is_dir()


NOT_TO_CHECK = {"pyarrow", "pandas", "numba", "plotly", "mesa", "scipy", "mentorsim.roster.graphfiles.formats"}


def test_to_check_an_experiment_no_table_graph_file_or_kernel_is_touched():
    program = (
        "import sys; from mentorsim.cli import cli; cli(['check', 'quickstart'], standalone_mode=False); "
        "print(*sys.modules, file=sys.stderr)"
    )
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True)
    assert "quickstart is in order" in done.stdout
    assert NOT_TO_CHECK.isdisjoint(done.stderr.split())
