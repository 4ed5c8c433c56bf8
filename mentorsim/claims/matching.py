"""Claims about who suits whom: style and personality, and literacy online (C2, C6)."""

from mentorsim.claims.declaring import Change, Claim, Dose, Effect
from mentorsim.claims.outcomes import AFTER_A_YEAR, CONTACTS, ONCE_A_YEAR, QUALITY, QUARTER, TWO_POINTS

VALUES_ALIKE = {"start.values.a": 500.0, "start.values.b": 500.0}  # so that likeness is likeness of style
LIKENESS_OFF = Change("likeness does not count", "trust begins alike for every pair", {"quality.start": "flat"})
GAP_OFF = Change("no gap", "a gap in literacy costs no contact", {"channel.gap": 0.0})


def literate(level: float) -> dict:
    """Mentors of one level of digital literacy."""
    return {"start.literacy_mentor.a": 100.0 * level, "start.literacy_mentor.b": 100.0 * (1.0 - level)}


CLAIMS = (
    Claim(
        "C2",
        "Matching is a critical factor: learning style and personality fit drive the relationship, and so the outcome.",
        "With values alike for all, so that people differ in style alone: does matching by likeness make better "
        "relationships than drawing lots, and do mentees learn more?",
        "programme",
        78,
        {
            "similar": {"matching.policy": "similar"},
            "drawn by lot": {"matching.policy": "random"},
            "seen dimly": {"matching.policy": "similar", "matching.noise": 0.3},
            "seen as they are": {"matching.policy": "similar", "matching.oracle": True},
        },
        (
            Effect(
                "quality of matches, similar less drawn by lot",
                QUALITY,
                {"similar": 1.0, "drawn by lot": -1.0},
                1,
                TWO_POINTS,
                LIKENESS_OFF,
            ),
            Effect(
                "performance after a year, similar less drawn by lot",
                AFTER_A_YEAR,
                {"similar": 1.0, "drawn by lot": -1.0},
                1,
                QUARTER,
                LIKENESS_OFF,
            ),
        ),
        Change("gentle gate", "help arrives in proportion to trust, without a threshold", {"quality.gate_power": 1.0}),
        "the gate that trust is",
        Dose(
            "likeness, as coordinators see people better",
            QUALITY,
            ({"drawn by lot": 1.0}, {"seen dimly": 1.0}, {"seen as they are": 1.0}),
            1,
        ),
        (
            Change("in an organisation", "an organisation", {"setting": "organisation"}),
            Change("in a network", "a network", {"setting": "network"}),
        ),
        VALUES_ALIKE,
    ),
    Claim(
        "C6",
        "Gaps in digital skill and literacy between mentor and mentee limit e-mentoring.",
        "Mentees of middling literacy online: do pairs meet less, and do mentees learn less, with mentors far ahead in "
        "literacy than with mentors of their own level, the lower level of both being the same?",
        "e_mentoring",
        78,
        {"gap": literate(0.9), "no gap": literate(0.5), "half the gap": literate(0.7)},
        (
            Effect(
                "contacts of a pair a week, gap less no gap",
                CONTACTS,
                {"gap": 1.0, "no gap": -1.0},
                -1,
                ONCE_A_YEAR,
                GAP_OFF,
            ),
            Effect(
                "performance after a year, gap less no gap",
                AFTER_A_YEAR,
                {"gap": 1.0, "no gap": -1.0},
                -1,
                QUARTER,
                GAP_OFF,
            ),
        ),
        Change("lower level counts less", "the lower level of both costs fewer contacts", {"channel.gamma": 0.5}),
        "what literacy costs",
        Dose("a gap in literacy", CONTACTS, ({"no gap": 1.0}, {"half the gap": 1.0}, {"gap": 1.0}), -1),
        parameters={"start.literacy_mentee.a": 50.0, "start.literacy_mentee.b": 50.0},
    ),
)
