"""Each mechanism does what its theory says, in a small world with hardly anything else on, and its null does nothing.

Worlds that are compared have the same people with the same luck, so most differences are exact.
"""

import numpy as np
import pytest

from mentorsim import codes
from mentorsim.policies import discover
from mentorsim.registry import REGISTRIES
from mentorsim.settings import presets
from mentorsim.world.people import PEOPLE

GROUPS = (
    "arrivals", "life", "goals", "community", "exposure", "confidence", "adaptation", "control", "quality", "endings",
    "hurt", "energy", "ties", "satisfaction", "belonging", "stages", "departures",
)  # fmt: skip
OFF = {f"{group}.on": False for group in GROUPS}
# Parts of learning that nothing is left of at 0.
PARTS = (
    "confusion", "redundancy", "priming", "effort_confidence", "effort_hurt", "effort_dependence", "work_autonomy",
    "own_error", "width_error", "imposed_difficulty", "forgetting", "storing", "lasting_loss", "m_work", "m_coaching",
    "m_back", "m_merit", "values_move", "from_failure", "per_meeting", "per_visit",
)  # fmt: skip
MANY = 5.0
# What is on with learning, each at the value at which it does nothing.
NULL = {f"learning.{name}": 0.0 for name in PARTS} | {
    "quality.gate_power": 0.0,  # half of all help arrives
    "control.structure_cost": 0.0,
    "start.aptitude_sd": 0.0,
    "meetings.resources": 0.0,
    "meetings.contacts": 0.0,
    "meetings.practice": 0.0,
    "learning.effort_base": 0.8,
    "learning.blind_from": 1.0,
    "learning.bound_base": 1.0,
    "learning.bound_scale": 0.001,
}
# Pairs whose contacts are prompted, whatever they feel: mostly three a week, the most there can be, for ever.
PAIRS = (
    OFF
    | NULL
    | {
        "setting": "programme",
        "people.mentees": 30,
        "people.mentors": 30,
        "structure.degree": 0,
        "start.capacity_low": 1,
        "start.capacity_high": 1,
        "matching.policy": "random",
        "matching.attempts": 1,
        "withdrawal.policy": "never",
        "meetings.prompts": MANY,
        "meetings.mentee": 0.0,
        "meetings.mentor": 0.0,
        "meetings.claim_base": 0.0,
        "meetings.claim_help": 0.0,
        "channel.reliability": 1.0,
    }
)
ALONE = PAIRS | {"matching.policy": "none"}
# Own tasks that everybody passes (side -1) or nobody does (side 1).
SURE = {"learning.ease": 5.0, "learning.own_error": 1.0}
PASSES, FAILS = -1, 1


class World:
    """A world of pairs (or people alone) after a week in which they found each other, with some states given then.

    mentee, mentor: rows of the pairs; states: columns of people, those of matches begin with `match_`, those of mentees
    with `mentee_`, of mentors with `mentor_`.
    """

    def __init__(self, worlds, overrides, weeks=1, **states):
        self.worlds, self.world = worlds, worlds.make(overrides)
        worlds.step(self.world)
        self.people, self.matches = self.world.people, self.world.matches
        self.mentees = self.people.role == codes.MENTEE
        for name, value in states.items():
            self.give(name, value)
        for name in ("learned_alone", "learned_mentor", "learned_others"):
            getattr(self.people, name)[:] = 0.0
        self.start = worlds.columns(self.world)
        self.counted = self.tasks()
        for _ in range(weeks):
            worlds.step(self.world)

    def give(self, name, value):
        """Let a column have a value."""
        side, _, column = name.partition("_")
        if side == "match":
            getattr(self.matches, column)[:] = value
        elif side in ("mentee", "mentor"):
            rows = self.mentees if side == "mentee" else ~self.mentees
            getattr(self.people, column)[rows] = value
        else:
            getattr(self.people, name)[:] = value

    def of_mentees(self, name):
        """A column of people, of mentees."""
        return getattr(self.people, name)[: len(self.mentees)][self.mentees]

    def moved(self, name):
        """By how much a column of mentees has moved since the states were given."""
        return (getattr(self.people, name) - self.start[name])[self.mentees]

    def tasks(self):
        """(successes, failures) so far of people alone, and the same of pairs."""
        ways = ("own task succeeds", "own task fails", "task with the mentor succeeds", "task with the mentor fails")
        return np.array([self.worlds.fired(self.world, way) for way in ways]).reshape(2, 2)

    def success(self):
        """Share of tasks that succeeded since the states were given, of people alone and of pairs."""
        counts = self.tasks() - self.counted
        return counts[:, 0] / np.maximum(1, counts.sum(axis=1))


def learned(worlds, on, **states):
    """What mentees of skill .3 learn in a meeting with a mentor of skill .8 who pitches well, unless said otherwise."""
    states = {"mentee_skill": 0.3, "mentee_lasting": 0.3, "mentor_skill": 0.8, "mentor_lasting": 0.8} | states
    return World(worlds, PAIRS | on, **{"mentor_pitching": 1.0} | states).of_mentees("learned_mentor")


# --- help ------------------------------------------------------------------------------------------------------------


def test_trust_gates_help(worlds):
    """Rhodes 2005: a distant mentor's help hardly arrives."""
    close, distant = (learned(worlds, {"quality.gate_power": 3.5}, match_quality=q) for q in (0.8, 0.2))
    assert (close >= distant).all()
    assert distant.sum() < 0.1 * close.sum()
    close, distant = (learned(worlds, {}, match_quality=q) for q in (0.8, 0.2))
    np.testing.assert_array_equal(close, distant)
    assert close.sum() > 0.0


@pytest.mark.parametrize("strength", [0.088, 0.0])
def test_help_that_fits_nobody_confuses(strength, worlds):
    on = {"quality.gate_power": 3.5, "learning.confusion": strength}
    poor = learned(worlds, on, match_quality=0.1, mentor_pitching=0.1)
    assert (poor < 0.0).all() if strength else (poor >= 0.0).all()
    good = learned(worlds, on, match_quality=0.9)
    assert good.sum() > 0.0


def test_help_is_redundant_to_who_could_do_without(worlds):
    """Tetzlaff et al. 2025: novices gain by much help, the advanced lose by it."""
    for r, reversal in ((1.3, True), (0.0, False)):
        for skill, advanced in ((0.2, False), (0.6, True)):
            much, little = (
                learned(worlds, {"learning.redundancy": r}, mentee_skill=skill, mentor_skill=0.95, match_help=h)
                for h in (0.8, 0.2)
            )
            assert (much.sum() < little.sum()) == (reversal and advanced)


