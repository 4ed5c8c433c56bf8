"""The file a person writes, read into an `Experiment`; everything wrong in it is named at once, with its place."""

import os
import pathlib
import re
import tomllib
from collections.abc import Callable, Collection, Iterable, Iterator
from dataclasses import dataclass, field, replace
from functools import partial
from typing import Any, NamedTuple

from mentorsim.compiled import PACKAGE
from mentorsim.diary import ASKED
from mentorsim.errors import BadInput, as_place, written
from mentorsim.experiment import checks, shocks, stopping
from mentorsim.experiment.design import Design
from mentorsim.experiment.design_section import check_design, read_design, with_points
from mentorsim.experiment.paths import canonical
from mentorsim.experiment.worlds import Worlds
from mentorsim.experiment.worlds import load as worlds_called
from mentorsim.files import place
from mentorsim.indicators import INDICATORS
from mentorsim.parameters import DEFAULTS, GIVEN, GROUPS, check_each, unknown_parameter
from mentorsim.parameters import canonical as as_text
from mentorsim.places import Faults, check_depth, flat, is_file, is_folder, literal, read_text, read_toml
from mentorsim.policies import KINDS as POLICIES
from mentorsim.policies import discover
from mentorsim.policies.trials import ARMS as TRIAL_ARMS
from mentorsim.policies.trials import EXPECTED as ARMS_EXPECTED
from mentorsim.registry import REGISTRIES, unknown
from mentorsim.roster import load as roster
from mentorsim.roster.edgelists import REPEATED
from mentorsim.scalars import plain_all
from mentorsim.settings import COMPONENTS, SHORT, files, preset, presets, resolve
from mentorsim.spelling import nearest
from mentorsim.stop import Stop, stop_of
from mentorsim.world.arms import SHARE

USUAL = ("outcomes", "weekly", "people", "matches")  # tables that a single run keeps without being asked
TABLES = (*USUAL, *ASKED)
SECTIONS = ("experiment", "parameters", "people", "trial", "shocks", "design", "analysis")
TRIAL = ("unit", "arms", "shares")


def folder_name(value: Any) -> str:
    """A name that can be a folder's."""
    if not re.fullmatch(r"[A-Za-z0-9_][A-Za-z0-9._-]{0,99}", checks.words(value)):
        raise checks.Expected(value, "a short name of letters, digits, '.', '_' and '-'")
    return value


def arms_given(value: Any) -> dict:
    """The arms of a trial, by name; how many there must be is checked with the rest."""
    if not isinstance(value, dict) or not value:
        raise checks.Expected(value, f"{ARMS_EXPECTED}, headed [trial.arms.NAME]")
    return value


HEAD: dict[str, Callable] = {
    "name": folder_name,
    "question": checks.words,
    "seed": partial(checks.whole, low=0, high=2**63 - 1),
    "replications": partial(checks.whole, low=1, high=1_000_000),
    "weeks": partial(checks.whole, low=1, high=10_400),
    "setting": checks.words,
    "budget": checks.words,
    "stop": lambda value: stop_of(checks.words(value)),
    "until": stopping.until,
    "worlds": checks.words,
}
PEOPLE: dict[str, Callable] = {
    "roster": checks.words,
    "ties": checks.words,
    "matches": checks.words,
    "directed": checks.truth,
    "repeated": partial(checks.one_of, known=tuple(REPEATED)),
    "columns": checks.names,
    "keep_names": checks.truth,
}
PARAMETERS_OF_HEAD = ("setting", "budget")  # keys of [experiment] that stand for parameters


class Change(NamedTuple):
    """A value given beside the file: where (`--set`, `seed`), the key, the value."""

    place: str
    key: str
    value: object

    @property
    def assignment(self) -> str:
        """KEY=VALUE, as `--set` takes it."""
        return f"{self.key}={literal(self.value)}"


