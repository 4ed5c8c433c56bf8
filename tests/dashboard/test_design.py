"""Design: a form that is an experiment file, what checking it says, and its sweep."""

import threading
from dataclasses import replace

import pytest

from mentorsim.dashboard.logic import choice as choices
from mentorsim.dashboard.logic import desk as desks
from mentorsim.dashboard.logic import draft as drafts
from mentorsim.dashboard.logic import folders, levels, live, results
from mentorsim.dashboard.logic.choice import Choice
from mentorsim.dashboard.logic.desk import Desk
from mentorsim.dashboard.logic.draft import Draft
from mentorsim.errors import BadInput
from mentorsim.experiment import config, pilot
from mentorsim.experiment.sweep import Plan, sweep

FEW = Choice({"people.mentees": 20, "people.mentors": 8}, 3, 16)
SMALL = Draft(
    world=FEW,
    name="small",
    question="Does it matter?",
    factors={"goals.omega": "0, 0.8", "withdrawal.policy": "cliff, linear"},
    replications="3",
    outcomes=("satisfaction", "premature_share"),
)
LONG = 120  # seconds that a task may take on a busy machine


def runs_of(experiment):
    """The identities of all runs, in order."""
    return [job.run_id for job in Plan(experiment).jobs()]


# --- the form and the file -------------------------------------------------------------------------------------------


def test_the_file_of_a_form_has_the_runs_that_the_form_says():
    drawn = SMALL.experiment()
    assert (drawn.name, drawn.question, drawn.seed, drawn.weeks, drawn.replications) == (
        "small",
        "Does it matter?",
        3,
        16,
        3,
    )
    assert drawn.design.factors == {"goals.omega": [0, 0.8], "withdrawal.policy": ["cliff", "linear"]}
    assert drawn.outcomes == ("satisfaction", "premature_share")
    again, unshown = drafts.of_experiment(drawn)
    assert unshown == []
    assert again == replace(SMALL, world=replace(FEW, overrides=FEW.overrides | {"setting": "organisation"}))
    assert runs_of(again.experiment()) == runs_of(drawn)


@pytest.mark.parametrize(
    "name", [name for name in config.shipped() if name not in ("policies", "organisation-or-network")]
)
def test_a_shipped_experiment_that_is_dropped_in_has_the_same_runs_from_the_form_and_from_its_link(name):
    shipped = config.load(name)
    draft, unshown = drafts.of_experiment(shipped)
    assert runs_of(draft.experiment()) == runs_of(shipped)
    assert (draft.experiment().outcomes, draft.experiment().tables) == (shipped.outcomes, shipped.tables)
    linked, left_out = drafts.of_link(draft.to_query())
    assert (linked, left_out) == (draft, [])
    assert all("design.where" in line for line in unshown)


def test_every_kind_of_design_goes_through_the_form():
    for kind in ("grid", "one-at-a-time", "sobol", "lhs"):
        draft = replace(SMALL, kind=kind, points="5")
        experiment = draft.experiment()
        assert experiment.design.kind == kind
        assert runs_of(drafts.of_experiment(experiment)[0].experiment()) == runs_of(experiment)


def test_equal_hours_and_plausible_worlds_are_in_the_file():
    text = replace(SMALL, equal=True, worlds="3").to_toml()
    experiment = config.read(text, "small.toml")
    assert 'budget = "equal_hours"' in text
    assert experiment.overrides["meetings.budget"] == "equal_hours"
    assert len(experiment.worlds) == 3
    draft, _ = drafts.of_experiment(experiment)
    assert (draft.equal, draft.worlds) == (True, "3")


def test_what_the_form_does_not_show_is_kept_or_told():
    text = (
        "[experiment]\nname = 'rest'\nreplications = 4\nweeks = 20\nstop = 'mentors == 0'\n"
        "until = { outcome = 'satisfaction', half_width = 0.1, max = 9 }\n[parameters]\n'people.mentees' = 20\n"
        "[trial]\nunit = 'mentee'\n[trial.arms.one]\n'withdrawal.policy' = 'cliff'\n[trial.arms.two]\n"
        "'withdrawal.policy' = 'linear'\n[design]\nwhere = 'goals.omega > 0.1'\n[design.factors]\n"
        "'goals.omega' = [0.0, 0.5]\nsetting = ['organisation', 'network']\n"
        "[analysis]\noutcomes = ['satisfaction']\ntables = ['ties']\nmoments = [0, 8]\n"
    )
    whole = config.read(text, "rest.toml")
    draft, unshown = drafts.of_experiment(whole)
    told = ("experiment.stop", "experiment.until", "design.where", "analysis.moments", "trial.unit", "trial.arms")
    assert all(name in unshown[0] for name in told)
    again = draft.experiment()
    assert runs_of(again) == runs_of(whole)
    assert (again.until, again.stop, again.moments) == (whole.until, whole.stop, whole.moments)
    assert drafts.of_link(draft.to_query()) == (draft, [])


