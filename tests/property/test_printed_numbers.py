"""Numbers as they are printed: whatever the size and the sign, a text reads back as its value."""

import ast
import math
import re
from pathlib import Path

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

import mentorsim
from mentorsim import printing
from mentorsim.analysis import words
from mentorsim.cli import comparison, show
from mentorsim.dashboard.logic import replications, views
from mentorsim.figures import comparison as comparison_figures
from mentorsim.report.answer import against
from mentorsim.report.tables import estimate as report_estimate

TOKEN = re.compile(r"[+−]?(?:∞|\d[\d,]*(?:\.\d+)?(?:e−?\d+)?)|–")
UNITS = {"ms": 1e-3, "s": 1.0, "min": 60.0, "h": 3600.0, "B": 1.0, "kB": 1e3, "MB": 1e6, "GB": 1e9, "TB": 1e12}
OUTERMOST = ("cli", "report", "dashboard", "figures", "analysis")  # what people read is written here

sizes = st.floats(-9.0, 12.0).map(lambda power: 10.0**power)
values = st.one_of(
    st.builds(lambda size, sign: sign * size, sizes, st.sampled_from([-1.0, 1.0])),
    st.sampled_from([0.0, -0.0, 0.3, 10.3, 10.44, 20.3, 60.0, 99.96, 9.996, 1e9, -1e-9]),
    st.integers(-1_000_000, 1_000_000).map(lambda n: n / 100),
)
odd = st.sampled_from([math.nan, math.inf, -math.inf])
intervals = st.builds(lambda middle, half: (middle, middle - half, middle + half), values, sizes | st.just(0.0))


def read(token: str) -> tuple[float, float]:
    """(the number that a text says, half of its last digit)."""
    if token == printing.MISSING:
        return math.nan, 0.0
    plain = token.replace("−", "-").replace(",", "").replace("∞", "inf")
    digits, _, power = plain.partition("e")
    return float(plain), 0.5 * 10.0 ** (int(power or 0) - len(digits.partition(".")[2]))


def reads_back(token: str, value: float) -> bool:
    """Whether a text says the value, but for what is rounded away behind its last digit."""
    found, half = read(token)
    if math.isnan(value) or math.isinf(value):
        return found == value or (math.isnan(found) and math.isnan(value))
    return abs(found - value) <= half * (1 + 1e-6) + 1e-9 * abs(value)


def assert_says(text: str, *wanted) -> None:
    """The numbers of a text are these, in this order; no zero has a sign, and the minus is a minus."""
    tokens = TOKEN.findall(text)
    assert len(tokens) == len(wanted), text
    assert [(token, value) for token, value in zip(tokens, wanted, strict=True) if not reads_back(token, value)] == []
    assert [token for token in tokens if token[0] in "+−" and read(token)[0] == 0] == []
    assert "-" not in text


@given(values | odd, st.none() | st.integers(0, 6))
def test_a_number_reads_back(value, digits):
    assert_says(printing.number(value, digits), value)
    assert_says(printing.signed(value, digits), value)


@given(values | odd)
def test_significant_digits_read_back_and_are_there(value):
    text = printing.significant(value)
    assert_says(text, value)
    if value and math.isfinite(value):
        assert abs(read(text)[0] - value) <= 0.006 * abs(value)


@given(intervals)
def test_an_estimate_says_its_mean_and_its_half_width(interval):
    mean, low, high = interval
    assert_says(printing.estimate(mean, low, high), mean, (high - low) / 2)
    assert_says(printing.between(low, high), low, high)


@given(intervals)
def test_an_interval_has_digits_enough_to_be_seen(interval):
    mean, low, high = interval
    ends = [read(token)[0] for token in TOKEN.findall(printing.between(low, high))]
    if high - low > max(1e-9 * abs(mean), 1e-10):
        assert ends[0] < ends[1]
        assert ends[1] - ends[0] == pytest.approx(high - low, rel=0.11)


def test_a_lopsided_interval_is_told_by_its_ends():
    assert printing.estimate(0.0, 0.0, 0.168) == "0.00 [0.00, 0.17]"
    assert printing.estimate(0.3, math.nan, math.nan) == "0.30"
    assert printing.estimate(math.nan, math.nan, math.nan) == "–"


@pytest.mark.parametrize(
    ("value", "low", "high", "text"),
    [(10.44, 0.14, 20.74, "10.4 ±10.3"), (20.3, 19.3, 21.3, "20.3 ±1.0"), (60.0, 49.7, 70.3, "60.0 ±10.3"),
     (-0.019, -0.031, -0.007, "−0.019 ±0.012"), (6551, 6400, 6702, "6,551 ±151")],
)  # fmt: skip
def test_zeros_within_a_number_stay(value, low, high, text):
    assert printing.estimate(value, low, high) == text


@given(st.floats(0.0, 1.0) | st.just(math.nan))
def test_a_share_reads_back(share):
    assert_says(printing.percent(share), 100.0 * share)


