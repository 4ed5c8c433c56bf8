"""How numbers, durations, sizes, courses and progress are printed."""

import pytest

from mentorsim.cli import laid_out, show
from mentorsim.experiment.progress import ProgressText


@pytest.mark.parametrize(
    ("value", "text"),
    [(0.184, "0.18"), (-1.2, "−1.20"), (-0.001, "0.00"), (12.34, "12.3"), (2002.8, "2,003"), (float("nan"), "–"),
     (float("inf"), "∞")],
)  # fmt: skip
def test_numbers(value, text):
    assert show.number(value) == text


@pytest.mark.parametrize(
    ("seconds", "text"), [(0.04, "40 ms"), (0.44, "0.4 s"), (12, "12 s"), (200, "3 min 20 s"), (7500, "2 h 5 min")]
)
def test_durations(seconds, text):
    assert show.duration(seconds) == text


@pytest.mark.parametrize(("count", "text"), [(830, "830 B"), (8300, "8.3 kB"), (1.2e9, "1.2 GB"), (3e13, "30.0 TB")])
def test_sizes(count, text):
    assert show.size(count) == text


def test_sparklines():
    assert show.sparkline(range(8)) == "▁▂▃▄▅▆▇█"
    assert show.sparkline([3, 3, 3]) == "▄▄▄"
    assert show.sparkline([1, float("nan"), 2]) == "▁ █"
    assert show.sparkline([]) == ""
    assert len(show.sparkline(range(1000), width=40)) == 40


class Remembered(ProgressText):
    """Progress that is kept in a list."""

    def __init__(self):
        super().__init__()
        self.lines = []

    def show(self, done, total, text):
        self.lines.append(text)


def test_progress_measures_only_what_is_done_now():
    shown = Remembered()
    shown(101, 200, 0, 10.0)  # a hundred were there before, and ten seconds went into the start
    shown(111, 200, 2, 15.0)
    shown(200, 200, 2, 60.0)
    assert shown.lines == [
        "101 of 200 runs",
        "111 of 200 runs, 2.0 a second, 44 s to go, 2 failed",
        "200 of 200 runs after 60 s, 2 failed",
    ]


def test_a_long_line_is_cut_between_words_on_a_terminal_only():
    line = "error: people: found column 'skil' in /a/place/without/a/blank, expected a name of `mentorsim list roster`"
    shown = laid_out(line, 40).splitlines()
    assert " ".join(part.strip() for part in shown) == line
    assert max(map(len, shown)) <= 40
    assert all(part.startswith("  ") for part in shown[1:])
    assert laid_out(line, None) == line
    assert laid_out("error: /a/place/without/a/blank", 10).splitlines() == ["error:", "  /a/place/without/a/blank"]
