"""Results folders in the dashboard, and pairs of worlds over replications, against the analysis they rest on."""

from pathlib import Path

import pytest

from mentorsim.analysis.contrasts import paired_contrasts
from mentorsim.dashboard.logic import evidence, replications, results
from mentorsim.dashboard.logic.choice import Choice
from mentorsim.dashboard.logic.lab import Course
from mentorsim.dashboard.logic.replications import Precision
from mentorsim.dashboard.logic.results import KINDS, View
from mentorsim.dashboard.logic.session import pair_to_toml, results_of, results_query
from mentorsim.dashboard.logic.tasks import BOARD, Task
from mentorsim.errors import BadInput
from mentorsim.experiment import config
from mentorsim.experiment.sweep import sweep

FEW = {"people.mentees": 20, "people.mentors": 8}
PAIR = (Choice(FEW, 3, 16), Choice(FEW | {"setting": "network", "withdrawal.policy": "cliff"}, 3, 16))
TABLES = '\n[analysis]\noutcomes = ["satisfaction", "premature_share"]\ntables = ["outcomes", "weekly", "matches"]\n'

PLAIN = (
    "[experiment]\nname = 'plausible'\nseed = 3\nreplications = 2\nweeks = 16\n[parameters]\npeople.mentees = 20\n"
    "people.mentors = 8\n[design.factors]\nsetting = ['organisation', 'network']\n" + TABLES
)


@pytest.fixture(scope="module")
def root(tmp_path_factory):
    """A root with a grid ("grid") and the pair as a list of arms ("compared")."""
    place = tmp_path_factory.mktemp("results")
    grid = (
        "[experiment]\nname = 'grid'\nseed = 3\nreplications = 3\nweeks = 16\n[parameters]\npeople.mentees = 20\n"
        "people.mentors = 8\n[design.factors]\nsetting = ['organisation', 'network']\n"
        "'withdrawal.policy' = ['cliff', 'linear']\n" + TABLES
    )
    for text, name in ((grid, "grid"), (pair_to_toml(*PAIR, replications=4) + TABLES, "compared")):
        sweep(config.read(text, f"{name}.toml"), workers=1, out=place / name)
    return place


@pytest.mark.slow
def test_every_view_of_a_folder_has_a_figure_or_a_reason(root):
    assert [row["name"] for row in results.listing(root)] == ["compared", "grid"]
    for name in ("grid", "compared"):
        opened = results.open_folder(root, name)
        kinds = [kind for kind, _ in results.kinds_of(opened)]
        assert kinds == [kind for kind, _ in KINDS if kind != "heat" or name == "grid"]  # one factor makes no map
        assert results.completed(opened, View()).kind == kinds[0]
        for kind in kinds:
            for theme in ("light", "dark"):
                view = results.completed(opened, View(kind=kind, outcome="nope", x="nope"))
                assert (view.kind, view.outcome) == (kind, "satisfaction")
                assert len(results.figure_of(opened, view, theme).data) > 0
    grid = results.open_folder(root, "grid")
    assert grid.factors == ("setting", "withdrawal.policy")
    assert results.open_folder(root, "compared").factors == ("arm",)
    with pytest.raises(BadInput, match="keeps no table 'people'"):
        results.whole_table(grid, "people")


@pytest.mark.slow
def test_a_folder_in_plausible_worlds_is_shown_over_them(tmp_path):
    text = PLAIN.replace("weeks = 16", 'weeks = 16\nworlds = "plausible:3"')
    sweep(config.read(text, "plausible.toml"), workers=1, out=tmp_path / "worlds")
    opened = results.open_folder(tmp_path, "worlds")
    assert results.size_in_words(opened) == "2 arms × 3 plausible worlds × 2 replications, 16 weeks"
    assert results.arms_of(config.read(text, "plausible.toml")) == (2, 3)
    assert opened.factors == ("setting",)
    for kind, _ in results.kinds_of(opened):
        figure = results.figure_of(opened, results.completed(opened, View(kind=kind)), "light")
        assert len(figure.data) > 0
    dots = results.figure_of(opened, results.completed(opened, View(kind="effects")), "light").data[0]
    assert len(dots.x) == 3
    assert set(results.runs_in(opened, View(outcome="satisfaction"))["world"]) == set(opened.runs["world"])
    assert any("plausible worlds (clear in" in said for said in evidence.answers(opened))
    assert dict(evidence.provenance(opened))["plausible worlds"].startswith("3 of ")
    run = opened.runs["run_id"].iloc[0]
    assert results.choice_of(opened, run).weeks == 16


