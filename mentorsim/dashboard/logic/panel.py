"""The knobs of a world, as rows: which are common, which fit a search, what each says of itself."""

from dataclasses import dataclass
from functools import cache
from pathlib import Path

from mentorsim import catalogue, plugins
from mentorsim.dashboard.logic.choice import Choice, no_files, value_at
from mentorsim.errors import BadInput
from mentorsim.experiment.config import parse_set
from mentorsim.registry import REGISTRIES, summary_of
from mentorsim.settings import presets, resolve

POLICIES = ("matching.policy", "withdrawal.policy", "goals.policy")
COMMON = ("setting", *POLICIES, "people.mentees", "people.mentors", "withdrawal.weeks", "goals.omega")
LUCK = ("seed", "replication", "weeks")
MOST_FOUND = 40  # rows shown of a search

LABELS = {
    "setting": "Setting",
    "matching.policy": "Matching",
    "withdrawal.policy": "Withdrawal of help",
    "goals.policy": "Goals",
    "people.mentees": "Mentees at the start",
    "people.mentors": "Mentors at the start",
    "withdrawal.weeks": "Planned weeks of a match",
    "goals.omega": "Organisation's share of plans",
    "seed": "Seed",
    "replication": "Replication",
    "weeks": "Weeks to play",
}
SLIDERS = {"people.mentees": (10, 500, 10), "people.mentors": (0, 250, 5), "withdrawal.weeks": (4, 156, 2),
           "goals.omega": (0, 1, 0.05)}  # path: lowest, highest and step of its slider  # fmt: skip


def plugin_flags() -> str:
    """What a command needs behind it to have the plug-ins of this server; "" without any."""
    here = (".", "", str(Path.cwd()))
    named = (name if folder in here else f"{Path(folder, *name.split('.'))}.py" for name, folder in plugins.named())
    return "".join(f" --plugin {name}" for name in named)


@dataclass(frozen=True)
class Knob:
    """One parameter with its present value. choices: names, if it has some; changed: differs from the setting's."""

    path: str
    label: str
    value: object
    plain: object
    unit: str
    low: float | None
    high: float | None
    choices: tuple
    meaning: str
    source: str

    @property
    def changed(self) -> bool:
        """Whether it is not what the setting gives."""
        return self.value != self.plain

    @property
    def bounds(self) -> str:
        """The range of the parameter in words; "" without one."""
        return "" if self.low is None else f"{self.low:,.10g} to {self.high:,.10g}"


@cache
def declared() -> dict[str, dict]:
    """{path: row of the catalogue} of every parameter; the setting under its short path."""
    rows = {row["name"]: row for row in catalogue.rows("parameters")}
    return {("setting" if path == "setting.preset" else path): row for path, row in rows.items()}


@cache
def groups() -> dict[str, str]:
    """{group: what it is}, in the order of declaration."""
    return {row["group"]: row["about"] for row in declared().values()}


def label_of(path: str) -> str:
    """A parameter in words."""
    return LABELS.get(path) or path.partition(".")[2].replace(".", ", ").replace("_", " ").capitalize()


def names_for(path: str, row: dict) -> tuple:
    """The names that the parameter may have."""
    return tuple(row["choices"] or catalogue.names_for("setting.preset" if path == "setting" else path) or ())


def knob(choice: Choice, path: str) -> Knob:
    """The knob of a parameter, set as chosen."""
    row, value = declared()[path], choice.value(path)
    plain = value
    if path in choice.overrides:
        plain = value_at(resolve({key: one for key, one in choice.overrides.items() if key != path}), path)
    return Knob(
        path,
        label_of(path),
        value,
        plain,
        row["unit"],
        row["low"],
        row["high"],
        names_for(path, row),
        row["summary"],
        row["source"],
    )


def about(path: str, value) -> str:
    """What the named setting or policy is, in a line."""
    if path == "setting":
        return presets()[value]["summary"]
    if path in POLICIES:
        return summary_of(REGISTRIES[path.partition(".")[0]][value])
    return ""


def found(search: str) -> list[str]:
    """Paths whose path, meaning, unit or source has every word of the search, best first; all of COMMON if empty."""
    words = search.lower().split()
    if not words:
        return []
    hits = []
    for path, row in declared().items():
        text = " ".join((path, label_of(path), row["summary"], row["unit"], row["source"], row["about"])).lower()
        if all(word in text for word in words):
            hits.append((sum(word not in path.lower() for word in words), path))
    return [path for _, path in sorted(hits, key=lambda hit: hit[0])][:MOST_FOUND]


def paths_of(group: str) -> list[str]:
    """Parameters of a group, in the order of declaration."""
    return [path for path, row in declared().items() if row["group"] == group]


def folds(choice: Choice) -> list[dict]:
    """One row per group: its name, the words on it (with how many of its parameters were set), what it is about."""
    rows, changed = [], changes(choice)
    for group, about in groups().items():
        count = sum(path.partition(".")[0] == group for path in changed)
        words = group.replace("_", " ").capitalize() + (f" ({count} set)" if count else "")
        rows.append({"name": group, "words": words, "about": about})
    return rows


def changes(choice: Choice) -> list[str]:
    """Paths that were set by hand."""
    return [path for path in choice.overrides if path in declared()]


def turned(choice: Choice, path: str, typed) -> Choice:
    """The choice with a knob turned to what was typed or picked; BadInput if that cannot be."""
    value = typed
    if isinstance(typed, str):
        row = declared().get(path)
        if row is None or not isinstance(row["default"], str):
            if not typed.strip():
                raise BadInput(f"{path}: found nothing, expected a number")
            value = parse_set(f"{path}={typed}").value
    if path in LUCK:
        value = whole_from_0(path, value)
    no_files({path: value}, "set")
    turned_to = choice.with_value(path, value)
    turned_to.parameters  # noqa: B018  (refuses what cannot be)
    return turned_to


def whole_from_0(path: str, value) -> int:
    """A seed, replication or number of weeks."""
    if isinstance(value, bool) or not isinstance(value, int) or not int(path == "weeks") <= value < 2**53:
        raise BadInput(f"{path}: found {value!r}, expected a whole number from {int(path == 'weeks')}")
    return value


def undone(choice: Choice, path: str) -> Choice:
    """The choice with a knob back where the setting, or a plain choice, has it."""
    if path in LUCK:
        return choice.with_value(path, getattr(Choice, path))
    return choice.with_value(path, knob(choice, path).plain)


LUCK_MEANS = {
    "seed": "all luck follows from it: who comes, and what happens to whom",
    "replication": "which of the paired replications of the seed: other people, other luck",
    "weeks": "how far the world can be played",
}


def luck_knob(choice: Choice, path: str) -> Knob:
    """The knob of the seed, the replication, or the number of weeks."""
    plain = getattr(Choice, path)
    return Knob(path, LABELS[path], getattr(choice, path), plain, "", None, None, (), LUCK_MEANS[path], "")
