"""Figures: axes with units, intervals, and plain words where there is nothing to show."""

import json
import math
from pathlib import Path

import numpy as np
import pandas as pd
import plotly.graph_objects as go
import pytest

from mentorsim import figures
from mentorsim.analysis import courses
from mentorsim.analysis.contrasts import arm_means, differences_by_world, paired_contrasts
from mentorsim.errors import BadInput
from mentorsim.experiment.runs import simulate
from mentorsim.figures import export, layout, style
from mentorsim.indicators.sustainability import lineage
from mentorsim.settings import resolve
from mentorsim.world import snapshot


@pytest.fixture(scope="module")
def lively():
    """A small world in which much happens, with its tables, a trace and a diary."""
    overrides = {"people.mentees": 24, "people.mentors": 10, "withdrawal.weeks": 12, "stages.independent_m": 0.3,
                 "start.skill_mentee.mean": 0.5, "stages.volunteer": 0.2, "departures.leaving": 0.004}  # fmt: skip
    return simulate(resolve(overrides), 60, 1, trace=True, keep=("pairs", "layers"))


def of_weekly(result) -> dict:
    """What `figures.skill` draws, of one run."""
    names = ("performance", "lasting_performance", "assisted")
    return {name: courses.weekly_means(result.weekly, name) for name in names}


def of_pairs(result, by=()) -> tuple:
    """What `figures.pairs` draws, of one run or of several rows alike."""
    rows = result.table("pairs").assign(setting="organisation · readiness")
    return tuple(courses.pair_means(rows, name, by) for name in ("quality", "silent"))


def text_of(figure) -> str:
    """All that is written in a figure's JSON; fails for NaN or Infinity, which browsers do not read."""

    def refuse(name):
        raise AssertionError(f"{name} in the figure")

    return json.dumps(json.loads(figure.to_json(), parse_constant=refuse), ensure_ascii=False)


def check_axes(figure) -> None:
    """Titles on both axes, with a unit."""
    for axis in (figure.layout.xaxis, figure.layout.yaxis):
        assert axis.title.text, figure
    assert "(" in figure.layout.xaxis.title.text + figure.layout.yaxis.title.text
    text_of(figure)


def says(figure) -> str:
    """The notes in a figure."""
    return " ".join(note.text for note in figure.layout.annotations)


def bands(figure) -> int:
    """How many areas between two edges there are."""
    return sum(trace.fill == "tonexty" for trace in figure.data)


COURSE = pd.DataFrame(
    {
        "setting": ["network"] * 3 + ["organisation"] * 3,
        "week": [0, 1, 2] * 2,
        "mean": [0.1, np.nan, 0.3, 1, 2, 3],
        "low": [0.0, np.nan, 0.2, np.nan, np.nan, np.nan],
        "high": [0.2, np.nan, 0.4, np.nan, np.nan, np.nan],
    }
)


def test_a_course_has_a_line_and_a_band_per_setting_in_its_own_colour():
    figure = figures.course(COURSE, "performance", ["setting"])
    check_axes(figure)
    lines = {trace.name: trace for trace in figure.data if trace.name}
    assert [*lines["network"].y] == [0.1, 0.3]
    assert lines["network"].line.color == style.LIGHT.settings["network"]
    assert bands(figure) == 1  # the other has no interval
    assert figure.layout.yaxis.title.text == "Unassisted performance (0 to 1)"


def test_weekly_means_are_over_replications():
    runs = [(0, "a", 1.0), (0, "b", 3.0), (1, "a", 4.0), (1, "b", 4.0)]  # replication means: 2 and 4
    weekly = pd.DataFrame(runs, columns=["replication", "arm", "skill"]).assign(week=0)
    (row,) = courses.weekly_means(weekly, "skill").to_dict("records")
    assert (row["mean"], row["n"]) == (3.0, 2)
    assert row["high"] - row["mean"] == pytest.approx(12.7062, rel=1e-4)  # t(.975, 1)·√2/√2


def test_survival_by_hand():
    matches = pd.DataFrame(
        {
            "replication": 0,
            "start_week": [0, 0, 0, 2],
            "end_week": [0.0, 1.0, np.nan, np.nan],
            "ended_by": ["mentor", "mentee", None, None],
        }
    )
    table = courses.survival_curves(matches, weeks=4)  # lasted 1, 2, 4+, 2+
    assert table["mean"].to_list() == pytest.approx([1.0, 0.75, 0.5, 0.5, 0.5])
    assert table["at_risk"].to_list() == [4, 4, 3, 1, 1]
    figure = figures.survival(table)
    check_axes(figure)
    assert "at risk" in says(figure)
    ended = courses.incidence_curves(matches, weeks=4, step=2)
    assert ended.loc[ended["week"] == 2, "mean"].to_list() == pytest.approx([0.25, 0.25])
    check_axes(figures.incidence(ended))