def test_arms_that_are_listed_are_left_out_and_told():
    text = "[design]\nkind = 'list'\n[[design.arms]]\nname = 'one'\noverrides = { 'goals.omega' = 0.1 }\n"
    draft, unshown = drafts.of_experiment(config.read(text, "listed.toml"))
    assert draft.factors == {}
    assert "1 arm that the form cannot show, since its arms are listed one by one" in unshown[0]
    assert draft.experiment().design is None


@pytest.mark.parametrize(
    ("typed", "found"),
    [
        ("0.2, 0.5", [0.2, 0.5]),
        ("0 to 1 in 5", [0, 0.25, 0.5, 0.75, 1]),
        ("0.1–0.3 / 3", [0.1, 0.2, 0.3]),
        ("0.1..0.3 in 3 levels", [0.1, 0.2, 0.3]),
        ("1e-3", [0.001]),
        ("", []),
        ("0 to 1 in many", ["0 to 1 in many"]),
    ],
)
def test_levels_of_numbers_are_a_list_or_a_range(typed, found):
    assert levels.values("goals.omega", typed) == found


def test_levels_of_whole_numbers_are_whole_and_each_is_there_once():
    assert levels.values("withdrawal.weeks", "10 to 12 in 5") == [10, 11, 12]
    assert levels.values("setting.pairing", levels.text_of(["", "network"])) == ["", "network"]


def test_every_parameter_can_be_a_factor_at_its_usual_levels():
    for path in drafts.factors():
        values = levels.values(path, levels.usual(Choice(), path))
        assert values, path
        assert levels.values(path, levels.text_of(values)) == values, path


def test_ticking_a_factor_and_its_levels():
    draft = Draft().with_factor("matching.policy", True)
    assert draft.factors == {"matching.policy": "similar"}
    draft = draft.with_level("matching.policy", "random", True)
    assert draft.factors == {"matching.policy": "random, similar"}
    assert draft.with_level("matching.policy", "similar", False).factors == {"matching.policy": "random"}
    assert draft.with_factor("matching.policy", False).factors == {}
    assert Draft().with_one("outcomes", "satisfaction", False).outcomes == Draft().outcomes[:-1]
    assert Draft().with_one("tables", "people", True).tables == ("outcomes", "weekly", "people")


# --- what is wrong ---------------------------------------------------------------------------------------------------


def test_faults_are_those_of_the_command_line_and_stand_at_their_field(tmp_path):
    draft = replace(SMALL, name="a b", replications="many", factors={"goals.omega": "0.5, 2, x"})
    found = desks.check(draft, tmp_path)
    with pytest.raises(BadInput) as refused:
        config.read(draft.to_toml(), draft.file)
    assert found.faults == str(refused.value)
    assert "found 'x', expected a number" in found.at("design.factors.goals.omega")
    assert "short name" in found.at("experiment.name")[0]
    assert found.at("experiment.replications") == ["found 'many', expected a whole number from 1 to 1000000"]
    assert desks.check(replace(SMALL, factors={"goals.omega": ""}), tmp_path).at("design.factors.goals.omega")
    assert desks.check(replace(SMALL, outcomes=()), tmp_path).at("analysis.outcomes")


def test_a_form_names_no_file(tmp_path):
    for draft in (
        replace(SMALL, factors={"setting": "organisation, /etc/mine.toml"}),
        replace(SMALL, worlds="3.csv"),
        replace(SMALL, kept=(("experiment", "stop", "/etc/mine.toml"),)),
    ):
        assert desks.check(draft, tmp_path).faults
    linked, left_out = drafts.of_link('kept=[["experiment","worlds","/etc/passwd"]]&name=x')
    assert linked.kept == ()
    assert left_out == ["kept: cannot be read"]


