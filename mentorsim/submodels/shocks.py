"""What befalls people and the world: life episodes, outages, and the shocks that the config schedules.

A shock is a function of the world, of its `Strike` (when it began, its luck) and of its options, whose annotations
say type, bounds or choices, and meaning. It acts in its week, or in each of its `weeks` where it lasts; what it does to
the environment (`world.CALM`) is taken back by the next week, so whatever ends leaves nothing behind but what people
and relationships went through. Shocks that overlap compose: outages by "or", raids and cuts by multiplying.
"""

import inspect
import math
from functools import cache
from typing import Annotated, Literal, NamedTuple

import numpy as np

from mentorsim.codes import BY_SHOCK, MENTOR, NEVER, SURGE
from mentorsim.compiled import kernel
from mentorsim.process import process
from mentorsim.registry import REGISTRIES, register
from mentorsim.rng import draw_for_people, pair_uniform, person_uniforms, two_drawn, uniform
from mentorsim.world.lifecycle import close_before
from mentorsim.world.newcomers import meet_people

EPISODE, OUTAGE, SCHEDULED, HIT, CLOSED, FIRST_KIND = range(6)
INDICES = 64  # of draws that one shock may use; a second one of its kind in the same week has the next 64

Weeks = Annotated[int, 1, 10_400, "weeks that it lasts"]


class Strike(NamedTuple):
    """A scheduled shock at work. luck: key of its kind's stream; week: in which it began; index: its first index of
    draws in that week; age: weeks since then."""

    luck: int
    week: int
    index: int
    age: int

    def uniforms(self, keys, k: int = 0):
        """(n,) uniforms of these people in this shock, the same in each of its weeks."""
        return person_uniforms(self.luck, keys, self.week, self.index + k)


@kernel
def live(people, rules, at):
    """Life episodes begin with a weekly chance and last a geometric number of weeks."""
    if not rules.life.on:
        return
    scale = math.log(1.0 - 1.0 / rules.life.length) if rules.life.length > 1.0 else -1e300
    draw_for_people(people, at, 0)
    for i in range(people.n):
        if people.present[i] and people.episode_until[i] < at.week:
            u, v = two_drawn(at, i)
            if u < rules.life.episode:
                at.count[EPISODE] += 1
                people.episode_until[i] = at.week + int(math.log(v) / scale)


@kernel
def platform_is_down(rules, at):
    """Whether an outage hits this week."""
    return rules.exposure.on and uniform(at.luck, 0, at.week, 1) < rules.exposure.outage


@kernel
def stirs(rules, at):
    """Whether Python has to look at this week: there is an outage, or there was one, or shocks are scheduled."""
    return at.stirred or platform_is_down(rules, at)


@kernel
def close_rows(people, matches, rules, at, rows):
    """Close these running matches before this week began."""
    for row in rows:
        close_before(people, matches, rules, row, BY_SHOCK, at.week)


@kernel
def beyond_places(people, matches, held, rows):
    """Matches beyond their mentors' places, the newest first, into `rows`; held: scratch. Returns their number."""
    for row in matches.active:
        held[matches.mentor[row]] = people.matched[matches.mentor[row]]
    n = 0
    for a in range(len(matches.active) - 1, -1, -1):
        mentor = matches.mentor[matches.active[a]]
        if held[mentor] > people.capacity[mentor]:
            held[mentor] -= 1
            rows[n] = matches.active[a]
            n += 1
    return n


@kernel
def cut_across(people, ties, at, index, cut, moved):
    """Ties of people moved to another unit lose all strength with chance `cut` where they cross units."""
    for i in range(people.n):
        for a in range(ties.start[i], ties.start[i + 1]):
            j = ties.target[a]
            if people.unit[i] != people.unit[j] and (moved[i] or moved[j]):
                low, high = min(people.key[i], people.key[j]), max(people.key[i], people.key[j])
                if pair_uniform(at.luck, low, high, at.week, index) < cut:
                    ties.weight[a] = 0.0


# --- the shocks ------------------------------------------------------------------------------------------------------


