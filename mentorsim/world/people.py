"""People: a growable struct of arrays. Row i is person i for life; a person who leaves keeps the row."""

import math
from dataclasses import dataclass
from mmap import mmap

import numpy as np

from mentorsim import codes


@dataclass(frozen=True)
class Column:
    """One array: its dtype, what a fresh row holds, its width (a name resolved by `widths`, 0: one number), meaning."""

    dtype: str
    fresh: float
    meaning: str
    width: str = ""
    low: float | None = 0.0
    high: float | None = 1.0


def share(meaning, fresh=0.0, width=""):
    """A state or trait in [0, 1]."""
    return Column("f8", fresh, meaning, width)


def whole(meaning, fresh=0, dtype="i4"):
    """A count, a week or a code; unbounded above, -1 where nothing is there."""
    return Column(dtype, fresh, meaning, "", None, None)


def week_of(meaning, fresh=codes.NEVER):
    """A week, up to 32,767; -1 (NEVER) where it has not happened."""
    return Column("i2", fresh, meaning, "", None, None)


def real(meaning, fresh=0.0, width="", low=None):
    """A number without upper bound."""
    return Column("f8", fresh, meaning, width, low, None)


PEOPLE = {
    "key": whole("person key: kind and ordinal"),
    "present": whole("1 while here", 1, "i1"),
    "role": whole("code of ROLES", 0, "i1"),
    "stage": whole("code of STAGES", 0, "i1"),
    "participation": whole("code of PARTICIPATION, this week", 0, "i1"),
    "group": whole("surface group tag", 0, "i1"),
    "unit": whole("organisational unit or community group"),
    "arm": whole("arm of the trial; -1: not randomised", codes.NO_ARM, "i1"),
    "capacity": whole("most matches at a time, once a mentor", 1, "i2"),
    "capacity_own": whole("most matches at a time without the cut that is on; -1 where none is", codes.NEVER, "i2"),
    "matched": whole("running matches, as mentee or as mentor", 0, "i2"),
    "match_of": whole("row of the running match of a mentee, the oldest of several", codes.NOBODY),
    "last_mentor": whole("row of the latest mentor", codes.NOBODY),
    "last_match": whole("row of the latest match as mentee", codes.NOBODY),
    "arrived": week_of("week of arrival", 0),
    "left": week_of("week of leaving"),
    "independent_week": week_of("first week independent"),
    "interdependent_week": week_of("first week interdependent"),
    "mentor_week": week_of("week of becoming a mentor"),
    "first_match_week": week_of("week of the first match"),
    "waiting_since": week_of("week since which a mentee without a match waits", 0),
    "gave_up_waiting_week": week_of("week of giving up waiting for a mentor"),
    "gave_up_mentoring_week": week_of("latest week of giving up mentoring"),
    "delivered_week": week_of("first week at or above the stated target"),
    "episode_until": week_of("week in which the present life episode ends"),
    "side": whole("side to which own tasks miss even odds: 1 too hard, -1 too easy", 1, "i1"),
    "commitment": whole("weeks for which a mentor says they will stay; 32,767 where it is left open", 32767, "i2"),
    "tried": whole("domain of this week's own task; -1 without one", codes.NOBODY, "i1"),
    "met_now": whole("meetings with own mentors this week; the placebo's do not count", 0, "i1"),
    "visits": whole("visits to the community this week", 0, "i1"),
    "failed_now": whole("1 if this week's own task failed", 0, "i1"),
    "contributed": whole("questions and answers this week", 0, "i2"),
    "struck": whole("1 if a harsh word of the community has just fallen", 0, "i1"),
    "question": whole("domain of this week's question; -1 without one", codes.NOBODY, "i1"),
    "answers_now": whole("answers that helped at a task this week", 0, "i1"),
    "replied_now": whole("1 if somebody replied this week", 0, "i1"),
    "harsh_now": whole("harsh words received this week", 0, "i1"),
    "n_matches": whole("matches so far, as mentee", 0, "i2"),
    "n_meetings": whole("meetings so far, as mentee", 0, "i2"),
    "n_contributions": whole("contributions so far", 0, "i2"),
    "n_replies": whole("replies received so far", 0, "i2"),
    "n_harsh": whole("harsh words so far", 0, "i2"),
    "dependence_weeks": whole("weeks with dependence above the mark of the dependent stage", 0, "i2"),
    "zone_width": Column("f8", 0.25, "zone width z", "", 0.05, 0.6),
    "pitching": share("pitching skill rho"),
    "directiveness": share("directiveness c"),
    "hours": real("mentor hours a week", 1.0, low=0.0),
    "aptitude": real("aptitude, what one learns from a task over what most do", 1.0, low=0.0),
    "knack": real("what one's help teaches over what the same help of most would", 1.0, low=0.0),
    "frailty": real("factor of the hazards with which one ends a match", 1.0, low=0.0),
    "attunement": share("attunement, how well one builds trust as a mentor"),
    "bias": real("bias in all own ratings"),
    "autonomy": share("autonomy need a"),
    "openness": share("openness o"),
    "zeta": real("propensity to take part zeta, standard normal"),
    "restless": real("how loosely one is bound from the start, standard normal"),
    "metacognition": share("learning-to-learn m"),
    "metacognition_base": share("baseline of learning-to-learn m"),
    "literacy": share("digital literacy L"),
    "confidence": share("confidence C"),
    "confidence_base": share("baseline of confidence C"),
    "rise_now": real("rates of this week's events that raise confidence, summed", low=0.0),
    "fall_now": real("rates of this week's events that lower confidence, summed", low=0.0),
    "dependence": share("dependence D, the level of help that the person is adapted to"),
    "shortfall": share("help missed, below the level that the person is adapted to"),
    "hurt": share("hurt by unplanned ends"),
    "fit": share("fit of own values and goals with the place's", 0.5),
    "belonging": share("belonging B", 0.3),
    "intent_to_leave": real("intent to leave, the logarithm of the leaving hazard over its base"),
    "coaching_now": real("what this week's meetings add to learning-to-learn, as a rate", low=0.0),
    "work_now": real("success at this week's own task, by effort and time", low=0.0),
    "gain_now": real("skill gained this week, weighted by goals"),
    "pace": real("progress on own goals over what one like that could expect, running", 1.0, low=0.0),
    "reactance": share("reactance R"),
    "satisfaction": share("satisfaction"),
    "energy": share("mentor energy E", 1.0),
    "nodes": real("learning resources found (non-human nodes)", low=0.0),
    "heard": share("pull of a recent reply"),
    "hush": share("hush, silenced by harsh words"),
    "diversity": share("diversity of contacts experienced", 0.3),
    "realised": share("realised autonomy", 0.5),
    "performance": share("unassisted performance, by the goals at the start"),
    "performance_start": share("unassisted performance at arrival"),
    "lasting_performance": share("unassisted performance by lasting skill, by the goals at the start"),
    "lasting_performance_start": share("unassisted performance by lasting skill at arrival"),
    "skill_start": share("mean skill over domains at arrival"),
    "pitching_start": share("pitching skill at arrival"),
    "literacy_start": share("digital literacy at arrival"),
    "target": share("stated target of unassisted performance"),
    "progress": share("share of the way to the target"),
    "org_start": share("skill by the organisation's goals at arrival"),
    "org_progress": share("progress on the organisation's goals"),
    "quality_past": share("mean quality of past matches"),
    "load": real("claims on a mentor's hours over these hours", low=0.0),
    "success_mean": share("running success of a mentor's mentees", 0.5),
    "hours_given": real("mentor hours given", low=0.0),
    "hours_received": real("mentor hours received", low=0.0),
    "hours_answering": real("hours given to answers in the community", low=0.0),
    "learned_alone": real("skill learned in own work", low=0.0),
    "learned_mentor": real("skill learned from assigned mentors"),
    "learned_others": real("skill learned from others in the community"),
    "skill": share("skill now, by domain", 0.0, "domains"),
    "lasting": share("lasting skill, by domain", 0.0, "domains"),
    "storing": real("share of skill beyond lasting skill that this week's tasks store", 0.0, "domains", low=0.0),
    "goals": share("goal weights", 0.0, "domains"),
    "goals_start": share("goal weights at arrival", 0.0, "domains"),
    "values": share("values (practice)", 0.5, "values"),
    "style": share("learning style", 0.5, "style"),
    "performance_at": share("performance at the horizons; 0 before", 0.0, "horizons"),
    "satisfaction_at": share("satisfaction at the horizons; 0 before", 0.0, "horizons"),
    "partner": Column("i4", codes.NOBODY, "rows of recent partners in help", "partners", None, None),
    "partner_gave": Column("i2", -9999, "week of the latest help given to that partner", "partners", None, None),
    "partner_got": Column("i2", -9999, "week of the latest help got from that partner", "partners", None, None),
}
PARTNERS = 6


