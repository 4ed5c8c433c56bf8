"""A world at one moment as plain arrays: what figures need of it that the tables of a run do not hold."""

import math
from dataclasses import dataclass

import numpy as np

from mentorsim import codes
from mentorsim.compiled import kernel
from mentorsim.equations import conflict, imposed_share, success_chance, zone
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
