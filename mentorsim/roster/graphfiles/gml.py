"""Graphs in GML (Himsolt 1997): keys with values, where a value may be keys with values in brackets."""

import html
import re
from typing import NamedTuple

from mentorsim.roster.graphfiles.graph import ENDS, Graph

TOKEN = re.compile(r'\s+|#[^\n]*|(?P<text>"[^"]*")|(?P<word>[\[\]]|[^\s\[\]"]+)|(?P<quote>")')
DEEPEST = 50  # brackets within each other
NAMES = ("label", "name")
IDENTIFIERS = ("id", "key")  # of an edge: they say nothing of the tie


class Entry(NamedTuple):
    """A key with its value, a text or a list of entries."""

    line: int
    key: str
    value: str | list


def tokens(text: str):
    """(line, token) of a text, without blanks and comments; texts keep their quotes."""
    line = 1
    for found in TOKEN.finditer(text):
        if found.lastgroup:
            yield line, found[0]
        line += found[0].count("\n")


class GML(Graph):
    """A GML file. The ids of nodes are numbers that the format needs: they name people only where no label does."""

    format, numbered = "GML", True
    ways = ("number", *NAMES)
    where = "by label, or by name, or, where there is none, by id"

    def read(self, text: str) -> None:
        """The one graph of the file."""
        graphs = [entry for entry in self.entries(text) if entry.key == "graph"]
        for other in graphs[1:]:
            self.fault(other.line, "found a second graph, expected one graph")
        self.close()
        inside = [entry for graph in graphs for entry in graph.value if isinstance(graph.value, list)]
        one_way = any(entry.key == "directed" and entry.value == "1" for entry in inside)
        for entry in inside:
            if entry.key in ("node", "edge") and isinstance(entry.value, list):
                texts = {one.key: one.value for one in reversed(entry.value) if isinstance(one.value, str)}
                self.take_node(entry, texts) if entry.key == "node" else self.take_edge(entry, texts, one_way)
            elif entry.key == "graph":
                self.fault(entry.line, "found a graph inside a graph, expected one graph")

    def take_node(self, entry: Entry, texts: dict) -> None:
        """A node with its names."""
        if "id" not in texts:
            self.fault(entry.line, "found a node without id, expected one")
        else:
            self.node(entry.line, texts["id"], {name: texts[name] for name in NAMES if name in texts})

    def take_edge(self, entry: Entry, texts: dict, one_way: bool) -> None:
        """An edge with its data."""
        data = {key: text for key, text in texts.items() if key not in (*ENDS, *IDENTIFIERS)}
        self.edge(entry.line, tuple(texts.get(end, "") for end in ENDS), data, one_way)

    def entries(self, text: str) -> list[Entry]:
        """The outermost entries. BadInput for what is no GML."""
        stack: list = [(0, "", [])]  # line, key and entries of each open bracket
        key, line = None, 1
        for line, token in tokens(text):
            if token == '"':
                self.stop(line, "found a quote without an end")
            elif key is None and (token in "[]" or token[0] == '"'):
                if token != "]" or len(stack) == 1:
                    self.stop(line, f"found {token[:50]}, expected a key")
                begun, name, inside = stack.pop()
                stack[-1][2].append(Entry(begun, name, inside))
            elif key is None:
                key = token.lower()
            elif token == "]":
                self.stop(line, f"found ], expected a value of {key}")
            elif token == "[":
                if len(stack) > DEEPEST:
                    self.stop(line, f"found brackets within each other {DEEPEST} deep, expected a graph")
                stack.append((line, key, []))
                key = None
            else:
                stack[-1][2].append(Entry(line, key, html.unescape(token.strip('"'))))
                key = None
        if len(stack) > 1:
            self.stop(line, f"found the end, expected ] for the [ of line {stack[-1][0]}")
        return stack[0][2]

    def stop(self, line: int, what: str) -> None:
        """Raise BadInput: nothing behind it can be trusted."""
        self.fault(line, what)
        self.close()
