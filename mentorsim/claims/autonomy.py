"""Claims about autonomy: what it does in networks, under power, and together with others (C3, C4, C5)."""

from mentorsim.claims.declaring import Change, Claim, Dose, Effect, Unwritten
from mentorsim.claims.outcomes import (
    AFTER_A_YEAR,
    AFTER_TWO,
    COACHING,
    ONE_IN_TWENTY,
    ONE_POINT,
    PRESENT,
    QUARTER,
    RESISTANCE,
)

NETWORK, ORGANISATION = {"setting": "network"}, {"setting": "organisation"}
ADDED = Change(
    "parts add up",
    "autonomy, openness, diversity and interactivity add up instead of multiplying",
    {"learning.autonomy_form": "additive"},
)
DRIVE_OFF = Change("autonomy does not drive", "realised autonomy drives no effort", {"learning.work_autonomy": 0.0})
AUTONOMY_UNFELT = Change(
    "autonomy is no matter", "the need for autonomy makes nobody feel threatened", {"control.by_autonomy": 0.0}
)


def trait(name: str, high: bool) -> dict:
    """People most of whom have much of a trait, or little of it."""
    a, b = (8.0, 2.0) if high else (2.0, 8.0)
    return {f"start.{name}.a": a, f"start.{name}.b": b}


def under(power: float, autonomous: bool) -> dict:
    """People of one kind, whose mentors' position gives them so much power."""
    return {"power.level": power} | trait("autonomy", autonomous)


def four(which: str) -> dict:
    """People with much of some of the four, which are named by their first letters, and little of the others."""
    spread = 0.5 if "d" in which else 8.0  # of values: how unlike people are
    return {
        **trait("autonomy", "a" in which),
        **trait("openness", "o" in which),
        "start.values.a": spread,
        "start.values.b": spread,
        "start.zeta.mean": 1.0 if "i" in which else -1.0,
    }


BOTH_WAYS = {
    "autonomous under power": 1.0,
    "autonomous among equals": -1.0,
    "docile under power": -1.0,
    "docile among equals": 1.0,
}

CLAIMS = (
    Claim(
        "C3",
        "In networks learner autonomy matters most; alignment with corporate goals then jeopardises personal goals.",
        "Does autonomy help learners more in a network than in an organisation, and does a plan of the organisation's "
        "goals keep people in a network from their own?",
        "network",
        104,
        {
            "autonomous in a network": NETWORK | trait("autonomy", True),
            "docile in a network": NETWORK | trait("autonomy", False),
            "autonomous in an organisation": ORGANISATION | trait("autonomy", True),
            "docile in an organisation": ORGANISATION | trait("autonomy", False),
            "own goals": NETWORK,
            "corporate goals": NETWORK | {"goals.policy": "organisational"},
        },
        (
            Effect(
                "performance after two years, autonomous less docile, in a network less in an organisation",
                AFTER_TWO,
                {
                    "autonomous in a network": 1.0,
                    "docile in a network": -1.0,
                    "autonomous in an organisation": -1.0,
                    "docile in an organisation": 1.0,
                },
                1,
                QUARTER,
                DRIVE_OFF,
            ),
            Effect(
                "way made to present personal goals in a network, corporate less own goals in the plan",
                PRESENT,
                {"corporate goals": 1.0, "own goals": -1.0},
                -1,
                ONE_IN_TWENTY,
                Change(
                    "nothing imposed",
                    "goals that are imposed neither make tasks harder nor threaten freedom",
                    {"learning.imposed_difficulty": 0.0, "control.on": False},
                ),
            ),
        ),
        ADDED,
        "realised autonomy",
        Dose(
            "autonomy, in a network",
            AFTER_TWO,
            ({"docile in a network": 1.0}, {"own goals": 1.0}, {"autonomous in a network": 1.0}),
            1,
        ),
    ),
    Claim(
        "C4",
        "The more autonomous the learner, the more perceived power over the learning meets resistance: merit and "
        "demerit.",
        "Does power raise more resistance in autonomous than in docile learners, and does that cost them performance "
        "(demerit) and teach them to learn (merit)?",
        "organisation",
        78,
        {
            "autonomous under power": under(0.9, True),
            "autonomous among equals": under(0.1, True),
            "docile under power": under(0.9, False),
            "docile among equals": under(0.1, False),
            "autonomous under some power": under(0.5, True),
        },
        (
            Effect(
                "reactance, power less none, autonomous less docile",
                RESISTANCE,
                BOTH_WAYS,
                1,
                ONE_POINT,
                AUTONOMY_UNFELT,
            ),
            Effect(
                "performance after a year, power less none, autonomous less docile",
                AFTER_A_YEAR,
                BOTH_WAYS,
                -1,
                QUARTER,
                AUTONOMY_UNFELT,
            ),
            Effect(
                "learning-to-learn, power less none, autonomous less docile",
                COACHING,
                BOTH_WAYS,
                1,
                ONE_POINT,
                Change("no merit", "resistance teaches nothing", {"learning.m_merit": 0.0}),
            ),
        ),
        Change(
            "soft reactance",
            "reactance answers half as steeply to a threat and fades three times as fast",
            {"control.steep": 1.0, "control.fade": 0.09},
        ),
        "reactance",
        Dose(
            "power over autonomous learners",
            RESISTANCE,
            (
                {"autonomous among equals": 1.0},
                {"autonomous under some power": 1.0},
                {"autonomous under power": 1.0},
            ),
            1,
        ),
    ),
    Claim(
        "C5",
        "Autonomy, openness, diversity and interactivity depend on each other; none works alone.",
        "Do the four together bring learners in a network further than the sum of what each brings alone, diversity "
        "being how unlike people's values are?",
        "network",
        78,
        {
            "none": four(""),
            "autonomy alone": four("a"),
            "openness alone": four("o"),
            "diversity alone": four("d"),
            "interactivity alone": four("i"),
            "autonomy and openness": four("ao"),
            "all four": four("aodi"),
        },
        (
            Effect(
                "performance after a year, all four less the sum of each alone",
                AFTER_A_YEAR,
                {
                    "all four": 1.0,
                    "autonomy alone": -1.0,
                    "openness alone": -1.0,
                    "diversity alone": -1.0,
                    "interactivity alone": -1.0,
                    "none": 3.0,
                },
                1,
                QUARTER,
                DRIVE_OFF,
            ),
            Effect(
                "performance after a year, all four less none",
                AFTER_A_YEAR,
                {"all four": 1.0, "none": -1.0},
                1,
                QUARTER,
                Unwritten("Taking part, openness and unlike values act in other ways, too."),
            ),
        ),
        ADDED,
        "realised autonomy",
        Dose(
            "the four, none, two or all",
            AFTER_A_YEAR,
            ({"none": 1.0}, {"autonomy and openness": 1.0}, {"all four": 1.0}),
            1,
        ),
    ),
)
