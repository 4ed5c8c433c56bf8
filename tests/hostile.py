"""Bad inputs made from good ones: experiments, sheets of people, and what is typed on a command line.

Each generator yields (name, input, refused): refused is True where nobody could mean it, so that taking it is a fault.
"""

import re

from mentorsim.experiment import config

DEEP = "[" * 60 + "]" * 60
NOBODY_MEANS = {  # as the value of any key of an experiment
    "a table": "{}",
    "a table with a key": "{ x = 1 }",
    "a date": "1979-05-27",
    "a time": "07:32:00",
    "an array": "[]",
    "arrays": "[[[]]]",
    "tables in an array": "[{}]",
    "not a number": "nan",
    "thousands of digits": "9" * 5000,
    "hundreds of digits": "9" * 400,
    "a hexadecimal number": "0x" + "F" * 5000,
    "nesting": DEEP,
    "infinity": "[inf]",
    "dates": "[1979-05-27]",
    "mixed": "[1, 'a', true, {}]",
    "nothing": "",
    "a bare word": "maybe",
    "an open text": '"abc',
    "a null character": '"a\x00b"',
    "minus signs": "-" * 500 + "1",
}
SOMEBODY_MAY_MEAN = {
    "empty": '""',
    "blank": '" "',
    "true": "true",
    "zero": "0",
    "minus one": "-1",
    "a half": "0.5",
    "a large number": "1e308",
    "minus zero": "-0.0",
    "a name": '"network"',
    "a long name": f'"{"x" * 300}"',
    "numbers": "[1, 2]",
    "one number twice": "[1, 1]",
    "names": '["network", "network "]',
    "a path": '"../../etc/passwd"',
    "an escaped null character": '"a\\u0000b"',
    "a condition": f'"{"-" * 500}week > 1"',
    "a file": '"x.toml"',
    "a far file": f'"{"y" * 300}.toml"',
    "markup": '"<script>"',
    "a formula": '"=1+1"',
    "other digits": '"٣"',
    "an emoji": '"🎈"',
    "lines": '"""\na\nb"""',
    "brackets": f'"{"(" * 400}"',
    "a dunder": '"__main__"',
}
KEYS = {
    "a letter less": lambda key: key[:-1],
    "a letter more": lambda key: f"{key}x",
    "none": lambda key: "''",
    "a long one": lambda key: "k" * 300,
    "parts": lambda key: ".".join([key] * 30),
    "many parts": lambda key: ".".join("k" * 2000),
    "quoted lines": lambda key: '"a\\nb"',
    "a table's": lambda key: f"{key}.x",
    "a dunder": lambda key: "__class__",
    "a null character": lambda key: '"a\\u0000b"',
}
RICH = """
[experiment]
name = "rich"
question = "Why?"
seed = 3
replications = 2
weeks = 30
setting = "network"
budget = "equal_hours"
stop = "mentors == 0"
until = { outcome = "satisfaction", half_width = 0.1, max = 4 }
[parameters]
people.mentees = 20
matching.policy = "self"
community.on = true
goals.omega = 0.5
[people]
preset = "community"
[[shocks]]
kind = "mentor_exit"
week = 3
share = 0.5
who = "loaded"
[design]
kind = "{kind}"
{more}
[design.factors]
goals.omega = [0.0, 0.5]
"withdrawal.policy" = ["linear", "cliff"]
[analysis]
outcomes = ["satisfaction"]
tables = ["weekly"]
"""
FEW = re.compile(r"points = \d+")
WHERE = "where = \"goals.omega < 0.9 or withdrawal.policy == 'cliff'\""
ARMS = '[[design.arms]]\nname = "a"\noverrides = { goals.omega = 0.2 }\n[[design.arms]]\nname = "b"\n'


def rich(kind: str) -> str:
    """An experiment with every section, and a design of a kind."""
    if kind == "list":
        return RICH.split("[design.factors]")[0].replace("{kind}", kind).replace("{more}", ARMS) + "[analysis]\n"
    more = {"sobol": "points = 4", "lhs": "points = 4"}.get(kind, WHERE)
    return RICH.replace("{kind}", kind).replace("{more}", more)


def texts() -> dict:
    """{name: text} of good experiments: all that are shipped without files beside them, and rich ones."""
    shipped = {name: path.read_text("utf-8") for name, path in config.shipped().items()}
    alone = {name: FEW.sub("points = 8", text) for name, text in shipped.items() if "roster" not in text}
    return alone | {kind: rich(kind) for kind in ("grid", "list", "one-at-a-time", "sobol", "lhs")}


def experiments():
    """Texts of experiments in which one thing is not as it should be."""
    for name, text in texts().items():
        lines = text.splitlines()
        for place, line in enumerate(lines):
            for what, other, refused in changed_lines(line):
                yield f"{name}:{place + 1}: {what}", "\n".join([*lines[:place], *other, *lines[place + 1 :]]), refused


