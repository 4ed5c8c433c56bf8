"""Where jobs are done: every one once, whatever happens to the processes."""

import os
import signal
import subprocess
import sys
import time
from multiprocessing import connection

import pytest
from shell import python, wait_for

from mentorsim.experiment import executor


def all_times_ten(jobs):
    """The answers of some jobs."""
    return [times_ten(job) for job in jobs]


def times_ten(job):
    """A job: ten times its number. "die" kills its process, and so does a number with a file that is not there yet."""
    if isinstance(job, tuple):
        path, job = job
        if not path.exists():
            path.touch()
            os.kill(os.getpid(), signal.SIGKILL)
    if job == "die":
        os.kill(os.getpid(), signal.SIGKILL)
    return job * 10


def pid_and_wait(folders):
    """A job: leave the process's number in the folder and stay."""
    (folder,) = folders
    (folder / str(os.getpid())).touch()
    time.sleep(60)


@pytest.mark.parametrize("workers", [1, 2])
def test_every_job_is_done_once(workers):
    chunks = [[1, 2, 3], [4], [5, 6], [7], [8], [9]]
    assert sorted(executor.execute(chunks, all_times_ten, executor.Local(workers))) == [
        (n, n * 10) for n in range(1, 10)
    ]


def test_chunks_are_drawn_only_as_far_as_there_is_room():
    drawn = []
    chunks = ([drawn.append(n) or n] for n in range(100))
    answers = executor.execute(chunks, all_times_ten, executor.Local(2))
    next(answers)
    assert len(drawn) <= 6
    answers.close()


def test_a_job_that_kills_its_worker_loses_no_other():
    answers = dict(executor.execute([[1, 2], [3, "die", 4], [5, 6], [7], [8], [9]], all_times_ten, executor.Local(2)))
    assert answers.pop("die") is None
    assert answers == {n: n * 10 for n in range(1, 10)}


def test_a_job_that_kills_its_worker_by_accident_is_done_again(tmp_path):
    accident = (tmp_path / "happened", 6)
    answers = dict(executor.execute([[1, 2], [3, accident, 4], [5]], all_times_ten, executor.Local(2)))
    assert answers.pop(accident) == 60
    assert answers == {n: n * 10 for n in range(1, 6)}


def half_told(jobs):
    """The answers of some jobs, unless "half" is among them: then the process dies while it tells them."""
    if "half" in jobs:

        def half(self, data, *_):
            os.write(self.fileno(), bytes(data)[: len(data) // 2])
            os.kill(os.getpid(), signal.SIGKILL)

        connection.Connection._send = half
        return ["x" * 100_000]
    return [times_ten(job) for job in jobs]


HALF = """
import sys
sys.path.insert(0, {tests!r})
from test_executor import half_told
from mentorsim.experiment import executor
if __name__ == "__main__":
    answers = dict(executor.execute([[1, 2], ["half"], [3, 4], [5], [6]], half_told, executor.Local({workers}, True)))
    print(answers == {{"half": None}} | {{n: 10 * n for n in range(1, 7)}})
"""


@pytest.mark.slow
@pytest.mark.parametrize("workers", [1, 2])
def test_a_worker_that_dies_while_it_tells_an_answer_is_not_waited_for(tmp_path, workers):
    (tmp_path / "half.py").write_text(HALF.format(tests=os.path.dirname(__file__), workers=workers))
    assert python(str(tmp_path / "half.py")).stdout == "True\n"


def alive(process):
    """Whether a process is running (a zombie is not)."""
    state = subprocess.run(
        ["ps", "-o", "stat=", "-p", str(process)], capture_output=True, text=True, check=False
    ).stdout
    return bool(state.strip()) and not state.startswith("Z")


DRIVER = """
import pathlib, sys
sys.path.insert(0, {tests!r})
from test_executor import pid_and_wait
from mentorsim.experiment import executor
if __name__ == "__main__":
    folder = pathlib.Path({folder!r})
    for _ in executor.execute([[folder], [folder]], pid_and_wait, executor.Local(2)):
        pass
"""


@pytest.mark.slow
@pytest.mark.parametrize("how", [signal.SIGKILL, signal.SIGTERM, signal.SIGINT])
def test_no_worker_outlives_its_driver(tmp_path, how):
    folder = tmp_path / "pids"
    folder.mkdir()
    script = tmp_path / "driver.py"
    script.write_text(DRIVER.format(tests=os.path.dirname(__file__), folder=str(folder)))
    driver = subprocess.Popen([sys.executable, str(script)], stderr=subprocess.DEVNULL)
    wait_for(lambda: len(list(folder.iterdir())) == 2)
    driver.send_signal(how)
    driver.wait(20)
    for worker in folder.iterdir():
        wait_for(lambda worker=worker: not alive(worker.name), 5)
