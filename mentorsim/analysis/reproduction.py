"""What R_M counts and what it does not: the two indicators whose threshold is 1, side by side with the stock."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from typing import TYPE_CHECKING

if TYPE_CHECKING:  # half a second to import, and most runs are looked at without it
    import pandas as pd

BY_MENTORING, OF_ALL, STOCK = "r_mentoring", "r_mentoring_all", "mentor_stock_ratio"
THRESHOLD = 1.0
READINGS = {  # of a value above the threshold, and below it
    BY_MENTORING: (
        "above 1, mentoring reproduces itself by its own graduates",
        "below 1, its own graduates do not make up for the mentors who leave",
    ),
    OF_ALL: ("above 1, the stock of mentors grows", "below 1, the stock of mentors shrinks"),
}
NOTE = (
    "r_mentoring (R_M) counts mentored mentees who became mentors, per mentor who left: above 1 mentoring reproduces "
    "itself by its own graduates. It leaves out recruits and those who became mentors without ever being mentored, so "
    "below 1 the mentors may still grow in number. r_mentoring_all counts every new mentor: above 1 there are more "
    "mentors at the end than at the start, wherever they come from."
)


def is_about(outcomes: Collection[str]) -> bool:
    """Whether R_M is among some outcomes, so that NOTE belongs beside them."""
    return not {BY_MENTORING, OF_ALL}.isdisjoint(outcomes)


def with_forms(outcomes: Collection[str], known: Collection[str]) -> list[str]:
    """The outcomes, with R_M of all new mentors after R_M where it is known. known: names that there are."""
    more = [OF_ALL] if BY_MENTORING in outcomes and OF_ALL not in outcomes and OF_ALL in known else []
    return [one for name in outcomes for one in (name, *(more if name == BY_MENTORING else ()))]


def side_by_side(outcomes: pd.DataFrame, factors: Sequence[str]) -> dict[str, pd.DataFrame]:
    """{indicator: its `arm_means`} of both R_M and of the stock of mentors, as far as the table has them."""
    from mentorsim.analysis.contrasts import arm_means

    return {name: arm_means(outcomes, factors, name) for name in (BY_MENTORING, OF_ALL, STOCK) if name in outcomes}
