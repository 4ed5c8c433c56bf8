"""Standard output and error that are closed, full, or read by nobody; and requests of the system to end."""

import os
import signal
import subprocess
import sys

import pytest
from shell import wait_for

import mentorsim
from faults import chaos
from mentorsim.printing import plural

COMMAND = [sys.executable, "-m", "mentorsim"]


@pytest.fixture(scope="module")
def results(small):
    """The folder of a small sweep."""
    return str(small.path)


def shell(line: str, *arguments, cwd=None):
    """A line of a shell in which "$@" is the command."""
    return subprocess.run(
        ["sh", "-c", line, "sh", *COMMAND, *arguments],
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
        cwd=cwd,
    )


@pytest.mark.slow
@pytest.mark.parametrize("line", ['"$@" >&-', '"$@" 2>&-', '"$@" >&- 2>&-', '"$@" <&- >&- 2>&-'])
def test_closed_streams_take_everything(results, line):
    for arguments in (["list", "matching"], ["status", results], ["export", results, "--csv"]):
        process = shell(line, *arguments)
        assert process.returncode == 0, process.stderr
        assert "Traceback" not in process.stdout + process.stderr
        assert not (">&- 2>&-" in line and process.stderr)


@pytest.mark.slow
@pytest.mark.skipif(not os.path.exists("/dev/full"), reason="no device that is always full here")
def test_a_full_disk_on_standard_output_is_told(results):
    for arguments in (
        ["list", "parameters"],
        ["list", "matching", "--json"],
        ["status", results],
        ["--help"],
        ["check", "quickstart", "--help"],
        ["schema"],
    ):
        process = shell('"$@" >/dev/full', *arguments)
        assert (process.returncode, process.stdout) == (2, "")
        assert process.stderr.endswith("error: standard output: cannot be written: No space left on device\n")
        assert "Traceback" not in process.stderr
    assert shell('"$@" 2>/dev/full', "status", results).returncode == 0


@pytest.mark.slow
def test_output_that_nobody_reads_ends_a_command_silently(results):
    read, write = os.pipe()
    os.close(read)
    process = subprocess.run(
        [*COMMAND, "list", "parameters"], stdout=write, stderr=subprocess.PIPE, text=True, check=False
    )
    os.close(write)
    assert (process.returncode, process.stderr) == (141, "")


@pytest.mark.slow
def test_a_sweep_whose_notices_nobody_reads_goes_on(here):
    read, write = os.pipe()
    os.close(read)
    command = [*COMMAND, "sweep", "small.toml", "--workers", "1", "--out", "out"]
    process = subprocess.run(command, stderr=write, stdout=subprocess.DEVNULL, check=False)
    os.close(write)
    assert process.returncode == 0
    assert len(mentorsim.open("out").outcomes) == 8


# --- requests to end -------------------------------------------------------------------------------------------------


def stopped(out, number, *options, **how):
    """(exit code, what was printed) of a sweep that gets a signal when its first runs are on disk."""
    path = chaos.experiment(out.parent, 6000)
    command = [*COMMAND, "sweep", str(path), "--out", str(out), *options]
    process = subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, **how)
    wait_for(lambda: list(out.glob("parts/outcomes-*")))
    os.killpg(process.pid, number) if how else process.send_signal(number)
    shown = process.communicate(timeout=120)[0]
    return process.returncode, shown


@pytest.mark.slow
@pytest.mark.parametrize(
    ("number", "code", "workers"),
    [
        (signal.SIGTERM, 143, "1"),
        (signal.SIGHUP, 129, "2"),
        pytest.param(signal.SIGINT, 130, "2", marks=pytest.mark.full),
        pytest.param(signal.SIGTERM, 143, "2", marks=pytest.mark.full),
        pytest.param(signal.SIGHUP, 129, "1", marks=pytest.mark.full),
        pytest.param(signal.SIGINT, 130, "1", marks=pytest.mark.full),
    ],
)
def test_a_request_to_end_keeps_what_is_done_and_says_so(tmp_path, number, code, workers):
    out = tmp_path / "out"
    found, shown = stopped(out, number, "--workers", workers)
    assert found == code, shown
    kept = len(mentorsim.open(out).outcomes)
    assert f" {plural(kept, 'run')} kept in {out}" in shown
    assert "the same command does the rest" in shown
    assert "Traceback" not in shown
    assert not list(out.rglob(".*"))


@pytest.mark.slow
def test_a_request_to_a_whole_group_of_processes_blames_no_run(tmp_path):
    found, shown = stopped(tmp_path / "out", signal.SIGTERM, "--workers", "2", start_new_session=True)
    assert found == 143, shown
    assert set(mentorsim.open(tmp_path / "out").outcomes["status"]) == {"done"}


@pytest.mark.slow
def test_a_hangup_that_is_ignored_stays_ignored(here):
    script = (
        "import os, signal, sys; signal.signal(signal.SIGHUP, signal.SIG_IGN); os.execv(sys.executable, sys.argv[1:])"
    )
    command = [sys.executable, "-m", "mentorsim", "sweep", "small.toml", "--workers", "1", "--out", "out"]
    process = subprocess.Popen(
        [sys.executable, "-c", script, *command], stderr=subprocess.PIPE, text=True, stdout=subprocess.DEVNULL
    )
    wait_for(lambda: (here / "out" / "resolved.json").exists())
    process.send_signal(signal.SIGHUP)
    assert process.wait(120) == 0, process.stderr.read()