def test_a_struggle_of_ones_own_makes_ready_for_help(worlds):
    """Sinha & Kapur 2021: in the same domain, where there is something to connect to, and not without confidence."""

    def after(own, strength=2.0, confidence=0.7, skill=0.45):
        goals, plan = np.eye(4)[own], np.eye(4)[0]
        states = {"goals": goals, "match_plan": plan, "confidence": confidence, "mentee_skill": skill}
        return learned(worlds, {"learning.priming": strength, "learning.rate": 1e-6}, **states).sum()

    assert after(own=0) > 2.0 * after(own=1)
    assert after(own=0, skill=0.1) == pytest.approx(after(own=1, skill=0.1), rel=0.02)
    assert after(own=0, confidence=0.25) == pytest.approx(after(own=1, confidence=0.25))
    assert after(own=0, strength=0.0) == pytest.approx(after(own=1, strength=0.0))


def test_experts_do_not_see_what_novices_find_hard(worlds):
    """Nathan & Petrosino 2003: the same mentees, and mentors who pitch well, near and far ahead."""

    def success(ahead, near):
        states = {"mentee_skill": 0.1, "mentor_skill": 0.1 + ahead, "mentor_pitching": 1.0}
        world = World(worlds, PAIRS | {"learning.blind_from": near, "learning.rate": 0.0}, weeks=10, **states)
        return world.success()[1]

    assert success(0.3, near=0.3) == pytest.approx(0.7, abs=0.1)
    assert success(0.8, near=0.3) < 0.25
    assert success(0.8, near=1.0) == success(0.3, near=1.0)


def test_meetings_and_visits_take_time_from_own_work(worlds):
    """Whoever meets learns less alone than people in the same world without a mentor."""
    for taken in (0.2, 0.0):
        with_it, without = (
            World(worlds, world | {"learning.per_meeting": taken, "learning.meeting_weight": 0.0}, weeks=5)
            for world in (PAIRS, ALONE)
        )
        mine, own = with_it.of_mentees("learned_alone"), without.of_mentees("learned_alone")
        assert (mine <= own).all() and mine.sum() < 0.9 * own.sum() if taken else (mine == own).all()
    on = {"community.on": True, "community.base": 10.0, "community.ask_base": -20.0, "community.finds": 0.0}
    busy, free = (World(worlds, ALONE | on | {"learning.per_visit": taken}, skill=0.3) for taken in (0.5, 0.0))
    np.testing.assert_allclose(busy.of_mentees("learned_alone"), 0.5 * free.of_mentees("learned_alone"))
    assert free.of_mentees("learned_alone").any()


# --- alone -----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("side", [FAILS, PASSES])
def test_who_has_learned_to_learn_works_at_better_tasks(side, worlds):
    """Kruger & Dunning 1999: both who aim too high and who aim too low do, and learn more by it."""
    found = {}
    for error in (0.2, 0.0):
        for m in (0.1, 0.9):
            world = World(worlds, ALONE | {"learning.own_error": error}, weeks=10, side=side, metacognition=m)
            found[error, m] = world.success()[0], world.of_mentees("learned_alone").sum()
    (odds, gain), (better, more) = found[0.2, 0.1], found[0.2, 0.9]
    assert abs(better - 0.5) < abs(odds - 0.5)
    assert (odds < better) == (side == FAILS)
    assert gain < 0.8 * more
    assert found[0.0, 0.1] == found[0.0, 0.9]


def test_effort_follows_confidence_and_suffers_from_hurt(worlds):
    """Multon, Brown & Lent 1991; and in no way without its weight."""
    for weight in (0.8, 0.0):
        on = ALONE | {"learning.effort_base": 0.1, "learning.effort_confidence": weight}
        bold, timid = (World(worlds, on, confidence=c).of_mentees("learned_alone") for c in (0.9, 0.2))
        assert bold.sum() > 2.0 * timid.sum() if weight else (bold == timid).all()
    for weight in (0.5, 0.0):
        hurt, whole = (
            World(worlds, ALONE | {"learning.effort_hurt": weight}, hurt=h).of_mentees("learned_alone")
            for h in (0.8, 0.0)
        )
        assert hurt.sum() < 0.6 * whole.sum() if weight else (hurt == whole).all()


def test_who_is_used_to_help_tries_less_alone(worlds):
    for weight in (0.17, 0.0):
        used, free = (
            World(worlds, ALONE | {"learning.effort_dependence": weight}, dependence=d).of_mentees("learned_alone")
            for d in (0.6, 0.0)
        )
        np.testing.assert_allclose(used, free * (1.0 - weight * 0.6 / 0.8))
        assert free.sum() > 0.0


def test_realised_autonomy_drives_own_work(worlds):
    """C5: all four parts together."""
    names = ("autonomy", "openness", "diversity")
    for strength in (0.5, 0.0):
        free, bound = (
            World(
                worlds,
                ALONE | {"learning.work_autonomy": strength},
                zeta=np.log(value / (1.0 - value)),
                **dict.fromkeys(names, value),
            )
            for value in (0.9, 0.1)
        )
        more, less = (world.of_mentees("learned_alone") for world in (free, bound))
        np.testing.assert_allclose(less * (1.0 + 0.8 * strength), more * (1.0 - 0.8 * strength), atol=1e-15)


def test_resources_carry_own_work_and_come_from_trusted_mentors(worlds):
    """C9: they carry a person further at the same odds, and are shown in proportion to trust."""
    for help_of_all in (0.25, 0.0):
        many, none = (
            World(worlds, ALONE | {"learning.node_help": help_of_all}, nodes=n, zone_width=0.25) for n in (20.0, 0.0)
        )
        more, less = (world.of_mentees("learned_alone") for world in (many, none))
        assert (more >= less).all()
        assert (more.sum() > less.sum()) == (help_of_all > 0.0)
    for power in (3.5, 0.0):
        on = PAIRS | {"meetings.resources": 1.0, "quality.gate_power": power}
        close, distant = (
            World(worlds, on, weeks=4, match_quality=q, nodes=0.0).of_mentees("nodes") for q in (0.8, 0.2)
        )
        assert close.sum() > 3.0 * distant.sum() if power else (close == distant).all()


# --- two strengths ---------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("pace", [0.05, 0.0])
def test_skill_fades_toward_what_lasts(pace, worlds):
    """Bjork & Bjork 1992. Nobody learns anything."""
    on = ALONE | {"learning.rate": 0.0, "learning.forgetting": pace}
    world = World(worlds, on, weeks=20, skill=0.6, lasting=0.4)
    np.testing.assert_allclose(world.of_mentees("skill"), 0.4 + 0.2 * (1.0 - pace) ** 20)
    np.testing.assert_array_equal(world.of_mentees("lasting"), 0.4)
    late = World(worlds, on, weeks=300, skill=0.6, lasting=0.4)
    np.testing.assert_allclose(late.of_mentees("skill"), 0.4 if pace else 0.6, atol=1e-6)


