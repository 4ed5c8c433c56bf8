"""Make the generated parts of the documentation from the registries of the code, so that they cannot drift from it.

    python docs/generate.py            rewrite the blocks of the MARKED pages, the pages in reference/, and the answers
                                       that travel with the package
    python docs/generate.py --check    change nothing; say what is stale and exit with 1

A block stands between `<!-- generated: NAME [ARGUMENT] -->` and `<!-- end -->`; NAME is a key of BLOCKS.
"""

import re
import sys
from functools import partial
from pathlib import Path
from textwrap import fill

from mentorsim import catalogue, codes, glossary, gone, parameters, patterns
from mentorsim.claims import telling
from mentorsim.errors import BadInput
from mentorsim.findings import found, sections
from mentorsim.findings.answers import answers
from mentorsim.findings.folders import Findings
from mentorsim.patterns import declaring, mechanisms, validation, wording
from mentorsim.roster.graphfiles import formats
from mentorsim.spelling import nearest
from mentorsim.world import matches
from mentorsim.world import people as population

DOCS = Path(__file__).parent
PAGES_WITH_BLOCKS = ("odd", "patterns", "claims", "findings", "findings-tables", "second-edition")
MARKED = (*(DOCS / f"{name}.md" for name in PAGES_WITH_BLOCKS), DOCS.parent / "experiments" / "README.md")
CLAIMS = DOCS.parent / "results" / "reference" / "claims"
FOUND = Findings(DOCS.parent / "results" / "reference" / "findings")
VALIDATION = DOCS.parent / "results" / "reference" / "validation"
IN_WORLDS = DOCS.parent / "results" / "reference" / "validation-worlds"
BLOCK = re.compile(r"(<!-- generated: (\w+)(?: (\w+))? -->\n).*?(<!-- end -->)", re.DOTALL)


def table(head: tuple, rows) -> str:
    """A Markdown table; `|` in cells is escaped."""
    lines = [head, ["---"] * len(head), *rows]
    return "".join(f"| {' | '.join(str(cell).replace('|', '\\|') for cell in line)} |\n" for line in lines)


def code(text) -> str:
    """Text set as code, or nothing."""
    return f"`{text}`" if text != "" else ""


def word(value) -> str:
    """A value as a config file would have it."""
    return str(value).lower() if isinstance(value, bool) else "(none)" if value == "" else f"{value}"


# --- parameters ------------------------------------------------------------------------------------------------------


def allowed(row: dict) -> str:
    """What a parameter may be."""
    if row["choices"]:
        return ", ".join(map(code, row["choices"]))
    if isinstance(row["default"], bool):
        return "`true`, `false`"
    return "" if row["low"] is None else f"{row['low']} to {row['high']}"


def parameters_of(group: str) -> str:
    """The parameters of one group, by their names within it."""
    head = ("parameter", "default", "unit", "bounds", "meaning", "source")
    rows = [row for row in catalogue.rows("parameters") if row["group"] == group]
    if not rows:
        groups = parameters.Parameters.model_fields
        raise BadInput(f"generated: parameters: found {group!r}, expected a group{nearest(group, groups)}")
    return table(head, ([code(row["name"].removeprefix(f"{group}.")), word(row["default"]), row["unit"], allowed(row),
                         row["summary"], row["source"]] for row in rows))  # fmt: skip


def distribution(value) -> str:
    """A starting distribution in words."""
    if isinstance(value, parameters.Normal):
        return f"normal({value.mean}, {value.sd})"
    return f"beta({value.a}, {value.b})" if isinstance(value, parameters.Beta) else word(value)


def starting_distributions() -> str:
    """The table of initialization: every entry of the group `start`."""
    start, fields = parameters.Start(), parameters.Start.model_fields
    return table(
        ("`start.`", "default", "meaning", "source"),
        ([code(name), distribution(getattr(start, name)), field.description, field.json_schema_extra["source"]]
         for name, field in fields.items()),
    )  # fmt: skip


