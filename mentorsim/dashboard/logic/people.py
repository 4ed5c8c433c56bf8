"""Real people in the dashboard: the files of a roster that a visitor may name, which are those below the root and those
of the shipped experiments; and how a link and an experiment file name them.
"""

from pathlib import Path

from mentorsim.dashboard.logic import folders
from mentorsim.errors import BadInput
from mentorsim.experiment import config
from mentorsim.experiment.config import Change, Experiment
from mentorsim.places import lines_of, literal, read_toml
from mentorsim.spelling import nearest

FILES = ("roster", "ties", "matches")  # keys under [people] that name a file
NAMES = tuple(f"people.{key}" for key in config.PEOPLE)  # of what stands under [people], in links
SHIPPED = "shipped:"  # in front of the name of a file that comes with the shipped experiments


def shipped_folder() -> Path:
    """Where the shipped experiments are."""
    return next(iter(config.shipped().values())).parent.resolve()


def reachable(name: str, below: Path) -> Path:
    """The file of that name below the root, else beside the shipped experiments, as a whole path. BadInput for one that
    is not there, or leads out by dots or links.
    """
    place, name = (
        (shipped_folder(), name.removeprefix(SHIPPED)) if name.startswith(SHIPPED) else (below.resolve(), name)
    )
    path = place / name
    if not folders.is_inside(place, path):
        raise BadInput(f"found {name!r}, expected a file below {below.name}; others are read on the command line only")
    known = {file.name: file for file in shipped_folder().iterdir()}
    found = path if path.is_file() else known.get(name)
    if found is None:
        beside = [file.name for file in path.parent.glob("[!.]*.*")]
        raise BadInput(
            f"found no file {name!r} below {below.name}, expected it there: an upload brings no other file "
            f"with it{nearest(path.name, beside)}"
        )
    return found.resolve()


def shown(people: tuple, below: Path) -> dict[str, str]:
    """{key: text} of what a choice has under [people], as a link says it."""
    return {key: name_of(Path(value), below.resolve()) if key in FILES else literal(value) for key, value in people}


def name_of(file: Path, root: Path) -> str:
    """How a link names a file: by its path below the root, or as shipped."""
    if file.is_relative_to(root):
        return file.relative_to(root).as_posix()
    return SHIPPED + file.relative_to(shipped_folder()).as_posix()


def changes(given: dict, below: Path, place=lambda key: f"people.{key}") -> list[Change]:
    """What stands under [people] as Changes with whole paths. BadInput names every file that cannot be reached.

    place: called with a key, says where it stands.
    """
    found, wrong = [], []
    for key in (key for key in config.PEOPLE if key in given):
        value = given[key]
        if key in FILES and isinstance(value, str) and value:
            try:
                value = str(reachable(value, below))
            except BadInput as error:
                wrong.append(f"{place(key)}: {error}")
        found.append(Change(place(key), f"people.{key}", value))
    if wrong:
        raise BadInput("\n".join(wrong))
    return found


def changes_in(text: str, name: str, below: Path) -> list[Change]:
    """What stands under [people] of a file that was sent here, as Changes; faults are reported with their line."""
    given, lines = read_toml(text, name).get("people", {}), lines_of(text)

    def place(key: str) -> str:
        return f"{name}:{lines.get(f'people.{key}', lines.get('people', 1))}: people.{key}"

    return changes(given, below, place) if isinstance(given, dict) else []


def named_by(experiment: Experiment) -> tuple:
    """((key, value), …) of what an experiment says under [people], files by their whole paths; () without a roster."""
    given = dict(read_toml(experiment.text, experiment.source).get("people", {}))
    given |= {one.key.removeprefix("people."): one.value for one in experiment.changes if one.key.startswith("people.")}
    return tuple(
        (key, whole(given[key], experiment.folders) if key in FILES else given[key])
        for key in config.PEOPLE
        if given.get("roster") and given.get(key) not in (None, "")
    )


def whole(name: str, places) -> str:
    """The whole path of a file that was found in one of these places."""
    return str(next(path for path in (Path(place) / name for place in places) if path.is_file()).resolve())


def stored(results: Path, digest: str) -> tuple:
    """((key, value), …) of the people that a results folder keeps, by their files, which `roster.files_of` wrote."""
    folder = results.resolve() / "given" / digest
    files = {name: folder / f"{name}.csv" for name in FILES}
    return (*((name, str(file)) for name, file in files.items() if file.is_file()), ("directed", True))


def in_words(people: tuple, given) -> str:
    """Who is given, and from which file."""
    counts = {"mentees": given.mentees, "mentors": given.mentors}
    if given.ties is not None:
        counts["ties"] = len(given.ties["one"])
    if given.matches is not None:
        counts["matches that run already"] = len(given.matches["mentee"])
    found = ", ".join(f"{name}: {count:,}" for name, count in counts.items())
    return f"Real people from {Path(dict(people)['roster']).name} ({found}). What is not known of them is drawn."
