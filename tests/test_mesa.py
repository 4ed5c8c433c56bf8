"""The Mesa faces: the same run, seeds, steps, collecting, batch_run, copies, SolaraViz, and the page about them."""

import copy
import multiprocessing
import pathlib
import pickle
import re
import warnings

import mesa
import numpy as np
import pytest
from mesa import DataCollector

import mentorsim as ms
from mentorsim import week
from mentorsim.agents import Mentor, Views
from mentorsim.errors import BadInput
from mentorsim.model import MentoringModel, one_seed
from mentorsim.parameters import digest
from mentorsim.policies import policies_of
from mentorsim.settings import resolve
from mentorsim.world.people import PEOPLE
from mentorsim.world.weekly import EVENTS, WEEKLY
from mentorsim.world.world import World

# A world where people arrive, graduate and leave within a few weeks.
LIVELY = {
    "setting": "network",
    "people.mentees": 40,
    "people.mentors": 14,
    "withdrawal.weeks": 6,
    "arrivals.mentees": 0.03,
    "arrivals.mentors": 0.03,
    "departures.leaving": 0.02,
    "start.skill_mentee.mean": 0.55,
    "stages.independent_m": 0.35,
    "stages.volunteer": 0.1,
}


def lively(weeks=0, rng=3, **options):
    model = MentoringModel(LIVELY, rng=rng, **options)
    for _ in range(weeks):
        model.step()
    return model


WEEKLY_INDEX = {name: place for place, name in enumerate(WEEKLY)}


def ids(agents):
    return [agent.unique_id for agent in agents]


def weeks_of(model):
    """The weekly record, bit by bit."""
    return np.array(model.world.weekly, dtype=float).tobytes()


# --- the same run ----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("seed", [0, 1])
def test_model_run_and_world_are_one_run(seed):
    model = MentoringModel(setting="network", mentees=20, mentors=8, rng=seed)
    model.run_for(8)
    result = ms.run(setting="network", mentees=20, mentors=8, seed=seed, weeks=8)
    parameters = resolve({"setting": "network", "people.mentees": 20, "people.mentors": 8})
    world = World(parameters, policies_of(parameters), seed, 0)
    for _ in range(8):
        week.step(world)
    assert model.world.weekly == world.weekly
    columns = ["week", *WEEKLY, *EVENTS]
    assert list(model.weekly) == columns
    assert (result.weekly[columns].to_numpy() == model.weekly.to_numpy()).all()


def test_replications_differ_and_are_those_of_the_world():
    model = lively(5, replication=2)
    parameters = resolve(LIVELY)
    world = World(parameters, policies_of(parameters), 3, 2)
    for _ in range(5):
        week.step(world)
    assert model.world.weekly == world.weekly != lively(5).world.weekly


def test_shocks_strike_in_their_week():
    struck, spared = lively(4, shocks=[{"kind": "mentor_exit", "week": 2, "share": 1.0}]).weekly, lively(4).weekly
    assert struck["mentors"].tolist()[:2] == spared["mentors"].tolist()[:2]
    assert struck["mentors"][2] < spared["mentors"][2] / 2


def test_parameters_short_names_paths_and_scenario_say_the_same():
    paths = {"setting": "network", "matching.policy": "random", "withdrawal.policy": "cliff"}
    paths |= {"goals.policy": "personal", "people.mentees": 20, "people.mentors": 8, "withdrawal.weeks": 9}
    short = {"matching": "random", "withdrawal": "cliff", "goals": "personal", "mentees": 20, "mentors": 8}
    models = [
        MentoringModel(paths, rng=1),
        MentoringModel(resolve(paths), rng=1),
        MentoringModel(setting="network", rng=1, **short, **{"withdrawal.weeks": 9}),
        MentoringModel(resolve(paths | {"people.mentees": 60}), mentees=20, rng=1),  # a keyword wins
    ]
    if hasattr(mesa.Model, "scenario"):
        from mesa.experimental.scenarios import Scenario

        scenario = Scenario(rng=1, setting="network", **short, **{"withdrawal.weeks": 9})
        models.append(MentoringModel(scenario=scenario))
        assert models[-1].scenario is scenario
        assert models[-1].seed == 1
    assert {digest(model.parameters) for model in models} == {digest(resolve(paths))}