@dataclass(frozen=True)
class Experiment:
    """An experiment, complete and checked.

    overrides: {path: value} of everything that differs from the defaults, "setting" among them; shocks: complete dicts
    in order of weeks; outcomes: indicators to look at first; tables: those kept for every run; moments: weeks passed at
    which `ties` and `skills` are looked at, where they are not the usual ones; worlds: the plausible worlds that every
    arm of a sweep is in; source: the file's name, text: what is in it, changes: what was set beside it.
    """

    name: str = "run"
    question: str = ""
    seed: int = 0
    replications: int = 1
    weeks: int = 156
    overrides: dict = field(default_factory=dict)
    stop: Stop | None = None
    until: stopping.Until | None = None
    shocks: tuple = ()
    design: Design | None = None
    outcomes: tuple = ("g_unassisted", "r_mentoring", "premature_share", "satisfaction")
    tables: tuple = ("outcomes", "weekly")
    moments: tuple = ()
    worlds: Worlds | None = None
    source: str = ""
    text: str = field(default="", repr=False)
    changes: tuple = ()

    def __post_init__(self) -> None:
        for name in ("seed", "replications", "weeks", "overrides"):
            object.__setattr__(self, name, plain_all(getattr(self, name)))

    @property
    def folders(self) -> tuple:
        """Where files that the experiment names are looked for: beside its own file, then where one is."""
        return folders_of(self.source)

    def changed(self, sets: Iterable[str] = (), **given: Any) -> "Experiment":
        """The experiment with some values set beside its file.

        sets: "KEY=VALUE" as for `--set`; given: values by name, None for none. Raises BadInput.
        """
        more = [parse_set(text) for text in sets]
        more += [Change(key, key, value) for key, value in given.items() if value is not None]
        return self.with_changes(more)

    def with_changes(self, more: list) -> "Experiment":
        """The experiment with more Changes; a factor of the design that is changed is held there."""
        more = [change._replace(value=plain_all(change.value)) for change in more]
        return read(self.text, self.source, (*self.changes, *more)) if more else self


def parse_set(text: str) -> Change:
    """A Change from "KEY=VALUE"; VALUE is read as TOML, and as a bare word if it is none."""
    key, equals, value = text.partition("=")
    if not equals or not key.strip():
        raise BadInput(f"--set {as_place(text)}: found no '=', expected KEY=VALUE")
    try:
        parsed = tomllib.loads(f"value = {value.strip()}")
        check_depth(parsed)
    except tomllib.TOMLDecodeError:
        parsed = {}
    except (ValueError, RecursionError):  # longer than any number, deeper than any value
        found = f"--set {as_place(key.strip())}: found {written(value)}"
        raise BadInput(f"{found}, expected a value as in a config") from None
    single = parsed["value"] if parsed.keys() == {"value"} else value.strip()
    return Change(f"--set {as_place(key.strip())}", key.strip(), single)


# --- finding and reading the file ------------------------------------------------------------------------------------


def shipped() -> dict[str, pathlib.Path]:
    """{name: file} of the experiments that come with the package."""
    installed, checkout = PACKAGE / "experiments", PACKAGE.parent / "experiments"
    folder = installed if installed.is_dir() else checkout
    return {file.stem: file for file in sorted(folder.glob("*.toml"))}


def as_named(source: str | os.PathLike[str]) -> str:
    """An experiment's file as a command names it: a shipped one by its name."""
    path, known = pathlib.Path(source), shipped()
    return path.stem if known.get(path.stem) == path else str(source)


def find_file(source: str | os.PathLike[str]) -> pathlib.Path:
    """The file that `source` names: a path, or a shipped experiment. BadInput with the nearest name."""
    path, known = place(source), shipped()
    if is_file(path):
        return path
    if str(source) in known:
        return known[str(source)]
    what = "a folder" if is_folder(path) else "no such file"
    beside = path.parent.glob("*.toml") if is_folder(path.parent) else ()
    hint = nearest(str(source), [*known, *map(str, beside)]) or nearest(path.stem, known)
    raise BadInput(
        f"{as_place(str(source))}: found {what}, expected a TOML file or a shipped experiment: {', '.join(known)}{hint}"
    )


def load(source: str | os.PathLike[str] | None) -> Experiment:
    """The experiment of a TOML file (a path), a shipped one (its name), or with defaults throughout (None).

    Raises BadInput that lists every fault with file, line and key.
    """
    if source is None:
        return Experiment()
    path = find_file(source)
    return read(read_text(path), os.fspath(path))


# --- from text to experiment -----------------------------------------------------------------------------------------


def read(text: str, source: str, changes: tuple = ()) -> Experiment:
    """The experiment in `text`, changed by `changes` (later ones win)."""
    data = read_toml(text, source)
    reader = Reader(data, Faults(source, text, {}))
    reader.sections()
    head, overrides, design = reader.head(), reader.overrides(), read_design(reader)
    for change in changes:
        design = reader.change(change, head, overrides, design)
    overrides |= reader.given()
    head = {"name": folder_of(source)} | head
    weeks = head.get("weeks", Experiment.weeks)
    head |= reader.worlds(head)
    experiment = Experiment(
        **{key: value for key, value in head.items() if key not in PARAMETERS_OF_HEAD},
        overrides=overrides,
        shocks=reader.shocks(weeks),
        design=design,
        **reader.analysis(weeks),
        source=source,
        text=text,
        changes=tuple(changes),
    )
    if "replications" not in head and (design is not None or experiment.until):
        experiment = replace(experiment, replications=min(10, experiment.until.max if experiment.until else 10))
    if experiment.until and not 2 <= experiment.replications <= experiment.until.max:
        found, most = experiment.replications, experiment.until.max
        key = "experiment.replications" if "replications" in head else "experiment.until"
        reader.faults.add(key, key, f"found {found} replications, expected 2 to {most} = until.max at the first look")
    reader.check_arms(experiment)
    reader.faults.close()
    return experiment