def parameters_page() -> str:
    """Every parameter by group."""
    groups = {row["group"]: row["about"] for row in catalogue.rows("parameters")}
    return "\n".join(f"## `{group}`\n\n{about}\n\n{parameters_of(group)}" for group, about in groups.items())


# --- the week and the state ------------------------------------------------------------------------------------------


def week_table() -> str:
    """The processes in the order in which they happen."""
    return table(
        ("", "process", "what happens", "order", "switch"),
        ([row["step"], f"[{row['name']}](#{row['name']})", row["summary"], row["order"], code(row["switch"])]
         for row in catalogue.rows("week")),
    )  # fmt: skip


def week_page() -> str:
    """The week with the branches of its rules."""
    return table(
        ("", "process", "what happens", "order", "switch", "source", "branches that `run --audit` counts"),
        ([row["step"], code(row["name"]), row["summary"], row["order"], code(row["switch"]), row["source"],
          "; ".join(row["branches"])]
         for row in catalogue.rows("week")),
    )  # fmt: skip


def state_of(what: str) -> str:
    """The state variables of `people` or `matches`."""
    columns = {"people": population.PEOPLE, "matches": matches.MATCHES}[what]
    widths = {
        "": "",
        "domains": "one per domain",
        "values": "one per value dimension",
        "style": "one per style dimension",
        "horizons": f"at {', '.join(map(str, codes.HORIZONS))} weeks",
        "partners": f"{population.PARTNERS} places",
        "recent": f"{matches.RECENT} weeks",
    }

    def limits(column):
        low, high = ("" if end is None else f"{end:g}" for end in (column.low, column.high))
        return f"{low} to {high}" if low and high else f"from {low}" if low else ""

    return table(
        ("column", "range", "meaning"),
        ([code(name), limits(column), ", ".join(filter(None, (column.meaning, widths[column.width])))]
         for name, column in columns.items()),
    )  # fmt: skip


# --- what is chosen --------------------------------------------------------------------------------------------------


def policies_of(kind: str) -> str:
    """The policies of one kind, or the shocks."""
    rows = catalogue.rows(kind)
    own = [", ".join(map(code, row["parameters"])) for row in rows]
    if kind == "shocks":
        told = [
            "<br>".join(f"{code(key)}: {text}" for key, text in row["options"].items() if key != "week") for row in rows
        ]
        return table(
            ("shock", "what it does", "options, beside `week`"),
            ([code(row["name"]), row["summary"], options] for row, options in zip(rows, told, strict=True)),
        )
    return table(
        ("policy", "rule", "parameters of its own", "cost", "source"),
        ([code(row["name"]), row["summary"], paths, row["cost"], row["source"]]
         for row, paths in zip(rows, own, strict=True)),
    )  # fmt: skip


def rules_of(kind: str) -> str:
    """The formulas of the policies of one kind."""
    lines = (f"{row['name']}.{what} = {right}\n" for row in catalogue.rows(kind) for what, right in row["rule"].items())
    return f"```text\n{''.join(lines)}```\n"


def policies_page() -> str:
    """All policies by kind, and the shocks."""
    titles = {"matching": "Matching", "withdrawal": "Withdrawal", "goals": "Goals", "shocks": "Shocks"}
    return "\n".join(f"## {title}\n\n{policies_of(kind)}" for kind, title in titles.items())


def settings_table() -> str:
    """What every setting says about every component; parameters that a setting does not name are at their defaults."""
    components = catalogue.rows("components")
    rows = []
    for component in components:
        for path in component["parameters"]:
            values = (given.get(path) for given in component["settings"].values())
            rows.append([component["name"], code(path), *("" if value is None else word(value) for value in values)])
    return table(("component", "parameter", *components[0]["settings"]), rows)


