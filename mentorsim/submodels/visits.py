"""Visits: how often people come to the community this week; privacy incidents."""

from mentorsim.codes import ONLINE
from mentorsim.compiled import kernel, part
from mentorsim.equations import hush_by_word, poisson_quantile, unit_interval, visit_rate
from mentorsim.process import process
from mentorsim.rng import draw_for_people, four_drawn
from mentorsim.world.lifecycle import most_trusted

AWAY, VISITS, HUSHED, PRIVACY = range(4)
MOST = 30  # visits in a week


@kernel
def visit(people, matches, rules, at):
    """How often everybody comes this week, from last week's state; the pull of replies and hush then fade."""
    if not (rules.modes.community or rules.modes.network):
        return
    draw_for_people(people, at, 0)
    for i in range(people.n):
        people.visits[i] = 0
        if not people.present[i]:
            continue
        u, leak, _, _ = four_drawn(at, i)
        people.visits[i] = poisson_quantile(rate_of_visits(people, rules, at, i), u, MOST)
        at.count[VISITS if people.visits[i] else AWAY] += 1
        at.count[HUSHED] += people.hush[i] > 0.1
        people.heard[i] *= 1.0 - rules.community.heard_fade
        people.hush[i] *= 1.0 - rules.community.hush_fade
        if rules.exposure.on and people.visits[i] > 0 and leak < rules.exposure.privacy:
            at.count[PRIVACY] += 1
            lose_privacy(people, matches, rules, i)


@part
def lose_privacy(people, matches, rules, i):
    """A privacy incident hushes person i as a harsh word does, the less the more they trust a mentor."""
    trust = most_trusted(people, matches, rules, i)
    more = hush_by_word(people.hush[i], people.confidence[i], trust, rules.community.hush, rules.confidence.buffer)
    people.hush[i] = unit_interval(people.hush[i] + more)


@part
def rate_of_visits(people, rules, at, i):
    """Visits a week of person i."""
    community, channel, works = rules.community, rules.channel, 1.0
    if channel.medium == ONLINE:
        works = channel.reliability * at.uptime * people.literacy[i] ** channel.gamma
    return visit_rate(
        works,
        people.zeta[i],
        people.heard[i],
        people.hush[i],
        people.confidence[i],
        community.base,
        community.by_zeta,
        community.by_reply,
        community.by_hush,
        community.by_confidence,
    )


@process(
    "visits",
    "synchronous",
    "community.on",
    ("stays away", "visits", "is kept away by harsh words", "privacy incident"),
    (visit,),
    source="Joyce & Kraut 2006 (replies); Mak 2011 (harm and lurking); the form of a count is an assumption",
)
def visits(world):
    """People come to the community this week, more or less often, or stay away."""
