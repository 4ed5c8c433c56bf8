"""The claims of the essay as questions to a visitor: a guess first, then what was found, then worlds to try it in."""

from mentorsim.claims import CLAIMS, found, wording
from mentorsim.claims.verdicts import ASSUMED, CONTRADICTED, DEPENDS, NOT_SHOWN, SUPPORTED
from mentorsim.dashboard.logic import essay
from mentorsim.dashboard.logic.choice import Choice
from mentorsim.dashboard.logic.session import pair_query

GUESSES = (("holds", "It holds"), ("not", "It does not hold"), ("open", "The evidence leaves it open"))
RIGHT = {SUPPORTED: "holds", CONTRADICTED: "not", NOT_SHOWN: "open"}  # the guess that was right, by verdict
MEANS = {
    SUPPORTED: "It stands in most plausible worlds, also without the term that writes it into the rules.",
    CONTRADICTED: "In the model it is ruled out: what was found is too small to matter, or goes the other way.",
    ASSUMED: "It is found, but because the rules say so: without that one term it is gone.",
    NOT_SHOWN: "The experiment leaves it open: it is neither shown nor ruled out.",
}
GUESSED = {
    True: "You guessed right.",
    False: "You guessed otherwise.",
    None: "None of the guesses is right.",
}


def listed() -> list[tuple[str, str]]:
    """(id, statement) of every claim."""
    return [(claim.id, claim.statement) for claim in CLAIMS.values()]


def known(claim: str) -> str:
    """The id of a claim that a link names; the first if there is none of that name."""
    return claim if claim in CLAIMS else next(iter(CLAIMS))


def known_question(key: str) -> str:
    """The one of the essay's two questions that a link names; the first if there is none of that name."""
    return key if key in essay.QUESTIONS else next(iter(essay.QUESTIONS))


def verdict(claim: str) -> tuple[str, str]:
    """(verdict, what it means) of a claim."""
    said = found.entries()[claim]["verdict"]
    return said, MEANS.get(said, "It holds in some plausible worlds, or in some form of the rules, and not in others.")


def judged(claim: str, guess: str) -> str:
    """How a guess compares with what was found."""
    said, _ = verdict(claim)
    if said.startswith(DEPENDS) or said == ASSUMED:
        return GUESSED[None]
    return GUESSED[RIGHT[said] == guess]


def answer(claim: str) -> tuple[str, list[list[str]], list[str]]:
    """(why it has its verdict, rows of all effects under `wording.EFFECT_HEADS`, remarks)."""
    entry = found.entries()[claim]
    return wording.why(entry), [list(row) for row in wording.effect_rows(entry)], wording.remarks(entry)


def note() -> str:
    """In which worlds, and how often, what was run."""
    return wording.note(found.found())


def worlds(claim: str) -> tuple[tuple[str, str], tuple[Choice, Choice]]:
    """(names, worlds) of the two arms that decide a claim: without the cause, and with it."""
    one = CLAIMS[claim]
    weights = one.effects[found.entries()[claim]["decided_by"]].weights
    names = min(weights, key=lambda arm: weights[arm]), max(weights, key=lambda arm: weights[arm])
    made = [Choice({"setting": one.setting} | one.common | one.values(arm), weeks=one.weeks) for arm in names]
    return names, (made[0], made[1])


def compare_query(claim: str) -> str:
    """The link's part after "?" that leads to the two worlds of a claim in Compare."""
    return pair_query(*worlds(claim)[1])
