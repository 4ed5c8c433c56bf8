"""A world at one moment as plain arrays: what figures need of it that the tables of a run do not hold."""

import math
from dataclasses import dataclass

import numpy as np

from mentorsim import codes
from mentorsim.compiled import kernel
from mentorsim.equations import conflict, imposed_share, own_stretch, resource_help, success_chance, zone
from mentorsim.world.helping import pitching_across, set_stretch

PEOPLE = ("key", "role", "stage", "unit", "group", "performance", "confidence", "energy", "load", "capacity", "matched")


@dataclass(frozen=True)
class Snapshot:
    """A world after a week: copies, so that it stays as it is when the world goes on.

    week: the last one passed, −1 before the first; people: {column: (n,)} of those present; matches: {column: (m,)} of
    those running; ties: {"one", "two": (t,) places in `people`, one < two, "weight": (t,)}; margins: {probability p of
    success: what help must carry beyond the stretch, h·z − d, for it}.

    Columns of people: as in the state (`mentorsim.world.people`); `mentored`: running matches as mentor. Of matches:
    mentee, mentor (places in `people`), help, quality, stretch (expected, over the domains of the plan), support (h·z),
    chance (of success), phi (learning productivity of that stretch).
    """

    week: int
    people: dict
    matches: dict
    ties: dict
    margins: dict


@kernel
def look_at_tasks(people, matches, world, rules, stretch, support, chance, phi):
    """The task that each running match would be set, as `submodels.learning` sets it, in expectation over domains."""
    learning = rules.learning
    for place in range(len(matches.active)):
        row = matches.active[place]
        i, j = matches.mentee[row], matches.mentor[row]
        z, h = people.zone_width[i], matches.help[row]
        seen = z * matches.width_error[row]
        d = learning.imposed_difficulty * imposed_share(matches.focus[row], conflict(people.goals[i], world.org_goals))
        for k in range(people.skill.shape[1]):
            gap = max(0.0, people.skill[j, k] - people.skill[i, k])
            rho = pitching_across(rules, people.pitching[j], gap)
            d += matches.plan[row, k] * set_stretch(rules, gap, h, seen, rho)
        in_time = h * (1.0 - rules.channel.asynchrony)
        stretch[place] = d
        support[place] = in_time * z
        chance[place] = success_chance(in_time, z, d, learning.tau, learning.ease)
        phi[place] = zone(learning.zone, d, z)


@kernel
def look_at_person(people, matches, world, rules, i, row, given, own):
    """The tasks that person i would be set in each domain by the mentor of match `row`, and by themselves.

    given, own: (domains,) stretch beyond what they do alone; the first is left as it is without a match (row NOBODY).
    """
    learning, z = rules.learning, people.zone_width[i]
    level = resource_help(people.nodes[i], learning.node_help, learning.nodes_pace)
    m = people.metacognition[i]
    own[:] = own_stretch(level, z, people.side[i], m, learning.tau, learning.ease, learning.own_error)
    if row < 0:
        return
    j, seen = matches.mentor[row], z * matches.width_error[row]
    imposed = learning.imposed_difficulty * imposed_share(
        matches.focus[row], conflict(people.goals[i], world.org_goals)
    )
    for k in range(people.skill.shape[1]):
        gap = max(0.0, people.skill[j, k] - people.skill[i, k])
        rho = pitching_across(rules, people.pitching[j], gap)
        given[k] = set_stretch(rules, gap, matches.help[row], seen, rho) + imposed


@dataclass(frozen=True)
class Zone:
    """A person's zone of proximal development after a week, domain by domain.

    skill, lasting: (domains,) now, and what lasts of it; goals: weights; width: z, by how much full help carries them;
    help: of the running match, the oldest of several, NaN without one; mentors, own: (domains,) difficulty of the tasks
    that the mentor and they themselves would set, on the scale of skill; mentors is NaN without a match.
    """

    person: int
    skill: np.ndarray
    lasting: np.ndarray
    goals: np.ndarray
    width: float
    help: float
    mentors: np.ndarray
    own: np.ndarray


def zone_of(world, person: int) -> Zone | None:
    """The zone of the person of that key; None if there is nobody of that key by now."""
    people, matches = world.people, world.matches
    found = np.flatnonzero(people.key == person)
    if len(found) == 0:
        return None
    i = int(found[0])
    row = int(people.match_of[i])
    given, own = np.full(people.skill.shape[1], np.nan), np.zeros(people.skill.shape[1])
    world.call(look_at_person, i=i, row=row, given=given, own=own)
    skill = people.skill[i].copy()
    help_now = float(matches.help[row]) if row != codes.NOBODY else math.nan
    states = (people.lasting[i].copy(), people.goals[i].copy(), float(people.zone_width[i]), help_now)
    return Zone(int(person), skill, *states, skill + given, skill + own)


def margin(p: float, tau: float, ease: float) -> float:
    """h·z − d at which a task succeeds with probability p: τ·(logit p − b), the inverse of `success_chance`."""
    return tau * (math.log(p / (1.0 - p)) - ease)


def take(world) -> Snapshot:
    """The world as it is now."""
    people, matches, active = world.people, world.matches, world.active.rows
    here = np.flatnonzero(people.present)
    place = np.full(len(people), codes.NOBODY)
    place[here] = np.arange(len(here))
    columns = {name: getattr(people, name)[here].copy() for name in PEOPLE}
    columns["skill"] = (people.goals[here] * people.skill[here]).sum(axis=1)
    tasks = {name: np.zeros(len(active)) for name in ("stretch", "support", "chance", "phi")}
    if len(active):
        world.call(look_at_tasks, **tasks)
    ends = {side: place[getattr(matches, side)[active]] for side in ("mentee", "mentor")}
    columns["mentored"] = np.bincount(ends["mentor"], minlength=len(here))
    states = {name: getattr(matches, name)[active].copy() for name in ("help", "quality")}
    one, two, weight = world.ties.edges()
    both = (place[one] != codes.NOBODY) & (place[two] != codes.NOBODY)
    learning = world.parameters.learning
    return Snapshot(
        week=world.week - 1,
        people=columns,
        matches=ends | states | tasks,
        ties={"one": place[one[both]], "two": place[two[both]], "weight": weight[both]},
        margins={p: margin(p, learning.tau, learning.ease) for p in (0.5, 0.7, 0.9)},
    )