@pytest.mark.parametrize(
    ("options", "words"),
    [
        ({"mentes": 20}, "mentes: unknown parameter"),
        ({"matching": "similr"}, "did you mean 'similar'"),
        ({"mentees": 0}, "people.mentees"),
        ({"parameters": 7}, "parameters: found a int"),
        ({"parameters": resolve({}), "setting": "network"}, "complete parameters"),
        ({"replication": -1}, "replication: found -1"),
        ({"shocks": [{"kind": "mentor_exits", "week": 3}]}, "did you mean 'mentor_exit'"),
        ({"shocks": [{"kind": "mentor_exit"}]}, r"shocks\[0\]"),
        ({"shocks": [{"kind": "mentor_exit", "week": "3"}]}, r"shocks\[0\].week"),
    ],
)
def test_bad_options_are_refused_by_name(options, words):
    with pytest.raises(BadInput, match=words):
        MentoringModel(rng=1, **options)


# --- seeds -----------------------------------------------------------------------------------------------------------


def test_zero_is_a_seed():
    zero, one = lively(3, rng=0), lively(3, rng=1)
    assert (zero.seed, one.seed) == (0, 1)
    assert zero.world.weekly != one.world.weekly
    assert zero.world.weekly == lively(3, rng=np.int64(0)).world.weekly


def test_a_fresh_seed_is_recorded_and_repeats_the_run():
    first, second = lively(3, rng=None), lively(3, rng=None)
    assert first.seed != second.seed
    assert lively(3, rng=first.seed).world.weekly == first.world.weekly


def test_a_generator_yields_one_seed_each_time():
    generator, again = np.random.default_rng(5), np.random.default_rng(5)
    assert [lively(rng=generator).seed for _ in range(2)] == again.integers(2**53, size=2).tolist()
    assert generator.integers(1000) == again.integers(1000)  # nothing else was drawn
    assert one_seed(np.random.SeedSequence(5)) == one_seed(np.random.SeedSequence(5))


def test_text_of_an_input_field_is_a_seed_and_other_things_are_none():
    assert one_seed(" 12 ") == 12
    for wrong in (-1, 1.5, True, "x", "", [1]):
        with pytest.raises(BadInput, match="rng: found"):
            one_seed(wrong)


def test_mesas_own_generators_change_nothing():
    model, plain = lively(), lively(6)
    for _ in range(6):
        model.random.random(), model.rng.random()
        model.agents.shuffle_do("step")
        model.step()
    assert weeks_of(model) == weeks_of(plain)


# --- steps and views -------------------------------------------------------------------------------------------------


def test_mesa_counts_the_weeks():
    model = lively()
    model.step()
    model.run_for(4)
    assert (model.steps, model.week, model.time, len(model.weekly)) == (5, 5, 5, 5)
    assert sum(row["count"] for row in model.audit() if row["process"] == "matching") > 0


def test_plain_stepping_builds_no_views(monkeypatch):
    def refuse(self, model):
        raise AssertionError("views were built")

    monkeypatch.setattr(Views, "__init__", refuse)
    model = lively(4)
    assert len(model.weekly) == len(model.datacollector.model_vars["week"]) == 4
    assert model.audit()
    assert pickle.loads(pickle.dumps(model)).week == 4
    with pytest.raises(AssertionError, match="views were built"):
        _ = model.agents


# --- collecting, batch_run -------------------------------------------------------------------------------------------