LARGE = 1 << 22  # bytes from which NumPy asks the system for memory in pages of 2 MB


def room(shape: tuple, dtype: str):
    """An array of zeros for rows to come: memory that is not touched is not used. Large ones come in small pages, of
    which the end of each of some hundred columns does not waste a megabyte."""
    size = math.prod(shape) * np.dtype(dtype).itemsize
    if size < LARGE:
        return np.zeros(shape, dtype)
    return np.frombuffer(mmap(-1, size), dtype).reshape(shape)


class Table:
    """Columns that grow together. An attribute is a view of its column's rows in use, stale after `extend`."""

    def __init__(self, columns: dict, widths: dict, reserve: int):
        self._columns, self._widths = columns, widths
        self._store = {name: self._empty(column, reserve) for name, column in columns.items()}
        self._reserve, self._n, self._fresh = reserve, 0, 0

    def __len__(self):
        return self._n

    def __getattr__(self, name):
        if name.startswith("_") or name not in self._store:
            raise AttributeError(name)
        return self._store[name][: self._n]

    def whole(self) -> list:
        """The full arrays of all columns, rows in reserve included, in the order of declaration."""
        return list(self._store.values())

    def full(self, name: str):
        """The full array of a column, rows in reserve included."""
        return self._store[name]

    def _empty(self, column, rows):
        return room((rows, self._widths[column.width]) if column.width else (rows,), column.dtype)

    def is_full(self, count: int) -> bool:
        """Whether `count` more rows need larger arrays."""
        return self._n + count > self._reserve

    def reserve(self, count: int) -> None:
        """Have `count` fresh rows at hand; arrays that are full are replaced by ones half as large again."""
        if self.is_full(count):
            self._reserve = max(self._n + count, self._reserve + self._reserve // 2)
            for name, column in self._columns.items():
                larger = self._empty(column, self._reserve)
                larger[: self._fresh] = self._store[name][: self._fresh]
                self._store[name] = larger
        needed = self._n + count
        if needed > self._fresh:
            start, self._fresh = self._fresh, min(self._reserve, max(needed, self._fresh + 256))
            for name, column in self._columns.items():
                if column.fresh:
                    self._store[name][start : self._fresh] = column.fresh

    def extend(self, count: int) -> None:
        """Add `count` fresh rows."""
        self.reserve(count)
        self._n += count

    def use(self, rows: int) -> None:
        """Have so many rows in use; those that are new were reserved."""
        self._n = rows

    def names(self):
        """Names of the columns."""
        return self._columns.keys()

    def bytes_per_row(self) -> int:
        """Bytes that one row takes."""
        return sum(store[:1].nbytes for store in self._store.values())

    def __getstate__(self):
        return {"columns": self._columns, "widths": self._widths, "n": self._n} | {
            "store": {name: store[: self._n] for name, store in self._store.items()}
        }

    def __setstate__(self, state):
        self._columns, self._widths = state["columns"], state["widths"]
        self._store = {name: store.copy() for name, store in state["store"].items()}
        self._reserve = self._n = self._fresh = state["n"]


def people_table(parameters, reserve: int) -> Table:
    """An empty People table."""
    p = parameters.people
    widths = {
        "domains": p.domains,
        "values": p.value_dimensions,
        "style": p.style_dimensions,
        "horizons": len(codes.HORIZONS),
        "partners": PARTNERS,
    }
    return Table(PEOPLE, widths, reserve)


# --- keys ------------------------------------------------------------------------------------------------------------


def person_keys(kind: int, ordinals) -> np.ndarray:
    """Keys of persons: kind in the upper bits, ordinal (below 2^28) in the lower."""
    return (kind << codes.KIND_SHIFT) + np.asarray(ordinals, dtype=np.int64)


def kind_of(keys):
    """Kind codes of person keys."""
    return np.asarray(keys) >> codes.KIND_SHIFT


def ordinal_of(keys):
    """Ordinals of person keys."""
    return np.asarray(keys) & ((1 << codes.KIND_SHIFT) - 1)
