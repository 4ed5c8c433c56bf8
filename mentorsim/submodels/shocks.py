"""What befalls people and the world: life episodes, outages, and the shocks that the config schedules."""

import math

from mentorsim.codes import BY_SHOCK, MENTOR
from mentorsim.compiled import kernel
from mentorsim.lifecycle import close_match
from mentorsim.registry import REGISTRIES, process, register
from mentorsim.rng import person_uniforms, uniform, uniforms

EPISODE, OUTAGE, SCHEDULED = range(3)


@kernel
def live(n_people, luck, week, count, key, present, episode_until, life_on, life_episode, life_length):
    """Life episodes begin with a weekly chance and last a geometric number of weeks."""
    if not life_on:
        return
    scale = math.log(1.0 - 1.0 / life_length) if life_length > 1.0 else -1e300
    for i in range(n_people):
        if present[i] and episode_until[i] < week:
            u, v = uniforms(luck, key[i], 0, week, 0)
            if u < life_episode:
                count[EPISODE] += 1
                episode_until[i] = week + int(math.log(v) / scale)


@kernel
def platform_is_down(luck, week, exposure_on, exposure_outage):
    """Whether an outage hits this week."""
    return exposure_on and uniform(luck, 0, week, 1) < exposure_outage


@kernel
def close_matches_of(
    gone, week, active, match_mentee, match_mentor, match_ended_by, match_end_week, match_weeks, match_quality,
    match_quality_sum, matched, match_of, waiting_since, quality_past, n_matches,
):  # fmt: skip
    """Close all running matches of the mentors flagged in `gone`, before this week began; returns how many."""
    closed = 0
    for row in active:
        if gone[match_mentor[row]]:
            match_weeks[row] -= 1  # the last week is in the sums, and closing counts it
            match_quality_sum[row] -= match_quality[row]
            close_match(
                row, BY_SHOCK, week - 1, match_mentee, match_mentor, match_ended_by, match_end_week, match_weeks,
                match_quality, match_quality_sum, matched, match_of, waiting_since, quality_past, n_matches,
            )  # fmt: skip
            match_weeks[row] += 1
            match_quality_sum[row] += match_quality[row]
            closed += 1
    return closed


@register("shocks", "mentor_exit")
def mentor_exit(world, share: float = 0.3):
    """A share of the mentors, drawn by luck, leaves at once; their matches end by shock."""
    people = world.people
    u = person_uniforms(world.luck("shocks"), people.key, world.week, 2)
    gone = (people.role == MENTOR) & (people.present == 1) & (u < share)
    world.events["ended_by_shock"] += world.call(close_matches_of, gone=gone)
    people.present[gone] = 0
    people.left[gone] = world.week
    world.drop_ended()


@register("shocks", "outage")
def outage(world, weeks: int = 4):
    """The platform is down for some weeks: no online meeting, no community talk."""
    world.now["uptime"] = 0


@register("shocks", "hostility")
def hostility(world, weeks: int = 4, times: float = 5.0):
    """A raid: harsh words are `times` as frequent for some weeks."""
    world.now["raid"] = float(times)


def scheduled(world) -> None:
    """Shocks of this week: each acts from its week on, for its `weeks` where it lasts."""
    for shock in world.shocks:
        options = {name: value for name, value in shock.items() if name not in ("kind", "week")}
        since = world.week - shock["week"]
        if 0 <= since < options.get("weeks", 1 if shock["kind"] == "mentor_exit" else 4):
            REGISTRIES["shocks"][shock["kind"]](world, **options)
            world.now["count"][SCHEDULED] += 1


@process("shocks", "synchronous", "", ("life episode begins", "outage", "scheduled shock acts"))
def shocks(world):
    """Life episodes begin; platforms fail; scheduled shocks strike."""
    world.now["uptime"], world.now["raid"], world.events["ended_by_shock"] = 1, 1.0, 0
    if world.call(live, platform_is_down):
        world.now["uptime"] = 0
        world.now["count"][OUTAGE] += 1
    if world.shocks:
        scheduled(world)
