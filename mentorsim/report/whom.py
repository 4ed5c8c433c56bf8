"""For whom: how the effects of single persons are distributed, where the people of the runs were kept."""

from collections.abc import Iterator

from mentorsim import figures
from mentorsim.analysis import persons, whom
from mentorsim.analysis.persons import MATCHING, NOBODY, OF_PERSONS, Effects
from mentorsim.errors import BadInput
from mentorsim.report.facts import Facts, short
from mentorsim.report.html import Figures, Html, code, gallery, joined, paragraph, section

ANCHOR, TITLE = "whom", "For whom"
MOST = 3  # levels of a factor, and outcomes, that have figures
USUAL = ("performance_52", "performance_end")
NOTE = (
    "A mean says little of single persons. Here each mentee is held against himself or herself in the other arm, with "
    "the same luck; effects are averaged over the other factors. Who came to one of the arms only is left out. "
    "Percentages are over persons, their 95 % intervals over replications, and plausible worlds where there are any."
)


def section_of(facts: Facts, numbered: Figures) -> Html:
    """The section; nothing where people were not kept or arms have nothing to be compared."""
    every = list(effects_of(facts))
    if not every:
        return Html("")
    shown, first = [numbered_one(effects, numbered) for effects in every], every[0]
    command = f"mentorsim compare {facts.resolved['name']} --factor {first.factor} --outcome {first.outcome} --for-whom"
    groups = paragraph("Which mentees gain more than others, by what they begin with: ", code(command), ".")
    return section(TITLE, joined([paragraph(NOTE), gallery(shown), groups]), anchor=ANCHOR)


def numbered_one(effects: Effects, numbered: Figures) -> Html:
    """The figure of one level."""
    sample, spread = effects.sample, whom.distribution(effects)
    words = whom.words_of_figure(effects)
    return numbered.add(
        figures.person_effects(sample.effects, sample.row_weights, spread, words, effects.margin),
        f"{words['outcome']}: {effects.level} against {effects.reference}, person by person ({short(effects.factor)})",
        whom.shares_sentence(effects, spread),
    )


def effects_of(facts: Facts) -> Iterator[Effects]:
    """The effects that are shown: of the leading factor, and of mentoring where it was held against none."""
    if not facts.kept("people") or facts.apart:
        return
    for factor in factors_of(facts):
        for outcome in outcomes_of(facts):
            try:
                found = [*persons.effects_of(facts.results, factor, outcome, traits=False)]
            except BadInput:  # nobody has a value in both arms, or all have the same
                continue
            yield from found[:MOST]


def factors_of(facts: Facts) -> list[str]:
    """The leading factor, and matching where one of its levels is none."""
    unhelped = MATCHING in facts.alternatives and NOBODY in facts.runs[MATCHING].to_list()
    return list(dict.fromkeys([*([facts.lead] if facts.lead else []), *([MATCHING] if unhelped else [])]))


def outcomes_of(facts: Facts) -> list[str]:
    """What persons have of the outcomes that the experiment names; their performance if of none."""
    named = [OF_PERSONS[name] for name in facts.asked if name in OF_PERSONS]
    known = [name for name in dict.fromkeys([*named]) if facts.has("people", [name])]
    return known[:MOST] or [name for name in USUAL if facts.has("people", [name])][:1]
