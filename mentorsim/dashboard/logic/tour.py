"""The tour of a minute: what it points at, and what it says there."""

from typing import NamedTuple


class Step(NamedTuple):
    """One stop. of: selectors of what is pointed at, the first that is seen; title, text: what is said."""

    of: tuple[str, ...]
    title: str
    text: str


STEPS = (
    Step(
        (".ms-side .ms-knobs", ".ms-narrow"),
        "A world of your choosing",
        "An organisation, a network, or anything between; how people are matched; how help is withdrawn. Change one "
        "thing, and the world is made again with the same people and the same luck.",
    ),
    Step(
        (".ms-player",),
        "Press ▶",
        "Weeks pass: pairs meet, trust grows or wears out, mentees learn, some leave. Drag to any week, on or back.",
    ),
    Step(
        (".ms-facts",),
        "What mentoring did",
        "Beside every world runs its twin, the same people without mentoring. The small numbers are what mentoring did "
        "to each. “what if?” at a slider shows its whole range.",
    ),
    Step(
        (".ms-area", ".ms-grid .ms-card"),
        "Who mentors whom",
        "Mentors are diamonds, mentees circles. Point at somebody to see whom they are joined with; click for their "
        "story.",
    ),
    Step(
        (".ms-header a[href*='/compare']",),
        "Compare two worlds",
        "The answer comes first: in which of them mentees gain more, how sure that is, and how many hours it took.",
    ),
    Step(
        (".ms-header a[href*='/questions']",),
        "Guess first",
        "The two questions of the essay, and its sixteen claims: you guess, then see what was found. Words that are "
        "dotted are told when you point at them. This tour is in the header, should you want it again.",
    ),
)


def as_rows() -> list[dict]:
    """The steps as the page wants them."""
    return [step._asdict() for step in STEPS]