@pytest.mark.parametrize("storing", [0.2, 0.0])
def test_own_success_stores(storing, worlds):
    """Roediger & Karpicke 2006: what one retrieves lasts, what one fails at does not."""
    on = ALONE | SURE | {"learning.rate": 0.0, "learning.storing": storing}
    passed, failed = (
        World(worlds, on, weeks=3, side=side, metacognition=0.0, skill=0.6, lasting=0.4) for side in (PASSES, FAILS)
    )
    assert (passed.moved("lasting").sum() > 1.0) == (storing > 0.0)
    np.testing.assert_array_equal(failed.moved("lasting"), 0.0)
    assert (passed.of_mentees("lasting") <= passed.of_mentees("skill")).all()


def stored_under(worlds, policy, storing=0.2, **states):
    """Lasting skill that meetings store, and nothing else does: own work has no time."""
    on = PAIRS | {
        "learning.rate": 0.0,
        "learning.storing": storing,
        "learning.per_meeting": 1.0,
        "learning.most_time": 1.0,
    }
    states = {"mentee_skill": 0.5, "mentee_lasting": 0.2, "mentor_skill": 0.9, "mentor_pitching": 1.0} | states
    return World(worlds, on | {"withdrawal.policy": policy}, weeks=states.pop("weeks", 1), **states).moved("lasting")


def test_help_that_is_never_withdrawn_stores_least(worlds):
    """Soderstrom & Bjork 2015: at each level of help less than at a lower one, with full help nothing at all."""
    by_help = [stored_under(worlds, "never", match_help=h).sum() for h in (0.0, 0.3, 0.7, 1.0)]
    assert by_help[0] > by_help[1] > by_help[2] > by_help[3] == 0.0
    assert by_help[1] == pytest.approx(0.49 * by_help[0])
    year = {policy: stored_under(worlds, policy, weeks=50).sum() for policy in ("never", "linear")}
    assert year["linear"] > 1.2 * year["never"]
    assert stored_under(worlds, "linear", storing=0.0, weeks=10).sum() == 0.0


# --- learning-to-learn -----------------------------------------------------------------------------------------------


def test_learning_to_learn_comes_of_own_success_and_of_a_receding_mentors_example(worlds):
    for rate in (0.01, 0.0):
        passed, failed = (
            World(worlds, ALONE | SURE | {"learning.m_work": rate}, side=side, metacognition=0.0)
            for side in (PASSES, FAILS)
        )
        assert (passed.moved("metacognition") > 0.0).mean() == pytest.approx(1.0 if rate else 0.0, abs=0.1)
        np.testing.assert_array_equal(failed.moved("metacognition"), 0.0)
    for rate in (0.012, 0.0):
        on = PAIRS | {"learning.m_coaching": rate, "quality.gate_power": 3.5}
        shown = [
            World(worlds, on, match_help=h, match_quality=q, mentor_pitching=rho).moved("metacognition").sum()
            for h, q, rho in ((0.0, 0.9, 1.0), (0.6, 0.9, 1.0), (0.0, 0.3, 1.0), (0.0, 0.9, 0.3), (1.0, 0.9, 1.0))
        ]
        assert shown[0] > max(shown[1:4]) > shown[4] == 0.0 if rate else not any(shown)


def test_learning_to_learn_returns_to_its_baseline(worlds):
    for pace in (0.05, 0.0):
        world = World(worlds, ALONE | {"learning.m_back": pace}, weeks=10, metacognition=0.8, metacognition_base=0.4)
        np.testing.assert_allclose(world.of_mentees("metacognition"), 0.4 + 0.4 * (1.0 - pace) ** 10)


# --- adaptation ------------------------------------------------------------------------------------------------------

YEAR = PAIRS | {"learning.on": False, "meetings.on": False, "adaptation.on": True}


def course(worlds, policy, weeks, **more):
    """(dependence, shortfall) of mentees, a row a week, under a policy."""
    world, rows = worlds.make(YEAR | {"withdrawal.policy": policy} | more), []
    for _ in range(weeks):
        worlds.step(world)
        mentees = world.people.role == codes.MENTEE
        rows.append((world.people.dependence[mentees].mean(), world.people.shortfall[mentees].max()))
    return np.array(rows).T


def test_dependence_follows_help(worlds):
    """Helson 1964: up to the level of help, and down again after it."""
    dependence, _ = course(worlds, "cliff", 100, **{"withdrawal.weeks": 52})
    assert (np.diff(dependence[:52]) > 0.0).all()
    assert dependence[51] == pytest.approx(0.7 * (1.0 - 0.92**52))
    assert (np.diff(dependence[52:]) < 0.0).all()
    still, _ = course(worlds, "cliff", 60, **{"adaptation.rate": 0.0})
    assert not still.any()
    off, missed = course(worlds, "cliff", 60, **{"adaptation.on": False})
    assert not off.any()
    assert not missed.any()


def test_help_is_missed_after_a_cliff_and_not_after_slow_fading(worlds):
    """Oliver 1980: what counts is the gap to what one is used to."""
    _, after_cliff = course(worlds, "cliff", 110, **{"withdrawal.weeks": 104})
    _, slowly = course(worlds, "linear", 110, **{"withdrawal.weeks": 104})
    _, anyhow = course(worlds, "cliff", 110, **{"withdrawal.weeks": 104, "adaptation.missed": 0.0})
    assert not after_cliff[:104].any()
    assert after_cliff[104] == pytest.approx(0.35, abs=0.01)
    assert slowly.max() < 0.15 * after_cliff.max()
    assert not anyhow.any()


def test_a_missed_meeting_is_no_withdrawal(worlds):
    """No pair of these meets, and nobody misses help."""
    dependence, missed = course(worlds, "never", 20)
    assert dependence[-1] > 0.5
    assert not missed.any()


# --- confidence ------------------------------------------------------------------------------------------------------

FEELS = {"confidence.on": True, "confidence.back": 0.0, "learning.rate": 0.0}
MOVES = {f"confidence.{name}": 0.0 for name in ("own_success", "aided_success", "failure", "support", "shortfall")}


def felt(worlds, overrides, **states):
    """By how much confidence of .5 moves in a week."""
    return World(worlds, FEELS | overrides, **{"confidence": 0.5} | states).moved("confidence")


def alone(**rates):
    """A world of people alone in which confidence moves at these rates only."""
    return ALONE | SURE | FEELS | MOVES | {f"confidence.{name}": rate for name, rate in rates.items()}


