"""A sweep that somebody designs in the page: what stands in the form, and the experiment file that this is.

The file is what counts: it is checked, estimated and swept as it would be on the command line.
"""

import json
from dataclasses import dataclass, field, replace

from mentorsim.analysis.hours import BUDGETS
from mentorsim.dashboard.logic import choice as choices
from mentorsim.dashboard.logic import levels, panel, people
from mentorsim.dashboard.logic.choice import Choice
from mentorsim.dashboard.logic.links import Link
from mentorsim.errors import BadInput
from mentorsim.experiment import config
from mentorsim.experiment.config import TABLES, Experiment, parse_set
from mentorsim.experiment.design_section import SAMPLED
from mentorsim.experiment.worlds import SHIPPED as ENSEMBLES
from mentorsim.indicators import INDICATORS
from mentorsim.parameters import GIVEN
from mentorsim.places import literal, read_toml
from mentorsim.printing import plural

KINDS = (
    ("grid", "Every combination"),
    ("one-at-a-time", "One at a time"),
    ("sobol", "Sobol points"),
    ("lhs", "Latin hypercube"),
)
ENSEMBLE = next(iter(ENSEMBLES))
BY = "by."  # in front of a factor's path in links
NAMES = ("name", "question", "kind", "points", "replications", "worlds", "equal", "outcomes", "tables", "kept")  # there
LONGEST = 4_000  # characters of each
MOST_FACTORS = 20
KEPT = {
    "experiment": ("stop", "until"),
    "design": ("where",),
    "analysis": ("moments",),
    "trial": ("unit", "arms", "shares"),
}
EQUAL = "equal_hours"


