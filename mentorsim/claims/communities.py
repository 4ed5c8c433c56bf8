"""Claims about communities beside or in the place of a mentor, their hours counted (C13, C15)."""

from mentorsim.claims.declaring import Change, Claim, Dose, Effect
from mentorsim.claims.outcomes import AFTER_TWO, HALF, NET, QUARTER

NOBODY = {"matching.policy": "none"}
OFF = {"community.on": False}
ANSWERS_OFF = Change("answers teach nothing", "answers teach nothing to who asked", {"community.answer_weight": 0.0})
MEETINGS_OFF = Change("meetings teach nothing", "tasks of meetings teach nothing", {"learning.meeting_weight": 0.0})


def without(*modes: str) -> dict:
    """A place that lacks some of the three modes."""
    return {f"modes.{mode}": False for mode in modes}


def habit(base: float) -> dict:
    """A community without mentors, whose members come more or less often."""
    return NOBODY | {"community.base": base}


CLAIMS = (
    Claim(
        "C13",
        "A mentee may have many mentors; the community itself can be the mentor.",
        "Do people come half as far in a community without mentors, or with several mentors, as a programme takes "
        "them, and is the community no worse than one mentor once all helpers' hours are paid for?",
        "community",
        104,
        {
            "community": NOBODY,
            "one mentor": {"matching.policy": "similar"} | OFF,
            "many mentors": {"matching.policy": "constellation"} | OFF,
            "alone": NOBODY | OFF,
            "seldom there": habit(-1.9),
            "there more often": habit(-0.9),
        },
        (
            Effect(
                "performance after two years, community less alone",
                AFTER_TWO,
                {"community": 1.0, "alone": -1.0},
                1,
                HALF,
                ANSWERS_OFF,
            ),
            Effect(
                "performance after two years, many mentors less alone",
                AFTER_TWO,
                {"many mentors": 1.0, "alone": -1.0},
                1,
                HALF,
                MEETINGS_OFF,
            ),
            Effect(
                "performance less the price of hours, community less one mentor",
                NET,
                {"community": 1.0, "one mentor": -1.0},
                1,
                QUARTER,
                ANSWERS_OFF,
            ),
        ),
        Change(
            "strangers teach nothing",
            "an answer is worth as much as the tie is strong, and a stranger's nothing",
            {"community.answer_base": 0.0, "community.answer_tie": 1.0},
        ),
        "what an answer is worth",
        Dose(
            "community, as members come more often",
            AFTER_TWO,
            ({"seldom there": 1.0}, {"there more often": 1.0}, {"community": 1.0}),
            1,
        ),
    ),
    Claim(
        "C15",
        "Best is a combination of one-to-one mentoring, a community of practice and a network of practice.",
        "Do people with all three come further than with any two of them, and than with a mentor alone once all "
        "helpers' hours are paid for?",
        "hybrid",
        104,
        {
            "all three": {},
            "no network": without("network"),
            "no community": without("community"),
            "no pairs": without("one_to_one"),
            "pairs alone": without("community", "network"),
        },
        (
            Effect(
                "performance after two years, all three less no pairs",
                AFTER_TWO,
                {"all three": 1.0, "no pairs": -1.0},
                1,
                QUARTER,
                MEETINGS_OFF,
            ),
            Effect(
                "performance after two years, all three less no community",
                AFTER_TWO,
                {"all three": 1.0, "no community": -1.0},
                1,
                QUARTER,
                ANSWERS_OFF,
            ),
            Effect(
                "performance after two years, all three less no network",
                AFTER_TWO,
                {"all three": 1.0, "no network": -1.0},
                1,
                QUARTER,
                ANSWERS_OFF,
            ),
            Effect(
                "performance less the price of hours, all three less pairs alone",
                NET,
                {"all three": 1.0, "pairs alone": -1.0},
                1,
                QUARTER,
                ANSWERS_OFF,
            ),
        ),
        Change(
            "equal hours",
            "pairs have one budget of mentor hours in every arm",
            {"meetings.budget": "equal_hours", "meetings.hours_budget": 0.2},
        ),
        "what hours follow from",
        Dose(
            "modes, one, two or three",
            AFTER_TWO,
            ({"pairs alone": 1.0}, {"no network": 0.5, "no community": 0.5}, {"all three": 1.0}),
            1,
        ),
        (Change("in a network", "a network", {"setting": "network"}),),
    ),
)