def paired(**rates):
    """The same of pairs."""
    return PAIRS | FEELS | MOVES | {f"confidence.{name}": rate for name, rate in rates.items()}


def test_own_success_lifts_confidence_and_failure_lowers_it(worlds):
    """Bandura 1997."""
    passes, fails = ({"side": side, "metacognition": 0.0} for side in (PASSES, FAILS))
    lifted = felt(worlds, alone(own_success=0.04), **passes)
    assert np.median(lifted) == pytest.approx(0.02)
    assert not felt(worlds, alone(own_success=0.04), **fails).any()
    np.testing.assert_allclose(felt(worlds, alone(failure=0.03), **fails), -0.015)
    assert np.median(felt(worlds, alone(failure=0.03), **passes)) == 0.0
    assert not felt(worlds, alone(), **passes).any()
    assert not felt(worlds, alone(own_success=0.04, failure=0.03) | {"confidence.on": False}, **fails).any()


def test_success_with_less_help_counts_more(worlds):
    by_help = [felt(worlds, paired(aided_success=0.05), match_help=h).sum() for h in (0.0, 0.5, 1.0)]
    assert by_help[0] > by_help[1] > by_help[2] == 0.0
    assert not felt(worlds, paired(), match_help=0.0).any()


def test_a_trusted_mentor_supports_and_buffers(worlds):
    trust = {"quality.gate_power": 3.5}
    close, distant = (felt(worlds, paired(support=0.02) | trust, match_quality=q) for q in (0.9, 0.1))
    assert (close > 0.008).all()
    assert (distant < 0.0005).all()
    assert not felt(worlds, paired() | trust, match_quality=0.9).any()
    failing = SURE | trust | {"learning.meeting_weight": 0.0}
    fails = {"side": FAILS, "metacognition": 0.0}
    for buffer in (0.5, 0.0):
        world = paired(failure=0.03, buffer=buffer) | failing
        shielded, bare = (felt(worlds, world, match_quality=q, **fails) for q in (0.9, 0.01))
        assert (bare < 0.0).all()
        np.testing.assert_allclose(shielded, bare * (1.0 - buffer * 0.9**3.5 / (0.9**3.5 + 0.42**3.5)), rtol=1e-5)


def test_missed_help_lowers_confidence_and_it_returns_to_its_baseline(worlds):
    for rate in (0.02, 0.0):
        np.testing.assert_allclose(felt(worlds, alone(shortfall=rate), shortfall=0.3), -0.3 * rate)
    for pace in (0.03, 0.0):
        moved = felt(worlds, alone(back=pace), confidence_base=0.8)
        np.testing.assert_allclose(moved, 0.3 * pace)


# --- trust -----------------------------------------------------------------------------------------------------------


def begun(worlds, on, **states):
    """First quality of pairs of people of whom something is so before they are matched."""
    world = worlds.make(PAIRS | {"quality.spread": 0.0} | on)
    for name, value in states.items():
        getattr(world.people, name)[:] = value
    worlds.step(world)
    return world.matches


def test_a_first_impression_follows_likeness_group_and_hurt(worlds):
    matches = begun(worlds, {"quality.same_group": 0.0, "quality.slope": 0.46})
    np.testing.assert_allclose(matches.quality, 0.15 + 0.46 * matches.similarity)
    assert np.ptp(matches.similarity) > 0.1
    flat = begun(worlds, {"quality.same_group": 0.0, "quality.slope": 0.0})
    np.testing.assert_allclose(flat.quality, 0.15)
    same = begun(worlds, {"quality.slope": 0.0})
    assert set(same.same_group.tolist()) == {0, 1}
    np.testing.assert_allclose(same.quality, 0.15 + 0.03 * same.same_group)
    for weight in (0.2, 0.0):
        hurt, whole = (begun(worlds, {"quality.hurt": weight}, hurt=h).quality for h in (0.5, 0.0))
        np.testing.assert_allclose(whole - hurt, 0.5 * weight, atol=1e-12)


def test_attuned_mentors_build_trust_and_anybody_can_lose_it(worlds):
    for gain in (0.1, 0.0):
        on = PAIRS | {"quality.on": True, "quality.gain": gain, "quality.loss": 0.0}
        attuned, not_so = (World(worlds, on, weeks=5, attunement=a, match_quality=0.5) for a in (0.9, 0.2))
        assert (attuned.matches.quality > not_so.matches.quality).mean() == pytest.approx(1.0 if gain else 0.0, abs=0.1)
        none = World(worlds, on, weeks=5, attunement=0.0, match_quality=0.5).matches.quality
        np.testing.assert_array_equal(none, 0.5)
    on = PAIRS | {"quality.on": True, "quality.gain": 0.0, "quality.felt_cost": 1.5}  # all meetings are bad
    losses = [World(worlds, on, attunement=a, match_quality=0.5).matches.quality for a in (1.0, 0.0)]
    assert (losses[0] < 0.5).all()
    np.testing.assert_array_equal(*losses)


def test_reactance_sours_meetings_by_its_weight(worlds):
    on = PAIRS | SURE | {"quality.on": True, "meetings.prompts": 1.0}
    for weight in (0.0, 0.5):
        free, threatened = (
            World(worlds, on | {"quality.felt_reactance": weight}, match_quality=0.5, mentee_reactance=r).matches
            for r in (0.0, 0.9)
        )
        same = (free.success == threatened.success) & (free.phi == threatened.phi)
        once = same & (free.met == 1) & (threatened.met == 1)
        assert once.sum() >= 5
        less = (free.felt_up - free.felt_down - threatened.felt_up + threatened.felt_down)[once]
        np.testing.assert_allclose(less, weight * 0.9, atol=1e-12)


# --- unplanned ends --------------------------------------------------------------------------------------------------

ENDS = {
    "outside": ({"endings.on": True, "endings.outside": 1.0, "endings.mentor": 0.0, "endings.mentee": 0.0}, ()),
    "mentor": ({"endings.on": True, "endings.outside": 0.0, "endings.mentor": 1.0, "endings.mentee": 0.0}, ()),
    "mentee": ({"endings.on": True, "endings.outside": 0.0, "endings.mentor": 0.0, "endings.mentee": 1.0}, ()),
    "mentor who leaves": ({"departures.on": True, "departures.mentor_exit": 0.5, "departures.leaving": 0.0}, ()),
    "shock": ({}, ({"kind": "mentor_exit", "week": 1, "share": 0.5},)),
    "plan": ({"withdrawal.policy": "cliff", "withdrawal.weeks": 2}, ()),
}


