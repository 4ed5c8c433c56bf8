"""Progress of sweeps and runs: a bar where somebody sees it, nothing elsewhere."""

import contextlib
import io
import os
import re
import sys
from types import SimpleNamespace

import pytest
import sweeps
from sweeps import RUNS, SMALL

import mentorsim
from mentorsim import BadInput, warmup
from mentorsim.experiment import config, progress

WORLD = {"weeks": 12, "mentees": 20, "mentors": 8}


class Terminal(io.StringIO):
    """A terminal that keeps what is written to it."""

    encoding = "utf-8"

    def isatty(self):
        return True

    def last(self):
        """What stands there in the end."""
        return [line for line in re.split(r"[\r\n]", self.getvalue()) if line][-1]


@pytest.fixture
def terminal(monkeypatch):
    """Standard error as a terminal. Not put into `sys` itself, where pytest puts its own before the test begins."""
    stream = Terminal()
    monkeypatch.setattr(progress, "sys", SimpleNamespace(stderr=stream, modules={}))
    return stream


@pytest.fixture
def at_once(monkeypatch):
    """A run is worth a bar from its first week on."""
    monkeypatch.setattr(progress, "WAIT", 0.0)
    monkeypatch.setattr(progress, "OFTEN", 0.0)


def test_nothing_is_shown_where_nobody_looks(at_once, tmp_path, capfd):
    sweeps.swept(SMALL, tmp_path / "out")
    mentorsim.run(**WORLD)
    assert capfd.readouterr() == ("", "")


def test_a_sweep_on_a_terminal_has_a_bar_that_stays(terminal, tmp_path):
    sweeps.swept(SMALL, tmp_path / "out")
    assert re.fullmatch(r"█+\| 8 of 8 runs after [\d.]+ m?s; satisfaction 0\.\d+ ±0\.\d+", terminal.last())


def told_to(master: int) -> str:
    """All that was written to a terminal whose other end is closed."""
    shown = b""
    with contextlib.suppress(OSError):  # the end, on Linux
        while more := os.read(master, 4096):
            shown += more
    os.close(master)
    return shown.decode()


@pytest.mark.parametrize(("columns", "shown"), [(0, 80), (40, 40)])
def test_a_bar_fits_a_terminal_and_one_that_does_not_tell_its_width(columns, shown, at_once, monkeypatch):
    pty, termios = pytest.importorskip("pty"), pytest.importorskip("termios")
    master, slave = pty.openpty()
    termios.tcsetwinsize(slave, (24 if columns else 0, columns))
    with open(slave, "w", encoding="utf-8") as stream:
        monkeypatch.setattr(progress, "sys", SimpleNamespace(stderr=stream, modules={}))
        with progress.Bar() as bar:
            bar(3, 8, 0, 1.0)
            bar(4, 8, 0, 2.0)
    last = [line for line in re.split(r"[\r\n]", told_to(master).replace("\x1b[A", "")) if line][-1]
    assert "4 of 8 runs, 1.0 a second, 4" in last
    assert shown - 2 <= len(last) <= shown


def test_a_sweep_that_goes_on_begins_where_it_was(terminal, tmp_path):
    one = SMALL.replace("replications = 2", "replications = 1")
    sweeps.swept(one, tmp_path / "out", progress=False)
    sweeps.swept(SMALL, tmp_path / "out")
    assert re.match(r"\r█+ +\| 4 of 8 runs\r", terminal.getvalue())
    before = terminal.getvalue()
    sweeps.swept(SMALL, tmp_path / "out")
    assert terminal.getvalue() == before, "nothing to do, nothing to tell"


def test_a_bar_grows_with_the_replications_that_a_stopping_rule_asks_for(terminal, tmp_path):
    rule = 'until = { outcome = "satisfaction", half_width = 0.0000001, max = 3 }'
    sweeps.swept(SMALL.replace("[parameters]", f"{rule}\n[parameters]", 1), tmp_path / "out")
    assert terminal.last().startswith("█")
    assert "12 of 12 runs" in terminal.last()


def test_failed_runs_are_told(terminal, tmp_path, monkeypatch):
    monkeypatch.setattr("mentorsim.experiment.sweep.simulate_run", lambda *_: 1 / 0)
    sweeps.swept(SMALL, tmp_path / "out")
    assert "8 of 8 runs" in terminal.last()
    assert terminal.last().endswith(", 8 failed")


