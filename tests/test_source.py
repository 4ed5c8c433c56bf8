"""What the source may not have anywhere: code that is still to be written."""

import ast
import pathlib

import pytest

from mentorsim.compiled import PACKAGE
from mentorsim.graphfiles.graph import Graph
from mentorsim.graphfiles.markup import Marked

MODULES = sorted(PACKAGE.rglob("*.py"))


def tree_of(file: pathlib.Path) -> ast.Module:
    """A module's syntax."""
    return ast.parse(file.read_text("utf-8"))


def raised(node: ast.AST) -> str:
    """The name of what a statement raises, if it is a statement that raises something by name."""
    error = node.exc if isinstance(node, ast.Raise) else None
    error = error.func if isinstance(error, ast.Call) else error
    return error.id if isinstance(error, ast.Name) else ""


@pytest.mark.parametrize("file", MODULES, ids=lambda file: str(file.relative_to(PACKAGE)))
def test_nothing_is_left_to_be_written(file):
    assert [node.lineno for node in ast.walk(tree_of(file)) if raised(node) == "NotImplementedError"] == []


@pytest.mark.parametrize("base", [Graph, Marked])
def test_a_format_that_lacks_something_says_so_when_it_is_made(base):
    with pytest.raises(TypeError, match=f"abstract class {base.__name__}"):
        base(None, {})
