"""Claims about networks: what they open, and what goes wrong in them (C9, C10, C11)."""

from mentorsim.claims.declaring import Change, Claim, Dose, Effect, Unwritten
from mentorsim.claims.outcomes import (
    AFTER_TWO,
    CONFIDENCE,
    LURKERS,
    LURKING,
    ONE_IN_FIFTY,
    ONE_IN_TWENTY,
    ONE_POINT,
    QUARTER,
    SURVIVAL,
)


def opens(contacts: float, resources: float) -> dict:
    """Mentors who introduce contacts and show resources with these chances."""
    return {"meetings.contacts": contacts, "meetings.resources": resources}


def exposed(harsh: float, privacy: float) -> dict:
    """Places with these chances of a harsh word and of a privacy incident."""
    return {"exposure.harsh": harsh, "exposure.privacy": privacy}


def works(reliability: float) -> dict:
    """Connections that work so often."""
    return {"channel.reliability": reliability}


CLAIMS = (
    Claim(
        "C9",
        "A mentor should help the mentee find further nodes, human and not human (people, resources, tools).",
        "In a network: do mentees of mentors who introduce people, and of mentors who show resources, come further "
        "than those of mentors who do neither?",
        "network",
        104,
        {
            "neither": opens(0.0, 0.0),
            "people": opens(0.3, 0.0),
            "resources": opens(0.0, 0.4),
            "some of both": opens(0.15, 0.2),
            "both": opens(0.3, 0.4),
        },
        (
            Effect(
                "performance after two years, introductions less none",
                AFTER_TWO,
                {"people": 1.0, "neither": -1.0},
                1,
                QUARTER,
                Unwritten("Nobody learns from having a contact: who is introduced may answer questions or not."),
            ),
            Effect(
                "performance after two years, resources less none",
                AFTER_TWO,
                {"resources": 1.0, "neither": -1.0},
                1,
                QUARTER,
                Change("resources do not help", "resources help nobody at work", {"learning.node_help": 0.0}),
            ),
        ),
        Change("slow resources", "resources saturate four times more slowly", {"learning.nodes_pace": 0.05}),
        "what resources do",
        Dose("help to find nodes", AFTER_TWO, ({"neither": 1.0}, {"some of both": 1.0}, {"both": 1.0}), 1),
    ),
    Claim(
        "C10",
        "Unwarranted criticism, bullying and privacy risks in open networks weaken confidence and produce lurkers.",
        "Are people in an open network, as rough as such networks are, less confident than in a calm one, and do more "
        "of its visitors only read?",
        "network",
        78,
        {
            "calm": exposed(0.0, 0.0),
            "mild": exposed(0.02, 0.002),
            "open": exposed(0.05, 0.004),
            "rough": exposed(0.1, 0.008),
        },
        (
            Effect(
                "confidence, open less calm",
                CONFIDENCE,
                {"open": 1.0, "calm": -1.0},
                -1,
                ONE_POINT,
                Change("words do not wound", "harsh words do not lower confidence", {"confidence.harsh": 0.0}),
            ),
            Effect(
                "lurkers among visitors, open less calm",
                LURKERS,
                {"open": 1.0, "calm": -1.0},
                1,
                ONE_IN_FIFTY,
                Change(
                    "words do not silence",
                    "harsh words and incidents silence nobody",
                    {"community.hush": 0.0, "community.witness": 0.0},
                ),
            ),
        ),
        Change("witnesses speak on", "whom harsh words do not hit they do not silence", {"community.witness": 0.0}),
        "silence",
        Dose("roughness", LURKERS, ({"calm": 1.0}, {"mild": 1.0}, {"open": 1.0}, {"rough": 1.0}), 1),
    ),
    Claim(
        "C11",
        "Failing e-connections make mentees lurk instead of taking part.",
        "Online: where connections fail, do more visitors only read, are there more readers in all rather than people "
        "who stay away, and do pairs end sooner?",
        "e_mentoring",
        78,
        {"sound": works(0.97), "mostly sound": works(0.8), "often failing": works(0.65), "failing": works(0.5)},
        (
            Effect(
                "lurkers among visitors, failing less sound",
                LURKERS,
                {"failing": 1.0, "sound": -1.0},
                1,
                ONE_IN_FIFTY,
                Unwritten("Connections decide how often people come, and no rule whether they speak then."),
            ),
            Effect(
                "weeks of reading only, of all, failing less sound",
                LURKING,
                {"failing": 1.0, "sound": -1.0},
                1,
                ONE_IN_FIFTY,
                Unwritten("Connections decide how often people come, and no rule whether they speak then."),
            ),
            Effect(
                "matches that outlast a year, failing less sound",
                SURVIVAL,
                {"failing": 1.0, "sound": -1.0},
                -1,
                ONE_IN_TWENTY,
                Change("silence ends nothing", "silence ends no match", {"endings.silence": 0.0}),
            ),
        ),
        Change(
            "outages",
            "the whole platform fails in weeks on end instead of single connections",
            of={"failing": {"channel.reliability": 0.97, "exposure.outage": 0.45}},
        ),
        "failure",
        Dose(
            "failure",
            LURKERS,
            ({"sound": 1.0}, {"mostly sound": 1.0}, {"often failing": 1.0}, {"failing": 1.0}),
            1,
        ),
    ),
)
