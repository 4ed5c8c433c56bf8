"""`mentorsim list` and `mentorsim schema`: what there is, for people and for programs."""

import json
from itertools import groupby

import click


@click.command("list")
@click.argument("kind")
@click.argument("name", default="")
@click.option("--json", "as_json", is_flag=True, help="A JSON list of objects, with everything that is known of each.")
def listing(kind, name, as_json):
    """List what there is to choose from or to look up.

    KIND is one of matching, withdrawal, goals, settings, components, week, tables, parameters, indicators, shocks,
    experiments. NAME, or a part of one, narrows the list; of a single thing, everything is told.

    \b
    Examples:
      mentorsim list matching
      mentorsim list parameters goals
      mentorsim list indicators r_mentoring
      mentorsim list parameters --json
    """
    from mentorsim import catalogue
    from mentorsim.cli import show

    rows = catalogue.rows(kind, name)
    if as_json:
        print(json.dumps(rows, indent=1, ensure_ascii=False))
        return
    out = show.console()
    if len(rows) == 1:
        card(out, rows[0])
    else:
        LISTS.get(kind, entries)(out, rows)


@click.command()
def schema():
    """Print the JSON Schema of an experiment file, for editors that check TOML while one types.

    \b
    Example:
      mentorsim schema > experiment.schema.json
    """
    from mentorsim import catalogue

    print(json.dumps(catalogue.schema(), indent=1, ensure_ascii=False))


# --- for people ------------------------------------------------------------------------------------------------------


def text_of(value) -> str:
    """A value as one reads it."""
    if isinstance(value, dict):
        return "; ".join(f"{key} = {text_of(one)}" for key, one in value.items())
    if isinstance(value, list):
        return ", ".join(map(text_of, value))
    return {True: "true", False: "false", None: "neither"}.get(value, str(value)) if value != "" else "–"


def card(out, row: dict) -> None:
    """Everything about one thing."""
    from mentorsim.cli.show import grid

    known = {key: value for key, value in row.items() if value not in ("", [], None) and key != "values"}
    pairs = [(key.replace("_", " "), text_of(value)) for key, value in known.items()]
    pairs += [("values", f"{key} = {text_of(value)}") for key, value in row.get("values", {}).items()]
    grid(out, [("", "name"), ("", "left")], pairs, header=False)


def entries(out, rows) -> None:
    """Names with their summaries; below, where it comes from and what it takes."""
    from mentorsim.cli.show import grid

    lines = []
    for row in rows:
        lines.append((row["name"], row["summary"]))
        lines += [("", line) for line in beneath(row)]
    grid(out, [("", "name"), ("", "left")], lines, header=False)


def beneath(row: dict) -> list[str]:
    """What is known of one thing beside its summary."""
    known = [f"source: {row['source']}"] if row["source"] else []
    known += [f"cost: {row['cost']}"] if row["cost"] else []
    if "branches" in row:
        known += [f"{row['order']}; branches: {', '.join(row['branches'])}" if row["branches"] else row["order"]]
    if row["parameters"]:
        known += [f"parameters: {text_of(row.get('defaults') or row['parameters'])}"]
    return known


def grouped(key: str, title, columns, cells):
    """A list in groups. key: of a row; title: of a group, from its first row; columns, cells: of a row's table."""

    def show_groups(out, rows):
        from mentorsim.cli.show import grid

        for _, found in groupby(rows, key=lambda row: row[key]):
            group = list(found)
            out.print(title(group[0]), style="bold")
            grid(out, columns, [cells(row) for row in group])

    return show_groups


def bounds(row: dict) -> str:
    """What a parameter may be."""
    if row["choices"]:
        return ", ".join(row["choices"])
    return "" if row["low"] is None else f"{row['low']:,} to {row['high']:,}"


def direction(row: dict) -> str:
    """Whether more of an indicator is better."""
    return {True: "higher", False: "lower", None: ""}[row["higher_is_better"]]


LISTS = {
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
        lambda row: (row["name"], row["unit"], direction(row), row["summary"]),
    ),
    "tables": grouped(
        "table",
        lambda row: row["table"],
        [("column", "name"), ("type", "left"), ("unit", "left"), ("meaning", "left")],
        lambda row: (row["column"], row["dtype"], row["unit"], row["summary"]),
    ),
}