def test_curves_of_matches_go_no_further_than_one_can_have_lived():
    """Both began in week 1 of 4 and ended at once: by the third week, the last that one could see, none is left."""
    matches = pd.DataFrame({"replication": 0, "start_week": 1, "end_week": [1.0, 2.0], "ended_by": ["mentor", "shock"]})
    table = courses.survival_curves(matches, weeks=4)
    assert table.set_index("week")["mean"].to_dict() == {0: 1.0, 1: 0.5, 2: 0.0, 3: 0.0}
    ended = courses.incidence_curves(matches, weeks=4, step=1)
    assert ended["week"].max() == 3


def test_figures_of_one_world(lively):
    taken = snapshot.take(lively.world)
    for figure in (figures.load(taken, 0.4), figures.zone(taken), figures.one_run(lively.weekly, ["skill"])):
        check_axes(figure)
    where = figures.positions(taken)
    assert where == figures.positions(taken)
    network = figures.network(taken, where, "dark")
    text = text_of(network)
    assert all(word in text for word in ("dependent", "mentor (", "diamond", "match"))
    shown = sum(len(trace.x) for trace in network.data if trace.mode == "markers")
    assert shown == len(taken.people["key"]) == lively.world.people.present.sum()


def test_tasks_of_a_snapshot_are_those_of_the_model(lively):
    taken = snapshot.take(lively.world)
    p, m = lively.world.parameters.learning, taken.matches
    assert len(m["chance"]) == len(lively.world.active.rows) > 0
    by_hand = [1 / (1 + math.exp(-((h - d) / p.tau + p.ease))) for h, d in zip(m["support"], m["stretch"], strict=True)]
    assert m["chance"] == pytest.approx(by_hand)
    assert 1 / (1 + math.exp(-(taken.margins[0.9] / p.tau + p.ease))) == pytest.approx(0.9)


def matched_and_not(world) -> list[int]:
    """Keys of somebody with a running match as mentee, and of somebody without."""
    people = world.people
    has = people.match_of >= 0
    return [int(people.key[people.present.astype(bool) & chosen][0]) for chosen in (has, ~has)]


def test_the_zone_of_a_person_is_that_of_the_match(lively):
    """Weighted by the plan, the mentor's tasks by domain are the stretch that the match has as a whole."""
    world, taken = lively.world, snapshot.take(lively.world)
    for place, row in enumerate(world.active.rows):
        i = world.matches.mentee[row]
        if world.people.match_of[i] == row:
            zone = snapshot.zone_of(world, int(world.people.key[i]))
            stretch = zone.mentors - zone.skill
            assert stretch @ world.matches.plan[row] == pytest.approx(taken.matches["stretch"][place])
            assert zone.help * zone.width == pytest.approx(
                taken.matches["support"][place] / (1.0 - world.parameters.channel.asynchrony)
            )


def test_a_persons_zone_has_its_tasks_where_there_is_a_mentor(lively):
    mentee, mentor = (snapshot.zone_of(lively.world, key) for key in matched_and_not(lively.world))
    names = [{trace.name for trace in figures.domains(zone).data} for zone in (mentee, mentor)]
    assert "the mentor's task" in names[0]
    assert names[1] == {"skill, alone", "zone: up to full help", "skill that lasts", "the own task"}
    figure = figures.domains(mentee)
    check_axes(figure)
    bar = next(trace for trace in figure.data if trace.name == "zone: up to full help")
    assert [*bar.base] == sorted(mentee.skill, key=dict(zip(mentee.skill, mentee.goals, strict=True)).get)
    assert {*bar.x} == {mentee.width}


def test_help_is_an_area_between_what_is_done_alone_and_with_it(lively):
    figure = figures.skill(of_weekly(lively))
    check_axes(figure)
    helped = next(trace for trace in figure.data if trace.name == "help: with it − alone")
    assert [*helped.y] == lively.weekly["assisted"].tolist()
    assert [*helped.customdata] == (lively.weekly["assisted"] - lively.weekly["performance"]).tolist()
    without = figures.skill({k: table for k, table in of_weekly(lively).items() if k != "assisted"})
    assert [trace.name for trace in without.data] == ["now, alone", "what lasts of it"]


def test_pairs_have_two_panels_and_the_numbers_behind_them(lively):
    figure = figures.pairs(*of_pairs(lively, ["setting"]), ["setting"])
    check_axes(figure)
    assert [trace.yaxis for trace in figure.data if trace.mode == "lines"] == [None, "y2"]
    assert figure.layout.yaxis2.title.text == "Silence (weeks)"
    assert "at risk" in says(figure)


def test_means_of_pairs_are_over_replications_and_end_with_the_first_that_has_none():
    rows = [(0, 0, 3, 0.2), (0, 1, 1, 0.6), (1, 0, 1, 0.4), (1, 1, 0, np.nan), (0, 0, 1, 0.6)]
    pairs = pd.DataFrame(rows, columns=["replication", "since", "matches", "quality"])
    table = courses.pair_means(pairs, "quality")
    assert table[["week", "n", "at_risk"]].to_numpy().tolist() == [[0, 2, 5]]
    assert table["mean"].tolist() == pytest.approx([((3 * 0.2 + 0.6) / 4 + 0.4) / 2])
    assert len(courses.pair_means(pairs[:0], "quality")) == 0