def close_by_shock(world, rows) -> None:
    """Close running matches by shock; they were last alive in the week before."""
    world.call(close_rows, rows=rows)
    world.note("ended_by_shock", len(rows))
    world.now["count"][CLOSED] += len(rows)
    world.drop_ended()


def hit(world, number) -> None:
    """Note how many people a shock has hit."""
    world.now["count"][HIT] += int(number)


@register("shocks", "mentor_exit")
def mentor_exit(
    world,
    strike,
    share: Annotated[float, 0.0, 1.0, "share of the mentors who leave"] = 0.3,
    who: Annotated[
        Literal["random", "loaded"], "drawn by luck, or those with the highest load of last week"
    ] = "random",
):
    """An exit wave: a share of the mentors, drawn by luck or the most loaded, leaves at once; their matches end."""
    people = world.people
    gone = (people.role == MENTOR) & (people.present == 1)
    if who == "random":
        gone &= strike.uniforms(people.key) < share
    else:
        mentors = np.flatnonzero(gone)
        most_loaded = mentors[np.argsort(-people.load[mentors], kind="stable")]
        gone[most_loaded[int(share * len(mentors) + 0.5) :]] = False
    active = world.active.rows
    close_by_shock(world, active[gone[world.matches.mentor[active]]])
    people.present[gone] = 0
    people.left[gone] = world.week
    hit(world, gone.sum())


@register("shocks", "intake_surge")
def intake_surge(
    world,
    strike,
    share: Annotated[float, 0.0, 20.0, "mentees who come on top, per mentee present at week 0"] = 0.5,
    weeks: Annotated[int, 1, 10_400, "weeks over which they come, evenly"] = 4,
):
    """An intake surge: more mentees come than usual, on top of all other arrivals."""
    total = round(share * world.parameters.people.mentees)
    count = total * (strike.age + 1) // weeks - total * strike.age // weeks
    if count:
        world.add_people(SURGE, count)
        world.growth.week(count * world.parameters.ties.newcomer)
        world.call(meet_people, luck=world.luck("arrivals"))
        world.note("surged", count)
        hit(world, count)


@register("shocks", "outage")
def outage(world, strike, weeks: Weeks = 4):
    """The platform is down for some weeks: no online meeting, no online community."""
    world.now["uptime"] = 0


@register("shocks", "hostility")
def hostility(
    world,
    strike,
    weeks: Weeks = 4,
    times: Annotated[float, 0.0, 1000.0, "factor on the chance of a harsh word in the community"] = 5.0,
):
    """A raid: harsh words are `times` as frequent for some weeks."""
    world.now["raid"] *= times


@register("shocks", "goals_redrawn")
def goals_redrawn(
    world, strike, share: Annotated[float, 0.0, 1.0, "how far the goals move toward newly drawn ones"] = 1.0
):
    """The organisation's goals are redrawn: they move to a fresh point on the simplex."""
    draws = np.array([-math.log(strike.uniforms([0], k)[0]) for k in range(len(world.org_goals))])
    world.org_goals[:] += share * (draws / draws.sum() - world.org_goals)


@register("shocks", "capacity_cut")
def capacity_cut(
    world,
    strike,
    share: Annotated[float, 0.0, 1.0, "share of the mentors' places that is lost"] = 0.5,
    weeks: Weeks = 26,
    matches: Annotated[
        Literal["kept", "closed"], "matches beyond the places: kept until they end, or the newest closed by shock"
    ] = "kept",
    hours: Annotated[float, 0.0, 1.0, "share of the mentors' hours that is lost besides"] = 0.0,
):
    """A capacity cut: mentors have fewer places for some weeks, and fewer hours if so chosen."""
    world.now["places"] *= 1.0 - share
    world.now["hours_left"] *= 1.0 - hours
    world.now["keeping"] &= matches == "kept"


@register("shocks", "new_tool")
def new_tool(world, strike, times: Annotated[float, 0.0, 1.0, "factor on everybody's digital literacy"] = 0.6):
    """A new tool comes: the digital literacy of everybody present falls; it is learned again from each other."""
    here = world.people.present == 1
    world.people.literacy[here] *= times
    hit(world, here.sum())


