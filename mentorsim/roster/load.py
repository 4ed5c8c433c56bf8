"""Real people, their ties and their matches, from files to a `Given`; everything wrong is named with file and line.

The roster is a sheet with a row per person: `id`, `role`, and any columns of NUMBERS, WHOLE, WORDS, LABELS and
`given.VECTORS` (`skill_1`, `skill_2`, …). What is left out, column or cell, is drawn. Ties are an edge list or a graph
file (see `edgelists`); matches a sheet of pairs that run already. A sheet is a CSV file or an Excel workbook.
"""

import pathlib
from collections import Counter
from dataclasses import replace
from functools import lru_cache

import numpy as np

from mentorsim import codes
from mentorsim.errors import BadInput
from mentorsim.given import FRESH, VECTORS, Given
from mentorsim.places import find_file
from mentorsim.roster.edgelists import ties_of
from mentorsim.roster.graphfiles.graph import ENDS, WEIGHT
from mentorsim.roster.sheets import Sheet, Source, csv_text
from mentorsim.roster.sheets import folded as fold
from mentorsim.roster.workbooks import read_sheet
from mentorsim.spelling import nearest
from mentorsim.world.people import PEOPLE

ID, ROLE = "id", "role"
ROLES = codes.ROLES[:2]  # nobody has given up mentoring before the start
# Traits and states that start as given; bounds are those of the state, and for those without, these.
NUMBERS = (
    "skill", "zone_width", "pitching", "attunement", "directiveness", "hours", "aptitude", "bias", "autonomy",
    "openness", "zeta", "metacognition", "literacy", "confidence", "dependence", "reactance",
    "satisfaction", "energy", "nodes", "target",
)  # fmt: skip
ALIKE = (*FRESH, "satisfaction", "energy")  # without a roster, everybody begins with the same
DRAWN = tuple(name for name in NUMBERS if name not in ("skill", *ALIKE))  # skill is a vector
BOUNDS = {
    "hours": (0.01, 168.0),
    "zeta": (-5.0, 5.0),
    "aptitude": (0.0, 20.0),
    "bias": (-1.0, 1.0),
    "nodes": (0.0, 1000.0),
}
WHOLE = {"capacity": (0, 50)}  # 0: on leave
WORDS = {"stage": codes.STAGES}
LABELS = {"group": 127, "unit": 99_999}  # the largest number; names are numbered
OPEN = (*DRAWN, *VECTORS, *WHOLE, *LABELS)  # drawn for people of whom they are not given
MOST_DIMENSIONS = 16
MOST_WEEKS = 10_400
PAIR, MORE_OF_MATCHES = ("mentee", "mentor"), {"weeks_so_far": MOST_WEEKS, "quality": 1.0, "help": 1.0}


def bounds_of(name: str) -> tuple[float, float]:
    """(lowest, highest) value of a column of numbers."""
    column = PEOPLE[name]
    return BOUNDS.get(name, (column.low, column.high))


def known_columns() -> list[str]:
    """Every column that a roster may have."""
    vectors = [f"{name}_{k}" for name in VECTORS for k in range(1, MOST_DIMENSIONS + 1)]
    return [ID, ROLE, *NUMBERS, *WHOLE, *WORDS, *LABELS, *vectors]


def catalogue() -> list[dict]:
    """One row per column that a roster may have: name, summary, allowed, without (what is done if it is left out)."""
    means = {"skill": "mean skill over domains", "capacity": "most matches at a time, of a mentor; 0 on leave"}
    rows = [
        (ID, "what the person is called, unlike anybody else", "a text", "needed"),
        (ROLE, "role at the start", " or ".join(ROLES), "needed"),
    ]
    for name, (low, high) in ({name: bounds_of(name) for name in NUMBERS} | WHOLE).items():
        kind = "a whole number" if name in WHOLE else "a number"
        without = "alike" if name in ALIKE else "drawn"
        rows.append((name, means.get(name, PEOPLE[name].meaning), f"{kind} from {low:g} to {high:g}", without))
    for name, known in WORDS.items():
        rows.append((name, f"{name} at the start", ", ".join(known), known[0]))
    for name, most in LABELS.items():
        rows.append((name, PEOPLE[name].meaning, f"names, or whole numbers from 0 to {most:,}", "drawn"))
    for name in VECTORS:
        allowed = "weights of any scale" if name == "goals" else "numbers from 0 to 1"
        rows.append((f"{name}_1", f"{PEOPLE[name].meaning}; also {name}_2 and so on", allowed, "drawn"))
    return [dict(zip(("name", "summary", "allowed", "without"), row, strict=True)) for row in rows]