def test_layers_are_shares_of_those_present():
    rows = [(0, 0, 1, 2, 3, 4, 10), (1, 0, 0, 0, 0, 10, 10), (0, 1, 0, 0, 0, 0, 0)]
    table = courses.layer_means(pd.DataFrame(rows, columns=["replication", "week", *courses.OF_LAYERS]))
    first = table[table["week"] == 0].set_index("layer")["mean"]
    assert first.to_dict() == pytest.approx(
        {"core": 0.025, "active": 0.05, "peripheral": 0.075, "readers": 0.35, "absent": 0.5}
    )
    assert set(table["week"]) == {0}  # in week 1 nobody was present
    check_axes(figures.layers(table))
    assert bands(figures.layers(table)) == 5


def test_a_story_and_a_lineage(lively):
    people, person = lively.people, int(lively.matches["mentee"].iloc[0])
    story = figures.story(lively.trace, people, lively.matches, person)
    check_axes(story)
    assert "first match" in says(story)
    graduates, mentors = lineage(lively.run)
    key = lively.run.people["person"]
    tree = figures.lineage(people, key[graduates], key[mentors])
    check_axes(tree)
    assert sum(len(trace.x) for trace in tree.data if trace.mode == "markers") == len({*graduates, *mentors})


def test_stages_flow_and_nobody_is_lost(lively):
    came = lively.people[lively.people["kind"].isin(["initial_mentee", "arrival"])]
    check_axes(figures.stage_shares(lively.weekly))
    (flow,) = figures.stage_flow(came).data
    into_the_end = [value for target, value in zip(flow.link.target, flow.link.value, strict=True) if target >= 4]
    assert sum(into_the_end) == len(came)


# --- arms compared ---------------------------------------------------------------------------------------------------

RUNS = pd.DataFrame(
    [
        {"setting": setting, "withdrawal.policy": policy, "replication": replication, "delivered": value + luck}
        for setting, plus in (("organisation", 0.2), ("network", 0.0))
        for policy, value in (("never", 0.1 + plus), ("linear", 0.3 - plus), ("odd <b>", 0.3))
        for replication, luck in enumerate((0.0, 0.01, 0.03))
    ]
)


def intervals(figure, axis: str) -> int:
    """How many marks have an error bar of some length."""
    bars = [trace[f"error_{axis}"] for trace in figure.data if f"error_{axis}" in trace]
    return sum(value > 0 for bar in bars if bar.array is not None for value in bar.array)


def test_a_forest_has_an_interval_per_row_and_open_marks_where_it_holds_0():
    table = paired_contrasts(RUNS, "withdrawal.policy", "delivered", ["setting"])
    table.loc[0, ["low", "high"]] = -1.0, 1.0
    figure = figures.forest(table, "delivered", ["setting"])
    check_axes(figure)
    marks = [trace for trace in figure.data if trace.mode == "markers"]
    assert len(marks) == len(table) == 4
    assert table["verdict"].to_list() == ["worse", "better", "same", "better"]
    assert intervals(figure, "x") == 3  # what is the same in every run has none, but for that of row 0, given above
    assert [trace.marker.color == style.LIGHT.paper for trace in marks] == [True, False, True, False]  # odd = never
    assert "better →" in says(figure)
    assert marks[2].y[0] == "odd &lt;b&gt;<br>organisation"  # a name breaks after 20 letters


def test_effects_are_turned_so_that_right_is_better():
    table = pd.DataFrame(
        {
            "outcome": ["delivered", "premature_share"],
            "difference": [0.2, 0.2],
            "low": 0.1,
            "high": 0.3,
            "sd_runs": [2.0, 2.0],
            "higher_is_better": [True, False],
        }
    )
    figure = figures.effects(table)
    check_axes(figure)
    right, left = (trace.x[0] for trace in figure.data if trace.mode == "markers")
    assert (right, left) == pytest.approx((2.0, -2.0))
    bar = figure.data[1].error_x
    assert (bar.array[0], bar.arrayminus[0]) == pytest.approx((1.0, 1.0))


def test_two_factors_as_heat_map_and_as_interaction():
    table = arm_means(RUNS, ["withdrawal.policy", "setting"], "delivered")
    heat = figures.heat_map(table, "setting", "withdrawal.policy", "delivered")
    check_axes(heat)
    assert heat.data[0].z[0].tolist() == pytest.approx([0.3133, 0.1133], abs=1e-3)
    assert "0.31<br>±0.04" in says(heat)
    lines = figures.interaction(table, "withdrawal.policy", "setting", "delivered")
    check_axes(lines)
    assert intervals(lines, "y") == 6
    holed = table.assign(mean=[np.nan, *table["mean"][1:]])
    check_axes(figures.heat_map(holed, "setting", "withdrawal.policy", "delivered"))
    check_axes(figures.interaction(holed[:5], "withdrawal.policy", "setting", "delivered"))


def ranked(n: int = 3) -> pd.DataFrame:
    """A ranking of n arms."""
    place = np.arange(n)
    return pd.DataFrame(
        {
            "setting": "network",
            "matching.policy": [f"m{k}" for k in place],
            "mean": 1.0 - 0.1 * place,
            "low": 0.9 - 0.1 * place,
            "high": 1.1 - 0.1 * place,
            "p_best": [0.9, 0.1, *[0.0] * (n - 2)],
        }
    )