class Watched(MentoringModel):
    """As a Mesa user would write it."""

    def __init__(self, **options):
        super().__init__(LIVELY, **options)
        self.datacollector = DataCollector(
            model_reporters={"people": lambda model: len(model.agents)},
            agent_reporters={"skill": "skill", "stage": "stage"},
            agenttype_reporters={Mentor: {"mentees": lambda mentor: len(mentor.mentees)}},
        )

    def step(self):
        super().step()
        self.datacollector.collect(self)


def test_reporters_of_ones_own():
    model = Watched(rng=3)
    model.run_for(5)
    collector, plain = model.datacollector, lively(5)
    present = plain.weekly["mentees"] + plain.weekly["mentors"]
    assert collector.model_vars["people"] == present.tolist()
    agents = collector.get_agent_vars_dataframe()
    assert agents.groupby("Step").size().tolist() == present.tolist()
    latest = agents.xs(5, level="Step")
    assert all(np.array_equal(latest["skill"][agent.unique_id], agent.skill) for agent in plain.agents)
    mentors = collector.get_agenttype_vars_dataframe(Mentor)
    assert mentors.groupby("Step")["mentees"].sum().tolist() == plain.weekly["active"].tolist()


def test_the_collector_at_hand_is_the_weekly_record():
    model = lively(2)
    collector = model.datacollector
    collector.collect(model)  # collecting again adds nothing
    model.run_for(2)
    frame = model.datacollector.get_model_vars_dataframe()
    assert model.datacollector is collector
    assert list(frame) == ["week", "seed", *WEEKLY, *EVENTS]
    assert frame["week"].tolist() == [0, 1, 2, 3]
    assert set(frame["seed"]) == {3}
    assert frame["performance"].tolist() == [row[WEEKLY_INDEX["performance"]] for row in model.world.weekly]


@pytest.fixture
def start_method():
    """batch_run forces a start method upon all processes to come: put the old one back."""
    before = multiprocessing.get_start_method(allow_none=True)
    yield
    multiprocessing.set_start_method(before, force=True)


def batch(**options):
    from mesa.batchrunner import batch_run

    varied = {"parameters": [LIVELY], "withdrawal": ["linear", "cliff"]}
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", DeprecationWarning)  # of `iterations`
        return batch_run(MentoringModel, varied, max_steps=6, display_progress=False, **options)


def same_as_direct(row, weekly):
    """Whether a row of batch_run shows the numbers of that week in a direct run."""
    return all(row[name] == value for name, value in zip((*WEEKLY, *EVENTS), weekly, strict=True))


@pytest.mark.usefixtures("start_method")
def test_batch_run_gives_the_numbers_of_direct_runs():
    rows = batch(rng=[0, 1], data_collection_period=1)
    assert [(row["rng"], row["withdrawal"], row["Step"]) for row in rows] == [
        (seed, policy, step) for seed in (0, 1) for policy in ("linear", "cliff") for step in range(1, 7)
    ]
    for row in rows:
        direct = lively(6, rng=row["rng"], withdrawal=row["withdrawal"])
        assert row["seed"] == row["rng"]
        assert same_as_direct(row, direct.world.weekly[row["week"]])


@pytest.mark.slow
@pytest.mark.usefixtures("start_method")
def test_batch_run_in_two_processes_with_fresh_seeds():
    rows = batch(iterations=2, number_processes=2)
    assert [(row["Step"], row["week"]) for row in rows] == [(6, 5)] * 4
    assert len({row["seed"] for row in rows}) == 4
    for row in rows:
        direct = lively(6, rng=row["seed"], withdrawal=row["withdrawal"])
        assert same_as_direct(row, direct.world.weekly[5])


