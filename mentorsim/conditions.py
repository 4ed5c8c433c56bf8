"""Conditions that people write: `withdrawal.weeks <= 2 * matching.interval`, `mentors == 0`.

An expression over names, numbers, texts in quotes, true and false, with `== != < <= > >=`, `and or not`, `+ - * /` and
parentheses. It is parsed into Python's syntax tree and walked here; nothing of it is ever executed.
"""

import ast
import operator
import warnings
from dataclasses import dataclass
from functools import lru_cache

from mentorsim.errors import BadInput, written

LONGEST = 2000  # characters of an expression
DEEPEST = 100  # levels of its parts within each other
SUMS = {ast.Add: operator.add, ast.Sub: operator.sub, ast.Mult: operator.mul, ast.Div: operator.truediv}
ORDERS = {ast.Lt: operator.lt, ast.LtE: operator.le, ast.Gt: operator.gt, ast.GtE: operator.ge}
SAME = {ast.Eq: operator.eq, ast.NotEq: operator.ne}
WORDS = {"true": True, "false": False}
GRAMMAR = "names, numbers, texts in quotes, true, false, == != < <= > >=, and, or, not, + - * / and parentheses"


@dataclass(frozen=True)
class Point:
    """Where an expression is worked out. values: {name: value}; undefined: what a division by zero comes to, None where
    it is a fault.
    """

    values: dict
    undefined: float | None = None


# --- reading it ------------------------------------------------------------------------------------------------------


@lru_cache(maxsize=256)
def tree_of(text: str) -> ast.expr:
    """The syntax tree of an expression; BadInput for what is none, is too long or too deep."""
    if len(text) > LONGEST:
        raise BadInput(f"found {len(text):,} characters, expected at most {LONGEST:,}")
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # of the parser, at texts and comparisons that are odd in Python
            tree = ast.parse(text.strip(), mode="eval").body
    except (SyntaxError, ValueError, MemoryError, RecursionError):
        raise BadInput(f"found {written(text)}, expected a condition such as 'a <= b', made of {GRAMMAR}") from None
    if is_deep(tree):
        raise BadInput(f"found {written(text)}, nested deeper than {DEEPEST} levels, expected fewer")
    return tree


def is_deep(tree: ast.AST) -> bool:
    """Whether parts are nested deeper than DEEPEST."""
    level = [tree]
    for _ in range(DEEPEST):
        level = [part for node in level for part in ast.iter_child_nodes(node)]
    return bool(level)


def path_of(node: ast.expr) -> str | None:
    """The dotted name that a node spells, if it does."""
    if isinstance(node, ast.Name):
        return node.id
    front = path_of(node.value) if isinstance(node, ast.Attribute) else None
    return f"{front}.{node.attr}" if front else None


def names_in(node: ast.expr) -> list[str]:
    """Every name in an expression, in order; BadInput for what the grammar does not have."""
    path = path_of(node)
    if path:
        return [path]
    match node:
        case ast.Constant(value=bool() | int() | float() | str()):
            return []
        case ast.BoolOp(values=parts):
            pass
        case ast.UnaryOp(op=ast.Not() | ast.USub() | ast.UAdd(), operand=one):
            parts = [one]
        case ast.BinOp(left=left, op=op, right=right) if type(op) in SUMS:
            parts = [left, right]
        case ast.Compare(left=left, ops=ops, comparators=others) if all(type(op) in ORDERS | SAME for op in ops):
            parts = [left, *others]
        case _:
            raise BadInput(f"found {written(ast.unparse(node))}, expected only {GRAMMAR}")
    return [name for part in parts for name in names_in(part)]


def spelled(node: ast.expr) -> str:
    """One spelling of an expression, whatever its blanks and brackets, and with 1.0 as 1."""

    class Numbers(ast.NodeTransformer):
        def visit_Constant(self, node):
            whole = isinstance(node.value, float) and node.value.is_integer()
            return ast.Constant(int(node.value)) if whole else node

    return ast.unparse(Numbers().visit(ast.parse(ast.unparse(node), mode="eval")))


# --- what kind of value it has ---------------------------------------------------------------------------------------