TEMPLATE = (
    "A roster for mentorsim: a row for each person. Only id and role are needed.",
    "What is left empty is drawn, or is alike for everybody. Columns may stand in any order, be removed, and be added",
    "from the list below; others are left out. These lines may stay.",
)
COMMON = (ID, ROLE, "unit", "group", "capacity", "hours")  # what a coordinator knows; the rest can be added
EXAMPLES = (("Ann Example", "mentee", "North", "", "", ""), ("Cy Example", "mentor", "South", "", "2", "1.5"))


def template() -> str:
    """A sheet to start from: what each column is, and two people."""
    about = [
        f"{entry['name']}: {entry['summary']}; {entry['allowed']}; "
        f"{'' if entry['without'] == 'needed' else 'left empty: '}{entry['without']}"
        for entry in catalogue()
    ]
    lines = [*TEMPLATE, *about]
    return "".join(f"# {line}\n" for line in lines) + csv_text(COMMON, EXAMPLES)


# --- from files ------------------------------------------------------------------------------------------------------


def load(
    roster,
    ties=None,
    matches=None,
    directed: bool | None = None,
    repeated: str | None = None,
    columns=None,
    keep_names: bool = True,
    folders=(".",),
    exact: bool = False,
) -> Given:
    """The people of a roster, with the ties and matches of other files, if there are any. Raises BadInput.

    directed: whether a tie goes one way only; without it, as a graph file says, and not in an edge list. repeated: how
    ties that are there twice are joined, one of `edgelists.REPEATED`; without it they are a fault. columns: {name of a
    column in the files: ours}; keep_names: without, people are numbered as the roster has them, and what units and
    groups are called is left out. folders: where files are looked for; exact: the files are ours, and their texts count
    as they are written.
    """
    texts, files = [], {"roster": roster, "ties": ties, "matches": matches}
    named = columns_named(columns or {}, [key for key, file in files.items() if file is not None])
    for key, file in files.items():
        suffix = pathlib.PurePath(str(file)).suffix or ".*"  # of the files that are near
        try:
            path = None if file is None else find_file(str(file), folders, f"the file of {key}", f"[!.]*{suffix}")
            if key == "ties" and path is not None:
                from mentorsim.roster.graphfiles.formats import check_file  # with the readers of all formats

                check_file(path)
        except BadInput as error:
            raise BadInput(f"{key}: {error}") from None
        texts.append(None if path is None else Source(str(path), read_sheet(path), named[key], exact))
    return parse(*texts, directed, repeated, keep_names)


def columns_named(columns: dict, there: list) -> dict:
    """{file: ((a column's name there, ours), …)} from names of columns of any file. BadInput for what we do not know.

    there: the files that are given.
    """
    known = {"roster": known_columns(), "ties": [*ENDS, WEIGHT], "matches": [*PAIR, *MORE_OF_MATCHES]}
    ours = {fold(name): (name, key) for key, names in known.items() for name in names}
    found: dict = {key: {} for key in known}
    wrong = []
    for head, called in columns.items():
        name, key = ours.get(fold(called), (None, None))
        if name is None:
            near = nearest(fold(called), ours)
            wrong.append(
                f"columns.{head}: found {called!r}, expected a column of `mentorsim list roster`, ties or matches{near}"
            )
        elif key not in there:
            wrong.append(f"columns.{head}: found {called!r}, a column of {key}, expected people.{key} too")
        elif name in found[key]:
            wrong.append(
                f"columns.{head}: found {called!r} for {found[key][name]!r} already, expected one column of a "
                "file for each of ours"
            )
        else:
            found[key][name] = head
    if wrong:
        raise BadInput("\n".join(wrong))
    return {key: tuple((head, name) for name, head in names.items()) for key, names in found.items()}


@lru_cache(maxsize=4)
def parse(
    roster: Source,
    ties: Source | None = None,
    matches: Source | None = None,
    directed: bool | None = None,
    repeated: str | None = None,
    keep_names: bool = True,
) -> Given:
    """`load` of texts."""
    people = roster.sheet(known_columns(), (ID, ROLE))
    ids, mentees, columns, labels = people_of(people)
    place = {name: number for number, name in enumerate(ids)}
    left_out = {"roster": people.left_out}
    graph = pairs = None
    notes: tuple = ()
    if ties is not None:
        graph, left_out["ties"], notes = ties_of(ties, place, directed, repeated)
    if matches is not None:
        sheet = matches.sheet((*PAIR, *MORE_OF_MATCHES), PAIR)
        pairs, left_out["matches"] = matches_of(sheet, place, mentees, columns), sheet.left_out
    entries = {key: names for key, names in left_out.items() if names}
    given = Given(ids, mentees, columns, graph, pairs, labels, entries, notes=notes)
    return given if keep_names else nameless(given, people.columns[ID])


