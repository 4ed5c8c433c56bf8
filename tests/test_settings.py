"""Settings: shipped ones and a user's own files, whole and by component."""

import itertools

import pytest

from mentorsim import MentoringModel
from mentorsim.errors import BadInput
from mentorsim.experiment import config
from mentorsim.experiment.design import arms, base_arm
from mentorsim.experiment.identity import control_of, run_id, world_text
from mentorsim.parameters import DEFAULTS, flatten
from mentorsim.settings import COMPONENTS, KEPT, presets, resolve

OWN = """
summary = "A club"

[channel]
"channel.medium" = "online"
channel.cost = 0.6

[power]
power.level = 0.1

[sources]
"channel.cost" = "own measurement"
"""


@pytest.fixture
def club(tmp_path):
    """A folder with a user's own setting."""
    (tmp_path / "club.toml").write_text(OWN)
    return tmp_path


def differing(one, other):
    """Paths at which two sets of parameters differ, the names of settings apart."""
    one, other = flatten(one), flatten(other)
    return {path for path in one if one[path] != other[path] and not path.startswith("setting.")}


# --- components ------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(("whole", "other"), list(itertools.permutations(sorted(presets()), 2)))
def test_a_mixed_setting_is_the_sum_of_its_components(whole, other):
    """All components from elsewhere make the other setting; one alone moves exactly what the two say of it."""
    parts = {f"setting.{name}": other for name in COMPONENTS if name not in KEPT}
    assert world_text(resolve({"setting": whole} | parts)) == world_text(resolve({"setting": other}))
    plain = resolve({"setting": whole})
    for name in COMPONENTS:
        here, there = ({} if name in KEPT else presets()[whole][name]), presets()[other][name]
        said = {path for path in {**here, **there} if here.get(path, DEFAULTS[path]) != there.get(path, DEFAULTS[path])}
        assert differing(plain, resolve({"setting": whole, f"setting.{name}": other})) == said


@pytest.mark.parametrize("kept", KEPT)
def test_pool_and_practice_stay_unless_they_are_named(kept):
    for setting, whole in presets().items():
        brought = {path: value for part in COMPONENTS if part not in KEPT for path, value in whole[part].items()}
        said = {path: brought.get(path, DEFAULTS[path]) for path in whole[kept]}
        assert said.items() <= flatten(resolve({"setting": setting})).items()
        named = flatten(resolve({"setting": setting, f"setting.{kept}": setting}))
        assert whole[kept].items() <= named.items()


def test_a_course_has_more_mentees_per_mentor():
    crowd = resolve({"setting": "mooc", "setting.pool": "mooc"})
    assert crowd.people.mentees / crowd.people.mentors >= 50


def test_sources_stand_with_numbers_that_are_set():
    for preset in presets().values():
        assert set(preset["sources"]) <= {path for name in COMPONENTS for path in preset[name]}
        assert all(len(text) > 3 for text in preset["sources"].values())


# --- a user's own ----------------------------------------------------------------------------------------------------


def test_a_file_is_found_beside_the_experiment(club, monkeypatch, tmp_path_factory):
    (club / "e.toml").write_text('[experiment]\nsetting = "club.toml"')
    monkeypatch.chdir(tmp_path_factory.mktemp("elsewhere"))
    p = base_arm(config.load(club / "e.toml")).parameters
    assert (p.channel.cost, p.channel.medium, p.power.level) == (0.6, "online", 0.1)


def test_a_component_comes_from_a_file_and_arms_from_both(club, monkeypatch):
    (club / "e.toml").write_text(
        '[parameters]\nsetting.channel = "club.toml"\n[design.factors]\nsetting = ["network", "club.toml"]'
    )
    one, two = arms(config.load(club / "e.toml"))
    assert one.parameters.channel == two.parameters.channel
    assert (one.parameters.power.level, two.parameters.power.level) == (0.2, 0.1)
    assert [arm.varied["setting"] for arm in (one, two)] == ["network", "club.toml"]
    monkeypatch.chdir(club)
    assert MentoringModel(setting="club.toml", mentees=10, mentors=4, rng=1).parameters.channel.cost == 0.6
    assert config.load(None).changed(["setting=club.toml"]).overrides == {"setting": "club.toml"}