def test_ranking_and_front_say_how_sure_they_are():
    ranking = figures.ranking(ranked(), ["setting", "matching.policy"], "delivered")
    check_axes(ranking)
    assert ranking.data[0].y[0] == "network · m0"
    assert intervals(ranking, "x") == 3
    assert says(ranking).split() == ["best", "90", "%", "10", "%"]
    front = ranked().assign(
        delivered=[0.3, 0.2, np.nan],
        r_mentoring=[1.0, 1.2, 1],
        on_front=[True, False, False],
        p_front=[0.8, np.nan, 0.1],
        gain_gini=[0.1, 0.2, 0.3],
    )
    front = front.assign(delivered_low=front["delivered"] - 0.1, delivered_high=front["delivered"] + 0.1)
    figure = figures.pareto(front, ["setting", "matching.policy"], "delivered", "r_mentoring", "gain_gini")
    check_axes(figure)
    assert intervals(figure, "x") == 2
    assert "1. network · m0 (80 %)" in says(figure)


def test_a_dose_and_the_threshold_where_an_outcome_crosses_1():
    points = [(x, y, x + y) for x in (0.0, 0.5, 1.0) for y in (0.0, 1.0)]
    table = pd.DataFrame(points, columns=["channel.cost", "channel.gamma", "mean"])
    table = table.assign(low=table["mean"] - 0.1, high=table["mean"] + 0.1)
    figure = figures.threshold_map(table, "channel.cost", "channel.gamma", "r_mentoring")
    check_axes(figure)
    crossings = [trace for trace in figure.data if trace.type == "contour"]
    assert len(crossings) == 3
    assert all(trace.contours.start == 1.0 for trace in crossings)
    dose = figures.response(table, "channel.cost", "delivered", ["channel.gamma"])
    check_axes(dose)
    assert intervals(dose, "y") == 6


def test_shares_replications_and_sensitivity_have_intervals():
    shares = pd.DataFrame(
        {
            "component": ["channel", "total"],
            "first": "organisation",
            "second": "network",
            "share": [-0.3, -0.4],
            "low": [-0.4, -0.5],
            "high": [-0.2, -0.3],
        }
    )
    n = pd.DataFrame({"n": [2, 3, 4], "mean": [0.1, 0.2, 0.2], "low": [-9.0, 0, 0.1], "high": [9.0, 0.4, 0.3]})
    effects = pd.DataFrame(
        {
            "parameter": ["a", "b"],
            "mu_star": [1.0, 2.0],
            "mu_star_low": [0.9, 1.8],
            "mu_star_high": [1.1, 2.2],
            "sigma": [0.1, 3],
        }
    )
    indices = pd.DataFrame(
        {
            "parameter": ["a"],
            "S1": [0.3],
            "S1_low": [0.2],
            "S1_high": [0.4],
            "ST": [0.5],
            "ST_low": [0.4],
            "ST_high": [0.6],
        }
    )
    many = (figures.shares(shares, "r_mentoring"), figures.stability(n, "delivered"),
            figures.morris(effects, "delivered"), figures.sobol(indices, "delivered"))  # fmt: skip
    for figure in many:
        check_axes(figure)
    assert [intervals(figure, "x") for figure in many] == [2, 0, 2, 2]
    assert bands(many[1]) == 1
    assert [*many[2].data[0].y] == ["b", "a"]


NOBODY = snapshot.Snapshot(
    0,
    {name: np.empty(0) for name in (*snapshot.PEOPLE, "skill", "mentored")},
    {name: np.empty(0) for name in ("mentee", "mentor", "help", "quality", "stretch", "support", "chance", "phi")},
    {name: np.empty(0) for name in ("one", "two", "weight")},
    {},
)


