"""The claims of the essay (C1 to C16), each put to an experiment that could defeat it.

Each claim is one declaration in the module of its subject: the arms of an experiment, the contrasts that must hold, the
direct term that is switched off, a rival form, a dose. The rule of the verdict stands in `verdicts`, for all of them.
"""

from collections.abc import Iterable

from mentorsim.claims import autonomy, communities, goals, matching, networks, receding, succession
from mentorsim.claims.declaring import Claim
from mentorsim.errors import BadInput, written
from mentorsim.spelling import nearest

SUBJECTS = (goals, matching, autonomy, receding, networks, communities, succession)


def in_order(claim: Claim) -> int:
    """The number of a claim as a number."""
    return int(claim.id.removeprefix("C"))


CLAIMS: dict[str, Claim] = {
    claim.id: claim for claim in sorted((c for subject in SUBJECTS for c in subject.CLAIMS), key=in_order)
}


def chosen(ids: Iterable[str] = ()) -> list[Claim]:
    """The claims with these ids, all without any; letter case does not matter. BadInput for an unknown one."""
    wanted = {named(name) for name in ids}
    return [claim for claim in CLAIMS.values() if claim.id in wanted or not wanted]


def named(name: str) -> str:
    """The id of the claim that is called so."""
    found = next((id for id in CLAIMS if id.casefold() == name.strip().casefold()), "")
    if not found:
        raise BadInput(f"claim: found {written(name)}, expected one of {', '.join(CLAIMS)}{nearest(name, CLAIMS)}")
    return found