def settings_page() -> str:
    """The settings, their components, and what these are."""
    about = table(
        ("setting", "what it is", "source"),
        ([code(row["name"]), row["summary"], row["source"]] for row in catalogue.rows("settings")),
    )
    parts = table(
        ("component", "what it covers"),
        ([code(row["name"]), row["summary"]] for row in catalogue.rows("components")),
    )
    sources = table(
        ("setting", "parameter", "source"),
        ([code(row["name"]), code(path), source] for row in catalogue.rows("settings")
         for path, source in row["sources"].items()),
    )  # fmt: skip
    said = f"## What each setting says\n\n{settings_table()}\n## Where the numbers come from\n\n{sources}"
    return f"{about}\n## Components\n\n{parts}\n{said}"


TIES = """A file of ties (`[people] ties`) is a graph file, or an edge list: CSV with the columns `source`, `target`
and, if there are any, `weight`. Which of these it is, is told by what is in it, whatever its name. A default in GraphML
and GEXF counts for nodes and edges that say nothing. With a column `type` of `Directed` and `Undirected`, as Gephi
writes it, each line of an edge list has its own direction.
"""


def roster_page() -> str:
    """Columns of a roster, and files of ties."""
    columns = table(
        ("column", "what it is", "may be", "without it"),
        ([code(row["name"]), row["summary"], row["allowed"], row["without"]] for row in catalogue.rows("roster")),
    )
    endings = {reader: [ending for ending, one in formats.SUFFIXES.items() if one is reader]
               for reader in formats.SUFFIXES.values()}  # fmt: skip
    graphs = table(
        ("format", "files", "nodes are called", "weight where only others have one"),
        ([reader.format, ", ".join(map(code, names)), reader.where, reader.default_weight or "refused"]
         for reader, names in endings.items()),
    )  # fmt: skip
    others = ", ".join(dict.fromkeys(what for what, _ in formats.UNREAD.values()))
    refused = fill(f"Refused by their names: {others}, matrices, and two-mode graphs.", 120)
    return f"{columns}\n## Ties\n\n{TIES}\n{graphs}\n{refused}\n"


def experiments_table() -> str:
    """The shipped experiments."""
    return table(
        ("experiment", "question", "varies", "replications", "weeks"),
        ([f"[{row['name']}]({Path(row['file']).name})", row["summary"], ", ".join(map(code, row["parameters"])),
          row["replications"], row["weeks"]] for row in catalogue.rows("experiments")),
    )  # fmt: skip


# --- what a run leaves behind ----------------------------------------------------------------------------------------


def tables_page() -> str:
    """Every column of every table but `outcomes`, whose columns are the indicators."""
    rows = catalogue.rows("tables")
    parts = []
    for name in dict.fromkeys(row["table"] for row in rows):
        if name == "outcomes":
            text = "One row per run; beside the columns that name the run, every [indicator](indicators.md).\n"
        else:
            text = table(
                ("column", "type", "unit", "meaning", "null if"),
                ([code(row["column"]), row["dtype"], row["unit"], row["summary"], row["null"]]
                 for row in rows if row["table"] == name),
            )  # fmt: skip
        parts.append(f"## `{name}`\n\n{text}")
    return "\n".join(parts)


def indicators_page() -> str:
    """Every indicator by group."""
    rows, better = catalogue.rows("indicators"), {True: "higher", False: "lower", None: ""}
    head = ("indicator", "unit", "better", "what it is", "formula", "needs", "source")
    parts = []
    for group in dict.fromkeys(row["group"] for row in rows):
        cells = ([code(row["name"]), row["unit"], better[row["higher_is_better"]], row["summary"], row["formula"],
                  "; ".join(row["needs"]), row["source"]] for row in rows if row["group"] == group)  # fmt: skip
        text = table(head, cells)
        parts.append(f"## {group}\n\n{text}")
    return "\n".join(parts)


# --- editions --------------------------------------------------------------------------------------------------------