def changed_lines(line: str):
    """(what was done, the lines in its place, whether nobody could mean it) of a line."""
    entry = re.match(r"\s*([\w.\"-]+)\s*=\s*(.+)", line)
    if entry:
        key, value = entry[1], entry[2]
        for what, other in NOBODY_MEANS.items():
            yield f"{key} is {what}", [f"{key} = {other}"], True
        for what, other in SOMEBODY_MAY_MEAN.items():
            yield f"{key} is {what}", [f"{key} = {other}"], False
        for what, change in KEYS.items():
            yield f"{key} called {what}", [f"{change(key)} = {value}"], what != "a letter less"
        yield f"{key} twice", [line, line], True
        yield f"{key} as a table", [f"[{key}]", line], False
    elif line.startswith("["):
        head = line.partition("#")[0].strip()
        misspelt, deep = head.replace("]", "x]", 1), f"[{'.'.join('d' * 1500)}]"
        for what, other in {"open": head[:-1], "misspelt": misspelt, "empty": "[]", "deep": deep}.items():
            yield f"{head} {what}", [other], True
        for what, other in {"as an array": f"[{head}]", "twice": f"{head}\n{head}"}.items():
            yield f"{head} {what}", [other], False
    for what, other in {
        "a stray bracket": f"{line}]",
        "a control character": f"{line}\x07",
        "half": line[: len(line) // 2],
    }.items():
        yield what, [other], False


WHERE_OF = "[design]\nwhere = '{}'\n[design.factors]\ngoals.omega = [0, 1]"
SHAPES = {
    "kind of a shock is an array": "[[shocks]]\nkind = []\nweek = 1",
    "shocks as a text": "shocks = 'mentor_exit'",
    "shocks in an array": "shocks = [[1]]",
    "shock without anything": "[[shocks]]",
    "a shock in a shock": "[[shocks]]\nkind = 'mentor_exit'\nweek = 1\n[[shocks.kind2]]\nx = 1",
    "a section as a number": "parameters = 3",
    "a section as an array": "[[parameters]]\ngoals.omega = 1",
    "a design as a text": "design = 'grid'",
    "arms as a table": "[design]\nkind = 'list'\n[design.arms]\nname = 'a'",
    "empty policy": "[parameters]\nwithdrawal.policy = {}",
    "empty group by another name": "[parameters]\nwithdrawl = {}",
    "empty override": "[design]\nkind = 'list'\n[[design.arms]]\nname = 'a'\noverrides = { matching.policy = {} }",
    "factors without one": "[design]\nfactors = {}",
    "factor is empty": "[design.factors]\nwithdrawal.policy = {}",
    "until without anything": "[experiment]\nuntil = {}",
    "outcome of until is an array": "[experiment]\nuntil = { outcome = [], half_width = 1, max = 4 }",
    "roster is a folder": "[people]\nroster = '.'",
    "roster of a long name": f"[people]\nroster = '{'r' * 300}.csv'",
    "roster with a null": '[people]\nroster = "a\\u0000b"',
    "setting of a long name": f"[experiment]\nsetting = '{'s' * 300}.toml'",
    "setting is a folder": "[experiment]\nsetting = './.toml'",
    "setting with a null": '[experiment]\nsetting = "\\u0000.toml"',
    "nothing but a bracket": "[",
    "a byte-order mark within": "[a]\n\ufeffb = 1",
    "an array of tables and a table": "[[design]]\n[design]",
    "where is a number": "[design]\nwhere = 3",
    "where with minus signs": WHERE_OF.format(f"{'-' * 500}1 < 2"),
    "where of many names": WHERE_OF.format(f"{'a.' * 400}b < 2"),
    "where of many nots": WHERE_OF.format(f"{'not ' * 240}true"),
    "where divides by zero": WHERE_OF.format("1 / 0 < 2"),
    "where walks": WHERE_OF.format("(a := 1) < 2"),
    "where calls": WHERE_OF.format("goals.omega.__class__()"),
}


def shapes():
    """Experiments that no change of a single line makes."""
    return [(what, text, True) for what, text in SHAPES.items()]


# --- sheets of people ------------------------------------------------------------------------------------------------

CELLS = [
    "",
    " ",
    "nan",
    "inf",
    "1e999",
    "-1",
    "9" * 400,
    "9" * 5000,
    "x" * 300,
    "a\x00b",
    '"',
    '"a\nb"',
    ",",
    ";",
    "\t",
    "=cmd",
    "٣",
    "🎈",
    "0x10",
    "1_000",
    "1,5",
    "true",
    "mentee",
    "[1]",
    "\ufeff",
    "--",
    "NULL",
]


def sheets(text: str):
    """(what was done, another text) of a sheet of comma-separated values."""
    rows = [line.split(",") for line in text.splitlines()]
    for row in range(min(4, len(rows))):
        for column in range(len(rows[row])):
            for cell in CELLS:
                other = [list(one) for one in rows]
                other[row][column] = cell
                yield f"row {row + 1}, column {column + 1}: {cell[:12]!r}", lines_of(other)
    yield "nothing", ""
    yield "a header alone", lines_of(rows[:1])
    yield "no header", lines_of(rows[1:])
    yield "a row twice", lines_of([*rows, rows[-1]])
    yield "a cell more", lines_of([*rows[:-1], [*rows[-1], "1"]])
    yield "a cell less", lines_of([*rows[:-1], rows[-1][:-1]])
    yield "a column twice", lines_of([[*row, row[-1]] for row in rows])
    yield "an open quotation", text + '"'
    yield "semicolons", text.replace(",", ";")
    yield "null characters", text.replace("\n", "\x00\n")
    yield "TOML", "[a]\nb = 1\n"
    yield "XML", "<?xml version='1.0'?><graphml></graphml>"


def lines_of(rows) -> str:
    """A sheet's text."""
    return "".join(",".join(row) + "\n" for row in rows)


# --- what is typed ---------------------------------------------------------------------------------------------------

TYPED = ["", " ", "a\x00b", "x" * 300, "y" * 5000, ".", "..", "-", "=", "9" * 5000, "-1", "0", "nan", "1e999",
         "é", "~/x", "\udcff", "a/" + "b" * 300, "*", "[", "{}", "%s", "__main__", "a\nb", "2/1", "file/inside",
         "../../..", "𝟛", "true", "None", "[" * 3000]  # fmt: skip
