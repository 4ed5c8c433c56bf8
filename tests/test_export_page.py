"""The interactive page: what is packed into it, what it cannot show, and in a browser the numbers of Python."""

import base64
import json
import math
import re
import zlib
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from shell import call, good
from test_report import DOSES, GRID, HEAD, LIST, ONE_FACTOR, SOBOL, Page, folder, with_outcomes
from tiers import slow

from mentorsim import printing, tables
from mentorsim.analysis import contrasts
from mentorsim.analysis.courses import weekly_means
from mentorsim.analysis.outcomes import ARM, levels_of, outcomes_of
from mentorsim.errors import BadInput
from mentorsim.experiment import config
from mentorsim.experiment.sweep import Plan
from mentorsim.files import CannotWrite
from mentorsim.indicators import INDICATORS
from mentorsim.indicators.statistics import t_interval
from mentorsim.report import interactive, packed
from mentorsim.report.facts import Facts
from mentorsim.store import results as store

QUICKSTART = Path(__file__).parents[1] / "results" / "reference" / "quickstart"
ASKED = ("delivered", "premature_share", "satisfaction", "r_mentoring", "extinct", "never_matched", "hours_total",
         "quality", "confidence")  # fmt: skip
TEXT = with_outcomes(GRID, *ASKED).replace('"random", "similar"', '"random", "similar", "none"')
LIMIT = 6e6  # bytes, that a mail takes


def outcomes_made(job) -> dict:
    """Indicators of every kind: measured, lopsided, shares near 0, events, alike in all arms, and without a value."""
    varied = job.arm.varied
    network, linear = varied.get("setting") == "network", varied.get("withdrawal.policy") == "linear"
    shared = np.random.default_rng([job.replication, 7])
    own = np.random.default_rng([job.replication, job.arm.world or 0, len(job.arm.label)])
    luck, chance = shared.normal(0, 0.05), shared.random()
    found = dict.fromkeys(INDICATORS, np.nan)
    return found | {
        "delivered": 0.6 - 0.2 * network + luck + own.normal(0, 0.01) + 0.1 * (job.arm.world or 0) % 0.3,
        "premature_share": abs(own.normal(0, 0.01)) * (1 + linear),
        "satisfaction": np.nan if job.replication == 1 and linear else 0.5 + own.normal(0, 0.02),
        "r_mentoring": math.exp(own.normal(0, 1.0)) + network,
        "extinct": float(chance < 0.3 + 0.5 * network),
        "never_matched": 0.0,
        "hours_total": 3000 - 1500 * network + 100 * luck,
        "quality": np.nan if network else 0.5 + luck,
        "confidence": 0.4 + luck,
    }


