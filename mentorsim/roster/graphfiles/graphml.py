"""Graphs in GraphML (Brandes et al. 2002), with the labels of yEd."""

from mentorsim.roster.graphfiles.graph import WEIGHT
from mentorsim.roster.graphfiles.markup import Element, Marked

NAMES = ("label", "name", "id")  # data by which a node may be called
YED = "yEd's label"
REFUSED = {"hyperedge": "a hyperedge", "port": "a port"}
DIRECTIONS = {"directed": True, "undirected": False}
TRUTHS = {"true": True, "false": False, "1": True, "0": False}


class GraphML(Marked):
    """A GraphML file. Data that an element does not have is the key's default."""

    format, root = "GraphML", "graphml"
    whole = frozenset(("key", "node", "edge"))
    ways = ("id", *(f"data {name}" for name in NAMES), YED)
    where = "by id, or by data label, name, id, or by yEd's label"

    def read(self, text: str) -> None:
        """Keys, nodes and edges."""
        self.keys: dict = {}  # {id: (of nodes, edges or all, name)}
        self.defaults: dict = {}  # {id: text}
        self.one_way_unless_sentence: bool | None = None
        self.undrawn = 0  # edges from source to target that yEd draws otherwise
        super().read(text)
        if self.undrawn and self.directed is None:
            edges = f"{self.undrawn:,} of {len(self.edges):,} edges"
            self.notes.append(
                f"ties: {edges} are drawn without an arrow to their target, but go there: yEd writes "
                "all edges as directed; `directed = false` under [people] takes them both ways"
            )

    def begin(self, element: Element) -> None:
        """What tells the direction of edges, and what no edge list can say."""
        if element.tag in REFUSED or element["sourceport"] or element["targetport"]:
            self.fault(element.line, f"found {REFUSED.get(element.tag, 'a port')}, expected nodes and edges")
        elif element.tag == "graph":
            default = element["edgedefault"]
            self.one_way_unless_sentence = DIRECTIONS.get(default)
            if default not in DIRECTIONS and self.directed is None:
                self.fault(
                    element.line,
                    f"edgedefault: found {default or 'nothing'}, expected directed or undirected; "
                    "or say `directed` under [people]",
                )

    def take(self, element: Element) -> None:
        """A key, a node or an edge."""
        {"key": self.take_key, "node": self.take_node, "edge": self.take_edge}[element.tag](element)

    def take_key(self, key: Element) -> None:
        """A key, and its default."""
        id = key["id"]
        if id in self.keys:
            self.fault(key.line, f"key: found id {id!r} again, expected another")
        self.keys[id] = (key["for"] or "all", key["attr.name"] or key["yfiles.type"] or id)
        self.defaults.update((id, child.text) for child in key.children if child.tag == "default")

    def take_node(self, node: Element) -> None:
        """A node with its names."""
        data = {name.lower(): text for name, text in self.data(node, "node").items()}
        names = {f"data {name}": data[name] for name in NAMES if name in data}
        label = next((inner.text for inner in node.within() if inner.tag == "NodeLabel"), "")
        self.node(node.line, node["id"], names | {YED: label})

    def take_edge(self, edge: Element) -> None:
        """An edge with its data."""
        said = edge["directed"].lower()
        if said and said not in TRUTHS:
            self.fault(edge.line, f"directed: found {edge['directed']!r}, expected true or false")
        data = self.data(edge, "edge")
        if WEIGHT in edge.attributes:
            data.setdefault(WEIGHT, edge[WEIGHT])
        label = next((inner.text for inner in edge.within() if inner.tag == "EdgeLabel"), "")
        one_way = TRUTHS.get(said, self.one_way_unless_sentence)
        arrows = [(inner["source"], inner["target"]) for inner in edge.within() if inner.tag == "Arrows"]
        self.undrawn += bool(one_way and any(source != "none" or target == "none" for source, target in arrows))
        self.edge(edge.line, (edge["source"], edge["target"]), data | {"y:EdgeLabel": label}, one_way)

    def data(self, element: Element, kind: str) -> dict:
        """{name: text} of an element's data, but for drawings; where it has none, the default of the key."""
        own = {child["key"]: child.text for child in element.children if child.tag == "data" and not child.children}
        texts = {id: text for id, text in self.defaults.items() if self.keys[id][0] in (kind, "all")} | own
        return {self.keys.get(id, ("all", id))[1]: text for id, text in texts.items()}