def gone_table() -> str:
    """Parameters of the first edition that the second does not have, and what takes their place."""
    return f"\n{table(('first edition', 'second edition'), ((code(path), why) for path, why in gone.GONE.items()))}\n"


def anew_table() -> str:
    """Parameters that kept their name and mean something else."""
    return f"\n{table(('parameter', 'means now'), ((code(path), what) for path, what in gone.ANEW.items()))}\n"


# --- patterns --------------------------------------------------------------------------------------------------------


def validation_tables() -> str:
    """What `mentorsim validate` found with the model as it is, as stored among the reference results."""
    found = validation.load(VALIDATION)
    reasons = "".join(f"- {reason}\n" for reason in wording.reasons(found["patterns"]))
    return "\n".join(["", *tables_of_roles(found), "Not testable in this edition of the model:\n", reasons])


def validation_in_worlds() -> str:
    """What `mentorsim validate --worlds` found, as stored among the reference results."""
    found = validation.load(IN_WORLDS)
    return "\n".join(["", f"{wording.note(found)}\n", *tables_of_roles(found)])


def tables_of_roles(found: dict) -> list[str]:
    """A table for each role, and in front of it how many patterns have which verdict."""
    heads, parts = ("pattern", "measure", *wording.heads(found)), []
    for role, title in wording.TITLES.items():
        rows = [row for entry in found["patterns"] if entry["role"] == role for row in rows_of_pattern(entry)]
        parts += [f"**{title}: {wording.counts(found['patterns'], role)}**\n", table(heads, rows)]
    return parts


def rows_of_pattern(entry: dict) -> list[tuple]:
    """A row per measure, and in front one for the pattern and its verdict."""
    lines = [("", what, *cells) for what, *cells in wording.lines(entry)]
    *cells, verdict = wording.head(entry)
    return [(f"[{entry['id']}](#{entry['id'].lower()})", "", *cells, f"**{verdict}**"), *lines]


def mechanisms_table() -> str:
    """What `mentorsim validate --without all` found, as stored among the reference results."""
    rows = [
        (row["name"], row["summary"], ", ".join(f"{code(path)} = {word(value)}" for path, value in row["off"].items()),
         *(" ".join(row[key]) or "–" for key in ("broken", "better", "moved")))
        for row in mechanisms.load(VALIDATION)
    ]  # fmt: skip
    return f"\n{table(('mechanism', 'what it says', 'off', 'worse', 'better', 'moved'), rows)}\n"


def patterns_told() -> str:
    """Every pattern: its sentence, what is published, what its measures are, where they are taken."""
    return "\n".join(["", *map(pattern_told, patterns.PATTERNS.values())])


def pattern_told(pattern: declaring.Pattern) -> str:
    """One pattern."""
    figure, scenarios = pattern.figure, dict.fromkeys(look.scenario.name for look in pattern.looks)
    where = f" Scenario: {', '.join(scenarios)}." if scenarios else ""
    why = f" Not testable: {pattern.why_not()}" if pattern.why_not() else ""
    published = f"Published ({figure.source}; {figure.status}): {figure.published}.{where}{why}"
    rows = [(wording.words(m.name), m.of.__doc__, said_of(figure.targets[m.name])) for m in pattern.measures]
    measures = f"\n{table(('measure', 'is', 'target'), rows)}" if rows else ""
    return f"### {pattern.id}\n\n{pattern.statement} ({pattern.role})\n\n{published}\n{measures}"


def said_of(target) -> str:
    """A target in words, or nothing."""
    return target.in_words if target else ""


# --- glossary --------------------------------------------------------------------------------------------------------


def glossary_page() -> str:
    """Every term with its meaning, and who says so."""
    said = (f"**{one.name}.** {one.meaning}{f' ({one.source})' if one.source else ''}\n" for one in glossary.terms())
    return "\n".join(said)


# --- blocks and pages ------------------------------------------------------------------------------------------------