def ended(worlds, how, **more):
    """(by whom, their mentees' hurt, confidence lost as a share) of matches of trust .6 and help .5 that have ended."""
    overrides, shocks = ENDS[how]
    world = worlds.make(PAIRS | {"hurt.on": True} | overrides | more, shocks=shocks)
    worlds.step(world)
    running = world.matches.ended_by == codes.RUNNING
    world.matches.quality[:], world.matches.help[:] = 0.6, 0.5
    world.people.hurt[:], world.people.confidence[:] = 0.0, 0.5
    worlds.step(world)
    over = running & (world.matches.ended_by != codes.RUNNING)
    assert over.sum() > 4
    rows = world.matches.mentee[over]
    return world.matches.ended_by[over], world.people.hurt[rows], 1.0 - world.people.confidence[rows] / 0.5


@pytest.mark.parametrize("how", ["outside", "mentor", "mentor who leaves", "shock"])
def test_an_unplanned_end_hurts_by_closeness_and_help(how, worlds):
    """Spencer 2007, by whomever it came; confidence goes at once."""
    by, hurt, lost = ended(worlds, how)
    assert set(by.tolist()) <= {codes.BY_OUTSIDE, codes.BY_MENTOR, codes.BY_SHOCK}
    np.testing.assert_allclose(hurt, (0.2 + 0.6) * 0.5)
    np.testing.assert_allclose(lost, 0.28 * hurt)
    _, hurt, lost = ended(worlds, how, **{"hurt.confidence": 0.0})
    assert hurt.any()
    np.testing.assert_allclose(lost, 0.0, atol=1e-12)
    _, hurt, lost = ended(worlds, how, **{"hurt.on": False})
    assert not hurt.any()
    np.testing.assert_allclose(lost, 0.0, atol=1e-12)


def test_who_leaves_oneself_is_hurt_half_as_much(worlds):
    by, hurt, _ = ended(worlds, "mentee")
    assert set(by.tolist()) == {codes.BY_MENTEE}
    np.testing.assert_allclose(hurt, 0.5 * (0.2 + 0.6) * 0.5)
    _, hurt, _ = ended(worlds, "mentee", **{"hurt.own_end": 1.0})
    np.testing.assert_allclose(hurt, (0.2 + 0.6) * 0.5)


def test_a_planned_end_does_not_hurt(worlds):
    by, hurt, lost = ended(worlds, "plan")
    assert set(by.tolist()) == {codes.BY_PLAN}
    assert not hurt.any()
    np.testing.assert_allclose(lost, 0.0, atol=1e-12)


def test_hurt_fades(worlds):
    for pace in (0.04, 0.0):
        world = World(worlds, ALONE | {"adaptation.on": True, "hurt.fade": pace}, weeks=10, hurt=0.5)
        np.testing.assert_allclose(world.of_mentees("hurt"), 0.5 * (1.0 - pace) ** 10)


# --- staying and leaving ---------------------------------------------------------------------------------------------


def by_mentor(worlds, weeks_said, **more):
    """Rows of the matches that their mentors ended within four weeks, mentors having said how long they would stay."""
    on = PAIRS | {"endings.on": True, "endings.outside": 0.0, "endings.mentee": 0.0, "endings.mentor": 0.1} | more
    matches = World(worlds, on, weeks=4, commitment=weeks_said).matches
    return set(np.flatnonzero(matches.ended_by == codes.BY_MENTOR).tolist())


def test_mentors_stay_as_long_as_they_said(worlds):
    """Matches first: those that end within the time are fewer, and all of them would have ended beyond it."""
    within, beyond = by_mentor(worlds, 1000), by_mentor(worlds, 0)
    assert within < beyond
    alike = {"endings.committed": 1.0, "endings.beyond": 1.0}
    assert by_mentor(worlds, 1000, **alike) == by_mentor(worlds, 0, **alike) != set()


def gone(worlds, on, role, **states):
    """Rows of those in a role who left it within four weeks: mentees for good, mentors for another role."""
    hazards = {"departures.on": True, "departures.leaving": 0.1, "departures.mentor_exit": 0.1}
    world = World(worlds, ALONE | hazards | on, weeks=4, **states)
    gone = world.people.present == 0
    if role == codes.MENTOR:
        gone = (world.people.gave_up_mentoring_week >= 0) & (world.people.role == codes.MEMBER)
        assert (world.people.present[gone] | (world.people.left[gone] >= 0)).all()
    return set(np.flatnonzero(gone & ((world.people.role == role) | (role == codes.MENTOR))).tolist())


def test_committed_mentors_do_not_give_up(worlds):
    within, beyond = (gone(worlds, {}, codes.MENTOR, commitment=weeks) for weeks in (1000, 0))
    assert within < beyond
    alike = {"endings.committed": 1.0, "endings.beyond": 1.0}
    assert gone(worlds, alike, codes.MENTOR, commitment=1000) == gone(worlds, alike, codes.MENTOR, commitment=0)


@pytest.mark.parametrize(
    ("state", "weight", "good", "bad"),
    [
        ("satisfaction", "by_satisfaction", 0.8, 0.3),
        ("belonging", "by_belonging", 1.0, 0.0),
        ("hurt", "by_hurt", 0.0, 0.8),
        ("shortfall", "by_shortfall", 0.0, 0.5),
    ],
)
def test_people_stay_who_are_content_belong_and_are_not_hurt(state, weight, good, bad, worlds):
    """The same luck: who leaves in the good state leaves in the bad one, and more do."""
    stay, leave = (gone(worlds, {}, codes.MENTEE, **{state: value}) for value in (good, bad))
    assert stay < leave
    null = {f"departures.{weight}": 0.0}
    stay, leave = (gone(worlds, null, codes.MENTEE, **{state: value}) for value in (good, bad))
    assert stay == leave != set()


def test_missed_help_ends_other_matches(worlds):
    """A mentee who misses the help of one mentor leaves the other sooner."""
    for weight in (1.5, 0.0):
        on = PAIRS | ENDS["mentee"][0] | {"endings.mentee": 0.1, "endings.by_shortfall": weight}
        calm, missing = (World(worlds, on, weeks=3, shortfall=missed).matches.ended_by for missed in (0.0, 0.5))
        assert ((missing != calm).any(), (calm >= missing).all() or weight > 0.0) == (weight > 0.0, True)
        assert (missing != codes.RUNNING)[calm != codes.RUNNING].all()


# --- satisfaction, belonging -----------------------------------------------------------------------------------------

CONTENT = {"satisfaction.on": True, "learning.on": False}


def content(worlds, on, **states):
    """By how much satisfaction of .5 moves in a week."""
    return World(worlds, PAIRS | CONTENT | on, **{"satisfaction": 0.5} | states).moved("satisfaction")