def nameless(given: Given, names) -> Given:
    """Given people without their names: known by the numbers of their rows in the roster; labels without words.

    names: of the roster, row by row.
    """
    number = {name: str(row) for row, name in enumerate(names, start=1)}
    return replace(given, ids=tuple(number[name] for name in given.ids), labels={}, named=False)


# --- people ----------------------------------------------------------------------------------------------------------


def people_of(sheet: Sheet) -> tuple:
    """(ids, number of mentees, {column: numbers}, {column: names of its numbers}) of a roster, mentees first."""
    check_ids(sheet)
    role = sheet.words(ROLE, ROLES, blank=False)
    columns = {name: sheet.numbers(name, *bounds_of(name)) for name in NUMBERS if name in sheet.columns}
    columns |= {
        name: sheet.numbers(name, *limits, whole=True) for name, limits in WHOLE.items() if name in sheet.columns
    }
    columns |= {name: sheet.words(name, known) for name, known in WORDS.items() if name in sheet.columns}
    labels: dict = {}
    for name, most in LABELS.items():
        if name in sheet.columns:
            columns[name], labels[name] = labels_of(sheet, name, most)
    for name in VECTORS:
        columns |= vector_of(sheet, name)
    if "skill" in columns and any(name.startswith("skill_") for name in columns):
        sheet.fault(1, "found column skill beside skill_1 and so on, expected the mean skill or skills by domain")
    if not (role == codes.MENTEE).any() and not np.isnan(role).any():
        sheet.fault(1, "role: found no mentee, expected at least one")
    sheet.close()
    order = np.argsort(role, kind="stable")
    names = sheet.columns[ID]
    given = {name: values[order] for name, values in columns.items() if not np.isnan(values).all()}
    kept = {name: known for name, known in labels.items() if known}
    return tuple(names[row] for row in order), int((role == codes.MENTEE).sum()), given, kept


def check_ids(sheet: Sheet) -> None:
    """Every person has an id, and nobody else's."""
    first: dict = {}
    for line, name in zip(sheet.lines, sheet.columns[ID], strict=True):
        if not name:
            sheet.fault(line, "id: found nothing, expected an id for every person")
        elif first.setdefault(name, line) != line:
            sheet.fault(line, f"id: found {name!r} again, expected another id than in line {first[name]}")


def labels_of(sheet: Sheet, name: str, most: int) -> tuple:
    """(numbers, names) of a column of labels: whole numbers as they are, if all are such, without names; names by how
    many have them."""
    texts = sheet.columns[name]
    there = [text for text in texts if text]
    if all(is_plain_number(text) for text in there):
        return sheet.numbers(name, 0, most, whole=True), ()
    counts = Counter(there)
    names = sorted(counts, key=lambda label: (-counts[label], label))
    if len(names) > most + 1:
        sheet.fault(1, f"{name}: found {len(names):,} different names, expected at most {most + 1:,}")
    number = {label: float(place) for place, label in enumerate(names)}
    return np.array([number.get(text, np.nan) for text in texts]), tuple(names)


def is_plain_number(text: str) -> bool:
    """Whether a text is a whole number as one counts, without a leading zero: 01 and 1 are two names."""
    return text.isascii() and text.isdecimal() and (text == "0" or not text.startswith("0"))


def vector_of(sheet: Sheet, name: str) -> dict:
    """{column: numbers} of a vector. Goal weights are whole for each person, of any scale, and not all zero."""
    own = sorted(
        (column for column in sheet.columns if column.startswith(f"{name}_")),
        key=lambda column: int(column.rpartition("_")[2]),
    )
    goals = name == "goals"
    columns = {column: sheet.numbers(column, *((0.0, 1e6) if goals else (0.0, 1.0))) for column in own}
    if not goals or not own:
        return columns
    if own != [f"{name}_{k}" for k in range(1, len(own) + 1)]:
        sheet.fault(1, f"found {', '.join(own)}, expected the weights of all domains, from goals_1 on")
    weights = np.array(list(columns.values()))
    partly = np.isnan(weights).any(axis=0) & ~np.isnan(weights).all(axis=0)
    for row in np.flatnonzero(partly | (weights.sum(axis=0) == 0.0)):
        shown = ", ".join(sheet.columns[column][row] or "nothing" for column in own)
        sheet.fault(sheet.lines[row], f"goals: found {shown}, expected weights of all domains, one above 0, or of none")
    return columns


