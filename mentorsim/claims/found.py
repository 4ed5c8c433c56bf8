"""What has been found of the claims, as it comes with the package: the file that `mentorsim claims` wrote last."""

from functools import cache
from pathlib import Path

from mentorsim.claims.results import load

PACKAGE = Path(__file__).parent
CHECKOUT = PACKAGE.parent.parent / "results" / "reference" / "claims"


@cache
def found() -> dict:
    """What was found of every claim, as `results.load` has it. BadInput if it is not there."""
    installed = PACKAGE / "found"
    return load(installed if installed.is_dir() else CHECKOUT)


def entries() -> dict[str, dict]:
    """{id: what was found of the claim}."""
    return {entry["id"]: entry for entry in found()["claims"]}
