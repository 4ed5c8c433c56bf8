"""`mentorsim list` and `mentorsim schema`: what there is, for people and for programs."""

from itertools import groupby

import click

from mentorsim.cli import options


@click.command("list")
@click.argument("kind", default="")
@click.argument("name", default="")
@options.plugins
@click.option("--json", "as_json", is_flag=True, help="A JSON list of objects, with everything that is known of each.")
def listing(kind, name, as_json):
    """List what there is to choose from or to look up.

    KIND is one of matching, withdrawal, goals, settings, components, week, tables, parameters, indicators, shocks,
    roster (columns of real people), patterns (published ones), terms (what words mean), experiments. NAME, a part of
    one, or a group (of parameters or indicators; a table) narrows the list; a single entry is shown in full. Without
    KIND: what lists there are.

    \b
    Examples:
      mentorsim list matching
      mentorsim list parameters goals
      mentorsim list indicators sustainability
      mentorsim list indicators r_mentoring
      mentorsim list parameters --json
    """
    from mentorsim.cli import answers, show

    rows = answers.remembered(("list", kind, name), lambda: rows_of(kind, name))
    if as_json:
        show.print_json(rows)
        return
    out = show.console()
    if not kind:
        cells = [(row["name"], f"{row['entries']:,}", row["summary"]) for row in rows]
        show.grid(out, [("mentorsim list", "name"), ("", "right"), ("", "left")], cells)
    elif len(rows) == 1:
        card(out, rows[0])
    else:
        LISTS.get(kind, entries)(out, rows)


@click.command()
@options.plugins
def schema():
    """Print the JSON Schema of an experiment file, for editors that check TOML while one types.

    \b
    Example:
      mentorsim schema > experiment.schema.json
    """
    from mentorsim.cli import answers, show

    show.print_json(answers.remembered(("schema",), schema_of_files))


def rows_of(kind: str, name: str) -> list[dict]:
    """What there is of a kind; without one, what kinds there are."""
    from mentorsim import catalogue

    return catalogue.rows(kind, name) if kind else catalogue.kinds()


def schema_of_files() -> dict:
    """The JSON Schema of an experiment file."""
    from mentorsim import catalogue

    return catalogue.schema()


# --- for people ------------------------------------------------------------------------------------------------------


def text_of(value) -> str:
    """A value as one reads it."""
    from mentorsim.cli.show import word

    if isinstance(value, dict):
        return "; ".join(f"{key} = {text_of(one)}" for key, one in value.items())
    return ", ".join(map(text_of, value)) if isinstance(value, list) else word(value)


def card(out, row: dict) -> None:
    """Everything about one thing."""
    from mentorsim.cli.show import grid

    lines = []
    for key, value in row.items():
        if value not in ("", [], {}, None):
            lines += [("" if n else key.replace("_", " "), text) for n, text in enumerate(lines_of(value))]
    grid(out, [("", "name"), ("", "left")], lines, header=False)


def lines_of(value) -> list[str]:
    """A value in one line, or one line for each entry."""
    if not isinstance(value, dict):
        return [text_of(value)]
    return [f"{key}{':' if isinstance(one, dict) else ' ='} {text_of(one)}" for key, one in value.items()]


def settings(out, rows) -> None:
    """Settings, and side by side what they set."""
    from mentorsim.cli.show import grid, heading

    entries(out, rows)
    chosen = {row["name"]: {} for row in rows}
    for row in rows:
        for part, values in row["components"].items():
            chosen[row["name"]] |= {path: text_of(value) for path, value in values.items() if part not in row["kept"]}
    paths = dict.fromkeys(path for values in chosen.values() for path in values)
    heading(out, "What they set, unless an experiment says otherwise (empty: the default)")
    lines = [(path, *(values.get(path, "") for values in chosen.values())) for path in paths]
    grid(out, [("parameter", "name"), *((name, "left") for name in chosen)], lines)
    heading(out, "Where the numbers come from (the rest: assumption)")
    notes = [
        (row["name"] if n == 0 else "", path, source)
        for row in rows
        for n, (path, source) in enumerate((p, s) for p, s in row["sources"].items() if s != "assumption")
    ]
    grid(out, [("setting", "name"), ("parameter", "name"), ("source", "left")], notes)


