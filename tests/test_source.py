"""What the source may not have anywhere: code that is still to be written, docstrings that need their neighbours."""

import ast
import importlib.util
import re
from collections.abc import Iterator

import pytest

from mentorsim.compiled import PACKAGE
from mentorsim.roster.graphfiles.graph import Graph
from mentorsim.roster.graphfiles.markup import Marked

LEANING = re.compile(
    r"(the same|as|like|likewise|and|or|but|also|else|then|it|its|itself|they|their|them|those|such|of)\b(?!-)", re.I
)  # the first words of a sentence that leans on what stands before it


def nodes(*kinds: type[ast.AST]) -> Iterator[tuple[str, ast.AST]]:
    """(file:line, node) of all syntax of these kinds, of every module."""
    for file in sorted(PACKAGE.rglob("*.py")):
        name = file.relative_to(PACKAGE)
        for node in ast.walk(ast.parse(file.read_text("utf-8"))):
            if isinstance(node, kinds):
                yield f"{name}:{node.lineno}", node


def raised(node: ast.Raise) -> str:
    """The name of what a statement raises, if it raises something by name."""
    error = node.exc
    error = error.func if isinstance(error, ast.Call) else error
    return error.id if isinstance(error, ast.Name) else ""


def test_nothing_is_left_to_be_written():
    assert [place for place, node in nodes(ast.Raise) if raised(node) == "NotImplementedError"] == []


def is_there(module: str, name: str) -> bool:
    """Whether a module has a name, or is a package with a module of that name."""
    found = importlib.import_module(module)
    return hasattr(found, name) or (hasattr(found, "__path__") and bool(importlib.util.find_spec(f"{module}.{name}")))


def test_what_is_imported_is_there():
    """Also within functions, which import when they are called."""
    missing = [
        f"{place}: {node.module}.{alias.name}"
        for place, node in nodes(ast.ImportFrom)
        if node.module and node.module.split(".")[0] == PACKAGE.name
        for alias in node.names
        if not is_there(node.module, alias.name)
    ]
    assert missing == []


@pytest.mark.parametrize("base", [Graph, Marked])
def test_a_format_that_lacks_something_says_so_when_it_is_made(base):
    with pytest.raises(TypeError, match=f"abstract class {base.__name__}"):
        base(None, {})


NAMED = (ast.FunctionDef, ast.AsyncFunctionDef, ast.ClassDef)


def first_line(node: ast.AST) -> str:
    """The first line of a docstring, "" without one."""
    return (ast.get_docstring(node) or "").partition("\n")[0]


def test_the_first_line_of_a_docstring_stands_alone():
    """`help()` and lists of functions show it by itself."""
    lines = [(place, first_line(node)) for place, node in nodes(*NAMED) if node.name[0] != "_"]
    assert len(lines) > 1000
    assert [line for line in lines if LEANING.match(line[1])] == []


# Decimals that a docstring of a rule may have although its code does not.
EXPLAINED = {
    "work_drive": {".5": "where the rule's line passes through 1"},
    "zone_error_rate": {"15.87": "per cent of errors, after which the form is named", ".1587": "the same as a share"},
}


def rules_with_decimals() -> Iterator[tuple[str, str, set[str], set[str]]]:
    """(file:line, name, decimals in the docstring, decimals in the code) of the functions that are rules."""
    for place, node in nodes(ast.FunctionDef):
        marks = {mark.id for mark in node.decorator_list if isinstance(mark, ast.Name)}
        if marks & {"equation", "part", "kernel"}:
            said = set(re.findall(r"(?<![\w.^])\d*\.\d+", ast.get_docstring(node) or ""))
            code = [leaf for step in node.body[1:] for leaf in ast.walk(step) if isinstance(leaf, ast.Constant)]
            yield place, node.name, said, {f"{leaf.value:g}" for leaf in code if isinstance(leaf.value, float)}


def test_the_docstring_of_a_rule_has_no_number_that_its_code_has_not():
    """A default that is repeated there goes stale; the parameter's name does not."""
    seen, stale = 0, []
    for place, name, said, code in rules_with_decimals():
        seen += len(said)
        own = {f"{float(number):g}" for number in said - EXPLAINED.get(name, {}).keys()}
        stale += [(place, name, own - code)] if own - code else []
    assert seen > 10
    assert stale == []