@given(st.floats(-4.0, 7.0).map(lambda power: 10.0**power))
def test_a_time_reads_back(seconds):
    shown = re.findall(r"([\d.,]+) (ms|s|min|h)", printing.duration(seconds))
    found = sum(float(text.replace(",", "")) * UNITS[unit] for text, unit in shown)
    unit = UNITS[shown[-1][1]] * 10.0 ** -len(shown[-1][0].partition(".")[2])
    assert abs(found - seconds) <= 0.5 * unit * (1 + 1e-9)


@given(st.floats(0.0, 14.0).map(lambda power: 10.0**power))
def test_a_size_reads_back(count):
    [(text, unit)] = re.findall(r"([\d.,]+) (B|kB|MB|GB|TB)", printing.size(count))
    value, half = read(text)
    assert abs(value - count / UNITS[unit]) <= half * (1 + 1e-9)


def formats(file: Path):
    """(line, spec) of each number that a file formats by itself."""
    for node in ast.walk(ast.parse(file.read_text("utf-8"))):
        if isinstance(node, ast.FormattedValue) and node.format_spec is not None:
            spec = "".join(part.value for part in node.format_spec.values if isinstance(part, ast.Constant))
            if re.search(r"[.efg%]", spec):
                yield node.lineno, spec


def test_nothing_that_people_read_formats_a_number_by_itself():
    """One module writes numbers; `.10g` and `.12g` are those that may be typed, `.17g` a stored one to its last bit."""
    package = Path(mentorsim.__file__).parent
    found = [
        f"{file.relative_to(package)}:{line}: {spec}"
        for part in OUTERMOST
        for file in sorted((package / part).rglob("*.py"))
        for line, spec in formats(file)
        if spec not in (",.10g", ".12g", ".17g")
    ]
    assert found == []


# --- every place that tells a number ---------------------------------------------------------------------------------

NAMES = {
    "level": "b",
    "reference": "a",
    "outcome": "g_unassisted",
    "verdict": "unclear",
    "event": False,
    "holds": False,
}


def row_of(mean, low, high) -> dict:
    """A row of contrasts, of means, of a ranking, of whatever has an estimate."""
    numbers = {"difference": mean, "mean": mean, "low": low, "high": high, "low_all": low, "high_all": high}
    more = {"mean_reference": low, "mean_level": high, "A": low, "B": high, "sd_runs": mean, "p_best": 0.5}
    return NAMES | numbers | more | {"n": 20, "dropped": 0}


def in_short(row: dict) -> str:
    """Both means, the difference and its interval, side by side."""
    return " ".join(text for (text,) in list(comparison.numbers_of(show.console(), [row]).values())[:4])


def contrast_sentence(row: dict) -> str:
    """A sentence on a contrast from its first number on."""
    sentence = words.sentence(row, "g_unassisted")
    return sentence.partition("b − a is ")[2] or sentence


def two_worlds(row: dict) -> str:
    """The numbers of a row of two worlds compared."""
    return " ".join(replications.effect_rows(pd.DataFrame([row]))[0][2:6])


def ends_of(row: dict) -> tuple:
    """A mean and its interval."""
    return row["mean"], row["low"], row["high"]


MEAN_AND_ENDS, BESIDE = ("mean", "low", "high"), ("low", "high", "mean", "low", "high")
PLACES = {
    "terminal: tables": (lambda row: comparison.column_of(pd.DataFrame([row]), "difference")[0], ("mean", "half")),
    "terminal: in short": (in_short, BESIDE),
    "terminal: two columns": (lambda row: " ".join(comparison.with_ends(*ends_of(row))), MEAN_AND_ENDS),
    "words: contrast": (contrast_sentence, MEAN_AND_ENDS),
    "words: mean": (words.mean_sentence, MEAN_AND_ENDS),
    "report: tables": (lambda row: report_estimate(row, "difference"), MEAN_AND_ENDS),
    "report: against a mark": (lambda row: against(row, math.inf, "", "below"), MEAN_AND_ENDS),
    "dashboard: two worlds": (two_worlds, (*BESIDE, "mean")),
    "dashboard: facts": (lambda row: f"{views.number(row['mean'], 3)} {views.signed(row['mean'], 3)}", ("mean",) * 2),
    "figures: heat map": (lambda row: comparison_figures.cell(*ends_of(row)).replace("<br>", " "), ("mean", "half")),
    "figures: labels": (lambda row: printing.with_interval(*ends_of(row)), MEAN_AND_ENDS),
}


@pytest.mark.parametrize("place", PLACES)
@given(interval=intervals)
def test_every_place_says_its_numbers(place, interval):
    mean, low, high = interval
    shown, wanted = PLACES[place]
    values_of = {"mean": mean, "low": low, "high": high, "half": (high - low) / 2}
    assert_says(shown(row_of(*interval)).replace("95 %", ""), *(values_of[name] for name in wanted))


@pytest.mark.parametrize("place", PLACES)
def test_every_place_has_a_dash_for_what_is_undefined(place):
    shown, _ = PLACES[place]
    text = shown(row_of(math.nan, math.nan, math.nan))
    assert "nan" not in text.lower()
    assert printing.MISSING in text or "has a value" in text