def kind(value) -> type:
    """Truth, number or text; the type itself of what is none of them."""
    known = (one for one in (bool, str) if isinstance(value, one))
    return next(known, float if isinstance(value, int | float) else type(value))


def kind_of(node: ast.expr, kinds: dict) -> type:
    """Truth, number or text of a node that `names_in` has let pass, before it is worked out. BadInput where it is none.

    kinds: {name: kind of its value}.
    """
    path = path_of(node)
    if path:
        return bool if path in WORDS else kinds[path]
    match node:
        case ast.Constant(value=value):
            return kind(value)
        case ast.BoolOp(values=parts):
            return all_of(bool, parts, kinds, "true, false or a comparison")
        case ast.UnaryOp(op=ast.Not(), operand=one):
            return all_of(bool, [one], kinds, "true, false or a comparison")
        case ast.UnaryOp(operand=one):
            return all_of(float, [one], kinds, "a number")
        case ast.BinOp(left=left, right=right):
            return all_of(float, [left, right], kinds, "a number")
        case ast.Compare(left=left, ops=ops, comparators=others):
            ordered = any(type(op) in ORDERS for op in ops)
            first = float if ordered else kind_of(left, kinds)
            all_of(first, [left, *others], kinds, "a number" if ordered else "values of one kind")
            return bool


def all_of(expected: type, nodes: list, kinds: dict, shown: str) -> type:
    """The kind, if all nodes are of it; else BadInput."""
    for node in nodes:
        if kind_of(node, kinds) is not expected:
            raise BadInput(f"found {written(ast.unparse(node))}, expected {shown}")
    return expected


# --- working it out --------------------------------------------------------------------------------------------------


def value_of(node: ast.expr, point: Point):
    """The value of a node that `names_in` has let pass."""
    path = path_of(node)
    if path:
        return WORDS[path] if path in WORDS else point.values[path]
    match node:
        case ast.Constant(value=value):
            return value
        case ast.BoolOp(op=ast.And(), values=parts):
            return all(truth(part, point) for part in parts)
        case ast.BoolOp(values=parts):
            return any(truth(part, point) for part in parts)
        case ast.UnaryOp(op=ast.Not(), operand=one):
            return not truth(one, point)
        case ast.UnaryOp(op=op, operand=one):
            found = number(one, point)
            return -found if isinstance(op, ast.USub) else found
        case ast.BinOp(left=left, op=op, right=right):
            return calculated(node, SUMS[type(op)], number(left, point), number(right, point), point.undefined)
        case ast.Compare(left=left, ops=ops, comparators=others):
            sides = [left, *others]
            return all(compared(*one, point) for one in zip(sides[:-1], ops, sides[1:], strict=True))


def calculated(node: ast.expr, operation, left, right, undefined):
    """left ∘ right."""
    try:
        return operation(left, right)
    except (ZeroDivisionError, OverflowError):
        if undefined is not None:
            return undefined
        found = f"{written(ast.unparse(node))} with {written(left)} and {written(right)}"
        raise BadInput(f"found {found}, expected a finite number") from None


def compared(left: ast.expr, operation: ast.cmpop, right: ast.expr, point: Point) -> bool:
    """One comparison; < and > are for numbers, == and != for values of one kind. None holds of what is undefined."""
    if type(operation) in ORDERS:
        return ORDERS[type(operation)](number(left, point), number(right, point))
    a, b = value_of(left, point), value_of(right, point)
    if kind(a) != kind(b):
        found = f"{ast.unparse(left)} = {written(a)} and {ast.unparse(right)} = {written(b)}"
        raise BadInput(f"found {found}, expected values of one kind")
    return SAME[type(operation)](a, b) and a == a and b == b  # NaN is the one value that is not itself


def number(node: ast.expr, point: Point):
    """The value of a node that has to be a number."""
    found = value_of(node, point)
    if kind(found) is not float:
        raise BadInput(f"found {ast.unparse(node)} = {written(found)}, expected a number")
    return found


def truth(node: ast.expr, point: Point) -> bool:
    """The value of a node that has to be true or false."""
    found = value_of(node, point)
    if kind(found) is not bool:
        raise BadInput(f"found {ast.unparse(node)} = {written(found)}, expected true, false or a comparison")
    return found
