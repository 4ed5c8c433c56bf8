"""A sweep that may take so long and no longer: what is begun is finished and kept, the rest is said."""

import time

import pytest
from shell import RUNS, call, good
from sweeps import assert_same

import mentorsim
from mentorsim.errors import BadInput
from mentorsim.experiment import limits


@pytest.mark.parametrize(
    ("given", "seconds"),
    [(90, 90), (1.5, 1.5), ("90", 90), ("90s", 90), ("30m", 1800), ("2h", 7200), ("1h30m", 5400), ("1.5h", 5400),
     ("1 d 2 h", 93600), ("2H", 7200)],
)  # fmt: skip
def test_a_duration_is_read(given, seconds):
    assert limits.seconds_of(given) == seconds


@pytest.mark.parametrize("given", ["", "h", "2x", "1ms", "5 minutes", "-3m", "0", 0, -1, "1h30", True, float("nan"),
                                   float("inf"), [], "1e3", "٣h" "x", "9" * 400])  # fmt: skip
def test_what_is_no_duration_is_refused(given):
    with pytest.raises(BadInput, match=r"^time_limit: found .*, expected a time above 0, such as 90s, 30m or 2h"):
        limits.seconds_of(given)


@pytest.mark.parametrize("workers", [1, pytest.param(2, marks=pytest.mark.slow)])
def test_no_run_is_begun_after_the_time_and_none_is_lost(small, small_file, tmp_path, workers):
    def slowly(*_):
        time.sleep(0.5)

    first = mentorsim.sweep(
        small_file, workers=workers, out=tmp_path, time_limit=0.4 + 20 * (workers - 1), progress=slowly
    )
    if workers == 1:
        assert first.stopped
        assert 0 < len(first.outcomes) < 8
    assert first.left == 8 - len(first.outcomes)
    whole = mentorsim.sweep(small_file, workers=workers, out=tmp_path, time_limit="1h")
    assert (whole.left, whole.stopped) == (0, False)
    assert_same(whole, small)


@pytest.mark.slow
def test_the_command_says_what_is_left_and_how_to_go_on(here):
    result = call("sweep", "small.toml", "--workers", "1", "--time-limit", "0.001s")
    assert (result.exit_code, result.stdout) == (3, "")
    assert (
        f"The time is up, with {RUNS} runs to go. 0 runs kept in results/small; the same command does the rest"
        in result.stderr
    )
    assert good("sweep", "small.toml", "--workers", "1", "--time-limit", "1h")
    assert call("status", "results/small").exit_code == 0


def test_a_time_limit_that_cannot_be_is_refused_before_anything_is_begun(here):
    result = call("sweep", "small.toml", "--time-limit", "soon")
    assert result.exit_code == 2
    assert "error: --time-limit: found 'soon', expected" in result.stderr
    assert not (here / "results").exists()


@pytest.mark.slow
def test_a_stopping_rule_that_runs_out_of_time_decides_nothing(here):
    text = (
        (here / "small.toml")
        .read_text()
        .replace('"linear"]', '"linear"]\n')
        .replace("weeks = 12", 'weeks = 12\nuntil = { outcome = "quality", half_width = 1e-9, max = 4 }')
    )
    (here / "small.toml").write_text(text)
    first = mentorsim.sweep("small.toml", workers=1, out="out", time_limit=0.2, progress=lambda *_: time.sleep(0.3))
    assert first.stopped
    assert first.left > 0
    assert "until" not in first.manifest
    assert mentorsim.sweep("small.toml", workers=1, out="out").manifest["until"]["decision"] == "max reached"
