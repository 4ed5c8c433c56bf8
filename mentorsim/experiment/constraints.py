"""Constraints between the factors of a design: `where = "withdrawal.weeks <= 2 * matching.interval"`.

An expression over the paths of factors, numbers, texts in quotes, true and false, with `== != < <= > >=`, `and or not`,
`+ - * /` and parentheses. It is parsed into Python's syntax tree and walked here; nothing of it is ever executed.
"""

import ast
import operator
from dataclasses import dataclass

from mentorsim.parameters import BadInput, nearest

LONGEST = 1000  # characters of an expression
SUMS = {ast.Add: operator.add, ast.Sub: operator.sub, ast.Mult: operator.mul, ast.Div: operator.truediv}
ORDERS = {ast.Lt: operator.lt, ast.LtE: operator.le, ast.Gt: operator.gt, ast.GtE: operator.ge}
SAME = {ast.Eq: operator.eq, ast.NotEq: operator.ne}
WORDS = {"true": True, "false": False}
GRAMMAR = "factors, numbers, texts in quotes, true, false, == != < <= > >=, and, or, not, + - * / and parentheses"


@dataclass(frozen=True)
class Constraint:
    """One condition that every arm has to meet. text: as written; names: the factors in it."""

    text: str
    names: tuple

    def holds(self, point: dict) -> bool:
        """Whether a point ({factor: value}) meets it. BadInput where it cannot be worked out."""
        found = value_of(tree_of(self.text), point)
        if not isinstance(found, bool):
            raise BadInput(f"found {self.text!r}, which is {found!r}, expected a comparison")
        return found


def constraint_of(text: str, factors, spelled=lambda name: name) -> Constraint:
    """The Constraint written in `text`; BadInput for what is no part of the grammar, or no factor.

    factors: paths of the design's factors; spelled: a path as written -> the one spelling of it.
    """
    names = dict.fromkeys(spelled(name) for name in names_in(tree_of(text)) if name not in WORDS)
    for name in names:
        if name not in factors:
            known = ", ".join(factors) or "no other"
            raise BadInput(
                f"found {name!r} in {text!r}, expected a factor of the design: {known}{nearest(name, factors)}"
            )
    return Constraint(text, tuple(names))


def tree_of(text: str) -> ast.expr:
    """The syntax tree of an expression."""
    if len(text) > LONGEST:
        raise BadInput(f"found {len(text):,} characters, expected at most {LONGEST:,}")
    try:
        return ast.parse(text.strip(), mode="eval").body
    except (SyntaxError, ValueError, MemoryError, RecursionError):
        raise BadInput(f"found {text!r}, expected a condition such as 'a <= b', made of {GRAMMAR}") from None


def path_of(node: ast.expr) -> str | None:
    """The dotted path that a node spells, if it does."""
    if isinstance(node, ast.Name):
        return node.id
    front = path_of(node.value) if isinstance(node, ast.Attribute) else None
    return f"{front}.{node.attr}" if front else None


def names_in(node: ast.expr) -> list[str]:
    """Every path in an expression, in order; BadInput for what the grammar does not have."""
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
            raise BadInput(f"found {ast.unparse(node)!r}, expected only {GRAMMAR}")
    return [name for part in parts for name in names_in(part)]


# --- working it out --------------------------------------------------------------------------------------------------


def value_of(node: ast.expr, point: dict):
    """The value of a node that `names_in` has let pass, with the factors at `point`."""
    path = path_of(node)
    if path:
        return WORDS[path] if path in WORDS else point[path]
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
            return calculated(node, SUMS[type(op)], number(left, point), number(right, point))
        case ast.Compare(left=left, ops=ops, comparators=others):
            sides = [left, *others]
            return all(compared(*one, point) for one in zip(sides[:-1], ops, sides[1:], strict=True))


def calculated(node: ast.expr, operation, left, right):
    """left ∘ right."""
    try:
        return operation(left, right)
    except (ZeroDivisionError, OverflowError):
        raise BadInput(f"found {ast.unparse(node)!r} with {left!r} and {right!r}, expected a finite number") from None


def compared(left: ast.expr, operation: ast.cmpop, right: ast.expr, point: dict) -> bool:
    """One comparison; < and > are for numbers, == and != for values of one kind."""
    if type(operation) in ORDERS:
        return ORDERS[type(operation)](number(left, point), number(right, point))
    a, b = value_of(left, point), value_of(right, point)
    if kind(a) != kind(b):
        raise BadInput(
            f"found {ast.unparse(left)} = {a!r} and {ast.unparse(right)} = {b!r}, expected values of one kind"
        )
    return SAME[type(operation)](a, b)


def kind(value) -> type:
    """Truth, number or text."""
    return bool if isinstance(value, bool) else str if isinstance(value, str) else float


def number(node: ast.expr, point: dict):
    """The value of a node that has to be a number."""
    found = value_of(node, point)
    if kind(found) is not float:
        raise BadInput(f"found {ast.unparse(node)} = {found!r}, expected a number")
    return found


def truth(node: ast.expr, point: dict) -> bool:
    """The value of a node that has to be true or false."""
    found = value_of(node, point)
    if kind(found) is not bool:
        raise BadInput(f"found {ast.unparse(node)} = {found!r}, expected true, false or a comparison")
    return found
