"""A world that somebody chose: what differs from the defaults, and its luck. To and from links and experiment files."""

import json
from dataclasses import dataclass, field, replace
from functools import cached_property
from urllib.parse import parse_qsl, quote

from mentorsim.dashboard.logic import folders, people
from mentorsim.errors import BadInput
from mentorsim.experiment import config
from mentorsim.experiment.identity import control_of, run_id
from mentorsim.experiment.worlds import SHIPPED as ENSEMBLES
from mentorsim.gone import why_gone
from mentorsim.parameters import DEFAULTS, GIVEN, Parameters, flatten
from mentorsim.places import literal, read_toml
from mentorsim.settings import resolve
from mentorsim.spelling import nearest
from mentorsim.texts import decoded

LARGEST_UPLOAD = 256 * 1024  # bytes of an experiment file
MOST_PEOPLE = 20_000  # people at week 0 of a world that is watched
MOST_WEEKS = 1_040
LONGEST_VALUE, LONGEST_SHOCKS = 300, 10_000  # characters of a value in a link; of all shocks
HEAD = ("seed", "weeks", "replication")
ENDINGS = (".toml", ".csv", ".graphml", ".xml", ".gexf", ".gml", ".net", ".paj")  # of a file


@dataclass(frozen=True)
class Choice:
    """overrides: {path: value} of what differs from the defaults, "setting" and the given people among them; weeks: how
    far it can be played; shocks: complete ones, in order of weeks; people: what stands under [people] for those who are
    given, as `people.named_by` has it.
    """

    overrides: dict = field(default_factory=dict)
    seed: int = 2011
    weeks: int = 156
    replication: int = 0
    shocks: tuple = ()
    people: tuple = ()

    @cached_property
    def parameters(self) -> Parameters:
        """Complete parameters; BadInput if they cannot be."""
        return resolve(self.overrides)

    @cached_property
    def run_id(self) -> str:
        """The identity of the run to the last week, as in results."""
        return run_id(self.parameters, self.weeks, self.seed, self.replication, self.shocks)

    @cached_property
    def twin(self) -> "Choice | None":
        """The control world: the same people and luck, and nobody is matched; None if this is it."""
        control = flatten(control_of(self.parameters))
        apart = {path: value for path, value in control.items() if path != GIVEN}
        named = {path: value for path, value in apart.items() if value != value_at(self.parameters, path)}
        twin = self.with_overrides(self.overrides | named)
        return None if twin.run_id == self.run_id else twin

    def with_value(self, path: str, value) -> "Choice":
        """This choice with one value changed; what a new setting sets itself is left to it."""
        if path in HEAD:
            return replace(self, **{path: value})
        kept = {key: given for key, given in self.overrides.items() if key != path}
        plain = resolve(kept)
        if value == value_at(plain, path):
            return replace(self, overrides=kept)
        return replace(self, overrides=kept | {path: value})

    def with_overrides(self, overrides: dict) -> "Choice":
        """This choice with other overrides: the people and the luck stay."""
        return replace(self, overrides=overrides)

    def with_people_of(self, other: "Choice") -> "Choice":
        """This choice with the given people of another one, or with people who are drawn as there."""
        kept = {path: value for path, value in self.overrides.items() if path != GIVEN}
        given = {GIVEN: other.overrides[GIVEN]} if other.people else {}
        return replace(self, overrides=kept | given, people=other.people)

    def value(self, path: str):
        """The value at a path, or of `seed`, `weeks`, `replication`."""
        return getattr(self, path) if path in HEAD else value_at(self.parameters, path)


def value_at(parameters: Parameters, path: str):
    """The value of a parameter; "setting" is the preset."""
    found = parameters
    for part in ("setting.preset" if path == "setting" else path).split("."):
        found = getattr(found, part)
    return found


# --- experiment files ------------------------------------------------------------------------------------------------


def key_of(path: str) -> str:
    """A parameter path as one key of a TOML table."""
    return f'"{path}"' if "." in path else path


def head_lines(choice: Choice, name: str, replications: int, question: str = "") -> list[str]:
    """[experiment]."""
    asked = [f"question = {literal(question)}"] if question else []
    return [
        "[experiment]",
        f'name = "{name}"',
        *asked,
        f"seed = {choice.seed}",
        f"replications = {replications}",
        f"weeks = {choice.weeks}",
        f"setting = {literal(choice.overrides.get('setting', DEFAULTS['setting.preset']))}",
    ]


def rest_lines(choice: Choice) -> list[str]:
    """[people], [parameters] and [[shocks]]."""
    given = {path: value for path, value in choice.overrides.items() if path not in ("setting", GIVEN)}
    tables = [("[people]", choice.people), ("[parameters]", tuple(given.items()))]
    tables += [("[[shocks]]", tuple(shock.items())) for shock in choice.shocks]
    lines: list[str] = []
    for head, entries in tables:
        if entries:
            lines += ["", head, *(f"{key_of(name)} = {literal(value)}" for name, value in entries)]
    return lines


def to_toml(choice: Choice, name: str = "explored") -> str:
    """The experiment file of which `mentorsim run` makes this world."""
    lines = head_lines(choice, name, choice.replication + 1) + rest_lines(choice)
    if choice.replication:
        lines.insert(
            0, f"# The world is replication {choice.replication}, the last of a sweep; `run` does the first, 0."
        )
    return "\n".join(lines) + "\n"


def of_experiment(experiment: config.Experiment, replication: int = 0) -> Choice:
    """The base arm of an experiment. BadInput for more than can be watched."""
    e = experiment
    return checked(Choice(dict(e.overrides), e.seed, e.weeks, replication, e.shocks, people.named_by(e)))


