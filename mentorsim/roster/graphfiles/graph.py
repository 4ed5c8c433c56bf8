"""A graph file as an edge list: who each node is, by one way of naming for the whole file, and what is not used."""

from abc import ABC, abstractmethod
from typing import NamedTuple

from mentorsim.errors import BadInput
from mentorsim.roster.sheets import Columns, Source, listed, near_among
from mentorsim.spelling import nearest
from mentorsim.texts import clean, shown

ENDS, WEIGHT = ("source", "target"), "weight"
FEW = 3  # names that a message shows


class Edge(NamedTuple):
    """An edge of a graph file: its line, the ids of its ends, its weight as written, whether it goes one way only."""

    line: int
    source: str
    target: str
    weight: str
    one_way: bool


class Graph(Columns, ABC):
    """A graph file as columns source, target and, if an edge has one, weight. Each format is a subclass with `read`.

    place: {id: place} of the people. one_way: whether each edge goes one way only. left_out: data of edges that is not
    used, in words; notes: what else to report.
    """

    format = ""
    ways: tuple = ("id",)  # how nodes may be called, the id first
    where = "by id"  # the same in words
    numbered = False  # whether ids are numbers that the format needs: then they are names only where nothing else is
    default_weight = ""  # of an edge without one

    def __init__(self, source: Source, place: dict, directed: bool | None = None):
        super().__init__(source.shown)
        self.place, self.directed = place, directed
        self.weight = self.weight_name(dict(source.named))
        self.nodes: dict = {}  # {id: {way: name}}
        self.node_lines: dict = {}
        self.edges: list[Edge] = []
        self.edge_data: dict = {}  # its names, in the order of the file
        self.notes: list = []
        self.read(source.text)
        self.finish()

    def weight_name(self, named: dict) -> str:
        """What the weight of an edge is called. named: {name: ours} under [people.columns]."""
        for name, ours in named.items():
            if ours != WEIGHT:
                raise BadInput(f"columns.{name}: found {ours!r}, expected {WEIGHT} alone: {self.shown} is a graph")
        return next(iter(named), WEIGHT)

    @abstractmethod
    def read(self, text: str) -> None:
        """Call `node` and `edge` for what stands in a file of this format."""

    # --- what a reader finds ---

    def node(self, line: int, id: str, names: dict) -> None:
        """A node. names: {way: name} beside the id."""
        if id in self.nodes:
            self.fault(
                line, f"node: found {self.ways[0]} {id!r} again, expected another than in line {self.node_lines[id]}"
            )
            return
        self.nodes[id] = {self.ways[0]: clean(id)} | {way: clean(name) for way, name in names.items() if clean(name)}
        self.node_lines[id] = line

    def edge(self, line: int, ends: tuple, data: dict, one_way: bool | None) -> None:
        """An edge. data: {name: text}; one_way: None where the file does not say."""
        data = {name: text.strip() for name, text in data.items() if text and text.strip()}
        key = next((name for name in data if clean(name).casefold() == clean(self.weight).casefold()), None)
        self.edge_data |= dict.fromkeys(data)
        weight = data.get(key, "")
        self.edges.append(Edge(line, *ends, weight, bool(one_way if self.directed is None else self.directed)))

    # --- who the nodes are ---

    def finish(self) -> None:
        """Call the nodes as the roster does, and lay the edges out as columns."""
        self.close()
        if not self.nodes or not self.edges:
            what = "tie, expected at least one" if self.nodes else f"node, expected a graph in {self.format}"
            self.fault(1, f"found no {what}")
        self.check_ends()
        self.close()
        way = self.way()
        self.close()
        self.check_people(way)
        self.leave_out()
        self.close()
        self.notes.insert(0, f"ties: a graph in {self.format}, its nodes called by {way}")
        for end in ENDS:
            self.columns[end] = [self.nodes[getattr(edge, end)][way] for edge in self.edges]
        if any(edge.weight for edge in self.edges):
            self.columns[WEIGHT] = [edge.weight or self.default_weight for edge in self.edges]
        self.one_way, self.lines = [edge.one_way for edge in self.edges], [edge.line for edge in self.edges]

    def check_ends(self) -> None:
        """Every edge leads from a node to a node."""
        for edge in self.edges:
            for end in ENDS:
                if getattr(edge, end) not in self.nodes:
                    found = repr(getattr(edge, end)) if getattr(edge, end) else "nothing"
                    self.fault(edge.line, f"{end}: found {found}, expected the {self.ways[0]} of a node of this file")

    def person(self, node: str, way: str) -> int:
        """The place of the person that a node is when called in a way; -1 for nobody."""
        return self.place.get(self.nodes[node].get(way, ""), -1)

    def way(self) -> str:
        """The one way of naming by which every node with a tie is somebody; everything else is a fault."""
        tied = list(dict.fromkeys(node for edge in self.edges for node in (edge.source, edge.target)))
        hits = {way: [node for node in tied if self.person(node, way) >= 0] for way in self.ways}
        if self.numbered and any(len(self.nodes[node]) > 1 for node in tied):
            del hits[self.ways[0]]
        fits = [way for way, there in hits.items() if len(there) == len(tied)]
        best = max(hits, key=lambda way: len(hits[way]))
        if not hits[best]:
            self.fault_of_nobody(tied)
        elif not fits:
            self.fault_of_some(tied, hits, best)
        for other in fits[1:]:
            self.check_same(tied, fits[0], other)
        return best

    def fault_of_nobody(self, tied: list) -> None:
        """No node is in the roster."""
        found = dict.fromkeys(name for way in self.ways for node in tied if (name := self.nodes[node].get(way)))
        self.fault(
            self.node_lines[tied[0]],
            f"found no node that is in the roster, but {some(found)}; nodes are called {self.where}",
        )

    def fault_of_some(self, tied: list, hits: dict, best: str) -> None:
        """Some nodes are in the roster by the best way, but not all."""
        strangers = [node for node in tied if self.person(node, best) < 0]
        mode = two_mode(
            [tuple(self.nodes[node].get(best, "") for node in (edge.source, edge.target)) for edge in self.edges],
            self.place,
        )
        if mode:
            self.fault(self.edges[0].line, mode)
            return
        for other, there in hits.items():
            mixed = next((node for node in strangers if node in there), None)
            if mixed is not None:
                one, two = self.nodes[hits[best][0]][best], self.nodes[mixed][other]
                self.fault(
                    self.node_lines[mixed],
                    f"found some nodes called by {best} ({one!r}) and others by {other} "
                    f"({two!r}), expected one way for all nodes of a file",
                )
                return
        for node in strangers:
            name = self.nodes[node].get(best)
            found = f"{best} {name!r}" if name else f"no {best}"
            near = near_among(name, self.place) if name else None
            hint = f" (did you mean {shown(near, name)}?)" if near else ""
            self.fault(
                self.node_lines[node], f"node {node!r}: found {found}, expected the id of somebody in the roster{hint}"
            )

    def check_same(self, tied: list, one: str, other: str) -> None:
        """Two ways of naming by which every node is somebody name the same people."""
        for node in tied:
            if self.person(node, one) != self.person(node, other):
                names = self.nodes[node]
                self.fault(
                    self.node_lines[node],
                    f"found node {node!r}, who is {names[one]!r} by {one} and "
                    f"{names[other]!r} by {other}, both in the roster, expected one person: give nodes ids "
                    f"that nobody in the roster has, or take out {other}",
                )
                return

    def check_people(self, way: str) -> None:
        """Refuse a person who is two nodes; note nodes that are nobody's and have no tie."""
        first: dict = {}
        for node in self.nodes:
            who = self.person(node, way)
            if who >= 0 and first.setdefault(who, node) != node:
                name, before = self.nodes[node][way], self.node_lines[first[who]]
                self.fault(
                    self.node_lines[node],
                    f"node {node!r}: found {way} {name!r} again, expected one node for each person (line {before})",
                )
        nobody = sum(self.person(node, way) < 0 for node in self.nodes)
        if nobody:
            are = "node without a tie is" if nobody == 1 else "nodes without a tie are"
            self.notes.append(f"ties: {nobody:,} {are} nobody in the roster, left out")

    def leave_out(self) -> None:
        """Only the weight of edges is used; where they are known by another name, that must be there."""
        called = clean(self.weight).casefold()
        others = [name for name in self.edge_data if clean(name).casefold() != called]
        if self.weight != WEIGHT and len(others) == len(self.edge_data):
            raise BadInput(
                f"columns.{self.weight}: found no such data of ties in {self.shown}, expected one of "
                f"{listed(others) or 'none'}{nearest(self.weight, others)}"
            )
        if self.weight == WEIGHT:
            check_misspelt(self, 1, others)
        self.left_out = tuple(map(repr, others))


def some(names) -> str:
    """The first few names, for a message."""
    names = list(names)
    return ", ".join(map(repr, names[:FEW])) + ", …" * (len(names) > FEW)


def check_misspelt(file: Columns, line: int, names) -> None:
    """No data of ties is called nearly as their weight is: left out, it would make all ties alike."""
    for name in names:
        hint = nearest(name, [WEIGHT])
        if hint:
            file.fault(line, f"found data of ties called {name!r}, expected another name{hint}")


def two_mode(ties: list, known) -> str:
    """What is wrong if every tie leads from somebody in the roster to something else; empty otherwise.

    ties: (source, target) each.
    """
    if len(ties) < 3 or not all((one in known) != (two in known) for one, two in ties):
        return ""
    other = list(dict.fromkeys(name for tie in ties for name in tie if name not in known))
    if len(other) < 2:
        return ""
    return (
        f"found a two-mode graph, people tied to what is not in the roster ({some(other)}), expected ties among "
        "people: project it first, say to who shares how many"
    )