def test_what_a_link_says_in_vain_is_left_out_and_told():
    draft, left_out = drafts.of_link(
        "name=x&kind=star&by.nope=1&by.trial.unit=mentee&outcomes=nope,satisfaction&weeks=-1"
    )
    assert draft == Draft(name="x", outcomes=("satisfaction",))
    assert len(left_out) == 5


def test_a_folder_of_something_else_is_not_written_to(tmp_path):
    (tmp_path / "mine").mkdir()
    (tmp_path / "mine" / "letters.txt").write_text("dear")
    found = desks.check(replace(SMALL, name="mine"), tmp_path)
    assert "holds no results" in found.taken
    with pytest.raises(BadInput, match="holds no results"):
        desks.start(replace(SMALL, name="mine"), tmp_path)
    for name in ("..", "a/b", "/tmp", "-"):
        with pytest.raises(BadInput):
            desks.start(replace(SMALL, name=name), tmp_path)
    assert sorted(path.name for path in tmp_path.rglob("*")) == ["letters.txt", "mine"]


# --- cost, sweep, results --------------------------------------------------------------------------------------------


@pytest.mark.slow
def test_the_desk_checks_and_estimates_in_the_background(tmp_path, monkeypatch):
    monkeypatch.setenv(folders.ROOT, str(tmp_path))
    desk, told = Desk(), threading.Event()
    desk.change(SMALL)
    desk.look(lambda: told.set() if desk.cost else None)
    assert told.wait(LONG)
    assert desk.checked.size == "4 arms × 3 replications = 12 runs of 16 weeks"
    found = pilot.pilot(desk.checked.plan)
    assert 0.1 < desk.cost.seconds / desks.takes(desk.checked.plan, found).seconds < 10
    assert "on disk" in desk.cost.words


@pytest.mark.slow
def test_a_sweep_from_the_form_is_that_of_the_command_line_goes_on_and_fills_in(tmp_path):
    file = tmp_path / SMALL.file
    file.write_text(SMALL.to_toml())
    there = sweep(str(file), workers=1, out=tmp_path / "there").outcomes
    root = tmp_path / "results"
    task = desks.start(replace(SMALL, replications="2"), root)
    assert task.wait(LONG)
    assert task.state == "done", task.error
    found = desks.check(SMALL, root)
    assert (found.stands, found.whole) == ("8 of 12 runs are in results/small already", False)
    assert desks.start(SMALL, root).wait(LONG)
    assert desks.check(SMALL, root).whole
    opened = results.open_folder(root, "small")
    here = opened.results.outcomes
    columns = [name for name in there.columns if name != "code"]
    one, other = (table.sort_values("run_id")[columns].reset_index(drop=True) for table in (here, there))
    assert one.equals(other)
    heads, rows, arms = live.means(opened)
    assert heads == ["goals.omega", "withdrawal.policy", "replications", "Satisfaction of mentees", heads[-1]]
    assert (len(rows), arms) == (4, 4)
    for kind, _ in live.kinds_of(opened):
        assert results.figure_of(opened, live.view_of(opened, kind, "satisfaction"), "light").data
    other_factor = replace(SMALL, factors={"goals.omega": "0.1, 0.3"})
    assert "holds another experiment" in desks.check(other_factor, root).taken
    with pytest.raises(BadInput, match="holds another experiment"):
        desks.start(other_factor, root)


@pytest.mark.slow
def test_a_sweep_that_is_cancelled_keeps_what_is_done(tmp_path):
    draft = replace(SMALL, name="called-off", replications="400")
    task = desks.start(draft, tmp_path)
    some = threading.Event()
    task.watch(lambda: some.set() if task.done >= 3 else None)
    assert some.wait(LONG)
    task.cancel()
    assert task.wait(LONG)
    assert task.state == "cancelled"
    assert 3 <= len(results.open_folder(tmp_path, "called-off").runs) < 1600
    assert "already" in desks.check(draft, tmp_path).stands


def test_an_experiment_that_is_dropped_in_fills_the_form():
    desk = Desk()
    desk.take(choices.read_upload("mine.toml", SMALL.to_toml().encode()))
    assert desk.draft.factors == SMALL.factors
    assert desk.unshown == []