BLOCKS = {
    "week": week_table,
    "state": state_of,
    "parameters": parameters_of,
    "start": starting_distributions,
    "policies": policies_of,
    "rules": rules_of,
    "settings": settings_table,
    "experiments": experiments_table,
    "gone": gone_table,
    "anew": anew_table,
    "validation": validation_tables,
    "validation_worlds": validation_in_worlds,
    "mechanisms": mechanisms_table,
    "patterns": patterns_told,
    "verdicts": lambda: telling.verdicts(CLAIMS, table),
    "claims": lambda: telling.declared(table),
    "findings": partial(sections.section, FOUND),
}

PAGES = {
    "parameters": ("Parameters", "Every number of the model. A path is `group.parameter`.", parameters_page),
    "tables": ("Tables", "What a run leaves behind: one row per week, person, match, run.", tables_page),
    "indicators": (
        "Indicators",
        "The numbers that a run is summed up in, columns of `outcomes`. Without what it needs, an indicator is "
        "undefined in every run, and `mentorsim check` says so. The end of a run is its last week, also where "
        "[`stop`](../experiments.md#runs-that-end-early) ended it; what it did not live to see is missing, not 0.",
        indicators_page,
    ),
    "policies": ("Policies and shocks", "What an experiment may choose by name.", policies_page),
    "settings": (
        "Settings",
        "A setting is a row of components; each may be taken from another one. A given graph "
        "(`[people] ties`) takes the place of the drawn one in any of them.",
        settings_page,
    ),
    "roster": (
        "Rosters",
        "What a file of real people (`[people] roster`) may say of them. Cells may be empty.",
        roster_page,
    ),
    "week": ("The week", "The processes in the order in which they happen, one tick of the model.", week_page),
}


GLOSSARY = (
    "The words of this field, and what they mean in this model. States without a unit lie between 0 and 1. "
    "`mentorsim list terms` has them too, and in the dashboard they are told where they stand."
)


def filled(text: str) -> str:
    """A page with its generated blocks made anew."""

    def fill(found):
        start, name, argument, end = found.groups()
        if name not in BLOCKS:
            raise BadInput(f"generated: found {name!r}, expected one of {', '.join(BLOCKS)}{nearest(name, BLOCKS)}")
        make = partial(BLOCKS[name], argument) if argument else BLOCKS[name]
        return f"{start}{make()}{end}"

    return BLOCK.sub(fill, text)


def page(title: str, summary: str, body) -> str:
    """A reference page."""
    return f"<!-- Made by docs/generate.py; do not edit. -->\n# {title}\n\n{summary}\n\n{body()}"


def generated() -> dict:
    """{path: text} of every file that is generated, in whole or in part."""
    pages = {DOCS / "reference" / f"{name}.md": page(*entry) for name, entry in PAGES.items()}
    pages[DOCS / "glossary.md"] = page("Glossary", GLOSSARY, glossary_page)
    files = {FOUND.root / found.NAME: answers(FOUND)} if FOUND.there() else {}
    return {path: filled(path.read_text("utf-8")) for path in MARKED} | pages | files


def stale(texts: dict) -> list[Path]:
    """The files whose text is not what is generated now."""
    return [path for path, text in texts.items() if not path.exists() or path.read_text("utf-8") != text]


def main(arguments: list[str]) -> int:
    """Write what is stale, or with --check only name it."""
    if arguments not in ([], ["--check"]):
        print(f"found {' '.join(arguments)}, expected nothing or --check", file=sys.stderr)
        return 2
    texts = generated()
    old = stale(texts)
    for path in old:
        name = path.relative_to(DOCS.parent)
        print(f"stale: {name}; run `make docs`" if arguments else f"written: {name}")
        if not arguments:
            path.parent.mkdir(exist_ok=True)
            path.write_text(texts[path], "utf-8")
    return 1 if arguments and old else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
