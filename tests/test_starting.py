"""Workers that cannot start, or are killed while they do: no run is blamed, nothing is written, one line says why."""

import os
import signal
import time

import pytest
from shell import SMALL, python
from tiers import full

import mentorsim
from mentorsim.errors import BadInput
from mentorsim.experiment import executor, starting
from mentorsim.store import results as store

CALL = "ms.sweep('small.toml', workers=2, out='out', replications=1)"
GUARD = "if __name__ == '__main__':\n    "
NO_GUARD = f"import mentorsim as ms\n{CALL}\n"
NOT_TWICE = f"import os\nos.mkdir('once')\nimport mentorsim as ms\n{GUARD}{CALL}\n"
LEAVES = f"import mentorsim as ms, os\nif __name__ == '__mp_main__': os._exit(3)\n{GUARD}{CALL}\n"


def last_line(shown) -> str:
    """What a script ended with; nothing but its own traceback stands above."""
    assert shown.stderr.count("Traceback") == 1
    return shown.stderr.strip().splitlines()[-1]


@pytest.mark.slow
@pytest.mark.parametrize(
    ("text", "why"), [(NO_GUARD, "another sweep"), (NOT_TWICE, "File exists: 'once'"), *full((LEAVES, "exit code 3"))]
)
def test_a_script_that_cannot_run_twice_writes_nothing_and_is_told_why(here, text, why):
    (here / "script.py").write_text(text)
    process = python("script.py", cwd=here)
    assert process.returncode == 1
    last = last_line(process)
    assert "BadInput: workers: cannot start: each of them runs script.py once more" in last
    assert f"ended with {why}" in last or why in last
    assert 'if __name__ == "__main__":' in last
    assert not (here / "out").exists()
    (here / "script.py").write_text(f"import mentorsim as ms\n{GUARD}print(set({CALL}.outcomes['status']))\n")
    assert python("script.py", cwd=here).stdout == "{'done'}\n"


@pytest.mark.slow
def test_a_module_that_workers_do_not_find_is_told(here):
    (here / "script.py").write_text(
        "import sys, types\nimport mentorsim as ms\n"
        "if __name__ == '__main__':\n    sys.modules['mine'] = types.ModuleType('mine')\nimport mine\n"
        f"{GUARD}{CALL}\n"
    )
    assert "No module named 'mine'" in last_line(python("script.py", cwd=here))
    assert not (here / "out").exists()


PLUGIN = """
from mentorsim.indicators import indicator


@indicator("", None)
def one(run):
    '''One.'''
    return 1.0
"""
LOSES_PLUGIN = f"""
import os
import mentorsim as ms
from mentorsim import plugins
from mentorsim.experiment import identity

if __name__ == "__main__":
    plugins.load(["own.py"])
    identity.code()
    os.remove("own.py")
    {CALL}
"""


@pytest.mark.slow
def test_a_plugin_that_workers_do_not_find_is_no_failure_of_runs(here):
    (here / "own.py").write_text(PLUGIN)
    (here / "script.py").write_text(LOSES_PLUGIN)
    assert "--plugin own: cannot be imported" in last_line(python("script.py", cwd=here))
    assert not (here / "out").exists()


IN_A_POOL = """
import multiprocessing
import mentorsim as ms

def two(number):
    try:
        ms.sweep("small.toml", workers=2, out="out")
    except ms.BadInput as error:
        return str(error)

def one(number):
    return len(ms.sweep("small.toml", workers=1, out="one", replications=1).outcomes)

if __name__ == "__main__":
    with multiprocessing.get_context("forkserver").Pool(1) as pool:
        print(*pool.map(two, [0]), *pool.map(one, [0]))
"""


@pytest.mark.slow
def test_a_sweep_in_a_worker_of_a_pool_says_what_to_do(here):
    (here / "script.py").write_text(IN_A_POOL)
    shown = python("script.py", cwd=here).stdout
    assert "workers: called by a worker of a pool" in shown
    assert "workers=1" in shown
    assert shown.endswith(" 4\n")
    assert not (here / "out").exists()


# --- killed while they start -----------------------------------------------------------------------------------------


def all_twice(jobs):
    """The answers of some jobs."""
    return [2 * job for job in jobs]


class Killed(executor.Local):
    """Processes of this machine; what starts them is killed as often as `kills` says, each time in another moment."""

    kills: tuple = ()

    def pool(self, hello=starting.ready):
        if Killed.kills:
            wait, *Killed.kills = Killed.kills
            return super().pool(Dying(wait))
        return super().pool(hello)