@pytest.mark.parametrize(
    ("state", "weight", "up"),
    [
        ("fit", "fit", True),
        ("confidence", "confidence", True),
        ("pace", "progress", True),
        ("match_quality", "trust", True),
        ("hurt", "hurt", False),
        ("shortfall", "shortfall", False),
    ],
)
def test_satisfaction_moves_with(state, weight, up, worlds):
    trust = {"quality.gate_power": 3.5}
    more, less = (content(worlds, trust, **{state: value}) for value in (0.8, 0.2))
    assert (more > less).all() if up else (more < less).all()
    null = trust | {f"satisfaction.{weight}": 0.0}
    more, less = (content(worlds, null, **{state: value}) for value in (0.8, 0.2))
    np.testing.assert_array_equal(more, less)
    assert more.any()
    off = World(worlds, PAIRS | {"learning.on": False}, **{state: 0.8})
    assert not off.moved("satisfaction").any()


def test_fit_is_nearness_to_the_place(worlds):
    """In a closed structure to the own unit's values and the organisation's goals, in an open one to one's contacts.

    It is assessed once a quarter.
    """
    closed = {"structure.open": False, "structure.units": 1}
    for overrides in (closed, {"structure.open": True, "structure.degree": 6}):
        world = worlds.make(ALONE | overrides)
        world.people.values[:], world.people.goals[:] = 0.4, np.eye(4)[0]
        world.people.values[0], world.people.goals[1] = 1.0, np.eye(4)[3]
        world.org_goals[:] = np.eye(4)[0]
        worlds.step(world)
        known = np.diff(world.ties.start) > 0 if overrides is not closed else np.ones(60, bool)
        assert known[:2].all()
        others = world.people.fit[2:][known[2:]]
        assert (world.people.fit[:2] < np.median(others) - 0.25).all()
        assert np.median(others) > 0.9
        before = world.people.fit.copy()
        world.people.goals[2] = np.eye(4)[2]
        for _ in range(12):
            worlds.step(world)
        assert (world.people.fit == before).all()
        worlds.step(world)
        assert world.people.fit[2] < before[2] - 0.25 or not known[2]


def test_belonging_comes_of_replies_of_taking_part_and_of_a_pair(worlds):
    """Joyce & Kraut 2006: each week's signal is just that."""
    on = {"community.on": True, "belonging.on": True, "structure.degree": 8, "community.base": 0.0}
    on |= {"community.praise": 0.0, "community.ask_base": 5.0, "community.answer_logit": 0.0}
    world = World(worlds, ALONE | on | {"people.mentees": 120}, belonging=0.3)
    replied = world.moved("n_replies") > 0
    there = world.of_mentees("participation") != codes.ABSENT
    assert replied.sum() > 5 < (there & ~replied).sum()
    assert (~there).sum() > 5
    signal = np.where(replied, 1.0, np.where(there, 0.25, 0.0))
    np.testing.assert_allclose(world.moved("belonging"), 0.06 * (signal - 0.3))
    silent = World(worlds, ALONE | on | {"belonging.replied": 0.0, "belonging.there": 0.0}, belonging=0.3)
    np.testing.assert_allclose(silent.moved("belonging"), -0.06 * 0.3)
    for weight in (0.35, 0.0):
        pairs = World(
            worlds, PAIRS | {"belonging.on": True, "belonging.pair": weight}, match_quality=0.6, belonging=0.3
        )
        np.testing.assert_allclose(pairs.moved("belonging"), 0.06 * (weight * 0.9 - 0.3))
    apart = World(worlds, PAIRS | {"belonging.on": True, "meetings.on": False}, match_quality=0.6, belonging=0.3)
    np.testing.assert_allclose(apart.moved("belonging"), -0.06 * 0.3)
    off = World(worlds, ALONE | on | {"belonging.on": False}, belonging=0.3)
    assert not off.moved("belonging").any()


# --- the community teaches by the same rule --------------------------------------------------------------------------

# All visit often, fail at their own task, ask about it, and answer what they hear of.
TALK = ALONE | SURE | {"community.on": True, "community.base": 10.0, "structure.degree": 8, "people.mentees": 80}
TALK |= {"community.finds": 0.0, "community.ask_base": 20.0, "community.answer_logit": 20.0, "community.praise": 0.0}
FAIL = {"side": FAILS, "metacognition": 0.0}


def talked(worlds, on, **states):
    """A world of talk after a week."""
    return World(worlds, TALK | on, **FAIL | states)


def test_an_answer_is_worth_more_across_a_strong_tie(worlds):
    """And from a stranger the less. Nobody reads; only contacts hear."""

    def answered(tie, share):
        on = {"community.answer_tie": share, "community.reading": 0.0, "modes.community": False}
        world = worlds.make(TALK | on | {"community.strangers": 0.0, "community.forwarding": 0, "learning.rate": 1e-6})
        world.people.side[:], world.people.metacognition[:], world.ties.weight[:] = FAILS, 0.0, tie
        worlds.step(world)
        return world.people.learned_others.sum()

    assert answered(1.0, 0.6) == pytest.approx(answered(0.0, 0.6) * 1.0 / 0.4, rel=0.05)
    assert answered(1.0, 0.0) == pytest.approx(answered(0.0, 0.0), rel=0.05) != 0.0


def test_reading_is_worth_more_after_an_own_try_and_teaches_only_what_is_above_ones_skill(worlds):
    """Readers whose own try was in the domain that they read in, with answers themselves worth nothing."""

    def read(share, **states):
        on = {"community.reading_tried": share, "learning.rate": 1e-6, "community.answer_weight": 0.0}
        return talked(worlds, on, goals=np.eye(4)[0], **states).people.learned_others.copy()

    tried, plain = read(0.7), read(0.0)
    assert (plain > 0.0).sum() > 10
    np.testing.assert_allclose(tried, plain / 0.3, rtol=1e-3)
    assert not read(0.7, skill=1.0).any()


def test_an_answer_is_stored_by_who_explains(worlds):
    for share in (0.1, 0.0):
        on = {"community.explaining": share, "learning.storing": 0.2, "learning.rate": 0.0}
        on |= {"community.help": 1.0, "community.reading": 0.0}  # neither answers nor reading store anything
        world = talked(worlds, on, skill=0.6, lasting=0.4)
        assert (world.people.lasting > 0.4).any() == (share > 0.0)
        assert world.people.hours_answering.sum() > 0.0


# --- visits, questions, answers, harsh words -------------------------------------------------------------------------

CROWD = ALONE | {"community.on": True, "people.mentees": 200, "learning.on": False}


def visits_of(worlds, on, **states):
    """Visits of a week."""
    return World(worlds, CROWD | {"community.base": 0.0} | on, **states).people.visits.copy()


