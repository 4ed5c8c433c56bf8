"""What one would have expected, said before the runs, and what came of it: the surprises are picked by rule.

An expectation is a sign. It is borne out, or turned round, if the 95 % interval of the difference leaves 0 out on that
side, or on the other; else it is left open.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from mentorsim.findings import numbers, wording
from mentorsim.findings.folders import BUDGET, EQUAL, OWN, POLICIES, SUPPLY, Findings

BORNE_OUT, TURNED, OPEN = "As expected", "The other way round", "Left open"


@dataclass(frozen=True)
class Expectation:
    """A sign that somebody would have expected.

    said: a sentence without its full stop; source: who says so; folder: of the results; factor, pair (level,
    reference), outcome, place: of the difference; sign: 1 if the level is to be higher, else -1.
    """

    said: str
    source: str
    folder: str
    factor: str
    pair: tuple
    outcome: str = "g_unassisted"
    place: Mapping[str, Any] = field(default_factory=lambda: {BUDGET: EQUAL})
    sign: int = 1

    def row(self, found: Findings) -> dict:
        """The difference that it is about."""
        return numbers.compared(found.outcomes(self.folder), self.factor, self.pair, self.outcome, self.place)

    def verdict(self, row: Mapping[str, Any]) -> str:
        """What came of it."""
        if not numbers.is_clear(row):
            return OPEN
        return BORNE_OUT if row["difference"] * self.sign > 0.0 else TURNED


IN_NETWORKS = {BUDGET: EQUAL, "setting": "network"}
EXPECTATIONS = (
    Expectation("One-to-one mentoring, a community and a network together do better than an organisation alone",
                "Mak 2011, C15", POLICIES, "setting", ("hybrid", "organisation")),
    Expectation("One-to-one mentoring, a community and a network together do better than a network alone",
                "Mak 2011, C15", POLICIES, "setting", ("hybrid", "network")),
    Expectation("With as much time as it takes, an organisation, where people meet in person, does better than a "
                "network", "our guess", POLICIES, "setting", ("organisation", "network"), place={BUDGET: OWN}),
    Expectation("Mentor and mentee who are alike make a better pair than those drawn by lot", "Mak 2011, C2", POLICIES,
                numbers.MATCHING, ("similar", "random")),
    Expectation("Matches of people who are alike last", "Mak 2011, C2", POLICIES, numbers.MATCHING,
                ("similar", "random"), "premature_share", sign=-1),
    Expectation("A mentor chosen for what he or she can add makes a better match than one drawn by lot",
                "Mak 2011, C7", POLICIES, numbers.MATCHING, ("zpd", "random")),
    Expectation("In a network mentees do better who choose their mentor themselves", "Mak 2011, C3", POLICIES,
                numbers.MATCHING, ("self", "random"), place=IN_NETWORKS),
    Expectation("Help that recedes as the mentee is ready does better than help that never recedes", "Mak 2011, C8",
                POLICIES, numbers.WITHDRAWAL, ("readiness", "never")),
    Expectation("Help that fades does better than help that ends at once", "Mak 2011, C8", POLICIES,
                numbers.WITHDRAWAL, ("linear", "cliff")),
    Expectation("With more mentors, mentees gain more", "our guess", POLICIES, "people.mentors", (75, 25)),
    Expectation("Where mentees may become mentors, there are more mentors after ten years", "Mak 2011, C16", SUPPLY,
                "stages.volunteer", (0.015, 0.0), "mentor_stock_ratio"),
    Expectation("Help that recedes as the mentee is ready brings forth more mentors than help that never recedes",
                "Mak 2011, C8 and C16", SUPPLY, numbers.WITHDRAWAL, ("readiness", "never"), "r_mentoring_all"),
)  # fmt: skip


def surprises(found: Findings) -> str:
    """The expectations that were not borne out, as Markdown."""
    return with_verdict(found, TURNED, OPEN)


def expected(found: Findings) -> str:
    """The expectations that were borne out, as Markdown."""
    return with_verdict(found, BORNE_OUT)


def with_verdict(found: Findings, *verdicts: str) -> str:
    """The expectations of which that came, one verdict after the other."""
    groups: dict[str, list[str]] = {verdict: [] for verdict in verdicts}
    for one in EXPECTATIONS:
        row = one.row(found)
        groups.get(one.verdict(row), []).append(f"- *{one.said}* ({one.source}): {outcome_of(row)}\n")
    parts = [f"**{title}: {len(lines)} of {len(EXPECTATIONS)}**\n\n{''.join(lines)}" for title, lines in groups.items()]
    return "\n".join(parts) + "\n" + wording.source([POLICIES, SUPPLY])


def outcome_of(row: Mapping[str, Any]) -> str:
    """What came of an expectation, in numbers: the difference of what it names first from what it names second."""
    measure = wording.MEASURES[row["outcome"]]
    return f"{wording.placed(row['place'])}{measure.noun}: {wording.interval_of(row, measure)}{wording.worlds(row)}."
