"""What a file of ties is, by what is in it and then by its name: a graph that is read, an edge list, or neither."""

import csv
import pathlib
import re
from itertools import islice, pairwise

from mentorsim.errors import BadInput
from mentorsim.roster.graphfiles.gexf import GEXF
from mentorsim.roster.graphfiles.gml import GML, tokens
from mentorsim.roster.graphfiles.graph import Graph, some
from mentorsim.roster.graphfiles.graphml import GraphML
from mentorsim.roster.graphfiles.pajek import Pajek

MOST_BYTES = 128 * 2**20
ROOTS = {"graphml": GraphML, "gexf": GEXF}
OTHER_ROOTS = {"html": "a web page", "xgmml": "XGMML", "dynamicmetanetwork": "DyNetML (ORA)", "gxl": "GXL",
               "svg": "a picture", "svg:svg": "a picture"}  # fmt: skip
SUFFIXES = {".graphml": GraphML, ".gexf": GEXF, ".xml": GraphML, ".gml": GML, ".net": Pajek, ".paj": Pajek}
MARKS = {GraphML: "XML", GEXF: "XML", GML: "graph [ … ]", Pajek: "*Vertices"}
READ = "expected an edge list (CSV), GraphML, GEXF, GML or Pajek's format"

DOT = "a graph for Graphviz (DOT)", "its gv2gml makes GML of it"
DL = "a UCINET DL file", "open it there and export it for Pajek"
VNA = "a NetDraw VNA file", "open it there and save it for Pajek"
JSON = "JSON", "what made it can write GraphML, too"
UCINET = "a UCINET dataset", "open it there and export it for Pajek"
PACKED = "a compressed file", "unpack it first"
UNREAD = {
    ".dot": DOT, ".gv": DOT, ".dl": DL, ".vna": VNA, ".json": JSON, ".##h": UCINET, ".##d": UCINET,
    ".gephi": ("a Gephi project", "open it there and export it as GraphML"),
    ".cys": ("a Cytoscape session", "open it there and export it as GraphML"),
    ".graphmlz": PACKED, ".gz": PACKED, ".bz2": PACKED, ".xz": PACKED, ".zip": PACKED,
    ".rds": ("a file of R", "igraph's write_graph makes GraphML of it"),
    ".rdata": ("a file of R", "igraph's write_graph makes GraphML of it"),
}  # fmt: skip


def check_file(path: pathlib.Path) -> None:
    """BadInput for a file of ties that is too large, or in a format that is not read, by its name."""
    if path.suffix.lower() in UNREAD:
        what, hint = UNREAD[path.suffix.lower()]
        raise BadInput(f"{path}: found {what}, {READ}; {hint}")
    size = path.stat().st_size
    if size > MOST_BYTES:
        raise BadInput(f"{path}: found a file of {size:,} bytes, expected at most {MOST_BYTES:,}")


def reader_of(shown: str, text: str) -> type[Graph] | None:
    """The reader of a graph file; None for an edge list. BadInput for what is neither."""
    line, first = first_line(text)
    word = first.partition(" ")[0].lower()
    if first.startswith("<"):
        return reader_of_xml(shown, text)
    if re.match(r"\*(node|tie)\s+(data|properties)", first.lower()):
        refuse(shown, line, VNA)
    if word.startswith("*"):
        return Pajek
    if re.match(r"dl\s*(?:$|\b.*=|\s*,?\s*(?:n|nr|nc|nm|format|labels)\b)", first.lower()):
        refuse(shown, line, DL)
    if re.match(r"\s*(?:strict\s+)?(?:di)?graph\b[^,;\[\]{]*\{", text[text.find(first) :][:2000], re.IGNORECASE):
        refuse(shown, line, DOT)
    if first.startswith(("{", "[")):
        refuse(shown, line, JSON)
    if ("graph", "[") in pairwise(token.lower() for _, token in islice(tokens(text[:20_000]), 60)):
        return GML
    expected = SUFFIXES.get(pathlib.PurePath(shown).suffix.lower())
    if expected:
        raise BadInput(
            f"{shown}:{line}: found no {MARKS[expected]}, expected {expected.format}, as the file's name says"
        )
    refuse_matrix(shown, line, text)
    return None


def first_line(text: str) -> tuple[int, str]:
    """(number, text) of the first line that is no comment of Pajek's, Graphviz's or GML's kind."""
    for number, line in enumerate(text[:100_000].splitlines(), start=1):
        if line.strip() and not line.lstrip().startswith(("%", "//", "#")):
            return number, line.strip()
    return 1, ""


def refuse(shown: str, line: int, kind: tuple) -> None:
    """BadInput for a known kind of file that is not read."""
    place = shown if pathlib.PurePath(shown).suffix.lower() in UNREAD else f"{shown}:{line}"
    raise BadInput(f"{place}: found {kind[0]}, {READ}; {kind[1]}")


def reader_of_xml(shown: str, text: str) -> type[Graph]:
    """The reader by the root element."""
    head = re.sub(r"<!--.*?-->|<\?.*?\?>", lambda found: "\n" * found[0].count("\n"), text[:100_000], flags=re.DOTALL)
    found = re.search(r"<([^\s<>/!?][^\s<>/]*)", head)
    root = found[1] if found else ""
    reader = ROOTS.get(root.rpartition(":")[2])
    if reader is None:
        line = head[: found.start()].count("\n") + 1 if found else 1
        known = OTHER_ROOTS.get(root.lower())
        what = f"{known} (root element {root!r})" if known else f"XML with root element {root[:50]!r}"
        raise BadInput(f"{shown}:{line}: found {what}, expected graphml or gexf")
    return reader


def refuse_matrix(shown: str, line: int, text: str) -> None:
    """BadInput for a sheet that has a cell for every two people, instead of a row for every tie."""
    head = text[:1_000_000].splitlines()[line - 1 :]
    mark = max(",;\t", key=head[0].count) if head else ","
    try:
        rows = [[cell.strip() for cell in cells] for cells in csv.reader(head, delimiter=mark) if any(cells)]
    except csv.Error:
        return
    if len(rows) < 2 or len(rows[0]) < 2:
        return
    above, beside = rows[0][1:], [cells[0] for cells in rows[1:]]
    hint = "expected an edge list: a row source, target, weight for each cell that is not 0"
    if above == beside[: len(above)] or (len(rows) == len(rows[0]) and are_numbers(rows)):
        raise BadInput(f"{shown}:{line}: found an adjacency matrix, {hint}")
    if not rows[0][0] and len(above) > 1 and are_numbers([cells[1:] for cells in rows[1:]]):
        raise BadInput(
            f"{shown}:{line}: found a two-mode matrix, people by what is not people ({some(above)}), "
            "expected an edge list of people: say to who shares how many"
        )


def are_numbers(rows: list) -> bool:
    """Whether every cell is empty or a number."""
    return all(re.fullmatch(r"-?\d*[.,]?\d*", cell) for cells in rows for cell in cells)