# --- matches ---------------------------------------------------------------------------------------------------------


def matches_of(sheet: Sheet, place: dict, mentees: int, columns: dict) -> dict:
    """Matches of the people with these places, as in `Given`. columns: of the roster."""
    pair = {end: sheet.places(end, place, "the id of somebody in the roster") for end in PAIR}
    for end, is_one in (("mentee", pair["mentee"] < mentees), ("mentor", pair["mentor"] >= mentees)):
        for row in np.flatnonzero(~is_one & (pair[end] >= 0)):
            name, other = sheet.columns[end][row], PAIR[PAIR.index(end) - 1]
            sheet.fault(sheet.lines[row], f"{end}: found {name!r}, a {other} in the roster, expected a {end}")
    first: dict = {}
    for row, both in enumerate(zip(*(sheet.columns[end] for end in PAIR), strict=True)):
        if first.setdefault(both, row) != row:
            sheet.fault(sheet.lines[row], f"found {' and '.join(both)} again, expected each pair once")
    more = {
        name: sheet.numbers(name, 0, most, whole=name == "weeks_so_far")
        for name, most in MORE_OF_MATCHES.items()
        if name in sheet.columns
    }
    sheet.close()
    check_capacity(sheet, pair["mentor"], columns.get("capacity"))
    sheet.close()
    unknown = np.full(len(sheet), np.nan)
    found = pair | {name: more.get(name, unknown) for name in MORE_OF_MATCHES}
    found["weeks_so_far"] = np.nan_to_num(found["weeks_so_far"])
    order = np.lexsort((found["mentor"], found["mentee"]))
    return {name: values[order] for name, values in found.items()}


def check_capacity(sheet: Sheet, mentors, capacity) -> None:
    """No mentor whose capacity is given has more matches than that."""
    if capacity is None:
        return
    held: Counter = Counter()
    for row, mentor in enumerate(mentors.tolist()):
        held[mentor] += 1
        if held[mentor] > capacity[mentor]:
            name, most = sheet.columns["mentor"][row], int(capacity[mentor])
            sheet.fault(sheet.lines[row], f"mentor: found match {held[mentor]} of {name!r}, whose capacity is {most}")


# --- against the parameters, and back to files -----------------------------------------------------------------------


def check(parameters, policies: dict) -> None:
    """BadInput unless these parameters and policies fit the people who are given with them."""
    given, p = parameters.given, parameters
    wrong = []
    for path, found, expected in (
        ("people.mentees", p.people.mentees, given.mentees),
        ("people.mentors", p.people.mentors, given.mentors),
    ):
        if found != expected:
            wrong.append(f"{path}: found {found}, expected {expected}, as in the roster")
    if "unit" in given.columns and p.structure.units < given.units:
        wrong.append(f"structure.units: found {p.structure.units}, expected at least {given.units}, as in the roster")
    for name, path in VECTORS.items():
        found, known = getattr(p.people, path), given.dimensions(name)
        if found < known or (name == "goals" and 0 < known < found):
            wrong.append(f"people.{path}: found {found}, expected {known}: the roster has {name}_1 to {name}_{known}")
    if given.ties is not None and not p.modes.network and ties_across(given):
        wrong.append(
            "modes.network: found false, expected true: the given ties cross units, or not all units are given"
        )
    if given.matches is not None and len(given.matches["mentee"]):
        most, allowed = np.bincount(given.matches["mentee"]).max(), policies["matching"].mentors_each(p)
        if most > allowed:
            wrong.append(
                f"matching.policy: found {p.matching.policy!r}, which gives a mentee {allowed} at a time, "
                f"expected one that allows the {most} of a mentee in the given matches"
            )
    if wrong:
        raise BadInput("\n".join(wrong))


def ties_across(given: Given) -> bool:
    """Whether a given tie leads out of a unit, or may, since somebody's unit is not given."""
    unit = given.columns.get("unit", np.full(len(given.ids), np.nan))
    return bool((unit[given.ties["one"]] != unit[given.ties["two"]]).any())


def drawn(given: Given) -> list[str]:
    """What is drawn for everybody: the columns that no person has in the roster."""
    known = set(given.columns) | {name.rpartition("_")[0] for name in given.columns if name[-1].isdecimal()}
    return [name for name in OPEN if name not in known]