def weekly_made(path: Path, plan: Plan) -> None:
    """A weekly table for the runs of a folder that has none of its own: a curve with luck, of which some weeks lack."""
    rows = []
    for job in plan.jobs():
        luck = np.random.default_rng([job.replication, len(job.arm.label), 3])
        weeks = np.arange(plan.experiment.weeks)
        values = {name: np.zeros(len(weeks)) for name in WEEKLY}
        values |= {"performance": 0.4 + weeks / 1000 + luck.normal(0, 0.01), "mentors": weeks // 10 + job.replication}
        values["quality"] = np.where(weeks < 5, np.nan, luck.random(len(weeks)))
        rows.append(
            pd.DataFrame({"run_id": job.run_id, "seed": 1, "replication": job.replication, "week": weeks} | values)
        )
    pd.concat(rows).to_parquet(path / "weekly.parquet", index=False)


WEEKLY = [column.name for column in tables.WEEKLY_COLUMNS if column.name != "week"]


def made(path: Path, text: str = TEXT, **more) -> store.Results:
    """A results folder with made-up runs."""
    return folder(path, text, outcomes=outcomes_made, **more)


@pytest.fixture(scope="module")
def grid(tmp_path_factory):
    """Results of 2 × 3 × 2 levels, of which nobody is matched in some, with a weekly table."""
    path = tmp_path_factory.mktemp("page") / "toy"
    made(path)
    for part in (path / "parts").glob("weekly*"):
        part.unlink()
    weekly_made(path, Plan(config.read(TEXT, "toy.toml")))
    return store.Results(path)


@pytest.fixture(scope="module")
def html(grid):
    """Its page."""
    return interactive.render(grid)


def data_of(html: str) -> dict:
    """What is packed into a page."""
    return json.loads(re.search(r'<script type="application/json" id="data">(.*?)</script>', html, re.DOTALL)[1])


def unpacked(text: str, kind: str) -> np.ndarray:
    """An array from its text."""
    return np.frombuffer(zlib.decompress(base64.b64decode(text)), kind)


# --- what is in it ---------------------------------------------------------------------------------------------------


def test_runs_are_packed_to_the_last_bit(grid, html):
    data, runs = data_of(html), grid.outcomes
    names = [outcome["name"] for outcome in data["outcomes"]]
    assert names == list(ASKED)
    for outcome in data["outcomes"]:
        values = unpacked(outcome["values"], "<f8").reshape(len(data["arms"]), data["replications"])
        for arm, own in zip(data["arms"], values, strict=True):
            expected = runs[runs[ARM] == arm].sort_values("replication")[outcome["name"]].to_numpy(float)
            assert own.tobytes() == expected.tobytes() or np.array_equal(own, expected, equal_nan=True)


def test_arms_without_mentoring_are_known(html):
    data = data_of(html)
    assert [len(factor["levels"]) for factor in data["factors"]] == [2, 3, 2]
    none = data["factors"][1]["levels"].index("none")
    assert {cell[-1] for cell in data["cells"] if cell[1] == none} == set(data["bare"])
    assert len(data["bare"]) == 4


def test_an_arm_that_ignores_a_factor_stands_at_each_of_its_levels(tmp_path):
    text = ONE_FACTOR + '"withdrawal.policy" = ["linear", "readiness"]\n"withdrawal.ready_m" = [0.5, 0.7]\n'
    data = packed.packed(Facts(made(tmp_path / "toy", with_outcomes(text, "delivered"))))
    assert len(data["arms"]) == 6
    assert len(data["cells"]) == 8
    arm = {tuple(cell[:-1]): cell[-1] for cell in data["cells"]}
    assert arm[0, 0, 0] == arm[0, 0, 1]
    assert arm[0, 1, 0] != arm[0, 1, 1]


def test_weeks_are_packed_to_half_a_step_counts_as_they_are(grid, html):
    data, weekly = data_of(html), grid.weekly
    order = {label: number for number, label in enumerate(data["arms"])}
    arms = grid.outcomes.set_index("run_id")[ARM].map(order)
    rows = weekly.assign(arm=weekly["run_id"].map(arms)).sort_values(["arm", "replication", "week"])
    for name, most in (("mentors", 0.0), ("performance", 0.5), ("quality", 0.5)):
        column = next(one for one in data["weekly"]["columns"] if one["name"] == name)
        planes = unpacked(column["values"], "u1").reshape(2, -1).astype(int)
        codes = (planes[0] + 256 * planes[1]).reshape(-1, 60)
        steps = np.where(codes % 2, -(codes + 1) // 2, codes // 2).cumsum(axis=1).ravel()
        found = np.where(steps == 0, np.nan, column["low"] + column["step"] * (steps - 1))
        expected = rows[name].to_numpy(float)
        assert (np.isnan(found) == np.isnan(expected)).all()
        assert np.nanmax(np.abs(found - expected)) <= column["step"] * (most + 1e-6)


def test_of_a_large_weekly_table_some_weeks_and_columns_stand_for_all(grid, monkeypatch):
    monkeypatch.setattr(packed, "MOST_WEEKLY", 12 * 4 * 60 * 2)
    found = packed.weekly(Facts(grid), packed.arms_of(Facts(grid)))
    assert found["weeks"] == list(range(0, 60, 7))
    assert [column["name"] for column in found["columns"]][:2] == ["performance", "satisfaction"]
    assert found["left_out"] == len(WEEKLY) - len(packed.MAIN)


def test_the_page_is_whole(html):
    page = Page(html)
    for attributes in page.all("a", "link", "script", "img"):
        assert not (attributes.get("href") or attributes.get("src") or "#").startswith(("http", "//"))
    ids = [attributes["id"] for _, attributes in page.tags if "id" in attributes]
    assert len(ids) == len(set(ids))
    assert {attributes["href"][1:] for attributes in page.all("a")} <= set(ids)
    assert "Network against organisation (setting, averaged over matching and withdrawal)" in page.text
    assert "Hours of mentors that a run takes, on average" in page.text
    assert "mentorsim reproduce toy" in page.text
    assert html.count("plotly.js v") == 1


def test_quickstart_fits_into_a_mail():
    assert len(interactive.render(store.Results(QUICKSTART)).encode()) < LIMIT


ONE_AT_A_TIME = GRID.replace('kind = "grid"', 'kind = "one-at-a-time"')
BARE = GRID.replace("outcomes =", 'tables = ["outcomes", "people"]\noutcomes =')
WORLDS = TEXT.replace("weeks = 60", 'weeks = 60\nworlds = "plausible:4"')


@pytest.mark.parametrize(
    ("text", "says"),
    [
        (BARE, ["did not keep its weekly table", 'tables = ["weekly", "people"]']),
        (HEAD, ["It takes two arms", "these results have one arm", "No arm without mentoring"]),
        (LIST, ["these arms are listed one by one", "as it <i>is</i>"]),
        *slow(
            (ONE_FACTOR, ["these results have one, setting"]),
            (SOBOL, ["Rank correlations over 8 points"]),
            (DOSES, ["channel.cost"]),
            (ONE_AT_A_TIME, ["each factor is varied by itself"]),
            (WORLDS, ["4 plausible worlds"]),
        ),
    ],
)
def test_what_cannot_be_shown_is_told(tmp_path, text, says):
    results = made(tmp_path / "toy", with_outcomes(text, "delivered", "satisfaction"))
    found = interactive.render(results)
    assert [words for words in says if words not in Page(found).text] == []
    assert "<i>is</i>" not in found
    data_of(found)


def test_a_sweep_that_has_just_begun_has_a_page(tmp_path):
    nothing = made(tmp_path / "none", kept=lambda job: False)
    assert "There is no finished run yet." in Page(interactive.render(nothing)).text
    some = made(tmp_path / "some", kept=lambda job: job.replication < 1)
    assert "Of 48 planned runs 12 are there" in Page(interactive.render(some)).text


# --- the command -----------------------------------------------------------------------------------------------------


@pytest.fixture
def small(tmp_path):
    """Results of one arm."""
    return made(tmp_path / "toy", with_outcomes(HEAD, "delivered", "satisfaction"))


def test_the_command_writes_beside_the_results_or_elsewhere(small, tmp_path):
    good("export-page", small.path)
    first = (small.path / "page.html").read_bytes()
    good("export-page", small.path, "--out", tmp_path / "a" / "b.html")
    assert (tmp_path / "a" / "b.html").read_bytes() == first
    good("export-page", small.path)  # over its own
    good("export-page", small.path, "--outcome", "r_mentoring")
    data = data_of((small.path / "page.html").read_text("utf-8"))
    assert [outcome["name"] for outcome in data["outcomes"]] == ["r_mentoring", "hours_total"]


def test_no_other_file_is_replaced(small, tmp_path):
    for name, text in (("report.html", None), ("notes.html", "<p>mine</p>")):
        file = tmp_path / name
        if text is None:
            good("report", small.path, "--out", file)
        else:
            file.write_text(text, "utf-8")
        before = file.read_bytes()
        done = call("export-page", small.path, "--out", file)
        assert done.exit_code == 2
        assert "no page of `mentorsim export-page`" in done.stderr
        assert file.read_bytes() == before
    with pytest.raises(CannotWrite, match="found a folder"):
        interactive.write(small.path, tmp_path)


@pytest.mark.parametrize(
    ("arguments", "says"),
    [
        (["nowhere"], "found no results"),
        (["toy", "--outcome", "satisfacton"], "--outcome: found 'satisfacton'"),
        (["toy", "--outcome", "learning.rate"], "--outcome: found 'learning.rate'"),
        (["toy", "--out", "toy/experiment.toml/p.html"], "cannot be written"),
        (["validation"], "its page is that of `mentorsim report`"),
    ],
)
def test_bad_input_is_named(small, tmp_path, monkeypatch, arguments, says):
    monkeypatch.chdir(tmp_path)
    if arguments == ["validation"]:
        reference = Path(__file__).parents[1] / "results" / "reference" / "validation"
        arguments = [str(reference)]
    done = call("export-page", *arguments)
    assert done.exit_code == 2, done.output
    assert says in done.stderr
    assert "satisfaction" in done.stderr or "satisfacton" not in says


def test_what_is_damaged_is_named_and_left_out(small):
    results = good("export-page", small.path)
    part = next((small.path / "parts").glob("weekly*"))
    part.write_bytes(part.read_bytes()[:200])
    done = call("export-page", small.path)
    assert (results, done.exit_code) == ("", 0)
    assert part.name in done.stderr
    assert "weekly table are no longer" in Page((small.path / "page.html").read_text("utf-8")).text


def test_a_page_is_asked_of_results_only():
    with pytest.raises(BadInput, match="found no results"):
        interactive.write("nowhere")


# --- in a browser ----------------------------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def file(html, tmp_path_factory):
    """The page of the grid, as a file."""
    path = tmp_path_factory.mktemp("file") / "page.html"
    path.write_text(html, "utf-8")
    return path


CLOSE = 1e-9


class Opened:
    """A page in a browser, with all that went wrong and was asked for."""

    def __init__(self, browser, file: Path, address: str = "", width: int = 1200, **more):
        self.file, self.wrong, self.asked = file, [], []
        self.page = browser.new_context(offline=True, viewport={"width": width, "height": 900}, **more).new_page()
        self.page.on("console", lambda message: self.wrong.append(message.text))
        self.page.on("pageerror", lambda error: self.wrong.append(str(error)))
        self.page.on("request", lambda request: self.asked.append(request.url))
        self.page.goto(file.as_uri() + address)
        self.page.wait_for_selector("body[data-ready]", state="attached")

    def evaluate(self, code: str, *arguments):
        """The value of JavaScript."""
        return self.page.evaluate(code, *arguments)

    def is_well(self) -> None:
        """Nothing went wrong, and nothing was asked for outside."""
        assert self.wrong == []
        assert {url.partition("#")[0] for url in self.asked if not url.startswith(("data:", "blob:"))} == {
            self.file.as_uri()
        }

    def compared(self, a, b) -> list[dict]:
        """What the page says of B against A, outcome by outcome."""
        code = """([a, b]) => mentorsim.compared(a, b).map(({ outcome, ...row }) => ({ name: outcome.name, ...row }))"""
        return self.evaluate(code, [a, b])


def close(one: float, other: float) -> bool:
    """Whether two numbers are the same, to rounding."""
    if math.isnan(one) or math.isnan(other):
        return math.isnan(one) and math.isnan(other)
    return abs(one - other) <= CLOSE * max(1.0, abs(other))


NAMES = {"reference": "mean_reference", "level": "mean_level"} | {
    name: name for name in ("difference", "low", "high", "sd_runs", "n", "pairs", "dropped")
}
OVER_WORLDS = {name: name for name in ("worlds", "holds_in", "clear_in")}


def check(found: list[dict], runs: pd.DataFrame, factor: str) -> None:
    """Every number of the page against `paired_contrasts` of these runs, whose first level is A."""
    for row in found:
        expected = contrasts.paired_contrasts(runs, factor, row["name"]).iloc[0]
        names = NAMES | (OVER_WORLDS if "worlds" in row else {})
        apart = {name: (row[name], expected[other]) for name, other in names.items()
                 if not close(row[name], expected[other])}  # fmt: skip
        assert apart == {}, row["name"]
        assert (row["verdict"], row["event"]) == (expected["verdict"], expected["event"]), row["name"]


def sides(results: store.Results, a: list, b: list) -> pd.DataFrame:
    """The runs of two choices of levels (−1: all) as two settings, A first; other factors are those left open."""
    runs, parts = outcomes_of(results), []
    factors = Facts(results).factors
    for setting, choice in (("A", a), ("B", b)):
        own = runs
        for factor, level in zip(factors, choice, strict=True):
            if level >= 0:
                own = own[own[factor] == levels_of(runs, factor)[level]]
        parts.append(own.assign(side=setting))
    fixed = [factor for factor, level in zip(factors, a, strict=True) if level >= 0]
    return pd.concat(parts).drop(columns=fixed).assign(setting=lambda table: table["side"])


PAIRS = (
    ([0, -1, -1], [1, -1, -1]),
    ([1, -1, 0], [1, -1, 1]),
    ([0, 0, 0], [1, 1, 1]),
    ([1, 2, 1], [1, 0, 1]),
    ([0, 2, -1], [0, 1, -1]),
)


@pytest.mark.browser
def test_compare_says_what_python_says(grid, file, browser):
    opened = Opened(browser, file)
    for a, b in PAIRS:
        check(opened.compared(a, b), sides(grid, a, b), "setting")
    opened.is_well()


@pytest.mark.browser
@pytest.mark.slow
@pytest.mark.parametrize(
    ("text", "changed"),
    [(TEXT, ("replications = 4", "replications = 60")), (WORLDS, ("", "")),
     (WORLDS, ("replications = 4", "replications = 1")), (TEXT, ("replications = 4", "replications = 1"))],
    ids=["bootstrap", "worlds", "worlds, one replication", "one replication"],
)  # fmt: skip
def test_compare_says_what_python_says_whatever_the_interval(tmp_path, browser, text, changed):
    results = made(tmp_path / "toy", text.replace(*changed))
    opened = Opened(browser, interactive.write(results, tmp_path / "p.html"))
    many = outcomes_of(results)["replication"].nunique() > 50
    for a, b in PAIRS:
        runs, found = sides(results, a, b), opened.compared(a, b)
        if many:  # where a pair lacks a value, the page has no resamples, and says so
            assert {row["method"] for row in found if row["n"] == 59} == {"t"} or -1 in a
            found = [row for row in found if row["n"] in (0, 60)]
        check(found, runs, "setting")
    opened.is_well()


@pytest.mark.browser
@pytest.mark.slow
def test_arms_by_name_are_compared_too(tmp_path, browser):
    results = made(tmp_path / "toy", with_outcomes(SOBOL, *ASKED))
    opened = Opened(browser, interactive.write(results, tmp_path / "p.html"))
    labels = opened.evaluate("mentorsim.data.arms")
    for a, b in ((0, 1), (7, 3)):
        runs = outcomes_of(results)
        two = pd.concat([runs[runs[ARM] == labels[a]], runs[runs[ARM] == labels[b]]])
        check(opened.compared(a, b), two, ARM)
    opened.page.select_option("#down", "stages.volunteer")
    assert opened.evaluate("mentorsim.state.across") == "learning.rate"
    opened.is_well()


@pytest.mark.browser
def test_it_plays_compares_and_picks_from_a_map(grid, file, browser):
    opened = Opened(browser, file)
    page = opened.page
    page.select_option("#play-a-1", "0")  # random; B averages no longer over matching either
    assert page.input_value("#play-b-1") == "0"
    page.select_option("#column", "quality")
    page.wait_for_selector("text=Quality of matches (trust), week by week")
    course = opened.evaluate("mentorsim.course()")
    runs = outcomes_of(grid)
    own = runs[(runs["setting"] == "organisation") & (runs["matching.policy"] == "random")]
    weekly = grid.weekly.merge(own[["run_id"]], on="run_id")
    expected, step = weekly_means(weekly, "quality"), 1.0 / packed.STEPS
    weeks = expected["week"].to_numpy(int)
    for name in ("mean", "low", "high"):
        found = np.array(course["a"][name], float)
        assert np.abs(found[weeks] - expected[name].to_numpy()).max() < 3 * step
        assert np.isnan(found[:5]).all()
    differs = np.array(course["difference"]["mean"]) - (np.array(course["b"]["mean"]) - np.array(course["a"]["mean"]))
    assert np.nanmax(np.abs(differs)) < CLOSE
    assert course["bare"] is not None
    page.click("#player")
    page.wait_for_function("() => mentorsim.state.week > 3 && mentorsim.state.week < 59")
    page.click("#player")
    week = opened.evaluate("mentorsim.state.week")
    assert f"week={week}" in page.url
    assert f"Week {week} of 59" in page.inner_text("#now")
    page.focus("#week")
    page.keyboard.press("ArrowRight")
    assert opened.evaluate("mentorsim.state.week") == week + 1
    page.select_option("#held-0", "1")
    page.select_option("#outcome", "premature_share")
    button = page.locator("table.heat tbody tr").nth(1).locator("button").nth(1)
    found = [float(button.get_attribute(f"data-{name}")) for name in ("value", "low", "high")]
    cell = runs[(runs["setting"] == "network") & (runs["matching.policy"] == "similar")]
    expected = contrasts.arm_means(cell[cell["withdrawal.policy"] == "linear"], [], "premature_share").iloc[0]
    assert found == pytest.approx(expected[["mean", "low", "high"]].to_list(), abs=CLOSE)
    button.focus()
    page.keyboard.press("Enter")
    assert opened.evaluate("mentorsim.state.b") == [1, 1, 1]
    row = page.locator('tr[data-outcome="delivered"]')
    a = opened.evaluate("mentorsim.state.a")
    expected = contrasts.paired_contrasts(sides(grid, a, [1, 1, 1]), "setting", "delivered").iloc[0]
    for name in ("difference", "low", "high"):
        assert float(row.get_attribute(f"data-{name}")) == pytest.approx(expected[name], abs=CLOSE)
    opened.is_well()


@pytest.mark.browser
def test_an_address_brings_back_what_was_looked_at(file, browser):
    opened = Opened(browser, file)
    opened.page.select_option("#compare-b-2", "1")
    opened.page.select_option("#compare-a-2", "0")
    opened.page.select_option("#outcome", "r_mentoring")
    address = "#" + opened.page.url.partition("#")[2]
    again = Opened(browser, file, address)
    named = "JSON.stringify({ ...mentorsim.state, view: '' })"
    assert again.evaluate(named) == opened.evaluate(named)
    assert again.page.is_hidden("#misnamed")
    lost = Opened(browser, file, "#view=compare&a.setting=moon&outcome=joy&nonsense=1")
    assert "a.setting = moon; outcome = joy; nonsense" in lost.page.inner_text("#misnamed")
    for one in (opened, again, lost):
        one.is_well()


@pytest.mark.browser
@pytest.mark.slow
@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("width", [1440, 420])
def test_it_is_as_wide_as_its_window_and_its_fields_have_names(file, browser, width, scheme):
    opened = Opened(browser, file, width=width, color_scheme=scheme)
    assert opened.evaluate("document.documentElement.scrollWidth") <= width
    assert (
        opened.evaluate("[...document.querySelectorAll('select, input')].filter(one => !one.labels.length).length") == 0
    )
    unnamed = "[...document.querySelectorAll('button')].filter(one => !one.innerText.trim()).length"
    assert opened.evaluate(unnamed) == 0
    assert opened.evaluate(
        "[...document.querySelectorAll('.chart')].every(one => one.getAttribute('aria-label').length > 40)"
    )
    ground = opened.evaluate("getComputedStyle(document.body).backgroundColor")
    assert ground == {"light": "rgb(255, 255, 255)", "dark": "rgb(23, 28, 33)"}[scheme]
    opened.is_well()


@pytest.mark.browser
def test_numbers_and_quantiles_are_those_of_python(file, browser):
    opened = Opened(browser, file)
    luck = np.random.default_rng(5)
    values = [
        *(luck.normal(size=200) * 10.0 ** luck.integers(-7, 7, 200)).tolist(),
        0.0,
        0.125,
        -0.375,
        2.5,
        0.5,
        1e15,
        -3e17,
    ]
    digits = luck.integers(0, 7, len(values)).tolist()
    code = "(given) => given.map(([value, digits]) => mentorsim.arithmetic.number(value, digits ?? undefined))"
    given = [*zip(values, digits, strict=True), *((value, None) for value in values)]
    assert opened.evaluate(code, given) == [printing.number(value, digits) for value, digits in given]
    ends = [sorted(luck.normal(size=2) * 10.0 ** luck.integers(-4, 4)) for _ in range(200)]
    code = "(ends) => ends.map(([low, high]) => mentorsim.arithmetic.digitsFor(low, high))"
    assert opened.evaluate(code, ends) == [printing.digits_for(*each) for each in ends]
    for n in (2, 3, 4, 12, 49):
        points = t_interval(np.arange(n) - (n - 1) / 2)[2] / (np.arange(n).std(ddof=1) / math.sqrt(n))
        assert opened.evaluate("(df) => mentorsim.arithmetic.student(df)", n - 1) == pytest.approx(points, rel=1e-12)
