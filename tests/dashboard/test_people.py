"""Real people and plug-ins in the dashboard: which files may be named, and that they lead to the same runs."""

import subprocess
import sys

import pytest
from plugged import PLUGIN

from mentorsim.dashboard.logic import choice as choices
from mentorsim.dashboard.logic import folders, people, results
from mentorsim.dashboard.logic.choice import Choice
from mentorsim.dashboard.logic.lab import Course
from mentorsim.dashboard.logic.links import apart
from mentorsim.dashboard.logic.session import Session, pair_to_toml, replay_query
from mentorsim.errors import BadInput
from mentorsim.experiment import config
from mentorsim.experiment.design import arms
from mentorsim.experiment.sweep import sweep
from mentorsim.parameters import GIVEN

from .examples import ROSTER

PAIRS = "mentee,mentor\nben,ana\n"
NAMED = "[experiment]\nweeks = 12\n[people]\nroster = 'staff/people.csv'\nmatches = 'staff/pairs.csv'\n"


@pytest.fixture
def root(tmp_path, monkeypatch):
    """The dashboard's root, with a roster and pairs in it, and a roster beside it."""
    below = tmp_path / "results"
    (below / "staff").mkdir(parents=True)
    (below / "staff" / "people.csv").write_text(ROSTER)
    (below / "staff" / "pairs.csv").write_text(PAIRS)
    (tmp_path / "people.csv").write_text(ROSTER)
    monkeypatch.setenv(folders.ROOT, str(below))
    monkeypatch.chdir(tmp_path)
    return below


def uploaded(text: str) -> Choice:
    """The world of a file that was dropped in."""
    return choices.of_experiment(choices.read_upload("mine.toml", text.encode()))


def lead_back(choice: Choice) -> Choice:
    """The choice to which its own link leads."""
    return choices.of_pairs(choices.pairs_of(choices.query_of(choices.to_pairs(choice))))


def test_files_below_the_root_are_taken_and_lead_on_to_the_command_line(root, tmp_path):
    choice = uploaded(NAMED)
    assert choice.overrides[GIVEN].ids == ("ben", "cleo", "ana")
    assert "(mentees: 2, mentors: 1, matches that run already: 1)" in people.in_words(
        choice.people, choice.parameters.given
    )
    assert dict(choices.to_pairs(choice))["people.roster"] == "staff/people.csv"
    assert lead_back(choice) == choice
    (tmp_path / "elsewhere").mkdir()
    (tmp_path / "elsewhere" / "explored.toml").write_text(choices.to_toml(choice))
    again = config.load(tmp_path / "elsewhere" / "explored.toml")
    assert choices.of_experiment(again).run_id == choice.run_id
    assert choice.with_people_of(Choice()).parameters.people.mentees == Choice().parameters.people.mentees


def test_columns_under_other_names_stay_so_in_links_and_files(root):
    (root / "staff" / "people.csv").write_text(ROSTER.replace("id", "E-mail", 1))
    text = "[people]\nroster = 'staff/people.csv'\nkeep_names = false\n[people.columns]\n'E-mail' = 'id'\n"
    choice = uploaded(text)
    assert choice.parameters.given.ids == ("2", "3", "1")
    assert lead_back(choice) == choice
    assert config.read(choices.to_toml(choice), "explored.toml").overrides[GIVEN] == choice.overrides[GIVEN]


def test_shipped_people_are_taken(root):
    choice = choices.of_experiment(config.load("six-people"))
    assert dict(choices.to_pairs(choice))["people.ties"] == "shipped:six-people-ties.csv"
    assert lead_back(choice) == choice
    other = uploaded("[people]\nroster = 'six-people.csv'\nties = ''")
    assert (other.overrides[GIVEN].mentees, [key for key, _ in other.people]) == (4, ["roster"])


def test_both_worlds_have_the_same_people(root):
    choice, session, other = uploaded(NAMED), Session(), Session()
    session.choose_pair(choice, Choice({"setting": "network"}))
    assert session.pair[1].people == choice.people
    assert session.pair[1].parameters.given == choice.parameters.given
    assert session.compare_query().count("people.roster=") == 1
    other.follow_compare(session.compare_query())
    assert (other.said, other.pair) == ("", session.pair)
    text = pair_to_toml(*session.pair)
    assert text.count("roster =") == 1
    for choice, arm in zip(session.pair, arms(config.read(text, "compared.toml")), strict=True):
        assert arm.parameters == choice.parameters


