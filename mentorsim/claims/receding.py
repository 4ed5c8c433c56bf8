"""Claims about help: where it should lie, when it should recede, and whom it makes ready (C7, C8, C14)."""

from mentorsim.claims.declaring import BuiltIn, Change, Claim, Dose, Effect, Unwritten
from mentorsim.claims.outcomes import AFTER_A_YEAR, AFTER_TWO, INDEPENDENT, ONE_IN_TWENTY, QUARTER

ALONE = {"matching.policy": "none"}
OFF = {"community.on": False}
STAYING_COSTS_NOTHING = Change(
    "staying costs nothing",
    "help that stays makes nobody dependent, is never redundant, and teaches learning as well as help that recedes",
    {"adaptation.on": False, "learning.redundancy": 0.0, "learning.m_coaching": 0.0},
)


def stretched(stretch: float) -> dict:
    """Mentors who set everybody tasks of one stretch."""
    return {"learning.pitch": "fixed", "learning.fixed_stretch": stretch}


def wide(width: float) -> dict:
    """People whose zone has that width in the mean."""
    return {"start.zone_width.mean": width}


def within(weeks: int) -> dict:
    """Help that recedes in equal steps within so many weeks."""
    return {"withdrawal.policy": "linear", "withdrawal.weeks": weeks}


def held(help: float) -> dict:
    """Help that stays at a level, and keeps people as dependent."""
    return {"withdrawal.policy": "never", "withdrawal.start": help}


RECEDED = {"withdrawal.policy": "linear", "withdrawal.weeks": 26, "withdrawal.start": 0.8}
READY, UNREADY = ({"start.metacognition_mentee.a": a, "start.metacognition_mentee.b": 10.0 - a} for a in (6.0, 2.0))

CLAIMS = (
    Claim(
        "C7",
        "The zone of proximal development governs what a mentor can add.",
        "Do mentees learn more from tasks in the zone than from easy and from hard ones, and does a mentor add more to "
        "people with a wide zone than to people with a narrow one?",
        "programme",
        78,
        {
            "in the zone": stretched(0.15),
            "too easy": stretched(0.03),
            "too hard": stretched(0.6),
            "hard": stretched(0.35),
            "wide": wide(0.35),
            "wide, alone": wide(0.35) | ALONE,
            "narrow": wide(0.15),
            "narrow, alone": wide(0.15) | ALONE,
        },
        (
            Effect(
                "performance after a year, tasks in the zone less easy and hard ones",
                AFTER_A_YEAR,
                {"in the zone": 1.0, "too easy": -0.5, "too hard": -0.5},
                1,
                QUARTER,
                BuiltIn("The zone value of a task is a factor of what it teaches, and no form of the rule is flat."),
            ),
            Effect(
                "performance after a year, mentored less alone, a wide zone less a narrow one",
                AFTER_A_YEAR,
                {"wide": 1.0, "wide, alone": -1.0, "narrow": -1.0, "narrow, alone": 1.0},
                1,
                QUARTER,
                Unwritten("The zone serves own work as it serves help; no rule says which of both it serves more."),
            ),
        ),
        Change(
            "an optimal error rate",
            "the zone value is that of an optimal error rate (Wilson et al. 2019)",
            {"learning.zone": "error_rate"},
        ),
        "the zone",
        Dose(
            "nearness of hard tasks to the zone",
            AFTER_A_YEAR,
            ({"too hard": 1.0}, {"hard": 1.0}, {"in the zone": 1.0}),
            1,
        ),
    ),
    Claim(
        "C8",
        "The mentor should recede gradually once the mentee has the skills to learn: dependence, then independence, "
        "then interdependence.",
        "Does help that recedes as the mentee becomes ready bring people further by the second year than help that "
        "stops at a term and than help that stays, and make more of them independent?",
        "programme",
        104,
        {
            "readiness": {"withdrawal.policy": "readiness"},
            "cliff": {"withdrawal.policy": "cliff"},
            "never": {"withdrawal.policy": "never"},
            "within 8 weeks": within(8),
            "within 26 weeks": within(26),
            "within 52 weeks": within(52),
        },
        (
            Effect(
                "performance after two years, receding with readiness less stopping at the term",
                AFTER_TWO,
                {"readiness": 1.0, "cliff": -1.0},
                1,
                QUARTER,
                STAYING_COSTS_NOTHING,
            ),
            Effect(
                "performance after two years, receding with readiness less never",
                AFTER_TWO,
                {"readiness": 1.0, "never": -1.0},
                1,
                QUARTER,
                STAYING_COSTS_NOTHING,
            ),
            Effect(
                "people who have become independent, receding with readiness less never",
                INDEPENDENT,
                {"readiness": 1.0, "never": -1.0},
                1,
                ONE_IN_TWENTY,
                STAYING_COSTS_NOTHING,
            ),
        ),
        Change(
            "receding after successes",
            "help recedes after each success and comes back after each failure instead",
            of={"readiness": {"withdrawal.policy": "contingent"}},
        ),
        "receding",
        Dose(
            "gradualness, help that recedes over 8, 26 or 52 weeks",
            AFTER_TWO,
            ({"within 8 weeks": 1.0}, {"within 26 weeks": 1.0}, {"within 52 weeks": 1.0}),
            1,
        ),
        (
            Change("in an organisation", "an organisation", {"setting": "organisation"}),
            Change("in a network", "a network", {"setting": "network"}),
        ),
        caveat="More gradual help is also more help, in the dose.",
    ),
    Claim(
        "C14",
        "A dependent mentee is not yet ready to benefit from a connective community.",
        "Does a community bring less to mentees who are kept used to much help than to those whose help has receded?",
        "hybrid",
        104,
        {
            "receded, in a community": RECEDED,
            "receded, without": RECEDED | OFF,
            "dependent, in a community": held(0.8),
            "dependent, without": held(0.8) | OFF,
            "half dependent, in a community": held(0.5),
            "half dependent, without": held(0.5) | OFF,
            "little dependent, in a community": held(0.2),
            "little dependent, without": held(0.2) | OFF,
        },
        (
            Effect(
                "performance after two years, community less none, receded less dependent",
                AFTER_TWO,
                {
                    "receded, in a community": 1.0,
                    "receded, without": -1.0,
                    "dependent, in a community": -1.0,
                    "dependent, without": 1.0,
                },
                1,
                QUARTER,
                Unwritten("No rule of the community looks at dependence."),
            ),
        ),
        Change(
            "unready to learn",
            "the dependent are those who have not learned to learn, whatever help they get",
            of={
                "receded, in a community": READY,
                "receded, without": READY,
                "dependent, in a community": RECEDED | UNREADY,
                "dependent, without": RECEDED | UNREADY,
            },
        ),
        "dependence",
        Dose(
            "dependence",
            AFTER_TWO,
            tuple(
                {f"{how}, in a community": 1.0, f"{how}, without": -1.0}
                for how in ("little dependent", "half dependent", "dependent")
            ),
            -1,
        ),
        caveat="Who is kept more dependent has also had more help.",
    ),
)
