"""Claims about goals: whose goals mentoring reaches, and whether it follows them when they change (C1, C12)."""

from mentorsim.claims.declaring import Change, Claim, Dose, Effect, Unwritten
from mentorsim.claims.outcomes import ALIGNED, ONE_IN_TWENTY, PRESENT, SURVIVAL, TWO_POINTS, WHOSE

ALONE = {"matching.policy": "none"}
RIGID = {"goals.renegotiate_base": 0.0, "goals.renegotiate_quality": 0.0}


def restless(share: float) -> dict:
    """A world in which goals change: so large a share of the chances that the experiment has."""
    return {"goals.jump": 0.02 * share, "goals.shift": 0.03 * share}


CLAIMS = (
    Claim(
        "C1",
        "Mentoring reaches personal learning goals better than organisational goals; aligning both gives the best "
        "satisfaction.",
        "A plan that serves both goals alike: does mentoring take people further toward their own present goals than "
        "toward the organisation's, and is who begins with goals near the organisation's more satisfied?",
        "organisation",
        104,
        {
            "both served": {"goals.omega": 0.5},
            "alone": {"goals.omega": 0.5} | ALONE,
            "own goals served": {"goals.omega": 0.0},
            "organisation's goals served": {"goals.omega": 1.0},
        },
        (
            Effect(
                "way made to personal less organisational goals, mentored less alone",
                WHOSE,
                {"both served": 1.0, "alone": -1.0},
                1,
                ONE_IN_TWENTY,
                Change(
                    "nothing imposed",
                    "goals that are imposed neither make tasks harder nor threaten freedom",
                    {"learning.imposed_difficulty": 0.0, "control.on": False},
                ),
            ),
            Effect(
                "satisfaction, goals near the organisation's less far from them",
                ALIGNED,
                {"both served": 1.0},
                1,
                TWO_POINTS,
                Change("fit does not please", "fit with the place does not please", {"satisfaction.fit": 0.0}),
            ),
        ),
        Change("place of contacts", "the place that people fit is their contacts", {"structure.open": True}),
        "fit",
        Dose(
            "a plan that serves personal goals",
            WHOSE,
            ({"organisation's goals served": 1.0}, {"both served": 1.0}, {"own goals served": 1.0}),
            1,
        ),
        caveat="No parameter aligns people's goals with the organisation's; they are drawn independently of all else, "
        "so people whose goals happen to be near are compared with those whose goals are far.",
    ),
    Claim(
        "C12",
        "Goals, jobs and the organisation's strategy change; mentoring that does not adapt fails.",
        "Where goals jump: does mentoring whose plans are never renegotiated bring people less far toward the goals "
        "they have by then, and do its pairs end sooner?",
        "organisation",
        104,
        {
            "adapts": restless(1.0),
            "rigid": restless(1.0) | RIGID,
            "adapts to half": restless(0.5),
            "rigid at half": restless(0.5) | RIGID,
            "adapts to nothing": restless(0.0),
            "rigid at nothing": restless(0.0) | RIGID,
        },
        (
            Effect(
                "way made to present personal goals, rigid less adapting plans",
                PRESENT,
                {"rigid": 1.0, "adapts": -1.0},
                -1,
                ONE_IN_TWENTY,
                Unwritten("A plan says in which domains a pair works, and no rule what comes of an outdated one."),
            ),
            Effect(
                "matches that outlast a year, rigid less adapting plans",
                SURVIVAL,
                {"rigid": 1.0, "adapts": -1.0},
                -1,
                ONE_IN_TWENTY,
                Change("no tension", "an outdated plan makes no tension", {"goals.tension": 0.0}),
            ),
        ),
        Change(
            "goals creep",
            "goals creep instead of jumping",
            {"goals.jump": 0.0, "goals.shift": 0.0, "goals.drift": 0.03},
        ),
        "change",
        Dose(
            "change",
            PRESENT,
            (
                {"adapts to nothing": 1.0, "rigid at nothing": -1.0},
                {"adapts to half": 1.0, "rigid at half": -1.0},
                {"adapts": 1.0, "rigid": -1.0},
            ),
            1,
        ),
    ),
)
