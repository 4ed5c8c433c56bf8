"""The claim about what mentoring leaves behind: mentees who become mentors (C16)."""

from mentorsim.claims.declaring import Change, Claim, Dose, Effect, Unwritten
from mentorsim.claims.outcomes import BECAME_MENTORS, ONE_IN_FIFTY, RUNNING

CLAIMS = (
    Claim(
        "C16",
        "Mentoring is a lifelong process, not a one-off programme: mentees become mentors.",
        "Do more mentees become mentors than would without ever having been mentored, and do more pairs run in the "
        "third year where graduates may take mentees?",
        "programme",
        156,
        {
            "mentored": {},
            "never mentored": {"matching.policy": "none"},
            "graduates stay mentees": {"stages.graduation": False},
            "few mentors": {"people.mentors": 16},
            "some mentors": {"people.mentors": 32},
        },
        (
            Effect(
                "mentees who have become mentors, mentored less never mentored",
                BECAME_MENTORS,
                {"mentored": 1.0, "never mentored": -1.0},
                1,
                ONE_IN_FIFTY,
                Change(
                    "memories do not draw",
                    "good memories of a mentor make nobody volunteer",
                    {"stages.volunteer_quality": 0.0},
                ),
            ),
            Effect(
                "pairs in the third year per mentee, with graduates as mentors less without",
                RUNNING,
                {"mentored": 1.0, "graduates stay mentees": -1.0},
                1,
                ONE_IN_FIFTY,
                Unwritten("Graduates offer places; no rule says that anybody waits for them."),
            ),
        ),
        Change(
            "volunteers leave pairs", "who is in a match may volunteer, which ends it", {"stages.while_matched": True}
        ),
        "volunteering",
        Dose(
            "mentors to begin with",
            BECAME_MENTORS,
            ({"few mentors": 1.0}, {"some mentors": 1.0}, {"mentored": 1.0}),
            1,
        ),
    ),
)