def test_content_and_not_the_path_decides_identity(club):
    (club / "copy.toml").write_text(OWN.replace("A club", "Another club"))
    (club / "other.toml").write_text(OWN.replace("0.6", "0.5"))
    ids = [run_id(resolve({"setting": f"{name}.toml"}, [club]), 10, 1, 0) for name in ("club", "copy", "other")]
    assert ids[0] == ids[1] != ids[2]


FAULTS = [
    ("[chanel]\n", ":1: chanel: unknown key", "did you mean 'channel'"),
    ('[channel]\n"channel.cots" = 0.5', ":2: channel.cots: unknown parameter (did you mean 'channel.cost'?)"),
    ("[channel]\nchannel.cost = 7", ":2: channel.cost: found 7, expected less than or equal to 1"),
    ('[channel]\nchannel.medium = "onlin"', ":2: channel.medium: found 'onlin', expected", "did you mean 'online'"),
    ('[pairing]\nmatching.policy = "simlar"', ":2: matching.policy: found 'simlar'", "did you mean 'similar'"),
    ('[power]\nsetting.power = "network"', ":2: setting.power: a setting cannot name other settings"),
    ("[power]\npower.level = 0.5\n[goals]\npower.level = 0.4", ":4: power.level: found a second value"),
    ('[power]\npower.level = 0.5\n[sources]\n"power.leve" = "x"', ":4: sources.power.leve: found a source for what is"),
    ("summary = 3", ":1: summary: found 3, expected a text"),
    ("[power", ":1: broken TOML"),
]


@pytest.mark.parametrize(("text", "place", "more"), [(*fault, "")[:3] for fault in FAULTS])
def test_a_fault_in_it_is_named_with_its_place(text, place, more, tmp_path):
    (tmp_path / "own.toml").write_text(text)
    (tmp_path / "e.toml").write_text('[experiment]\nsetting = "own.toml"')
    with pytest.raises(BadInput) as error:
        config.load(tmp_path / "e.toml")
    assert f"e.toml:2: experiment.setting: {tmp_path / 'own.toml'}{place}" in str(error.value)
    assert more in str(error.value)


def test_a_missing_file_is_named_with_the_nearest(club):
    (club / "e.toml").write_text('[parameters]\nsetting.channel = "clubb.toml"')
    with pytest.raises(BadInput, match=r"e.toml:2: setting.channel: found no file 'clubb.toml' .*'club.toml'\?"):
        config.load(club / "e.toml")


# --- the budget ------------------------------------------------------------------------------------------------------


def test_the_budget_of_hours_is_asked_for_in_the_head():
    given = config.read('[experiment]\nbudget = "equal_hours"\n[parameters]\nmeetings.hours_budget = 0.1', "e.toml")
    p = base_arm(given).parameters
    assert (p.meetings.budget, p.meetings.hours_budget) == ("equal_hours", 0.1)
    assert base_arm(given.changed(["budget=free"])).parameters.meetings.budget == "free"
    with pytest.raises(BadInput, match=r"e.toml:2: experiment.budget: found 'equal_hour'.*did you mean 'equal_hours'"):
        config.read('[experiment]\nbudget = "equal_hour"', "e.toml")


def test_arms_with_and_without_a_budget_share_their_control_world():
    worlds = [resolve({}), resolve({"meetings.budget": "equal_hours"}), resolve({"modes.one_to_one": False})]
    assert len({run_id(control_of(p), 52, 1, 0) for p in worlds}) == 1
    assert len({run_id(control_of(p), 52, 1, 0) for p in (resolve({}), resolve({"modes.network": False}))}) == 2