@pytest.mark.parametrize("name", ["../people.csv", "{outside}/people.csv", "link/people.csv", "/etc/passwd", "a\0b"])
@pytest.mark.parametrize("key", people.FILES)
def test_ways_out_of_the_root_are_refused(root, name, key):
    (root / "link").symlink_to(root.parent)
    name = name.format(outside=root.parent)
    more = {"roster": "staff/people.csv", key: name}
    with pytest.raises(BadInput, match=f"^people.{key}: found .* expected a file below results"):
        choices.of_pairs([(f"people.{one}", text) for one, text in more.items()])
    text = "[people]\n" + "".join(f"{one} = {choices.literal(file)}\n" for one, file in more.items())
    with pytest.raises(BadInput, match=rf"^mine.toml:\d: people.{key}: found .* expected a file below results"):
        uploaded(text)


def test_what_is_not_there_or_wrong_is_told_with_its_line(root):
    for text, says in (
        (
            "\n[people]\nroster = 'staff/peeple.csv'",
            "mine.toml:3: people.roster: found no file 'staff/peeple.csv' below",
        ),
        ("[people]\nroster = 'staff/peeple.csv'", "did you mean 'people.csv'"),
        ("[people]\nroster = 'staff/pairs.csv'", r"mine.toml:2: people.roster: .*pairs.csv:1: .*mentee"),
        ("[people]\nroster = 3", "expected a text in quotes"),
        ("[people]\nmatches = 'staff/pairs.csv'", "expected people.roster too"),
        (NAMED + "[parameters]\npeople.mentees = 9", "people.mentees: found 9, expected 2, as in the roster"),
    ):
        with pytest.raises(BadInput, match=says):
            uploaded(text)


def test_runs_of_real_people_are_replayed_to_the_bit(root):
    experiment = config.load("six-people").changed(["weeks=20"], replications=2)
    sweep(experiment, workers=1, out=root / "six")
    opened = results.open_folder(root, "six")
    run = opened.runs["run_id"].iloc[-1]
    choice = choices.of_pairs(apart(choices.pairs_of(replay_query("six", run, results.choice_of(opened, run))))[1])
    assert (choice.run_id, choice.replication) == (run, 1)
    course = Course(choice)
    for _ in range(20):
        course.step()
    assert results.as_stored(opened, run, course.world) == []
    other = Course(choice.with_people_of(Choice()))
    for _ in range(20):
        other.step()
    assert results.as_stored(opened, run, other.world) != []
    kept = next((root / "six" / "given").glob("*/roster.csv"))
    kept.rename(root.parent / "roster.csv")
    kept.symlink_to(root.parent / "roster.csv")
    with pytest.raises(BadInput, match="a link out of results"):
        results.open_folder(root, "six")


def test_a_record_cannot_name_people_elsewhere(root):
    sweep(config.load("six-people").changed(["weeks=4"], replications=1), workers=1, out=root / "six")
    kept = next((root / "six" / "given").iterdir())
    kept.rename(root.parent / kept.name)
    record = root / "six" / "resolved.json"
    record.write_text(record.read_text().replace(f'"{kept.name}"', f'"../../../{kept.name}"'))
    opened = results.open_folder(root, "six")
    with pytest.raises(BadInput, match=r"found no file 'roster\.csv'"):
        results.choice_of(opened, opened.runs["run_id"].iloc[0])


SCRIPT = """
from mentorsim import plugins
from mentorsim.dashboard.logic import panel, replications
from mentorsim.dashboard.logic.choice import Choice
from mentorsim.dashboard.logic.tasks import Task

plugins.load(["own.py"])
knob = panel.knob(Choice(), "matching.policy")
assert "least_open" in knob.choices, knob.choices
assert panel.about(knob.path, "least_open") == "Mentors who are the least open come first."
assert panel.plugin_flags() == " --plugin own"
few = {"people.mentees": 8, "people.mentors": 4}
pair = tuple(Choice(few | {"matching.policy": name}, weeks=5) for name in ("random", "least_open"))
task = Task("pairs", lambda task: replications.run_pairs(task, pair, replications.Precision(0.0, 2), workers=2)).start()
assert task.wait(120)
print(task.state, task.error, len(task.result))
"""


@pytest.mark.slow
def test_a_plugins_policy_is_chosen_and_runs_in_processes_of_its_own(tmp_path):
    (tmp_path / "own.py").write_text(PLUGIN)
    (tmp_path / "script.py").write_text(f"if __name__ == '__main__':\n    exec({SCRIPT!r})\n")
    done = subprocess.run([sys.executable, "script.py"], cwd=tmp_path, capture_output=True, text=True)
    assert done.stdout.split() == ["done", "4"], done.stderr
