"""XML of graphs, element by element with their lines; documents that bring declarations or entities are refused."""

import re
from abc import abstractmethod
from xml.parsers import expat

from mentorsim.roster.graphfiles.graph import Graph

DEEPEST = 50  # elements within each other
ENTITY = re.compile(r"&(?!(?:amp|lt|gt|quot|apos);)[^\s#;&<]+;")  # one that a document must declare


class Element:
    """An element: its tag without a namespace, its attributes, its line, what is in it."""

    __slots__ = ("attributes", "children", "line", "parts", "tag")

    def __init__(self, tag: str, attributes: dict, line: int):
        self.tag, self.attributes, self.line = tag, attributes, line
        self.children, self.parts = [], []

    def __getitem__(self, attribute: str) -> str:
        return self.attributes.get(attribute, "")

    @property
    def text(self) -> str:
        """The text before the first child."""
        return "".join(self.parts)

    def within(self):
        """Every element inside, in the order of the file."""
        for child in self.children:
            yield child
            yield from child.within()


class Marked(Graph):
    """A graph in XML. begin(element) is called where an element starts, take(element) where one of `whole` ends.

    stack: the elements around the present one.
    """

    root = ""
    whole: frozenset = frozenset()  # tags that are handed over with all that is in them, and then forgotten

    def read(self, text: str) -> None:
        """Take the document apart."""
        self.stack: list[Element] = []
        self.graphs, self.inside, self.document = 0, 0, text
        parser = self.parser = expat.ParserCreate()
        parser.buffer_text = True
        parser.StartElementHandler, parser.EndElementHandler = self.start, self.end
        parser.CharacterDataHandler = self.add_text
        parser.StartDoctypeDeclHandler = self.refuse_declarations
        try:
            parser.Parse(text, True)
        except expat.ExpatError as error:
            self.fault(error.lineno, f"broken XML: {expat.errors.messages[error.code]}")
            self.close()

    @property
    def line(self) -> int:
        """The line that is read."""
        return self.parser.CurrentLineNumber

    def stop(self, what: str) -> None:
        """Raise BadInput at this line: nothing behind it can be trusted."""
        self.fault(self.line, what)
        self.close()

    def refuse_declarations(self, name, system, public, internal) -> None:
        """A document type with declarations of its own, or entities that are declared elsewhere."""
        if internal:
            self.stop("found a document type with declarations of its own, expected a graph without")
        entity = ENTITY.search(self.document)
        if entity:
            self.stop(f"found entity {entity[0][:50]!r}, expected none")

    def start(self, tag: str, attributes: dict) -> None:
        """An element begins."""
        element = Element(tag.rpartition(":")[2], attributes, self.line)
        if not self.stack and element.tag != self.root:
            self.stop(f"found root element {tag!r}, expected {self.root}")
        if len(self.stack) >= DEEPEST:
            self.stop(f"found elements within each other {DEEPEST} deep, expected a graph")
        if element.tag == "graph":
            self.graphs += 1
            if self.graphs > 1:
                inside = any(one.tag == "graph" for one in self.stack)
                self.stop(f"found a {'graph inside a' if inside else 'second'} graph, expected one graph")
        self.begin(element)
        self.stack.append(element)
        self.inside += element.tag in self.whole

    def add_text(self, text: str) -> None:
        """Text, of which that before the first child is kept, if the element is handed over."""
        if self.inside and not self.stack[-1].children:
            self.stack[-1].parts.append(text)

    def end(self, _) -> None:
        """An element ends."""
        element = self.stack.pop()
        if element.tag in self.whole:
            self.inside -= 1
            self.take(element)
        elif self.inside:
            self.stack[-1].children.append(element)

    @abstractmethod
    def begin(self, element: Element) -> None:
        """Look at an element of which only the attributes are known."""

    @abstractmethod
    def take(self, element: Element) -> None:
        """Look at a whole element."""