@pytest.mark.parametrize("theme", ["light", "dark"])
def test_nothing_to_show_is_sentence(theme, lively):
    people, matches = lively.people, lively.matches
    empty = (
        figures.course(COURSE[:0], "skill", ["setting"], theme),
        figures.course(COURSE.assign(mean=np.nan), "skill", (), theme),
        figures.one_run(lively.weekly[:0], ["skill"], theme=theme),
        figures.survival(courses.survival_curves(matches[:0], 10), (), theme),
        figures.incidence(courses.incidence_curves(matches[:0], 10), theme),
        figures.stage_shares(lively.weekly[:0], theme),
        figures.skill({name: table[:0] for name, table in of_weekly(lively).items()}, theme),
        figures.pairs(*(table[:0] for table in of_pairs(lively)), theme=theme),
        figures.layers(courses.layer_means(lively.table("layers")[:0]), theme),
        figures.domains(snapshot.zone_of(lively.world, 7), theme),
        figures.stage_flow(people[:0], 1, theme),
        figures.story(lively.trace, people, matches, -5, theme),
        figures.lineage(people, [], [], theme),
        figures.network(NOBODY, None, theme),
        figures.load(NOBODY, None, theme),
        figures.zone(NOBODY, theme),
        figures.forest(paired_contrasts(RUNS, "setting", "delivered")[:0], "delivered", (), theme),
        figures.effects(pd.DataFrame(), theme),
        figures.heat_map(arm_means(RUNS.assign(delivered=np.nan), ["setting"], "delivered"), "a", "b", "skill", theme),
        figures.interaction(pd.DataFrame(), "a", "b", "delivered", theme),
        figures.response(pd.DataFrame(), "a", "delivered", (), theme),
        figures.ranking(ranked()[:0], ["setting"], "delivered", theme),
        figures.pareto(pd.DataFrame(), ["setting"], "delivered", "r_mentoring", None, theme),
        figures.threshold_map(pd.DataFrame(), "a", "b", "r_mentoring", theme=theme),
        figures.power(*(pd.DataFrame(),) * 3, 0.8, "mentees", theme=theme),
        figures.shares(pd.DataFrame(), "delivered", theme),
        figures.stability(pd.DataFrame(), "delivered", "", theme),
        figures.morris(pd.DataFrame(), "delivered", theme),
        figures.sobol(pd.DataFrame(), "delivered", theme),
    )
    for figure in empty:
        assert says(figure).endswith(".")
        assert figure.layout.template.layout.paper_bgcolor == style.THEMES[theme].paper
        text_of(figure)


# --- the visual language ---------------------------------------------------------------------------------------------


@pytest.mark.parametrize("theme", style.THEMES.values(), ids=style.THEMES)
def test_text_has_contrast_and_settings_stay_apart_in_greyscale(theme):
    assert style.contrast(theme.ink, theme.paper) > 7
    assert style.contrast(theme.muted, theme.paper) > 4.5
    two = style.contrast(theme.settings["organisation"], theme.settings["network"])
    assert two > 1.4
    stages = [style.lightness(colour) for colour in theme.stages.values()]
    assert stages in (sorted(stages), sorted(stages, reverse=True))


def test_a_policy_looks_the_same_whatever_else_is_there():
    assert style.dashes(["linear"])["linear"] == style.dashes(["booster", "never", "linear"])["linear"]
    assert len(set(style.symbols(["random", "self", "a", "b", "c"]).values())) == 5
    with pytest.raises(BadInput, match=r"theme: found 'drak'.*'dark'"):
        style.theme_of("drak")


# --- where people stand ----------------------------------------------------------------------------------------------