class Dying:
    """A greeting that kills its process's parent, the process that starts workers, or itself."""

    def __init__(self, whom):
        self.whom = whom

    def __call__(self):
        os.kill(os.getppid() if self.whom == "parent" else os.getpid(), signal.SIGKILL)
        time.sleep(30)


@pytest.mark.slow
@pytest.mark.parametrize("kills", [("parent",), ("self", "parent")])
def test_workers_killed_while_they_start_are_started_again(monkeypatch, kills):
    monkeypatch.setattr(Killed, "kills", kills)
    assert sorted(executor.execute([[1, 2], [3]], all_twice, Killed(2))) == [(1, 2), (2, 4), (3, 6)]


@pytest.mark.slow
def test_workers_that_are_always_killed_while_they_start_are_told(monkeypatch):
    monkeypatch.setattr(Killed, "kills", ("self", "parent", "self"))
    with pytest.raises(BadInput, match="workers: died 3 times while they started"):
        list(executor.execute([[1, 2], [3]], all_twice, Killed(2)))


KILLED = """
import os, signal, subprocess, sys, threading, time
import mentorsim as ms

def kill():
    for _ in range(int(sys.argv[1])):
        pid = None
        while pid is None:
            command = ["ps", "-o", "pid=,args=", "--ppid", str(os.getpid())]
            shown = subprocess.run(command, capture_output=True, text=True)
            found = [line.split()[0] for line in shown.stdout.splitlines() if "forkserver" in line]
            pid = int(found[0]) if found else None
        os.kill(pid, signal.SIGKILL)
        time.sleep(0.3)

if __name__ == "__main__":
    threading.Thread(target=kill, daemon=True).start()
    print(set(ms.sweep("small.toml", workers=2, out="out").outcomes["status"]))
"""


@pytest.mark.slow
@pytest.mark.parametrize("kills", [1, pytest.param(2, marks=pytest.mark.full)])
def test_a_sweep_whose_fork_server_is_killed_goes_on(here, kills):
    (here / "script.py").write_text(KILLED)
    process = python("script.py", str(kills), cwd=here)
    assert (process.returncode, process.stdout) == (0, "{'done'}\n"), process.stderr


# --- where processes meet --------------------------------------------------------------------------------------------


@pytest.mark.slow
@pytest.mark.parametrize("length", [80, 200])
def test_a_temporary_folder_with_a_long_name_will_do(here, length):
    folder = here
    while len(str(folder)) < len(str(here)) + length:
        folder = folder / ("x" * 50)
    folder.mkdir(parents=True)
    command = ["-m", "mentorsim", "sweep", "small.toml", "--workers", "2", "--out", "out"]
    process = python(*command, cwd=here, env=os.environ | {"TMPDIR": str(folder)})
    assert process.returncode == 0, process.stderr
    assert len(mentorsim.open(here / "out").outcomes) == 8


# --- a run that kills its process ------------------------------------------------------------------------------------

KILLER = """
import os
import signal
from dataclasses import dataclass

from mentorsim.policies.matching import MatchingPolicy, matching


@matching("deadly")
@dataclass(frozen=True)
class Deadly(MatchingPolicy):
    '''Kills its process.'''

    source = "a test"

    def scores(self, mentees, mentors, draw):
        '''None: it does not come to that.'''
        os.kill(os.getpid(), signal.SIGKILL)
"""


@pytest.mark.slow
@pytest.mark.parametrize("workers", ["1", "2"])
def test_a_run_that_kills_its_process_is_a_row_and_no_other_is(here, workers):
    (here / "killer.py").write_text(KILLER)
    (here / "small.toml").write_text(
        SMALL.replace('"withdrawal.policy" = ["never", "linear"]', '"matching.policy" = ["random", "deadly"]')
    )
    command = ["sweep", "small.toml", "--workers", workers, "--out", "out", "--plugin", "killer.py"]
    process = python("-m", "mentorsim", *command, "--set", "setting=network", cwd=here)
    assert process.returncode == 1, process.stderr
    assert "2 runs failed" in process.stderr
    rows = store.open_results(here / "out").outcomes
    assert {(row["matching.policy"], row["status"]) for row in rows.to_dict("records")} == {
        ("random", "done"),
        ("deadly", "crashed"),
    }
