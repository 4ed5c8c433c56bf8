"""Networks for Pajek (.net, and the one network of a .paj): vertices by number, then arcs and edges."""

import re

from mentorsim.roster.graphfiles.graph import Graph

WORD = re.compile(r'"((?:[^"\\]|\\.)*)"|([^\s"]+)|(")')
TIES = {"arcs": True, "edges": False, "arcslist": True, "edgeslist": False, "matrix": True}  # whether one way only
OTHER = ("partition", "vector", "permutation", "cluster", "hierarchy")  # what a project holds beside networks
# How a line is drawn.
DRAWN = frozenset(("c", "w", "p", "s", "a", "ap", "lp", "lr", "lphi", "lc", "la", "fos", "font", "h1", "h2"))
MOST_DIGITS = 9


class Pajek(Graph):
    """A Pajek network. Numbers of vertices name people only where no label does; a line without value has value 1."""

    format, numbered, default_weight = "Pajek's format", True, "1"
    ways = ("number", "label")
    where = "by label, or, where there is none, by number"

    def read(self, text: str) -> None:
        """Section after section; % begins a comment."""
        self.section, self.size, self.row = "", 0, 0
        self.relation, self.networks = "", 0
        for number, line in enumerate(text.split("\n"), start=1):
            line = line.strip()
            if not line or line.startswith("%"):
                continue
            words = self.words(number, line)
            if line.startswith("*"):
                self.begin(number, line, words)
            elif self.section == "vertices":
                self.vertex(number, words)
            elif self.section == "matrix":
                self.matrix_row(number, words)
            elif self.section in TIES:
                self.tie(number, words)
        if self.section == "matrix" and self.row != self.size:
            self.fault(number, f"found {self.row:,} rows of a matrix, expected {self.size:,}")

    def words(self, line: int, text: str) -> list[str]:
        """The words of a line; those in quotes may have blanks."""
        if '"' not in text:
            return text.split()
        found = list(WORD.finditer(text))
        if any(one[3] for one in found):
            self.fault(line, "found a quote without an end")
        return [one[2] or re.sub(r'\\(["\\])', r"\1", one[1] or "") for one in found]

    # --- sections ---

    def begin(self, line: int, text: str, words: list) -> None:
        """A line with a star begins a section."""
        name = words[0][1:].lower()
        if name in OTHER:
            self.notes.append(f"ties: not used: {text[:60]}")
            self.section = name
        elif name == "network":
            self.section = name
        elif self.section in OTHER:
            return  # the vertices of a partition or vector
        elif name == "vertices":
            self.section = name
            self.begin_network(line, text, words[1:])
        elif name in TIES and self.networks:
            self.section, self.row = name, 0
            self.one_relation(line, words[1] if len(words) > 1 and words[1].startswith(":") else ":1")
        else:
            what = "*Vertices before" if name in TIES else f"*Vertices, *{', *'.join(TIES)}"
            self.fault(line, f"found {words[0]}, expected {what}")
            self.close()

    def begin_network(self, line: int, text: str, sizes: list) -> None:
        """The number of vertices; a second one is that of those in the first mode."""
        self.networks += 1
        if self.networks > 1:
            self.fault(line, "found a second network, expected one")
        elif len(sizes) == 2 and all(map(is_number, sizes)):
            self.fault(
                line,
                "found a two-mode network (two numbers of vertices), expected ties among people: project "
                "it first, say to who shares how many",
            )
        elif len(sizes) != 1 or not is_number(sizes[0]):
            self.fault(line, f"found {text[:60]!r}, expected *Vertices and how many there are")
        self.close()
        self.size = int(sizes[0])

    def one_relation(self, line: int, relation: str) -> None:
        """All ties are of one relation."""
        if self.relation not in ("", relation):
            self.fault(
                line,
                f"found a second relation ({relation}, after {self.relation}), expected one: keep the one "
                "that is meant",
            )
            self.close()
        self.relation = relation

    # --- lines ---

    def vertex(self, line: int, words: list) -> None:
        """A vertex: number, label, and how it is drawn."""
        number = self.number(words[0])
        if not number:
            self.fault(line, f"found vertex {words[0]!r}, expected a number from 1 to {self.size:,}")
            return
        self.refuse_times(line, words)
        self.node(line, number, {"label": words[1]} if len(words) > 1 else {})

    def tie(self, line: int, words: list) -> None:
        """An arc or edge: two numbers, its value, how it is drawn; in a list, a vertex and those it is tied to."""
        if words[0].endswith(":"):
            self.one_relation(line, ":" + words.pop(0)[:-1])
        self.refuse_times(line, words)
        if len(words) < 2:
            self.fault(line, f"found {len(words)} value, expected the numbers of two vertices")
        elif self.section.endswith("list"):
            for other in words[1:]:
                self.connect(line, words[0], other, {})
        else:
            more = {name: value for name, value in zip(words[3::2], words[4::2], strict=False) if name not in DRAWN}
            self.connect(line, words[0], words[1], more | {"weight": "".join(words[2:3])})

    def matrix_row(self, line: int, words: list) -> None:
        """A row of a matrix: what is not 0 is an arc from the row to the column."""
        self.row += 1
        if self.row > self.size or len(words) != self.size:
            self.fault(line, f"found {len(words):,} values, expected {self.size:,} in each of {self.size:,} rows")
            self.close()
        for column, value in enumerate(words, start=1):
            if value.strip("0.") or value in ("", "."):
                self.connect(line, str(self.row), str(column), {"weight": value})

    def connect(self, line: int, source: str, target: str, data: dict) -> None:
        """A tie; vertices without a line of their own have their number only."""
        ends = tuple(self.number(end) or end for end in (source, target))
        for end in ends:
            if end not in self.nodes and self.number(end):
                self.node(line, end, {})
        self.edge(line, ends, data, TIES[self.section])

    def refuse_times(self, line: int, words: list) -> None:
        """Networks whose vertices and ties come and go."""
        if any(word.startswith("[") for word in words[2:]):
            self.fault(line, f"found a network over time ({words[-1][:20]}), expected one without times")
            self.close()

    def number(self, word: str) -> str:
        """The number of a vertex as it is kept; empty for what is none."""
        return str(int(word)) if is_number(word) and 1 <= int(word) <= self.size else ""


def is_number(word: str) -> bool:
    """Whether a word is a whole number of a size that a network can have."""
    return word.isdecimal() and len(word) <= MOST_DIGITS