@register("shocks", "privacy_breach")
def privacy_breach(
    world,
    strike,
    share: Annotated[float, 0.0, 1.0, "share of the people present whose privacy is breached"] = 0.5,
    hush: Annotated[float, 0.0, 1.0, "how far it silences them"] = 0.4,
):
    """A privacy breach: many people at once are silenced, and take part less."""
    people = world.people
    exposed = (people.present == 1) & (strike.uniforms(people.key) < share)
    people.hush[exposed] += hush * (1.0 - people.hush[exposed])
    hit(world, exposed.sum())


@register("shocks", "reorganisation")
def reorganisation(
    world,
    strike,
    share: Annotated[float, 0.0, 1.0, "share of the people present who are put into a newly drawn unit"] = 1.0,
    cut: Annotated[float, 0.0, 1.0, "chance that a tie of those moved is lost where it crosses units now"] = 0.0,
):
    """A reorganisation: people are reshuffled over the units; ties that now cross units may be lost."""
    people, units = world.people, world.parameters.structure.units
    drawn = np.floor(strike.uniforms(people.key, 1) * units).astype(people.unit.dtype)
    moved = (people.present == 1) & (strike.uniforms(people.key) < share) & (drawn != people.unit)
    people.unit[moved] = drawn[moved]
    if cut > 0.0:
        world.call(cut_across, luck=strike.luck, week=strike.week, index=strike.index + 2, cut=cut, moved=moved)
    hit(world, moved.sum())


KINDS = tuple(REGISTRIES["shocks"])


# --- the schedule ----------------------------------------------------------------------------------------------------


@cache
def lasts(kind: str) -> int:
    """Weeks that a shock lasts if its config does not say: 1 for those without a duration."""
    weeks = inspect.signature(REGISTRIES["shocks"][kind]).parameters.get("weeks")
    return weeks.default if weeks else 1


def scheduled(world) -> None:
    """Shocks of this week, in the order of the config: each acts from its week on, for its `weeks` where it lasts."""
    same: dict = {}
    for shock in world.shocks:
        kind, began = shock["kind"], shock["week"]
        place = same[kind, began] = same.get((kind, began), -1) + 1
        age = world.week - began
        if 0 <= age < shock.get("weeks", lasts(kind)):
            options = {name: value for name, value in shock.items() if name not in ("kind", "week")}
            strike = Strike(world.luck(f"shock {kind}"), began, INDICES * place, age)
            REGISTRIES["shocks"][kind](world, strike, **options)
            world.now["count"][SCHEDULED] += 1
            world.now["count"][FIRST_KIND + KINDS.index(kind)] += 1


def set_places(world) -> None:
    """Mentors' places in this week: all, or under a cut a share, rounded up or down by luck that a person keeps.

    The column `capacity_own` holds what a person has without a cut, while one is on.
    """
    people, share = world.people, world.now["places"]
    own = people.capacity_own
    known = own != NEVER
    if share == 1.0:
        if known.any():
            people.capacity[known] = own[known]
            own[:] = NEVER
        return
    own[~known] = people.capacity[~known]
    people.capacity[:] = np.floor(own * share + person_uniforms(world.luck("shock capacity_cut"), people.key, 0, 0))
    if not world.now["keeping"] and len(world.active.rows):
        rows = np.empty(len(world.active.rows), dtype=np.int64)
        count = world.call(beyond_places, held=np.empty(len(people), np.int32), rows=rows)
        close_by_shock(world, rows[:count])


@process(
    "shocks",
    "synchronous",
    "",
    (
        "life episode begins",
        "outage",
        "scheduled shock acts",
        "person hit by a shock",
        "match closed by a shock",
        *(f"shock {kind}" for kind in KINDS),
    ),
    (live, stirs),
    source="Mak 2011 (goals, jobs and strategy change); the rest is assumption",
)
def shocks(world):
    """Life episodes begin; platforms fail; scheduled shocks strike."""
    world.calm()
    down = world.call(platform_is_down)
    if down:
        world.now["uptime"] = 0
        world.now["count"][OUTAGE] += 1
    if world.shocks:
        scheduled(world)
        set_places(world)
    world.now["stirred"] = int(down or len(world.shocks) > 0)
