"""Every mechanism has an off switch, and with all off nothing moves."""

import numpy as np
import pytest

from mentorsim import codes
from mentorsim.parameters import DEFAULTS
from mentorsim.world.people import PEOPLE

SWITCHES = sorted(path for path in DEFAULTS if path.endswith(".on"))
WEEKS = 20
# A wide audience for each mechanism: without its switch every one of the nulls below would be false.
BUSY = {"setting": "network", "structure.open": True, "life.episode": 0.1, "goals.shift": 0.1, "stages.comes_back": 0.1}
BUSY |= {"community.base": 0.5, "community.ask_base": 1.0, "community.answer_logit": 0.0}  # much is asked and answered


def off(worlds, *switches, weeks=WEEKS, **more):
    """A busy world with some switches off."""
    overrides = worlds.LIVELY | BUSY | dict.fromkeys(switches, False)
    return worlds.run(overrides | {path.replace("__", "."): value for path, value in more.items()}, weeks)


def first(worlds, world, name):
    """A column as the same people had it at the start (those who came later have what they came with)."""
    again = worlds.make(worlds.LIVELY | BUSY)
    start = dict(zip(again.people.key.tolist(), getattr(again.people, name).copy(), strict=True))
    rows = [row for row, key in enumerate(world.people.key.tolist()) if key in start]
    return np.array([start[int(world.people.key[row])] for row in rows]), getattr(world.people, name)[rows]


def still(worlds, world, *names):
    """Assert that columns are, for all who were there at the start, as they were."""
    for name in names:
        np.testing.assert_array_equal(*first(worlds, world, name), err_msg=name)


def moved(worlds, world, *names):
    """Whether any of the columns is no longer as it was."""
    return all((start != now).any() for start, now in (first(worlds, world, name) for name in names))


def test_there_is_a_switch_for_every_group_of_mechanisms():
    descriptive = {"setting", "people", "start", "structure", "pairing", "channel", "power", "modes"}
    descriptive |= {"variation", "trial"}
    groups = {path.split(".")[0] for path in DEFAULTS} - descriptive
    assert {path.split(".")[0] for path in SWITCHES} == groups


def test_with_all_switches_off_nothing_moves(worlds):
    """Only the books are opened: whoever hopes for nothing has it at once, and fit with the place is assessed."""
    everything = dict.fromkeys(SWITCHES, False)
    before = worlds.columns(worlds.make(worlds.LIVELY | BUSY | everything))
    after = worlds.columns(worlds.run(worlds.LIVELY | BUSY | everything, WEEKS))
    opened = before["performance"] >= before["target"]
    before["delivered_week"][opened] = 0
    once, before["fit"] = worlds.columns(worlds.run(worlds.LIVELY | BUSY | everything, 1)), after["fit"]
    assert worlds.differing(before, after) == []
    np.testing.assert_array_equal(once["fit"], after["fit"])
    assert set(PEOPLE) <= set(before)


def test_a_busy_world_moves_everything(worlds):
    """Without it, a null below could hold because nothing of the kind ever happens."""
    world = off(worlds)
    people, matches = world.people, world.matches
    names = "skill lasting metacognition dependence shortfall hurt confidence hush reactance energy goals "
    names += (
        "satisfaction belonging fit intent_to_leave participation learned_alone learned_mentor learned_others nodes"
    )
    assert moved(worlds, world, *names.split(), "episode_until", "n_contributions", "hours_received", "literacy")
    assert len(people) > len(worlds.make(worlds.LIVELY | BUSY).people)
    assert (people.present == 0).any()
    assert people.n_harsh.any()
    assert {codes.BY_PLAN, codes.BY_MENTOR, codes.BY_OUTSIDE} <= set(matches.ended_by.tolist())
    assert (matches.help != matches.help_start).any()
    assert (people.independent_week != codes.NEVER).any()
    assert ((people.role == codes.MENTOR) & (people.mentor_week > 0)).any()
    assert (people.role == codes.MEMBER).any()
    assert (people.gave_up_waiting_week != codes.NEVER).any()
    assert people.hours_answering.any()


def test_arrivals_off_nobody_comes(worlds):
    world = off(worlds, "arrivals.on")
    assert len(world.people) == worlds.SMALL["people.mentees"] + worlds.SMALL["people.mentors"]


def test_life_off_no_episodes(worlds):
    assert (off(worlds, "life.on").people.episode_until == codes.NEVER).all()


def test_goals_off_goals_stay(worlds):
    world = off(worlds, "goals.on")
    still(worlds, world, "goals", "progress", "org_progress")
    assert (world.matches.tension == 0.0).all()
    np.testing.assert_array_equal(world.org_goals, worlds.make(worlds.LIVELY | BUSY).org_goals)