def folders_of(source: str) -> tuple:
    """Folders in which a file that `source` names is looked for."""
    return (os.path.dirname(source) or ".", ".")


def folder_of(source: str) -> str:
    """A results folder's name from a file's."""
    return re.sub(r"[^A-Za-z0-9_-]+", "-", pathlib.Path(source).stem).strip("-") or "run"


class Reader:
    """Takes the parsed file apart, section by section, and notes what is wrong."""

    def __init__(self, data: dict, faults: Faults):
        self.data, self.faults, self.folders = data, faults, folders_of(faults.source)
        self.people: dict = {}  # files under [people]
        self.place: dict[str, tuple] = {}  # canonical path -> (path in the file, path as shown)

    def section(self, name: str) -> dict:
        """A section's table, empty if it is missing or no table."""
        try:
            return checks.table(self.data.get(name, {}))
        except BadInput as error:
            self.faults.add(name, name, str(error))
            return {}

    def unknown(self, section: str, key: str, known: Iterable[str]) -> None:
        """Note an unknown key of a section."""
        path = f"{section}.{key}" if section else key
        keys = list(known)
        hint = self.faults.nearest(key, keys)
        if not section and key in HEAD:
            hint = f" ({key!r} belongs under [experiment])"
        self.faults.add(path, path, f"unknown key, expected one of {', '.join(keys)}{hint}")

    def checked(self, path: str, value: Any, check: Callable[[Any], Any], default: Any = None) -> Any:
        """check(value), or `default` with the fault noted."""
        try:
            return check(value)
        except BadInput as error:
            self.faults.add(path, path, str(error))
            return default

    def sections(self) -> None:
        """Note every section that is unknown."""
        for key in self.data:
            if key not in SECTIONS:
                self.unknown("", key, SECTIONS)

    def head(self) -> dict:
        """The values under [experiment] that are right."""
        right = {}
        for key, value in self.section("experiment").items():
            if key not in HEAD:
                self.unknown("experiment", key, HEAD)
                continue
            good = self.checked(f"experiment.{key}", value, HEAD[key])
            if good is not None:
                right[key] = good
        return right

    def overrides(self) -> dict:
        """{canonical path: value} from [parameters], [people], [trial] and the setting; unknown paths noted."""
        found: dict = {}
        for path, value in flat(self.section("parameters"), groups=GROUPS):
            self.override(found, f"parameters.{path}", path, value)
        for key, value in self.section("people").items():
            if key == "preset":
                self.override(found, "people.preset", "people.preset", value)
            elif key in PEOPLE:
                self.people[key] = value
            else:
                self.unknown("people", key, [*PEOPLE, "preset"])
        self.trial(found)
        for key in PARAMETERS_OF_HEAD:
            if key in self.section("experiment"):
                self.override(found, f"experiment.{key}", f"experiment.{key}", self.data["experiment"][key])
        return found

    def trial(self, found: dict) -> None:
        """Enter what stands under [trial] into `found`: its unit, and the arms with their shares."""
        section = self.section("trial")
        for key in section:
            if key not in TRIAL:
                self.unknown("trial", key, TRIAL)
        if "unit" in section:
            self.override(found, "trial.unit", "trial.unit", section["unit"])
        if not isinstance(self.data.get("trial"), dict):
            return
        arms = self.checked("trial.arms", section.get("arms"), arms_given, {})
        arms = {name: dict(self.of_arm(name, arm)) if isinstance(arm, dict) else arm for name, arm in arms.items()}
        shares = self.checked("trial.shares", section.get("shares", {}), checks.table, {})
        if shares and arms and shares.keys() != arms.keys():
            names = ", ".join(arms)
            self.faults.add("trial.shares", "trial.shares", f"found {', '.join(shares)}, expected a share of {names}")
        elif shares:
            arms = {name: {**arm, SHARE: shares[name]} if isinstance(arm, dict) else arm for name, arm in arms.items()}
            self.place |= {f"trial.arms.{name}.{SHARE}": (f"trial.shares.{name}",) * 2 for name in shares}
        if arms:
            self.override(found, TRIAL_ARMS, TRIAL_ARMS, as_text(arms))

    def of_arm(self, name: str, arm: dict) -> Iterator[tuple]:
        """(path, value) of what an arm of the trial has; a share has its own place."""
        for path, value in flat(arm, groups=GROUPS):
            place = f"trial.arms.{name}.{path}"
            if path == SHARE:
                self.faults.add(place, place, "found a share, expected it under [trial]: shares = { NAME = 1 }")
            else:
                self.place[place] = place, place
                yield path, value

    def given(self) -> dict:
        """{"given": the people of the files under [people]}, or nothing without a roster; their faults noted."""
        found = {key: self.checked(f"people.{key}", value, PEOPLE[key]) for key, value in self.people.items()}
        found = {key: value for key, value in found.items() if value not in (None, "")}
        if "roster" not in found:
            for key in found:
                self.faults.add(f"people.{key}", f"people.{key}", "found without a roster, expected people.roster too")
            return {}
        self.place |= {
            path: ("people.roster", path) for path in ("people.mentees", "people.mentors") if path not in self.place
        }
        try:
            return {GIVEN: roster.load(**found, folders=self.folders)}
        except BadInput as error:
            for message in str(error).splitlines():
                key, _, what = message.partition(": ")
                if key in PEOPLE or key.removeprefix("columns.") in found.get("columns", ()):
                    self.faults.add(f"people.{key}", f"people.{key}", what)
                else:
                    self.faults.add("people.roster", "people", message)
            return {}

    def worlds(self, head: dict) -> dict:
        """{"worlds": those that head asks for by name or path, or None}; nothing where it does not. Faults noted."""
        place = "experiment.worlds"
        if "worlds" not in head:
            return {}
        found = self.checked(place, head["worlds"], self.ensemble) if head["worlds"] else None
        if found and head.get("until"):
            rule = "experiment.until, which adds replications: these do not narrow what worlds leave open"
            self.faults.add(place, place, f"found beside {rule}; expected one of the two")
        return {"worlds": found}

    def ensemble(self, asked: str) -> Worlds:
        """The worlds that are asked for, looked for beside the file. BadInput."""
        return worlds_called(asked, self.folders)

    def override(self, found: dict, path: str, shown: str, value: Any) -> None:
        """Enter one parameter's value into `found`, unless its path is unknown or taken; then note the fault."""
        key = canonical(shown)
        if key in found:
            self.faults.add(path, shown, f"found a second value for {key}, expected one")
        elif self.known(key, path, shown):
            found[key] = value
            self.place[key] = (path, shown)

    def known(self, key: str, path: str, shown: str) -> bool:
        """Whether the canonical key is a parameter; notes it otherwise."""
        if key == "setting" or key in DEFAULTS:
            return True
        self.faults.add(path, shown, unknown_parameter(key, self.faults.nearest, ("setting",)))
        return False

    def shocks(self, weeks: int) -> tuple:
        """Complete shocks in order of their weeks."""
        entries = self.data.get("shocks", [])
        if not isinstance(entries, list) or not all(isinstance(entry, dict) for entry in entries):
            self.faults.add("shocks", "shocks", f"found {written(entries)}, expected tables, each headed [[shocks]]")
            return ()
        full = []
        for number, entry in enumerate(entries):
            shock, wrong = shocks.complete(entry, weeks)
            full.append(shock)
            for key, what in wrong:
                self.faults.add(f"shocks.{number}.{key}", f"shocks.{key}", what)
        return tuple(sorted(full, key=lambda shock: shock.get("week", 0)))

    def analysis(self, weeks: int) -> dict:
        """{"outcomes", "tables", "moments"} under [analysis], where they are given. weeks: of the experiment."""
        given, known = {}, {"outcomes": tuple(INDICATORS), "tables": TABLES}
        listed = {"outcomes": "mentorsim list indicators"}
        for key, value in self.section("analysis").items():
            if key == "moments":
                given[key] = self.checked(f"analysis.{key}", value, partial(checks.rising, low=0, high=weeks), ())
                continue
            if key not in known:
                self.unknown("analysis", key, [*known, "moments"])
                continue
            names = self.checked(f"analysis.{key}", value, checks.several, [])
            a_name = partial(checks.one_of, known=known[key], listed=listed.get(key, ""), near=self.faults.nearest)
            for name in names:
                self.checked(f"analysis.{key}", name, a_name)
            if names:
                given[key] = tuple(names)
        if "tables" in given and "outcomes" not in given["tables"]:
            given["tables"] = ("outcomes", *given["tables"])
        return given

    def change(self, change: Change, head: dict, overrides: dict, design: Design | None) -> Design | None:
        """Enter a Change into head, overrides or design; returns the design, in which a changed factor is held."""
        place, key, value = change
        key = SHORT.get(key, key) if key not in DEFAULTS else key
        if key == "design.points":
            self.faults.changed[key] = place
            return with_points(self, design, value)
        name = key.removeprefix("experiment.")
        if name in HEAD and name not in PARAMETERS_OF_HEAD:
            self.faults.changed[f"experiment.{name}"] = place
            head[name] = self.checked(f"experiment.{name}", value, HEAD[name], getattr(Experiment, name))
            return design
        if key.startswith("people.") and key.removeprefix("people.") in PEOPLE:
            self.faults.changed[key] = place
            self.people[key.removeprefix("people.")] = value
            return design
        key = canonical(key)
        self.faults.changed[f"change.{key}"] = place
        if self.known(key, f"change.{key}", key):
            overrides[key] = as_text(value) if isinstance(value, dict) else value
            self.place[key] = f"change.{key}", key
            return design.pinned(key, value) if design else None
        return design

    # --- every arm must be possible --------------------------------------------------------------------------------

    def check_arms(self, experiment: Experiment) -> None:
        """Note what is wrong with the base arm, then with any arm of the design."""
        if self.faults.are_many:
            return
        faulty = self.check_world(experiment.overrides)
        sound = {key: value for key, value in experiment.overrides.items() if key not in faulty}
        if experiment.design is not None:
            check_design(self, replace(experiment, overrides=sound), faulty)

    def check_world(self, overrides: dict, varied: Collection[str] = (), section: str = "design.factors") -> set:
        """Note every fault of the parameters that `overrides` describe; returns the keys that are at fault.

        varied: those among them that stand in the design, under `section`.
        """
        names, rest = self.check_names(overrides)
        wrong = list(names)
        try:
            resolve(rest, self.folders)
        except BadInput as error:
            wrong += str(error).splitlines()
        return {self.note(message, varied, section) for message in wrong}

    def check_level(self, path: str, value: Any) -> bool:
        """Whether a factor may have a value, whatever the other factors have; notes it otherwise."""
        wrong, rest = self.check_names({path: value})
        try:
            check_each({("setting.preset" if key == "setting" else key): one for key, one in rest.items()})
        except BadInput as error:
            wrong += str(error).splitlines()
        for message in wrong:
            self.note(message, [path], "design.factors")
        return not wrong

    def note(self, message: str, varied: Collection[str], section: str) -> str:
        """Note a fault of one parameter with its place; returns its key. varied: see `check_world`."""
        key = canonical(re.split(r"[^\w.-]", message, maxsplit=1)[0])
        whole = TRIAL_ARMS if key.startswith(f"{TRIAL_ARMS}.") else key
        what = message.removeprefix(f"{whole}: ").removeprefix("setting.preset: ")
        path, shown = self.place.get(whole, ("parameters", whole))
        if whole in varied and f"change.{whole}" not in self.faults.changed:
            path = f"{section}.{whole}"
            shown = re.sub(r"\.\d+\.", ".", path)
        elif path == TRIAL_ARMS:
            path, shown = self.place.get(key, (key, key))
            what = what.removeprefix(f"{key}: ")
        self.faults.add(path, shown, what)
        return whole

    def check_names(self, overrides: dict) -> tuple[list, dict]:
        """(messages about unknown names of policies and settings, the overrides without these)."""
        discover()
        choices = {f"{kind}.policy": sorted(REGISTRIES[kind]) for kind in POLICIES}
        choices |= {"setting": list(presets())} | {f"setting.{name}": [*presets(), ""] for name in COMPONENTS}
        wrong, rest = [], dict(overrides)
        for key in [key for key in overrides if key.partition(".")[0] == "setting" and files.is_file(overrides[key])]:
            del choices[key]
            try:
                preset(overrides[key], key, self.folders)
            except BadInput as error:
                wrong += str(error).splitlines()
                del rest[key]
        for key in overrides.keys() & choices.keys():
            if overrides[key] not in choices[key]:
                kind, _, leaf = key.partition(".")
                names = ", ".join(filter(None, choices[key]))
                message = f"found {written(overrides[key])}, expected one of {names}"
                message += nearest(overrides[key], choices[key])
                wrong.append(f"{key}: {unknown(kind, overrides[key]) if leaf == 'policy' else message}")
                del rest[key]
        return wrong, rest