def test_a_reply_draws_back_and_hush_keeps_away(worlds):
    """Joyce & Kraut 2006; Mak 2011."""
    for weight in (2.0, 0.0):
        drawn, not_so = (visits_of(worlds, {"community.by_reply": weight}, heard=h) for h in (1.0, 0.0))
        assert (drawn >= not_so).all()
        assert (drawn.sum() > 3 * not_so.sum()) == (weight > 0.0)
        hushed, free = (visits_of(worlds, {"community.by_hush": weight}, hush=h) for h in (0.8, 0.0))
        assert (hushed <= free).all()
        assert (hushed.sum() < 0.5 * free.sum()) == (weight > 0.0)


def test_hush_and_low_confidence_keep_from_asking(worlds):
    for weight in (3.0, 0.0):
        on = {"community.ask_base": 0.0, "community.by_hush": weight, "community.ask_confidence": weight}
        asked = [
            (talked(worlds, on, hush=h, confidence=c).people.question >= 0).sum()
            for h, c in ((0.0, 0.9), (0.9, 0.9), (0.0, 0.1))
        ]
        assert (asked[0] > 1.5 * max(asked[1:])) == (weight > 0.0)
        assert asked[0] > 20


def answers(worlds, on, **states):
    """Answers of a week."""
    world = talked(worlds, {"community.most_answers": 50} | on, **states).world
    return worlds.fired(world, "answer")


def test_who_knows_more_answers_and_each_answer_leaves_less_to_others(worlds):
    states = {"mentor_skill": 0.9, "mentee_skill": 0.2, "side": FAILS}
    sharp, blunt = (
        talked(worlds, {"community.knows": knows, "community.crowd": 1.0, "learning.rate": 0.0}, **states)
        for knows in (0.02, 1.0)
    )
    novices = [
        world.of_mentees("hours_answering").sum() / world.people.hours_answering.sum() for world in (sharp, blunt)
    ]
    assert novices[0] < novices[1]
    alone, some, many = (answers(worlds, {"community.crowd": crowd}) for crowd in (0.0, 0.4, 1.0))
    assert 0 < alone < some < many


def test_help_is_returned(worlds):
    """Ai 2026: all have just been helped by all who are in their list."""

    def given(weight, week):
        on = {"community.answer_logit": -4.0, "community.owed": weight, "structure.units": 1, "community.crowd": 1.0}
        world = worlds.make(TALK | on | {"people.mentees": 7, "people.mentors": 1, "community.base": 0.0})
        world.people.side[:], world.people.metacognition[:] = FAILS, 0.0
        for i in range(8):
            world.people.partner[i] = [j for j in range(8) if j != i][:6]
            world.people.partner_got[i] = week
        worlds.step(world)
        return worlds.fired(world, "answer")

    assert given(8.0, 0) > given(8.0, -9999)
    assert given(0.0, 0) == given(0.0, -9999)


def test_a_question_is_passed_on_by_contacts(worlds):
    on = {"modes.community": False, "community.strangers": 0.0, "community.crowd": 1.0}
    few, more = (answers(worlds, on | {"community.forwarding": tries}) for tries in (0, 6))
    assert few < more


def test_harsh_words_strike_and_are_witnessed(worlds):
    """Pew 2017; and confidence buffers."""
    on = {"exposure.on": True, "exposure.harsh": 0.05}
    there = talked(worlds, on, confidence=0.2, hush=0.0)
    world, before = there.world, there.start["n_harsh"]
    struck = world.people.n_harsh > before
    assert (world.people.hush[struck] > 0.3).all()
    assert struck.sum() > 2
    assert (world.people.hush[~struck] > 0.0).sum() > 5
    unseen = talked(worlds, on | {"community.witness": 0.0}, confidence=0.2, hush=0.0).people
    assert unseen.hush.any()
    assert not unseen.hush[unseen.n_harsh == 0].any()
    for null in ({"exposure.harsh": 0.0}, {"exposure.on": False}, {"community.witness": 0.0, "community.hush": 0.0}):
        assert not talked(worlds, on | null, confidence=0.2, hush=0.0).people.hush.any()


# --- contacts of pairs -----------------------------------------------------------------------------------------------

OWN = PAIRS | {
    "meetings.prompts": 0.0,
    "meetings.mentee": 1.1,
    "meetings.mentor": 1.1,
    "people.mentees": 200,
    "people.mentors": 200,
}


def contacts(worlds, on, weeks=1, **states):
    """Contacts of each pair."""
    return World(worlds, OWN | on, weeks=weeks, **states).matches.meetings.copy()


def test_trust_and_proactivity_begin_contacts_and_choice_more_yet(worlds):
    """Kendall & Smith-Jentsch 2015."""
    none = {"meetings.mentor": 0.0}
    for side, on in (("mentee", {"meetings.mentee_quality": 0.0}), ("mentor", {"meetings.mentor": 0.0})):
        close, distant = (contacts(worlds, {"meetings.memory": 1000.0}, match_quality=q).sum() for q in (0.9, 0.1))
        assert close > 1.3 * distant, side
        assert on
    same = none | {"meetings.mentee_quality": 0.0, "meetings.mentee_base": 1.0}
    np.testing.assert_array_equal(*(contacts(worlds, same, match_quality=q) for q in (0.9, 0.1)))
    for weight in (1.0, 0.0):
        chose, sent = (
            contacts(worlds, none | {"meetings.chosen": weight}, match_made_by=code)
            for code in (codes.MENTEE_CHOSE, codes.ASSIGNED)
        )
        assert (chose >= sent).all()
        assert (chose.sum() > sent.sum()) == (weight > 0.0)


def test_silence_wanes_initiative_and_ends_pairs_and_prompts_keep_them(worlds):
    quiet = {"meetings.mentee": 0.2, "meetings.mentor": 0.2}
    for memory, wanes in ((1.0, True), (1000.0, False)):
        silent, fresh = (contacts(worlds, quiet | {"meetings.memory": memory}, match_silent=n).sum() for n in (6, 0))
        assert (silent < 0.5 * fresh) == wanes
    ends = {"endings.on": True, "endings.outside": 0.0, "endings.mentor": 0.0, "endings.mentee": 0.0}
    ends |= {"endings.silence": 0.05, "endings.tolerated": 2.0, "meetings.mentee": 0.0, "meetings.mentor": 0.0}
    for null, lives in (({}, False), ({"endings.silence": 0.0}, True), ({"meetings.prompts": 5.0}, True)):
        ended_by = World(worlds, OWN | ends | null, weeks=20).matches.ended_by
        assert ((ended_by == codes.RUNNING).mean() > 0.95) == lives
        assert set(ended_by.tolist()) <= {codes.RUNNING, codes.BY_MENTOR, codes.BY_MENTEE}