def test_matching_off_no_matches(worlds):
    world = off(worlds, "matching.on", "community.on")
    assert len(world.matches) == 0
    still(worlds, world, "dependence", "shortfall", "hurt", "reactance", "hours_given", "learned_mentor")


def test_withdrawal_off_help_stays(worlds):
    world = off(worlds, "withdrawal.on")
    assert (world.matches.help == world.parameters.withdrawal.start).all()
    assert (world.matches.help_start == world.matches.help).all()
    assert codes.BY_PLAN not in world.matches.ended_by[world.people.role[world.matches.mentee] == codes.MENTEE]


def test_meetings_off_nobody_meets(worlds):
    world = off(worlds, "meetings.on")
    assert len(world.matches) > 0
    for name in ("met", "meetings", "hours", "success"):
        assert not getattr(world.matches, name).any()
    still(worlds, world, "reactance", "pitching", "load", "hours_given", "literacy", "learned_mentor")


def test_learning_off_nobody_learns_or_forgets(worlds):
    names = ("skill", "lasting", "metacognition", "values", "learned_alone", "learned_mentor", "learned_others", "pace")
    still(worlds, off(worlds, "learning.on"), *names)


def test_adaptation_off_nobody_gets_used_to_help(worlds):
    still(worlds, off(worlds, "adaptation.on"), "dependence", "shortfall")


def test_hurt_off_no_end_hurts(worlds):
    still(worlds, off(worlds, "hurt.on"), "hurt")


def test_satisfaction_off_it_stays(worlds):
    still(worlds, off(worlds, "satisfaction.on"), "satisfaction")


def test_belonging_off_it_stays(worlds):
    still(worlds, off(worlds, "belonging.on"), "belonging")


def test_community_off_nobody_takes_part(worlds):
    world = off(worlds, "community.on")
    still(worlds, world, "participation", "n_contributions", "n_replies", "heard", "learned_others", "hush", "visits")
    assert (world.people.partner == codes.NOBODY).all()


def test_exposure_off_no_harm(worlds):
    world = off(worlds, "exposure.on", exposure__outage=1.0)
    assert not world.people.n_harsh.any()
    still(worlds, world, "hush")
    assert world.counts["shocks"][1] == 0
    assert world.people.n_meetings.any()


def test_confidence_off_only_ends_lower_it(worlds):
    still(worlds, off(worlds, "confidence.on", "hurt.on"), "confidence")
    start, now = first(worlds, off(worlds, "confidence.on"), "confidence")
    assert (now <= start).all()
    assert (now < start).any()


def test_control_off_no_reactance(worlds):
    still(worlds, off(worlds, "control.on"), "reactance")


def test_quality_off_it_stays(worlds):
    """Trust stays what it was when the match began, so its mean is its end."""
    matches = off(worlds, "quality.on").matches
    assert matches.meetings.any()
    np.testing.assert_allclose(matches.quality_sum, matches.quality * matches.weeks)


def test_endings_off_only_the_plan_and_departures_end(worlds):
    ended = set(off(worlds, "endings.on", "departures.on").matches.ended_by.tolist())
    assert ended == {codes.RUNNING, codes.BY_PLAN}


def test_energy_off_it_stays(worlds):
    world = off(worlds, "energy.on")
    still(worlds, world, "energy")
    start, now = first(worlds, world, "satisfaction")
    mentors = first(worlds, world, "gave_up_mentoring_week")[1] == codes.NEVER
    mentors &= first(worlds, world, "role")[0] == codes.MENTOR
    np.testing.assert_array_equal(start[mentors], now[mentors])


def test_ties_off_the_graph_stays(worlds):
    world, before = off(worlds, "ties.on", "arrivals.on"), worlds.make(worlds.LIVELY | BUSY)
    for name in ("start", "target", "weight"):
        np.testing.assert_array_equal(getattr(world.ties, name), getattr(before.ties, name))
    still(worlds, world, "diversity")


def test_stages_off_nobody_graduates(worlds):
    world = off(worlds, "stages.on", departures__mentor_exit=0.0)
    still(worlds, world, "stage", "role")
    assert (world.people.independent_week == codes.NEVER).all()


def test_graduation_off_independent_people_stay_mentees(worlds):
    world = off(worlds, "stages.graduation", departures__mentor_exit=0.0)
    still(worlds, world, "role")
    assert (world.people.independent_week != codes.NEVER).any()


def test_departures_off_nobody_leaves(worlds):
    world = off(worlds, "departures.on")
    assert world.people.present.all()
    assert (world.people.left == codes.NEVER).all()