def test_a_run_on_a_terminal_has_a_bar_that_goes_away(at_once, terminal):
    mentorsim.run(**WORLD)
    assert re.search(r"\| 6 of 12 weeks, [\d.]+ m?s to go", terminal.getvalue())
    assert terminal.last().strip() == ""


def test_a_short_run_is_not_worth_a_bar(terminal):
    mentorsim.run(**WORLD)
    assert terminal.getvalue() == ""


def test_progress_is_turned_off(at_once, terminal, tmp_path):
    sweeps.swept(SMALL, tmp_path / "out", progress=False)
    mentorsim.run(**WORLD, progress=False)
    assert terminal.getvalue() == ""


def test_progress_is_turned_on_where_nobody_is_known_to_look(at_once, tmp_path, capfd):
    sweeps.swept(SMALL, tmp_path / "out", progress=True)
    mentorsim.run(**WORLD, progress=True)
    shown = capfd.readouterr().err
    assert "8 of 8 runs" in shown
    assert "11 of 12 weeks" in shown


def test_a_function_is_called_instead(at_once, terminal, tmp_path):
    calls, weeks = [], []
    sweeps.swept(SMALL, tmp_path / "out", progress=lambda *shown: calls.append(shown))
    assert [shown[:3] for shown in calls] == [(done, RUNS, 0) for done in range(1, RUNS + 1)]
    mentorsim.run(**WORLD, progress=lambda *shown: weeks.append(shown))
    assert weeks == [(week, 12) for week in range(1, 13)]
    assert terminal.getvalue() == ""


@pytest.mark.parametrize("given", [3, "yes", []])
def test_what_is_no_progress_is_refused(given, tmp_path):
    with pytest.raises(BadInput, match=r"^progress: found .*, expected true, false or a function$"):
        mentorsim.run(**WORLD, progress=given)
    with pytest.raises(BadInput, match=r"^progress: found"):
        mentorsim.sweep(config.read(SMALL, "small.toml"), workers=1, out=tmp_path / "out", progress=given)
    assert not (tmp_path / "out").exists()


@pytest.fixture
def cold(monkeypatch):
    """An installation that nobody has compiled yet; compiling takes no time."""
    state = SimpleNamespace(warm=False, compiled=0)

    def warm_up(*_):
        state.warm, state.compiled = True, state.compiled + 1

    monkeypatch.setattr(warmup, "is_warm", lambda *_: state.warm)
    monkeypatch.setattr(warmup, "warm_up", warm_up)
    return state


def test_compiling_is_announced_to_who_looks(cold, terminal, tmp_path):
    mentorsim.run(**WORLD)
    assert "Compiling the engine" in terminal.getvalue()
    assert cold.compiled == 1
    cold.warm = False
    terminal.truncate(0)
    sweeps.swept(SMALL, tmp_path / "out")
    assert "Compiling the engine" in terminal.getvalue()
    assert cold.compiled == 2


def test_compiling_is_not_announced_to_others(cold, tmp_path, capfd):
    sweeps.swept(SMALL, tmp_path / "out")
    assert cold.compiled == 1
    assert capfd.readouterr() == ("", "")


# --- notebooks -------------------------------------------------------------------------------------------------------


@pytest.fixture
def notebook(monkeypatch):
    """This process as a notebook's kernel."""
    shell = SimpleNamespace(kernel=object())
    monkeypatch.setitem(sys.modules, "IPython", SimpleNamespace(get_ipython=lambda: shell))


def test_a_notebook_is_looked_at_though_it_is_no_terminal(notebook):
    assert progress.is_watched()


def test_an_interactive_interpreter_without_a_kernel_is_no_notebook(monkeypatch):
    for shell in (None, SimpleNamespace()):
        monkeypatch.setitem(sys.modules, "IPython", SimpleNamespace(get_ipython=lambda shell=shell: shell))
        assert not progress.in_notebook()


def test_a_notebook_without_widgets_has_a_bar_of_text(notebook, monkeypatch):
    monkeypatch.setattr(progress.importlib.util, "find_spec", lambda name: None)
    assert progress.bars().func.__module__ == "tqdm.std"