@dataclass(frozen=True)
class Draft:
    """What stands in the form.

    world: what all arms have, with seed and weeks; factors: {path: levels as typed}; kind: of design; points: of a
    sampled one; replications, points, worlds: as typed, worlds "" for none; equal: all arms spend equal hours;
    outcomes, tables: that are kept; kept: ((section, key, value), …) of what a file said that the form does not show.
    """

    world: Choice = field(default_factory=Choice)
    name: str = "designed"
    question: str = ""
    kind: str = "grid"
    points: str = "64"
    factors: dict = field(default_factory=dict)
    replications: str = "10"
    worlds: str = ""
    equal: bool = False
    outcomes: tuple = Experiment.outcomes
    tables: tuple = Experiment.tables
    kept: tuple = ()

    def with_factor(self, path: str, ticked: bool) -> "Draft":
        """With a factor more, at its usual levels, or with one less."""
        rest = {key: text for key, text in self.factors.items() if key != path}
        if not ticked:
            return replace(self, factors=rest)
        if len(rest) >= MOST_FACTORS:
            raise BadInput(f"{path}: found {MOST_FACTORS} factors already, expected at most as many here")
        return replace(self, factors=self.factors | {path: self.factors.get(path, levels.usual(self.world, path))})

    def with_levels(self, path: str, text: str) -> "Draft":
        """With other levels of a factor."""
        return replace(self, factors=self.factors | {path: text})

    def with_level(self, path: str, name: str, ticked: bool) -> "Draft":
        """With a level more or less of a factor whose levels have names, which stay in the order of their list."""
        there = {levels.spoken(one) for one in levels.values(path, self.factors[path])}
        there = there | {name} if ticked else there - {name}
        kept = [one for one in levels.kind_of(path).names if one in there]
        return self.with_levels(path, ", ".join(kept))

    def with_one(self, what: str, name: str, ticked: bool) -> "Draft":
        """With an outcome or a table more or less. what: "outcomes" or "tables"."""
        order = list(INDICATORS) if what == "outcomes" else list(TABLES)
        there = [one for one in getattr(self, what) if one != name] + ([name] if ticked else [])
        return replace(self, **{what: tuple(sorted(there, key=order.index) if what == "tables" else there)})

    @property
    def file(self) -> str:
        """What its file is called."""
        return f"{self.name}.toml"

    # --- the file ---

    def to_toml(self) -> str:
        """The experiment file that the form says."""
        head = {
            "name": self.name,
            **({"question": self.question} if self.question else {}),
            "seed": self.world.seed,
            "replications": typed(self.replications),
            "weeks": self.world.weeks,
        }
        if "setting" not in self.factors or self.kind == "one-at-a-time":
            head["setting"] = self.world.value("setting")
        head |= {"budget": EQUAL} if self.equal else {}
        head |= {"worlds": f"{ENSEMBLE}:{self.worlds}"} if self.worlds.strip() else {}
        lines = table("experiment", head | self.extra("experiment"))
        lines += choices.rest_lines(self.common())
        lines += table("trial", self.extra("trial"))
        if self.factors:
            points = {"points": typed(self.points)} if self.kind in SAMPLED else {}
            lines += table("design", {"kind": self.kind} | points | self.extra("design"))
            lines += table("design.factors", {path: levels.values(path, text) for path, text in self.factors.items()})
        kept = {"outcomes": list(self.outcomes), "tables": list(self.tables)}
        return "\n".join([*lines, *table("analysis", kept | self.extra("analysis"))]).strip() + "\n"

    def common(self) -> Choice:
        """What all arms have, without what the factors say anyhow."""
        said = set(self.factors) if self.kind != "one-at-a-time" else set()
        said |= {BUDGETS[0]} if self.equal else set()
        return self.world.with_overrides({path: one for path, one in self.world.overrides.items() if path not in said})

    def extra(self, section: str) -> dict:
        """{key: value} of a section that the form does not show."""
        return {key: value for place, key, value in self.kept if place == section}

    def experiment(self) -> Experiment:
        """The experiment, checked as on the command line. BadInput with every fault."""
        text = self.to_toml()
        said = {key: value for key, value in read_toml(text, self.file).items() if key != "people"}
        choices.no_files(said, self.file)
        return config.read(text, self.file)

    # --- links ---

    def to_query(self) -> str:
        """The link's part after "?" that leads to this form; never empty."""
        plain = Draft()
        said = {name: getattr(self, name) for name in ("question", "kind", "points", "replications", "worlds")}
        pairs = [("name", self.name), *((key, text) for key, text in said.items() if text != getattr(plain, key))]
        pairs += [("equal", "yes")] if self.equal else []
        listed = ("outcomes", "tables")
        pairs += [(key, ",".join(getattr(self, key))) for key in listed if getattr(self, key) != getattr(plain, key)]
        pairs += [("kept", json.dumps(self.kept))] if self.kept else []
        pairs += [(f"{BY}{path}", text) for path, text in self.factors.items()]
        return choices.query_of([*pairs, *choices.to_pairs(self.world)])


def table(head: str, entries: dict) -> list[str]:
    """A section of the file, after an empty line; nothing without entries."""
    lines = [f"{choices.key_of(key)} = {literal(value)}" for key, value in entries.items()]
    return ["", f"[{head}]", *lines] if lines else []


def typed(text: str):
    """A number as it was typed; what is none stays a text, which the check refuses."""
    return parse_set(f"number={text}").value if text.strip() else ""


def of_link(search: str | None) -> tuple[Draft, list[str]]:
    """(the form that a link describes, what of it was left out)."""
    link = Link(search)
    rest = dict(link.rest)
    for name, text in rest.items():
        if (name in NAMES or name.startswith(BY)) and len(text) > LONGEST:
            link.leave_out(f"{name}: found {len(text):,} characters, expected at most {LONGEST:,}")
            rest[name] = ""
    world, _ = link.world([(name, rest[name]) for name in rest if name not in NAMES and not name.startswith(BY)])
    said = {name: rest[name] for name in ("name", "question", "points", "replications", "worlds") if name in rest}
    draft = Draft(world=world, equal=rest.get("equal") == "yes", **said)
    for name, known in (("outcomes", INDICATORS), ("tables", TABLES)):
        if name in rest:
            asked = rest[name].split(",")
            for one in (one for one in asked if one and one not in known):
                link.leave_out(f"{name}: found {one!r}, which is none")
            draft = replace(draft, **{name: tuple(one for one in asked if one in known)})
    kind = rest.get("kind", draft.kind)
    if kind in dict(KINDS):
        draft = replace(draft, kind=kind)
    else:
        link.leave_out(f"kind: found {kind!r}, expected one of {', '.join(dict(KINDS))}")
    for path in (name.removeprefix(BY) for name in rest if name.startswith(BY)):
        if path not in factors() or len(draft.factors) >= MOST_FACTORS:
            link.leave_out(f"{BY}{path}: can be no factor here")
        else:
            draft = draft.with_levels(path, rest[BY + path])
    return replace(draft, kept=kept_of(rest.get("kept", "[]"), link)), link.ignored