# --- nulls by a number -----------------------------------------------------------------------------------------------

NULLS = {  # a rate of zero switches one part of a mechanism off
    "literacy is picked up": ({"meetings.literacy": 0.0}, ("literacy",)),
    "practice trains pitching": ({"meetings.practice": 0.0}, ("pitching",)),
    "advice moves values": ({"learning.values_move": 0.0}, ("values",)),
    "people get used to help": ({"adaptation.rate": 0.0}, ("dependence",)),
    "people miss help": ({"adaptation.missed": 0.0}, ("shortfall",)),
    "meetings teach": ({"learning.meeting_weight": 0.0, "learning.confusion": 0.0}, ("learned_mentor",)),
    "answers and reading teach": ({"community.answer_weight": 0.0, "community.reading": 0.0}, ("learned_others",)),
    "tasks teach": ({"learning.rate": 0.0, "learning.forgetting": 0.0}, ("skill",)),
    "success stores": ({"learning.storing": 0.0, "learning.lasting_loss": 0.0}, ("lasting",)),
    "belonging follows": ({"belonging.pace": 0.0}, ("belonging",)),
    "satisfaction follows": ({"satisfaction.pace": 0.0}, ("satisfaction",)),
    "threat raises reactance": ({"control.steep": 0.0}, ("reactance",)),
    "people leave": ({"departures.leaving": 0.0, "departures.mentor_exit": 0.0}, ("present",)),
    "people volunteer": ({"stages.volunteer": 0.0, "stages.comes_back": 0.0}, ("mentor_week",)),
    "mentors give up mentoring": ({"departures.mentor_exit": 0.0}, ("gave_up_mentoring_week",)),
    "mentees give up waiting": ({"matching.gives_up": 0.0}, ("gave_up_waiting_week",)),
    "pairs and prompts begin contacts": (
        {"meetings.mentee": 0.0, "meetings.mentor": 0.0, "meetings.prompts": 0.0},
        ("n_meetings", "load", "hours_received", "learned_mentor"),
    ),
    "answers cost hours": ({"community.answer_hours": 0.0}, ("hours_answering",)),
    "visits and mentors lead to resources": (
        {"community.finds": 0.0, "meetings.resources": 0.0, "learning.nodes_fade": 0.0},
        ("nodes",),
    ),
    "work, examples and resistance teach to learn": (
        {"learning.m_work": 0.0, "learning.m_coaching": 0.0, "learning.m_merit": 0.0, "learning.m_back": 0.0},
        ("metacognition",),
    ),
    "energy comes and goes": ({"energy.recovery": 0.0, "energy.strain": 0.0, "energy.joy": 0.0}, ("energy",)),
    "states move the intent to leave": (
        {f"departures.by_{state}": 0.0 for state in ("satisfaction", "belonging", "hurt", "shortfall")},
        ("intent_to_leave",),
    ),
    "harsh words and incidents hush": ({"community.hush": 0.0, "community.witness": 0.0}, ("hush",)),
}


@pytest.mark.parametrize("name", NULLS)
def test_a_rate_of_zero_is_a_null(worlds, name):
    overrides, columns = NULLS[name]
    overrides = worlds.LIVELY | BUSY | overrides
    still(worlds, worlds.run(overrides, WEEKS), *columns)
    assert moved(worlds, off(worlds), *columns)


def test_without_its_hazard_silence_ends_no_match(worlds):
    others = {f"endings.{by}": 0.0 for by in ("mentor", "mentee", "outside")} | {"departures.on": False}
    quiet = dict.fromkeys(("meetings.mentee", "meetings.mentor", "meetings.prompts"), 0.0)
    for silence in (0.0, 0.2):
        matches = worlds.run(worlds.LIVELY | BUSY | others | quiet | {"endings.silence": silence}, WEEKS).matches
        assert not matches.meetings.any()
        assert np.isin(matches.ended_by, (codes.BY_MENTOR, codes.BY_MENTEE)).any() == (silence > 0.0)


def test_a_week_holds_three_contacts_at_most(worlds):
    """Where far more are wanted, and no load is in the way, every pair has as many."""
    wanted = {"meetings.mentee": 10.0, "meetings.mentee_base": 5.0, "meetings.mentor": 10.0, "meetings.prompts": 5.0}
    free = {"meetings.claim_base": 0.0, "meetings.claim_help": 0.0, "channel.medium": "in_person"}
    wanted |= {"meetings.mentor_base": 5.0, "channel.reliability": 1.0, "start.attunement.a": 1000.0}
    matches = worlds.run(worlds.SMALL | wanted | free, 2).matches
    assert len(matches)
    assert (matches.met[matches.ended_by == codes.RUNNING] == 3).all()