def read_upload(name: str, content: bytes) -> config.Experiment:
    """The experiment in a file that was dropped in; BadInput as on the command line, if it is too large, or names a
    file that is not below the root.
    """
    if len(content) > LARGEST_UPLOAD:
        raise BadInput(f"{name}: found {len(content):,} bytes, expected at most {LARGEST_UPLOAD:,}")
    text = decoded(content, name)
    no_files({key: value for key, value in read_toml(text, name).items() if key != "people"}, name)
    return config.read(text, name, tuple(people.changes_in(text, name, folders.root())))


def no_files(given: dict, where: str) -> None:
    """BadInput if something that was sent here names a file, but for those under [people]: the server reads no others
    for its visitors.
    """
    for key, value in given.items():
        if key == "worlds" and isinstance(value, str) and value and value.partition(":")[0] not in ENSEMBLES:
            names = " or ".join(ENSEMBLES)
            raise BadInput(
                f"{where}: {key}: found {value!r}, expected {names}; files are read on the command line only"
            )
        if isinstance(value, dict):
            no_files(value, f"{where}: {key}")
        elif isinstance(value, list):
            no_files({f"{key}[{place}]": one for place, one in enumerate(value)}, where)
        elif isinstance(value, str) and value.endswith(ENDINGS) and key not in ("name", "question"):
            raise BadInput(f"{where}: {key}: found {value!r}, a file; it can be named on the command line only")


def checked(choice: Choice) -> Choice:
    """The choice itself; BadInput if there can be no such world, or if it is more than a browser can be shown."""
    found = choice.parameters.people.mentees + choice.parameters.people.mentors
    if found > MOST_PEOPLE:
        raise BadInput(f"people: found {found:,} at week 0, expected at most {MOST_PEOPLE:,} here; use `mentorsim run`")
    if choice.weeks > MOST_WEEKS:
        raise BadInput(f"weeks: found {choice.weeks:,}, expected at most {MOST_WEEKS:,} here; use `mentorsim run`")
    return choice


# --- links -----------------------------------------------------------------------------------------------------------


def spoken(value) -> str:
    """A value in a link."""
    return value if isinstance(value, str) else json.dumps(value)


def to_pairs(choice: Choice, prefix: str = "") -> list[tuple]:
    """(name, text) of all that differs from a plain choice."""
    plain = Choice()
    pairs = [(prefix + path, spoken(value)) for path, value in choice.overrides.items() if path != GIVEN]
    luck = [(name, getattr(choice, name)) for name in HEAD]
    pairs += [(prefix + name, str(value)) for name, value in luck if value != getattr(plain, name)]
    pairs += [(f"{prefix}people.{key}", text) for key, text in people.shown(choice.people, folders.root()).items()]
    return pairs + ([(f"{prefix}shocks", json.dumps(list(choice.shocks)))] if choice.shocks else [])


def query_of(pairs) -> str:
    """A query string, readable where that is allowed."""
    return "&".join(f"{quote(name, safe='.')}={quote(text, safe='.,:-_')}" for name, text in pairs)


def pairs_of(search: str | None) -> list[tuple]:
    """(name, text) of a query string; BadInput if it is too long."""
    if search and len(search) > 20_000:
        raise BadInput("link: longer than 20,000 characters")
    return parse_qsl(search or "", keep_blank_values=True)


def of_pairs(pairs) -> Choice:
    """The choice that pairs describe; BadInput as on the command line."""
    pairs = dict(pairs)
    real = {name.removeprefix("people."): pairs.pop(name) for name in people.NAMES if name in pairs}
    check_known(pairs)
    no_files(pairs, "link")
    text = "\n".join(head_lines(Choice(), "link", 1)[:2])
    given = {"seed": str(Choice.seed), "weeks": str(Choice.weeks)} | pairs
    sets = [config.parse_set(f"{name}={text}") for name, text in given.items() if name not in ("replication", "shocks")]
    found = people.changes({key: config.parse_set(f"{key}={text}").value for key, text in real.items()}, folders.root())
    experiment = config.read(text, "link").with_changes([*(one._replace(place=one.key) for one in sets), *found])
    shocks = known_shocks(pairs.get("shocks", "[]"), experiment)
    replication = pairs.get("replication", "0")
    if not (replication.isascii() and replication.isdecimal() and len(replication) < 10):
        raise BadInput(f"replication: found {replication!r}, expected a whole number from 0")
    return replace(of_experiment(experiment, int(replication)), shocks=shocks)


def check_known(given: dict) -> None:
    """BadInput for a name that is none of a world's, and for a value that is too long to be one."""
    for name, text in given.items():
        if name not in DEFAULTS and name not in (*HEAD, "setting", "shocks"):
            known = [*HEAD, "setting", "shocks", *DEFAULTS]
            raise BadInput(f"{name}: {why_gone(name) or f'unknown parameter{nearest(name, known)}'}")
        most = LONGEST_SHOCKS if name == "shocks" else LONGEST_VALUE
        if len(text) > most:
            raise BadInput(f"{name}: found {len(text):,} characters, expected at most {most:,}")


def known_shocks(text: str, experiment: config.Experiment) -> tuple:
    """The shocks of a link, complete."""
    from mentorsim.experiment.shocks import completed

    try:
        given = json.loads(text)
    except (ValueError, RecursionError):
        raise BadInput("shocks: found no JSON, expected a list of shocks") from None
    if not isinstance(given, list) or not all(
        isinstance(one, dict) and isinstance(one.get("kind"), str) for one in given
    ):
        raise BadInput("shocks: expected a list of shocks, each with kind and week")
    return completed(tuple(given), experiment.weeks)


def has_kind(shock: dict) -> bool:
    """Whether a shock has a kind that can be looked up."""
    return isinstance(shock.get("kind"), str)