def entries(out, rows) -> None:
    """Names with their summaries; below, where it comes from and what it takes."""
    from mentorsim.cli.show import grid

    lines = []
    for row in rows:
        lines.append((f"{row['step']:2} {row['name']}" if "step" in row else row["name"], row["summary"]))
        lines += [("", line) for line in beneath(row)]
    grid(out, [("", "name"), ("", "left")], lines, header=False)


def beneath(row: dict) -> list[str]:
    """What is known of one thing beside its summary."""
    known = {"source": row["source"], "cost": row["cost"], "order": row.get("order", "")}
    known["branches"] = text_of(row.get("branches", []))
    if "switch" in row:
        known["switch"] = row["switch"]
    elif "components" not in row:
        known["parameters"] = text_of(row.get("defaults") or row["parameters"])
    return [f"{key}: {text}" for key, text in known.items() if text]


def grouped(key: str, title, columns, cells):
    """A list in groups. key: of a row; title: of a group, from its first row; columns, cells: of a row's table."""

    def show_groups(out, rows):
        from mentorsim.cli.show import grid, heading

        for _, found in groupby(rows, key=lambda row: row[key]):
            group = list(found)
            heading(out, title(group[0]))
            grid(out, columns, [cells(row) for row in group])

    return show_groups


def bounds(row: dict) -> str:
    """What a parameter may be."""
    if row["choices"]:
        return ", ".join(row["choices"])
    return "" if row["low"] is None else f"{row['low']:,} to {row['high']:,}"


def kind_of_value(row: dict) -> str:
    """The type of a column."""
    import numpy as np

    return "text" if row["dtype"] == "object" else np.dtype(row["dtype"]).name


def meaning(row: dict) -> str:
    """What a column says, and what its nulls do."""
    return row["summary"] + (f" (null: {row['null']})" if row["null"] else "")


def definition(row: dict) -> str:
    """What an indicator says, what it needs to be defined, and the paper that has it."""
    from mentorsim.catalogue import DEFINED

    needs = f" Needs {', '.join(row['needs'])}." if row["needs"] else ""
    return row["summary"] + needs + (f" Source: {row['source']}." if row["source"] not in ("", DEFINED) else "")


def direction(row: dict) -> str:
    """Whether more of an indicator is better."""
    return {True: "higher", False: "lower", None: ""}[row["higher_is_better"]]


LISTS = {
    "settings": settings,
    "roster": grouped(
        "about",
        lambda row: row["about"],
        [("column", "name"), ("may be", "left"), ("without it", "left"), ("meaning", "left")],
        lambda row: (row["name"], row["allowed"], row["without"], row["summary"]),
    ),
    "parameters": grouped(
        "group",
        lambda row: f"{row['group']}: {row['about']}",
        [("parameter", "name"), ("default", "left"), ("bounds", "left"), ("unit", "left"), ("meaning", "left")],
        lambda row: (row["name"], text_of(row["default"]), bounds(row), row["unit"], row["summary"]),
    ),
    "indicators": grouped(
        "group",
        lambda row: row["group"],
        [("indicator", "name"), ("unit", "left"), ("better", "left"), ("meaning", "left")],
        lambda row: (row["name"], row["unit"], direction(row), definition(row)),
    ),
    "tables": grouped(
        "table",
        lambda row: row["table"],
        [("column", "name"), ("type", "left"), ("unit", "left"), ("meaning", "left")],
        lambda row: (row["column"], kind_of_value(row), row["unit"], meaning(row)),
    ),
}