def kept_of(text: str, link: Link) -> tuple:
    """What a link says beyond the form."""
    try:
        found = json.loads(text)
        if all(key in KEPT[place] for place, key, _ in found):
            return tuple((place, key, value) for place, key, value in found)
        raise ValueError(text)
    except (ValueError, TypeError, KeyError, RecursionError):
        link.leave_out("kept: cannot be read")
        return ()


def factors() -> list[str]:
    """The parameters that can be factors, in the order of declaration: all but what a trial is made of."""
    return [path for path in panel.declared() if not path.startswith("trial.")]


# --- a file that is dropped in ---------------------------------------------------------------------------------------


def of_experiment(e: Experiment) -> tuple[Draft, list[str]]:
    """(the form filled from an experiment as far as it can be, what it does not show, in sentences)."""
    data = read_toml(e.text, e.source)
    unshown: list[str] = []
    kept = [
        (section, key, data[section][key])
        for section, keys in KEPT.items()
        for key in keys
        if key in data.get(section, {})
    ]
    if kept:
        names = ", ".join(f"{section}.{key}" for section, key, _ in kept)
        unshown.append(f"{names}: not shown in the form, and kept in the file below as it is.")
    overrides = {path: one for path, one in e.overrides.items() if path != GIVEN and not path.startswith("trial.")}
    equal = overrides.get(BUDGETS[0]) == EQUAL
    if equal:
        del overrides[BUDGETS[0]]
    given = people.named_by(e)
    if given:
        overrides[GIVEN] = e.overrides[GIVEN]
    world = Choice(overrides, e.seed, e.weeks, 0, e.shocks, given)
    draft = Draft(
        world=world,
        name=e.name,
        question=e.question,
        replications=str(e.replications),
        equal=equal,
        outcomes=e.outcomes,
        tables=e.tables,
        kept=tuple(kept),
    )
    draft = replace(draft, worlds=str(len(e.worlds))) if e.worlds else draft
    return with_design_of(draft, e, unshown), unshown


def with_design_of(draft: Draft, e: Experiment, unshown: list) -> Draft:
    """The form with the design of an experiment, if it can show it; otherwise what cannot be is added to `unshown`."""
    design = e.design
    if design is None:
        return draft
    strange = [path for path in design.paths() if path not in factors()]
    if design.kind not in dict(KINDS) or strange or len(design.paths()) > MOST_FACTORS:
        why = "its arms are listed one by one" if design.kind == "list" else f"it varies {', '.join(strange[:3])}"
        unshown.append(
            f"design: {plural(design.size(), 'arm')} that the form cannot show, since {why}; they are left out here. "
            "Drop the file on Experiments to sweep it as it is."
        )
        return replace(draft, kept=tuple(one for one in draft.kept if one[0] != "design"))
    data = read_toml(e.text, e.source).get("design", {})
    texts = {path: levels.text_of(written(may)) for path, may in design.factors.items()}
    return replace(draft, kind=design.kind, factors=texts, points=str(data.get("points", draft.points)))


def written(may) -> list:
    """What a factor may be, as it stands in a file: of a sampled number its ends."""
    if isinstance(may, list):
        return may
    return list(may.values) if hasattr(may, "values") else [may.low, may.high]
