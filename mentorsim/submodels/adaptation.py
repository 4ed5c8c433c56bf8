"""Adaptation: people get used to a level of help (dependence), and miss help that falls short of it."""

from mentorsim.compiled import kernel, part
from mentorsim.equations import answered_help, shortfall, toward, unit_interval
from mentorsim.process import process
from mentorsim.world.lifecycle import most_over

USED_TO_IT, MISSES_HELP, NO_HELP = range(3)


@kernel
def adapt(people, matches, rules, at):
    """The week's help is compared with the level to which people are adapted, which then follows; hurt fades."""
    adaptation = rules.adaptation
    for i in range(people.n):
        if not people.present[i]:
            continue
        h, d = help_now(people, matches, rules, i), people.dependence[i]
        missed = shortfall(d, h, adaptation.missed)
        at.count[MISSES_HELP if missed > 0.0 else USED_TO_IT if h > 0.0 else NO_HELP] += 1
        people.shortfall[i] = missed
        people.dependence[i] = unit_interval(toward(d, h, adaptation.rate))
        people.hurt[i] *= 1.0 - rules.hurt.fade


@part
def help_now(people, matches, rules, i):
    """Help that person i has this week: the largest planned one of running matches, or that of answers.

    A missed meeting is no withdrawal.
    """
    h = 0.0 if rules.learning.placebo else most_over(people.match_of[i], matches.next, matches.help)
    if people.answers_now[i] > 0:
        h = max(h, answered_help(people.answers_now[i], people.met_now[i], rules.community.help))
    return h


@process(
    "adaptation",
    "synchronous",
    "adaptation.on",
    ("has the help that is usual", "misses help", "has no help and misses none"),
    (adapt,),
    source="Helson 1964 (adaptation level); Oliver 1980 (expectation and disappointment)",
)
def adaptation(world):
    """Dependence follows the week's help; help that falls short of it is missed; hurt fades."""