def test_cost_acts_on_hours_only(worlds):
    cheap, dear = (
        World(worlds, OWN | {"channel.cost": cost, "meetings.claim_base": 0.01}, weeks=4).matches for cost in (0.5, 1.0)
    )
    np.testing.assert_array_equal(cheap.meetings, dear.meetings)
    np.testing.assert_allclose(cheap.hours, 0.5 * dear.hours)
    assert dear.hours.sum() > 0.0


def test_a_budget_of_hours_is_met_in_expectation(worlds):
    """Whatever the pairs would spend of themselves."""
    for wish in (0.3, 3.0):
        on = OWN | {"meetings.budget": "equal_hours", "meetings.hours_budget": 0.2, "meetings.claim_base": 0.2}
        world = World(worlds, on | {"meetings.mentee": wish}, weeks=20)
        spent = world.matches.hours.sum() / (21 * 200)
        assert spent == pytest.approx(0.2, rel=0.05)
    free = World(worlds, OWN | {"meetings.claim_base": 0.2, "meetings.mentee": 3.0}, weeks=20)
    assert abs(free.matches.hours.sum() / (21 * 200) - 0.2) > 0.05


def test_a_gap_in_literacy_costs_contacts_online(worlds):
    for gap, medium, fewer in ((0.9, "online", True), (0.0, "online", False), (0.9, "in_person", False)):
        on = {"channel.gap": gap, "channel.medium": medium, "channel.gamma": 0.0}
        apart, alike = (contacts(worlds, on, mentee_literacy=0.1, mentor_literacy=own).sum() for own in (0.9, 0.1))
        assert (apart < 0.7 * alike) == fewer


# --- supply ----------------------------------------------------------------------------------------------------------


def test_giving_up_mentoring_ends_the_role_and_not_the_presence_and_some_come_back(worlds):
    on = ALONE | {"departures.on": True, "departures.leaving": 0.0, "departures.mentor_exit": 0.5}
    for back in (0.5, 0.0):
        world = World(worlds, on | {"stages.comes_back": back}, weeks=10, energy=1.0).world
        gave_up = world.people.gave_up_mentoring_week >= 0
        assert gave_up.sum() > 5
        assert world.people.present[gave_up].all()
        assert (world.people.role[gave_up] == codes.MENTOR).any() == (back > 0.0)
    tired = World(worlds, on | {"stages.comes_back": 1.0}, weeks=10, energy=0.5).people
    assert (tired.role[tired.gave_up_mentoring_week >= 0] == codes.MEMBER).all()
    keep = World(worlds, on | {"departures.mentor_exit": 0.0}, weeks=10, energy=1.0).people
    assert not (keep.role == codes.MEMBER).any()


def test_who_gives_up_waiting_is_not_matched(worlds):
    for hazard in (0.3, 0.0):
        world = World(worlds, PAIRS | {"people.mentors": 5, "matching.gives_up": hazard}, weeks=12).people
        gave_up = world.gave_up_waiting_week >= 0
        assert (gave_up.sum() > 10) == (hazard > 0.0)
        assert (world.n_matches[gave_up] == 0).all()
        assert world.present[gave_up].all()


# --- the placebo world -----------------------------------------------------------------------------------------------

# What says who was matched with whom, and for how long; nothing else may differ.
OF_MATCHES = {
    "matched", "match_of", "last_mentor", "last_match", "first_match_week", "waiting_since", "n_matches", "n_meetings",
    "load", "hours_given", "hours_received", "gave_up_waiting_week",
}  # fmt: skip


def same_but_for_matches(worlds, overrides, weeks, shocks=()):
    """Assert that the placebo world is the control world to the last bit; returns both."""
    placebo = worlds.run(overrides | {"learning.placebo": True}, weeks, shocks=shocks)
    control = worlds.run(overrides | {"matching.policy": "none"}, weeks, shocks=shocks)
    assert placebo.people.key.tolist() == control.people.key.tolist()
    for name in PEOPLE.keys() - OF_MATCHES:
        np.testing.assert_array_equal(getattr(placebo.people, name), getattr(control.people, name), err_msg=name)
    columns = [worlds.columns(world) for world in (placebo, control)]
    for name in ("tie.start", "tie.target", "tie.weight", "org_goals"):
        np.testing.assert_array_equal(columns[0][name], columns[1][name], err_msg=name)
    return placebo, control


@pytest.mark.parametrize("setting", sorted(presets()))
def test_in_the_placebo_world_everybody_is_as_in_the_control_world(setting, worlds):
    """Over two years, whoever they are; ties and goals of the organisation too."""
    here = {"setting": setting, "people.mentees": 60, "people.mentors": 30}
    placebo, control = same_but_for_matches(worlds, here, 104)
    if setting == "community":  # nobody is paired there
        assert len(placebo.matches) == 0
        return
    assert len(placebo.matches) > 20
    assert placebo.matches.meetings.sum() > 50
    real = worlds.run(here, 104)
    for name in ("skill", "lasting", "confidence", "metacognition", "satisfaction", "belonging"):
        n = min(len(real.people), len(control.people))
        assert (getattr(real.people, name)[:n] != getattr(control.people, name)[:n]).any(), name


discover()
LIVELY = {"people.mentees": 40, "people.mentors": 20, "stages.independent_m": 0.35, "stages.volunteer": 0.05}
ARMS = {
    **{f"matching {name}": {"matching.policy": name} for name in sorted(REGISTRIES["matching"])},
    **{f"withdrawal {name}": {"withdrawal.policy": name} for name in sorted(REGISTRIES["withdrawal"])},
    **{f"setting {name}": {"setting": name} for name in sorted(presets())},
    "rematch": {"matching.rematch": True, "matching.rematch_below": 0.6},
    "people pair": {"pairing.by": "people"},
    "equal hours": {"meetings.budget": "equal_hours"},
    "while matched": {"stages.while_matched": True},
    "every second month": {"matching.interval": 8},
}
BLOWS = (
    {"kind": "mentor_exit", "week": 10},
    {"kind": "privacy_breach", "week": 15},
    {"kind": "capacity_cut", "week": 20, "matches": "closed"},
    {"kind": "reorganisation", "week": 25},
)


@pytest.mark.slow
@pytest.mark.parametrize("arm", ARMS)
def test_so_it_is_under_every_policy_in_every_setting_and_with_shocks(arm, worlds):
    for shocks in ((), BLOWS):
        same_but_for_matches(worlds, {"setting": "network"} | LIVELY | ARMS[arm], 60, shocks)