# --- copies ----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("copied", [copy.deepcopy, lambda model: pickle.loads(pickle.dumps(model))])
@pytest.mark.parametrize("with_views", [False, True])
def test_a_copy_made_midway_goes_on_to_the_same_bits(copied, with_views):
    model, undisturbed = lively(10), lively(40)
    if with_views:
        assert model.agents
    twin = copied(model)
    twin.run_for(30)
    assert model.week == 10
    model.run_for(30)
    for other in (model, twin):
        assert (other.week, other.steps) == (40, 40)
        assert weeks_of(other) == weeks_of(undisturbed)
        for name in PEOPLE:
            np.testing.assert_array_equal(getattr(other.world.people, name), getattr(undisturbed.world.people, name))
        assert [row["count"] for row in other.audit()] == [row["count"] for row in undisturbed.audit()]
        assert ids(other.agents) == ids(undisturbed.agents)
    agent = twin.agents.to_list()[0]
    agent.openness = 0.125
    assert twin.world.people.openness[agent.row] == 0.125 != model.world.people.openness[agent.row]


# --- SolaraViz and the page ------------------------------------------------------------------------------------------

PAGE = pathlib.Path(__file__).parent.parent / "docs" / "mesa.md"
TEXT = PAGE.read_text("utf-8")
EXAMPLES = [
    "\n" * TEXT.count("\n", 0, found.start(1)) + found.group(1)  # so that line numbers are those of the page
    for found in re.finditer(r"```python\n(.*?)```", TEXT, re.DOTALL)
]


def read_page(solara: bool) -> dict:
    """Run the page's examples in order; returns their names. solara: whether to run the last, too."""
    names = {"__name__": "page"}
    for example in EXAMPLES:
        if solara or "SolaraViz" not in example:
            exec(compile(example, str(PAGE), "exec"), names)
    return names


@pytest.mark.usefixtures("start_method")
def test_the_page_s_examples_run():
    names = read_page(solara=False)
    assert len(EXAMPLES) == 8
    assert len(names["rows"]) == 6
    assert names["mentee"].mentor.mentees
    assert set(names["watched"].datacollector.model_vars) == {"tired"}


def in_layout(solara, element):
    """Render as the server does, so that app bar and sidebar have their places."""

    @solara.component
    def App():
        with solara.AppLayout():
            element()

    return solara.render(App(), handle_error=False)[1]


@pytest.mark.slow
@pytest.mark.usefixtures("start_method")
def test_solara_viz_constructs_steps_and_resets():
    solara = pytest.importorskip("solara")
    import ipyvuetify
    import ipywidgets

    names = read_page(solara=True)
    viz, model = names["SolaraViz"], solara.reactive(MentoringModel(setting="network", mentees=20, mentors=8, rng=1))

    def page():
        viz(model, components=names["plots"], model_params=names["options"])

    rendered = in_layout(solara, page)

    def click(label):
        (button,) = [b for b in rendered.find(ipyvuetify.Btn).widgets if label in (b.children or [])]
        button.click()

    first = model.value
    click("Step")
    click("Step")
    assert first.week == 2
    assert len(rendered.find(ipywidgets.Image).widgets) == 2  # a figure each
    setting = rendered.find(ipyvuetify.Select).widgets[0]
    setting.v_model = setting.items.index("organisation") if isinstance(setting.v_model, int) else "organisation"
    seed = rendered.find(ipyvuetify.TextField).widgets[0]
    seed.v_model = "7"
    seed.fire_event("keyup.enter")
    click("Reset")
    second = model.value
    assert second is not first
    assert (second.week, second.seed, second.parameters.setting.preset) == (0, 7, "organisation")
    assert (second.parameters.people.mentees, second.parameters.people.mentors) == (40, 15)
    click("Step")
    assert second.world.weekly == first_weeks(second, 1)
    rendered.close()


def first_weeks(model, weeks):
    """The weekly record of a fresh run with the same parameters and seed."""
    fresh = MentoringModel(model.parameters, rng=model.seed)
    fresh.run_for(weeks)
    return fresh.world.weekly


@pytest.mark.slow
@pytest.mark.usefixtures("start_method")
def test_the_page_s_app_renders():
    solara = pytest.importorskip("solara")
    import ipywidgets

    rendered = in_layout(solara, read_page(solara=True)["Page"])
    assert len(rendered.find(ipywidgets.Image).widgets) == 2
    rendered.close()