def to_dict(given: Given, rests_on: dict | None = None) -> dict:
    """What is given and what is drawn, as it is stored beside the results.

    rests_on: {matching policy: traits by which it goes and that are drawn for somebody}.
    """
    return given.to_dict() | {"drawn": drawn(given), "rests_on": rests_on or {}}


def in_words(shown: dict) -> list[tuple]:
    """(what, in words) of what is reported about real people."""
    partly = [
        (name, f" (of {count:,} {'person' if count == 1 else 'people'})") for name, count in shown["partly"].items()
    ]
    known = [name + of for name, of in folded([(name, "") for name in shown["given"]] + partly)]
    rows = [("given", ", ".join(known)), ("drawn", ", ".join(shown["drawn"]) or "nothing")]
    if shown["ties"] is not None:
        both = f"{shown['ties']:,}, {shown['reciprocated']:,} of them both ways"
        rows.append(("ties", f"{both}, instead of a graph that the setting draws"))
    if shown["matches"] is not None:
        rows.append(("pairs", f"{shown['matches']:,} run already at the start"))
    rows += [("matching", reliance) for reliance in reliance_lines(shown)]
    for file, columns in shown.get("left_out", {}).items():
        rows.append(("left out", f"of the {file}: {', '.join(columns)}"))
    if not shown.get("named", True):
        rows.append(("names", "left out (keep_names = false): people are numbered as in the roster"))
    for column, names in shown["labels"].items():
        rows.append((f"{column}s", ", ".join(f"{number}: {name}" for number, name in enumerate(names))))
    rows += [("note", note) for note in shown.get("notes", ())]
    return rows


def reliance_lines(shown: dict) -> list[str]:
    """For each matching policy that goes by traits which are drawn, what follows from that."""
    return [
        f"{policy} goes by {' and '.join(filter(None, [', '.join(traits[:-1]), traits[-1]]))}, drawn for some or all: "
        "this recommendation is about people like these, not about these"
        for policy, traits in shown.get("rests_on", {}).items()
    ]


def folded(columns: list) -> list:
    """Columns as (name, of how many), with those of a vector as one where they are of as many."""
    found: dict = {}
    for name, of in columns:
        front, _, number = name.rpartition("_")
        found.setdefault((front, of) if number.isdecimal() else (name, of), []).append(name)
    return [(names[0] if len(names) == 1 else f"{names[0]} to {names[-1]}", of) for (_, of), names in found.items()]


def files_of(given: Given) -> dict:
    """{name: text} of files from which `load` makes the same again (ties: directed)."""
    ids, roles = given.ids, ["mentee"] * given.mentees + ["mentor"] * given.mentors
    names = list(given.columns)
    words = {name: [codes_word(WORDS[name], value) for value in given.columns[name]] for name in names if name in WORDS}
    columns = [words.get(name, given.columns[name].tolist()) for name in names]
    files = {"roster.csv": csv_text([ID, ROLE, *names], zip(ids, roles, *columns, strict=True))}
    if given.ties is not None:
        parts = [given.ties[name].tolist() for name in ("one", "two", "there", "back")]
        arcs = [
            arc
            for one, two, there, back in zip(*parts, strict=True)
            for arc in ((one, two, there), (two, one, back))
            if arc[2] > 0.0
        ]
        rows = ((ids[one], ids[two], weight) for one, two, weight in arcs)
        files["ties.csv"] = csv_text((*ENDS, WEIGHT), rows)
    if given.matches is not None:
        m = {name: values.tolist() for name, values in given.matches.items()}
        pairs = ([ids[place] for place in m[end]] for end in PAIR)
        rows = zip(*pairs, *(m[name] for name in MORE_OF_MATCHES), strict=True)
        files["matches.csv"] = csv_text((*PAIR, *MORE_OF_MATCHES), rows)
    return files


def codes_word(known: tuple, value: float) -> str:
    """The word of a code; empty for NaN."""
    return "" if value != value else known[int(value)]


def loaded(folder) -> Given:
    """The `Given` whose `files_of` are in a folder. BadInput if they are not what they were."""
    folder = pathlib.Path(folder)
    more = {name: f"{name}.csv" for name in ("ties", "matches") if (folder / f"{name}.csv").is_file()}
    given = load("roster.csv", **more, directed=True, folders=(folder,), exact=True)
    if given.digest != folder.name:
        raise BadInput(f"{folder}: found people with digest {given.digest}, expected {folder.name}; they were changed")
    return given