def test_a_weekly_number_that_came_after_the_runs_is_missed_by_name(root, monkeypatch):
    opened = results.open_folder(root, "grid")
    view = results.completed(opened, View(kind="course", column="hurt"))
    assert view.column == "hurt"
    weekly = results.whole_table(opened, "weekly")
    monkeypatch.setattr(results, "whole_table", lambda *_: weekly.drop(columns="hurt"))
    with pytest.raises(BadInput, match=r"^grid: has no weekly number 'hurt', which came after its runs$"):
        results.figure_of(opened, view, "light")


def test_a_result_of_real_people_says_what_of_their_files_was_left_out(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    Path("here.csv").write_text("id,role,openness,shoe size\nAnn,mentee,0.4,38\nBob,mentee,,39\nCy,mentor,0.5,40\n")
    Path("here.toml").write_text("[experiment]\nweeks = 3\nreplications = 1\n[people]\nroster = 'here.csv'\n")
    sweep("here.toml", workers=1, out=tmp_path / "here")
    rows = dict(evidence.provenance(results.open_folder(tmp_path, "here")))
    assert rows["left out"] == "of the roster: 'shoe size'"
    assert "openness (of 2 people)" in rows["given"]


def test_a_result_of_drawn_people_says_nothing_of_files(root):
    assert evidence.people_in_words(results.open_folder(root, "grid")) == []


def test_a_view_has_a_link(root):
    view = View(kind="pareto", outcome="satisfaction", second="premature_share", cell="network|cliff", run="abc")
    assert results_of(results_query("grid", view)) == ("grid", view, [])
    assert results_of("nonsense=1&kind=heat")[:2] == ("", View())
    assert results_of("nonsense=1&kind=heat")[2] == ["nonsense: is no part of a link to results"]


def test_a_cell_has_its_runs_and_each_is_replayed_to_the_bit(root):
    opened = results.open_folder(root, "grid")
    view = results.completed(opened, View(outcome="satisfaction"))
    cell = results.cell_of({"x": "network", "y": "cliff"}, opened, view)
    found = results.runs_in(opened, View(**vars(view) | {"cell": cell}))
    assert found["arm"].tolist() == ["setting=network withdrawal.policy=cliff"] * 3
    assert len(results.runs_in(opened, view)) == 12
    run = found["run_id"].iloc[2]
    choice = results.choice_of(opened, run)
    assert (choice.run_id, choice.replication) == (run, 2)
    course = Course(choice)
    for _ in range(16):
        course.step()
    assert results.as_stored(opened, run, course.world) == []
    other = Course(choice.with_value("seed", 4))
    for _ in range(16):
        other.step()
    assert results.as_stored(opened, run, other.world) != []
    with pytest.raises(BadInput, match="found no run 'nope'"):
        results.choice_of(opened, "nope")


def test_pairs_give_the_effects_that_a_sweep_of_their_file_gives(root):
    task = Task("pairs", lambda task: replications.run_pairs(task, PAIR, Precision(0.0, 4), workers=1)).start()
    assert task.wait(60)
    assert (task.state, task.done, task.total) == ("done", 4, 4)
    effects = replications.effects(task.result, ("satisfaction", "premature_share"))
    stored = results.open_folder(root, "compared").runs
    for row in effects.to_dict("records"):
        swept = paired_contrasts(stored, "arm", row["outcome"]).iloc[0]
        for name in ("difference", "low", "high", "n"):
            assert row[name] == pytest.approx(swept[name], abs=0, nan_ok=True), (row["outcome"], name)
    assert replications.effects(None).empty
    assert replications.effects(task.result.head(3)).empty
    assert len(replications.effect_rows(effects)[0]) == 7


def test_pairs_can_be_called_off(root):
    task = Task("pairs", lambda task: replications.run_pairs(task, PAIR, Precision(0.0), workers=1))
    task.watch(lambda: task.cancel() if task.done >= 2 else None)
    task.start()
    assert task.wait(60)
    assert task.state == "cancelled"
    assert 2 <= len(task.result) < 10


@pytest.mark.slow
def test_a_sweep_begins_below_the_root_and_nowhere_else(root):
    experiment = config.read("[experiment]\nname = 'new'\nweeks = 4\n[parameters]\npeople.mentees = 5\n", "new.toml")
    assert results.start_sweep(root, experiment, 2).wait(60)
    assert BOARD.tasks["new"].state == "done"
    assert results.open_folder(root, "new").results.status()["done"] == 2
    with pytest.raises(BadInput, match="is a results folder"):
        results.start_sweep(root / "grid", experiment)


def test_evidence_says_what_the_contrasts_say(root):
    opened = results.open_folder(root, "grid")
    said = evidence.answers(opened)
    assert len(said) == len(evidence.contrasts_of(opened)) == 2
    assert said[0].startswith("Satisfaction of mentees: ")
    entries = dict(evidence.provenance(opened))
    assert entries["runs"] == "12 of 12"
    assert entries["replications"] == "3 from seed 3"
