"""Graphs in GraphML (Brandes et al. 2002): nodes, edges and their weights, with the lines in which they stand.

Read as far as an edge list goes: nested graphs, hyperedges and ports are refused. A node is somebody in the roster by
its id or, if no such id is there, by its data called `label`, `name` or `id`.
"""

from xml.parsers import expat

from mentorsim.sheets import Columns

NAMES = ("label", "name", "id")
REFUSED = {"hyperedge": "a hyperedge", "port": "a port"}


class Graph(Columns):
    """A GraphML file as columns source, target and, if an edge has one, weight. one_way: whether each edge is directed.

    known: names of people, by which nodes are called.
    """

    def __init__(self, shown: str, text: str, known):
        super().__init__(shown)
        self.known, self.keys, self.nodes, self.edges = known, {}, {}, []
        self.depth, self.directed, self.element, self.data = 0, False, None, None
        self.parse(text)
        self.name_nodes()
        self.columns = {
            end: [self.nodes.get(edge[end], edge[end]) for edge in self.edges] for end in ("source", "target")
        }
        if any(edge["weight"] for edge in self.edges):
            self.columns["weight"] = [edge["weight"].strip() for edge in self.edges]
        self.one_way = [edge["directed"] for edge in self.edges]
        self.lines = [edge["line"] for edge in self.edges]

    def parse(self, text: str) -> None:
        """Take the file apart; entities, which no graph needs, are refused."""
        parser = self.parser = expat.ParserCreate()
        parser.buffer_text = True
        parser.StartElementHandler, parser.EndElementHandler = self.start, self.end
        parser.CharacterDataHandler = self.text
        parser.EntityDeclHandler = self.refuse_entity
        try:
            parser.Parse(text, True)
        except expat.ExpatError as error:
            self.fault(error.lineno, f"broken XML: {expat.errors.messages[error.code]}")
        if not self.faults and not self.nodes:
            self.fault(1, "found no node, expected a graph in GraphML")
        if self.faults:
            self.close()

    def refuse_entity(self, name, *_):
        """A document with entities of its own."""
        self.fault(self.parser.CurrentLineNumber, f"found entity {name!r}, expected a graph without entities")
        self.close()

    def start(self, tag: str, attributes: dict) -> None:
        """An element begins."""
        tag, line = tag.rpartition(":")[2], self.parser.CurrentLineNumber
        if tag == "key":
            self.keys[attributes.get("id")] = (attributes.get("for", "all"), attributes.get("attr.name", "").lower())
        elif tag == "graph":
            self.depth += 1
            if self.depth > 1:
                self.fault(line, "found a graph inside a graph, expected one graph")
            self.directed = attributes.get("edgedefault") == "directed"
        elif tag == "node":
            self.element = {"id": attributes.get("id", ""), "names": {}}
        elif tag == "edge":
            one_way = attributes.get("directed", str(self.directed)).lower() == "true"
            ends = {end: attributes.get(end, "") for end in ("source", "target")}
            self.element = ends | {"weight": attributes.get("weight", ""), "directed": one_way, "line": line}
        elif tag == "data":
            self.data = self.keys.get(attributes.get("key"), ("all", str(attributes.get("key")).lower()))[1]
        elif tag in REFUSED:
            self.fault(line, f"found {REFUSED[tag]}, expected nodes and edges")

    def text(self, text: str) -> None:
        """Text of a data element."""
        if self.data is None or self.element is None:
            return
        if "names" in self.element and self.data in NAMES:
            names = self.element["names"]
            names[self.data] = names.get(self.data, "") + text
        elif "names" not in self.element and self.data == "weight":
            self.element["weight"] += text

    def end(self, tag: str) -> None:
        """An element ends."""
        tag = tag.rpartition(":")[2]
        if tag == "data":
            self.data = None
        elif tag == "graph":
            self.depth -= 1
        elif tag == "node" and self.element is not None:
            self.nodes[self.element["id"]] = self.element["names"]
            self.element = None
        elif tag == "edge" and self.element is not None:
            self.edges.append(self.element)
            self.element = None

    def name_nodes(self) -> None:
        """Call every node as the roster does."""
        for node, names in self.nodes.items():
            called = [node, *(names[name].strip() for name in NAMES if name in names)]
            self.nodes[node] = next((name for name in called if name in self.known), node)
