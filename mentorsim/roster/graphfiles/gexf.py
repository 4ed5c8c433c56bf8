"""Graphs in GEXF 1.1 to 1.3, the format of Gephi."""

from mentorsim.roster.graphfiles.graph import WEIGHT
from mentorsim.roster.graphfiles.markup import Element, Marked

NAMES = ("name", "id")  # attributes by which a node may be called, beside its label
DIRECTIONS = {"directed": True, "undirected": False, "mutual": False}
TOLD = ("label", "kind", "start", "end")  # attributes of an edge that say something of the tie


class GEXF(Marked):
    """A GEXF file. An edge has weight 1 unless it says another, and a graph is undirected unless it says otherwise."""

    format, root, default_weight = "GEXF", "gexf", "1"
    whole = frozenset(("attribute", "node", "edge"))
    ways = ("id", "label", *(f"data {name}" for name in NAMES))
    where = "by id, or by label, or by data name, id"

    def read(self, text: str) -> None:
        """Attributes, nodes and edges."""
        self.titles: dict = {"node": {}, "edge": {}}  # {id: title} of each
        self.defaults: dict = {"node": {}, "edge": {}}  # {id: text} of each
        self.type = "undirected"
        super().read(text)

    def begin(self, element: Element) -> None:
        """What tells the direction of edges, and what no edge list can say."""
        if element["mode"] == "dynamic" and element.tag in ("graph", "attributes"):
            self.stop("found a graph over time (mode dynamic), expected one that is static")
        if element.tag == "graph":
            self.type = element["defaultedgetype"] or self.type
        inside = element.tag == "nodes" and any(one.tag == "node" for one in self.stack)
        if inside or (element.tag == "node" and element["pid"]) or element.tag == "parents":
            self.stop("found a graph inside a graph (nodes of a node), expected one graph")

    def take(self, element: Element) -> None:
        """An attribute, a node or an edge."""
        if element.tag == "attribute":
            kind = self.stack[-1]["class"] if self.stack[-1]["class"] in self.titles else "node"
            id = element["id"]
            self.titles[kind][id] = element["title"] or id
            self.defaults[kind].update((id, one.text) for one in element.children if one.tag == "default")
        elif element.tag == "node":
            data = {name.lower(): text for name, text in self.data(element, "node").items()}
            names = {f"data {name}": data[name] for name in NAMES if name in data}
            self.node(element.line, element["id"], names | {"label": element["label"]})
        else:
            self.take_edge(element)

    def take_edge(self, edge: Element) -> None:
        """An edge with its data."""
        kind = edge["type"] or self.type
        if kind not in DIRECTIONS:
            self.fault(edge.line, f"type: found {kind!r}, expected {', '.join(DIRECTIONS)}")
        data = self.data(edge, "edge") | {name: edge[name] for name in TOLD}
        if edge[WEIGHT]:
            data = {name: text for name, text in data.items() if name.lower() != WEIGHT} | {WEIGHT: edge[WEIGHT]}
        self.edge(edge.line, (edge["source"], edge["target"]), data, DIRECTIONS.get(kind))

    def data(self, element: Element, kind: str) -> dict:
        """{title: text} of an element's attribute values; where it has none, the default of the attribute."""
        own = {one["for"] or one["id"]: one["value"] for one in element.within() if one.tag == "attvalue"}
        return {self.titles[kind].get(id, id): text for id, text in (self.defaults[kind] | own).items()}