def random_graph(n: int):
    """Keys, units and ties of a graph with two halves that are hardly joined."""
    luck = np.random.default_rng(3)
    one, two = luck.integers(0, n // 2, (2, 2 * n))
    half = np.repeat([0, n // 2], n)
    return np.arange(n) * 7, np.zeros(n), one + half, two + half, np.ones(2 * n)


def test_tied_people_stand_together_and_stay_near_where_they_were():
    keys, unit, one, two, weight = random_graph(60)
    where = layout.spring(keys, unit, one, two, weight)
    xy = np.array([*where.values()])
    tied = np.hypot(*(xy[one] - xy[two]).T).mean()
    assert tied < 0.7 * np.hypot(*(xy[:, None] - xy[None]).transpose(2, 0, 1)).mean()
    after = np.array([*layout.spring(keys, unit, one, two, weight, where).values()])
    assert np.hypot(*(after - xy).T).max() < 0.1
    joined = layout.spring([*keys, 9999], [*unit, 0], [*one, 0], [*two, 60], [*weight, 1], where)
    assert np.hypot(*np.subtract(joined[9999], joined[0])) < 0.3


def test_a_large_world_is_drawn_by_units():
    n = figures.network.__globals__["MOST_PEOPLE"] + 1
    people = {name: np.zeros(n, int) for name in (*snapshot.PEOPLE, "skill", "mentored")}
    people |= {"key": np.arange(n), "unit": np.arange(n) % 5}
    matches = {name: values[:2].astype(int) for name, values in people.items()} | {
        "mentee": np.array([0, 1]), "mentor": np.array([2, 3])}  # fmt: skip
    ties = {"one": np.arange(n - 1), "two": np.arange(1, n), "weight": np.ones(n - 1)}
    large = snapshot.Snapshot(0, people, matches, ties, {})
    figure = figures.network(large)
    assert "5 units" in says(figure)
    assert len(text_of(figure)) < 20_000


# --- files -----------------------------------------------------------------------------------------------------------


def test_files_without_a_browser(tmp_path, monkeypatch):
    figure = figures.course(COURSE, "skill", ["setting"])
    assert json.loads(export.save(figure, tmp_path / "a.json").read_text())["data"]
    with pytest.raises(BadInput, match=r"found '\.pgn'.*'\.png'"):
        export.save(figure, tmp_path / "a.pgn")
    monkeypatch.setenv("PATH", str(tmp_path))
    monkeypatch.delenv("BROWSER_PATH", raising=False)
    with pytest.raises(BadInput, match="found no Chromium"):
        export.save(figure, tmp_path / "a.png")
    monkeypatch.setenv("BROWSER_PATH", str(tmp_path / "nowhere"))
    with pytest.raises(BadInput, match="BROWSER_PATH: found"):
        export.browser()


@pytest.mark.browser
@pytest.mark.parametrize(("kind", "begins"), [("png", b"\x89PNG"), ("pdf", b"%PDF")])
def test_images(tmp_path, kind, begins):
    figure = figures.course(COURSE, "skill", ["setting"])
    assert export.save(figure, tmp_path / f"a.{kind}").read_bytes().startswith(begins)


# --- on a phone ------------------------------------------------------------------------------------------------------

PHONE = 420  # px
PLACED = Path(__file__).with_name("placed.js").read_text("utf-8")
LONG_POLICIES = ("stable_mentee", "first_come", "compensatory", "constellation", "readiness")
LONG_ARM = "volunteers only, in a network that anybody may enter at any time"


def crossed(outcome: str, size: float = 1.0) -> pd.DataFrame:
    """Runs of two settings and five policies with long names, and of arms with a longer one."""
    rows = [
        {
            "setting": setting,
            "matching.policy": policy,
            "withdrawal.weeks": 26 * place,
            "replication": replication,
            "arm": LONG_ARM if place % 2 else f"as it is {place}",
            outcome: size * (1 + place + 0.1 * replication),
        }
        for setting in ("organisation", "network")
        for place, policy in enumerate(LONG_POLICIES)
        for replication in range(3)
    ]
    return pd.DataFrame(rows)


def of_size(size: float) -> pd.DataFrame:
    """Paired differences of that size, of levels with names that just stand in one line."""
    rows = {"level": ["first_come_by_chance", "nobody_before_others"], "reference": "random", "difference": size / 20}
    return pd.DataFrame(rows).assign(low=-size, high=0.7 * size, low_all=-1.7 * size, high_all=size)


def on_a_phone(lively) -> dict:
    """{function of `figures`: figures that strain it}: long names, large numbers, many rows."""
    taken, people, matches, weekly = snapshot.take(lively.world), lively.people, lively.matches, lively.weekly
    graduates, mentors = lineage(lively.run)
    key = lively.run.people["person"]
    both = ["setting", "matching.policy"]
    many, large = crossed("r_mentoring_caused"), crossed("unmet_person_weeks", 2_000.0)
    arms = many[:6].assign(delivered=0.2)
    ranks = arm_means(many, both, "r_mentoring_caused").assign(p_best=0.5)
    place = np.arange(len(ranks), dtype=float)
    front = ranks.assign(r_mentoring_caused=place, delivered=-place, on_front=True, p_front=0.5)
    outcomes = ("r_mentoring_caused", "demand_over_capacity", "g_unassisted", "weeks_to_independence")
    effect = [
        paired_contrasts(crossed(name).assign(luck=1.0), "setting", name).assign(
            outcome=name, difference=0.1, sd_runs=0.2, low=0.05, high=0.15
        )
        for name in outcomes
    ]
    dose = arm_means(many, ["withdrawal.weeks", "setting"], "r_mentoring_caused")
    worlds = pd.concat([many.assign(world=number, world_weight=weight) for number, weight in ((0, 0.9), (7, 0.1))])
    worlds["r_mentoring_caused"] += 0.3 * worlds["world"] * worlds["withdrawal.weeks"]
    over = (worlds, "matching.policy", "r_mentoring_caused", ["setting"])
    grid = pd.DataFrame(
        [(x, y, x + y) for x in (0.0, 0.5, 1.0) for y in (0.0, 1.0)],
        columns=["start.skill_mentee.mean", "channel.gamma", "mean"],
    )
    grid = grid.assign(low=grid["mean"] - 0.1, high=grid["mean"] + 0.1)
    sought = ("learning.rate", "departures.by_satisfaction", "mooc: departures.spread")
    profiles = pd.DataFrame(
        [(name, value, 2.0 + 9.0 * value) for name in sought for value in np.linspace(0.0, 1.0, 9)],
        columns=["parameter", "value", "least"],
    )
    depths = pd.DataFrame(
        [(sought[0], name, u, v, u * v) for name in sought[1:] for u in (0.06, 0.08, 0.1) for v in (0.0, 5.0)],
        columns=["x", "y", "x_value", "y_value", "depth"],
    )
    turned = grid.assign(difference=grid["mean"] - 0.7, low=grid["mean"] - 1.3, high=grid["mean"] - 0.1)
    parts = pd.DataFrame(
        {
            "component": [f"component{k}" for k in range(6)],
            "first": "organisation",
            "second": "network",
            "share": 0.2,
            "low": 0.1,
            "high": 0.3,
        }
    )
    index = pd.DataFrame({"parameter": ["start.skill_mentee.mean", "quality.gate"]}).assign(
        **dict.fromkeys(("mu_star", "sigma", "S1", "ST"), 0.5),
        **dict.fromkeys(("mu_star_low", "S1_low", "ST_low"), 0.4),
        **dict.fromkeys(("mu_star_high", "S1_high", "ST_high"), 0.6),
    )
    came = people[people["kind"].isin(["initial_mentee", "arrival"])]
    dated = people.assign(
        **{
            name: 30.0 + place
            for place, name in enumerate(
                ("first_match_week", "independent_week", "interdependent_week", "delivered_week", "mentor_week")
            )
        }
    )
    mentee, mentor = matched_and_not(lively.world)
    ended, alive = courses.incidence_curves(matches, 60), courses.survival_curves(matches.assign(setting="network"), 60)
    return {
        "domains": [figures.domains(snapshot.zone_of(lively.world, person)) for person in (mentee, mentor)],
        "layers": [figures.layers(courses.layer_means(lively.table("layers")))],
        "pairs": [figures.pairs(*of_pairs(lively)), figures.pairs(*of_pairs(lively, ["setting"]), ["setting"])],
        "skill": [figures.skill(of_weekly(lively))],
        "course": [
            figures.course(
                COURSE.assign(setting=["network · readiness"] * 3 + ["organisation · never"] * 3),
                "performance",
                ["setting"],
            )
        ],
        "effects": [figures.effects(pd.concat(effect))],
        "forest": [
            figures.forest(
                paired_contrasts(many, "matching.policy", "r_mentoring_caused", ["setting"]),
                "r_mentoring_caused",
                ["setting"],
            ),
            figures.forest(paired_contrasts(arms, "arm", "delivered"), "delivered"),
            *(figures.forest(of_size(size), "delivered") for size in (1.5e-4, 0.0015, 0.2, 1500, 1.5e5)),
        ],
        "heat_map": [
            figures.heat_map(
                arm_means(large, both, "unmet_person_weeks"), "matching.policy", "setting", "unmet_person_weeks"
            )
        ],
        "implausibility": [figures.implausibility(profiles, 3.0)],
        "incidence": [figures.incidence(ended)],
        "interaction": [figures.interaction(arm_means(many, both, "r_mentoring_caused"), *both, "r_mentoring_caused")],
        "lineage": [figures.lineage(people, key[graduates], key[mentors])],
        "load": [figures.load(taken, 0.4)],
        "morris": [figures.morris(index, "r_mentoring_caused")],
        "network": [figures.network(taken)],
        "one_run": [figures.one_run(weekly, ["skill", "performance", "satisfaction", "quality"])],
        "optical_depth": [figures.optical_depth(depths)],
        "over_worlds": [
            figures.over_worlds(paired_contrasts(*over), differences_by_world(*over), *over[2:]),
        ],
        "crossing": [crossing_of_two_arms()],
        "crossing_map": [crossing_over_two_parameters()],
        "panels": [small_panels(lively.weekly)],
        "pareto": [
            figures.pareto(front, both, "r_mentoring_caused", "delivered"),
            figures.pareto(front.assign(arm=LONG_ARM), ["arm", *both], "r_mentoring_caused", "delivered"),
        ],
        "power": [power_of_two_pairs()],
        "person_effects": [many_effects(0.1, "SD", True), many_effects(1e-9, "hours", None)],
        "ranking": [figures.ranking(ranks, both, "r_mentoring_caused")],
        "response": [figures.response(dose, "withdrawal.weeks", "r_mentoring_caused", ["setting"])],
        "shares": [figures.shares(parts, "r_mentoring_caused")],
        "sobol": [figures.sobol(index, "r_mentoring_caused")],
        "stability": [
            figures.stability(
                pd.DataFrame({"n": [2, 3, 4], "mean": 0.1, "low": 0.0, "high": 0.2}),
                "delivered",
                "readiness − organisation",
            )
        ],
        "stage_flow": [figures.stage_flow(came)],
        "stage_shares": [figures.stage_shares(weekly)],
        "story": [figures.story(lively.trace, dated, matches, int(matches["mentee"].iloc[0]))],
        "subgroups": [long_subgroups()],
        "survival": [figures.survival(alive.assign(setting="organisation · readiness"), ["setting"])],
        "threshold_map": [
            figures.threshold_map(grid, *grid.columns[:2], "r_mentoring_caused", level=level) for level in (1.0, 9.0)
        ],
        "turning": [figures.turning(turned, *grid.columns[:2], "r_mentoring_caused")],
        "zone": [figures.zone(taken), figures.zone(NOBODY)],
    }


def power_of_two_pairs():
    """Two comparisons with long names, over three sizes."""
    pairs = (("withdrawal.policy=readiness people.ratio=6 against never", 0.2), ("linear against never", 0.1))
    shares = pd.DataFrame(
        [{"pair": pair, "size": n, "share": up * n**0.25} for pair, up in pairs for n in (61, 122, 244)]
    )
    beside = {"low": -0.1, "high": 0.1, "least": -0.2, "most": 0.2}
    bands = shares.assign(**{name: shares["share"] + by for name, by in beside.items()})
    return figures.power(bands, shares, shares.assign(size=2 * shares["size"]), 0.8, "mentees")


OF_PERSONS = {"outcome": "Lasting performance, 104 weeks after arrival", "contrast": "readiness − never"}


def many_effects(margin: float, unit: str, better: bool | None):
    """Effects of many persons, some far from all others."""
    effects = 0.3 + np.random.default_rng(1).standard_t(3, 900)
    spread = {"mean": -0.1234, "low": -0.2345, "high": 0.1234, "better_off": 0.55, "worse_off": 0.35}
    words = OF_PERSONS | {"unit": unit, "better": better}
    return figures.person_effects(effects, np.full(900, 1 / 900), spread, words, margin)


def long_subgroups():
    """As many subgroups as a tree has leaves, by traits with long names."""
    said = "propensity to take part below −1.05 and performance that lasts from 0.31 to below 0.56 and group 1"
    table = pd.DataFrame({"subgroup": [f"{said} {k}" for k in range(8)], "share": 0.125, "effect": 0.1, "n": 4})
    table = table.assign(low=-0.05, high=0.2)
    return figures.subgroups(table, OF_PERSONS | {"unit": "SD", "better": True})


def crossing_of_two_arms():
    """Two arms with long names, of which one crosses the level."""
    values = np.linspace(10, 250, 7)
    arms = (("withdrawal.policy=readiness people.ratio=6", 0.008), ("never", 0.002))
    means = pd.DataFrame([{"arm": arm, "value": v, "mean": v * slope} for arm, slope in arms for v in values])
    crossings = pd.DataFrame({"arm": [arm for arm, _ in arms], "crossing": [125.0, np.nan], "low": [100.0, np.nan],
                              "high": [150.0, np.nan]})  # fmt: skip
    between = means.assign(low=means["mean"] - 0.1, high=means["mean"] + 0.1)
    return figures.crossing(between, means, crossings, "people.mentees", "r_mentoring_all", 1.0)


def crossing_over_two_parameters():
    """A line over two parameters."""
    cells = pd.DataFrame(
        [{"value": v, "at": at, "mean": v / (100.0 + at)} for v in np.linspace(10, 250, 7) for at in (4.0, 26.0, 52.0)]
    )
    line = pd.DataFrame({"at": [4.0, 26.0, 52.0], "crossing": [104.0, 126.0, 152.0], "low": [90.0, 110.0, 130.0],
                         "high": [120.0, 140.0, 170.0]})  # fmt: skip
    return figures.crossing_map(cells, line, "people.mentees", "withdrawal.weeks", "r_mentoring_all", 1.0)


def small_panels(weekly):
    """Panels with long titles, other worlds, and events at both ends."""
    titles = {
        name: f"{name.capitalize()} <b>0.47</b> · +0.10 because of mentoring"
        for name in ("performance", "confidence", "mentors")
    }
    last = int(weekly["week"].iloc[-1])
    happened = [(2, "first mentee becomes a mentor"), (last, "half of the first matches ended"), (last, "a shock")]
    ghosts = [("without mentoring", weekly), ("earlier: Matching similar, Withdrawal of help linear", weekly)]
    return figures.panels(weekly, titles, ghosts, happened, zero=True)


def test_panels_are_what_plotly_takes(lively):
    """They are drawn without its checks, as each week that passes has its own."""
    figure = small_panels(lively.weekly)
    checked = go.Figure(figure.to_plotly_json())
    assert json.loads(checked.to_json()) == json.loads(figure.to_json())


def drawn_at(browser, width: int):
    """A page that draws figures: a function from figure to what stands wrongly in it."""
    page = browser.new_context(offline=True, viewport={"width": width, "height": 1000}).new_page()
    page.set_content("<style>body { margin: 0 }</style><div id='figure'></div>")
    page.add_script_tag(content=export.javascript())

    def draw(figure) -> list[str]:
        page.evaluate(
            """async (figure) => {
              const place = document.getElementById("figure");
              Plotly.purge(place);
              place.style.height = `${figure.layout.height}px`;
              await Plotly.newPlot(place, figure.data, figure.layout, { responsive: true, displayModeBar: false });
            }""",
            json.loads(figure.to_json()),
        )
        return page.locator("#figure").evaluate(PLACED)

    return draw


@pytest.mark.browser
def test_a_saved_page_is_laid_out_anew_when_the_phone_is_turned(lively, tmp_path, browser):
    saved = export.save(figures.network(snapshot.take(lively.world)), tmp_path / "network.html")
    page = browser.new_context(offline=True, viewport={"width": PHONE, "height": 800}).new_page()
    page.goto(saved.as_uri())
    page.wait_for_selector(".main-svg")
    for width in (900, PHONE):
        page.set_viewport_size({"width": width, "height": 800})
        page.wait_for_function(f"Math.abs(document.querySelector('.main-svg').clientWidth - {width}) < 40")
        page.wait_for_timeout(500)
        assert page.locator(".js-plotly-plot").evaluate(PLACED) == []


@pytest.mark.browser
@pytest.mark.parametrize("width", [PHONE, *(pytest.param(w, marks=pytest.mark.full) for w in (PHONE - 32, 760))])
def test_nothing_is_cut_off_or_covered(lively, browser, width):
    shown = on_a_phone(lively)
    assert set(shown) == set(figures.__all__) - {"pale", "positions"}
    draw = drawn_at(browser, width)
    wrong = {name: found for name, several in shown.items() for one in several if (found := draw(one))}
    assert wrong == {}
