"""Change one operator, sign, constant or term of a rule at a time, and see whether a test of formulas notices.

    NUMBA_DISABLE_JIT=1 python tests/mutants.py [--sample N] [--seed S] [FILE ...]

Mutants live in this process alone: the code object of a function is exchanged for a changed one, and the tests that
pass through the function run again. Nothing is compiled, so no changed rule can get into the cache of machine code.
(mutmut leaves out whatever is decorated, which here is everything; cosmic-ray rewrites the file and starts the tests
anew for each mutant, and an edited equation is compiled again with all that uses it.)
"""

import argparse
import ast
import copy
import importlib
import os
import pathlib
import random
import signal
import sys
import time
from collections import Counter

import pytest
from _pytest.runner import runtestprotocol

TESTS = pathlib.Path(__file__).parent
PACKAGE = TESTS.parent / "mentorsim"
RULES = ("equations.py", "policies/goals/*.py", "policies/withdrawal/*.py", "policies/matching/*.py")
WATCHING = ("test_rules.py", "property/test_policy_kernels.py")
SECONDS = 3.0  # of CPU time, after which a mutant that loops for ever counts as noticed

# Mutants that change nothing anybody could see. {(function, how the change begins): why}.
HIT = "differs only where a draw hits the chance to the last bit"
NO_ROW = "a place holder for nobody: any negative number is, and it is overwritten before it is read"
EXPLAINED = {
    ("sigma", "x >= 0.0 -> x > 0.0"): "at 0 both branches give 1/2",
    ("happens", "u < hazard and u < chance(hazard) -> u < chance(hazard)"): "the first comparison only saves time",
    ("happens", "u < hazard -> u <= hazard"): "u is never equal: at 0 neither is u < 0, and above chance is less",
    ("domain", "len(g) - 1 -> len(g)"): "the last domain is what is left anyhow",
    ("attention", "load <= 1.0 -> load < 1.0"): "at 1 both branches give 1",
    ("zone_beta", "r < 1.0 -> r <= 1.0"): "at 1 both branches give 0",
    ("early_hazard", "rate > 0.0 -> rate >= 0.0"): "at 0 both branches give 0",
    ("Budget.help", "(seen.met > 0) & (seen.success > 0) -> seen.success > 0"): "is asked for those who met only",
    ("Budget.help", "seen.met > 0 -> seen.met >= 0"): "is asked for those who met only",
    ("hand_over", "u >= "): HIT,
    ("hand_over", "0.0 -> 0.25"): NO_ROW,
    ("hand_over", "1 -> 2"): NO_ROW,
    ("hand_over", "1.0 -> 1.25"): NO_ROW,
    ("let_teach", "u >= "): HIT,
    ("let_teach", "0.0 -> 0.25"): NO_ROW,
    ("let_teach", "1 -> 2"): NO_ROW,
    ("let_teach", "3.0 * matches.help[row] > rules.withdrawal.start + 1e-09 -> 3.0 * matches.help[row] >= "): HIT,
    ("let_teach", "rules.withdrawal.start + 1e-09 -> rules.withdrawal.start"): "3 (start / 3) is start to the last bit",
    ("let_teach", "1e-09 -> 1.25e-09"): "a tolerance of rounding",
    ("share_domains", "1 -> 2"): NO_ROW,
    ("share_domains", "-1 -> 1"): NO_ROW,
    ("share_domains", "1.0 -> 1.25"): NO_ROW,
    ("LoadFair.places", "len(mentees) >= mentors.free.sum()"): "with as many places as mentees all are offered",
    ("look_and_ask", "1 -> 2"): NO_ROW,
    ("look_and_ask", "u < rules.matching.accept_base"): HIT,
    ("look_and_ask", "1000000000.0 -> "): "lower than any likeness, either way",
    ("look_and_ask", "len(barred) and is_barred(barred, i, j) -> is_barred"): "the first condition only saves time",
    ("look_around", "ring < ring_end and known < len(reached) -> ring < ring_end"): "within, the same is asked again",
    ("look_around", "known < len(reached) -> known <= len(reached)"): "within the ring, the same is asked again",
    ("better_placed", "row_a < row_b -> row_a <= row_b"): "rows are never equal",
}

# --- what can be changed ---------------------------------------------------------------------------------------------

OPERATORS = {
    ast.Add: ast.Sub, ast.Sub: ast.Add, ast.Mult: ast.Div, ast.Div: ast.Mult, ast.FloorDiv: ast.Mult,
    ast.Pow: ast.Mult, ast.BitOr: ast.BitAnd, ast.BitAnd: ast.BitOr, ast.LShift: ast.RShift, ast.RShift: ast.LShift,
    ast.And: ast.Or, ast.Or: ast.And,
}  # fmt: skip
COMPARISONS = {
    ast.Lt: (ast.LtE, ast.Gt), ast.LtE: (ast.Lt, ast.GtE), ast.Gt: (ast.GtE, ast.Lt), ast.GtE: (ast.Gt, ast.LtE),
    ast.Eq: (ast.NotEq,), ast.NotEq: (ast.Eq,), ast.In: (ast.NotIn,), ast.NotIn: (ast.In,),
}  # fmt: skip
TWINS = {"min": "max", "max": "min", "minimum": "maximum", "maximum": "minimum"}
CUTS = ("unit_interval", "clip", "abs")  # calls that may be left out


def changed(node, **fields):
    """A copy of a node with other fields."""
    other = copy.copy(node)
    for name, value in fields.items():
        setattr(other, name, value)
    return other


def variants(node) -> list:
    """Other nodes that may stand in the place of this one."""
    match node:
        case ast.BinOp():
            others = [changed(node, op=OPERATORS[type(node.op)]())] if type(node.op) in OPERATORS else []
            return [*others, node.left, node.right]
        case ast.BoolOp():
            less = [[value for value in node.values if value is not out] for out in node.values]
            shorter = [changed(node, values=rest) if len(rest) > 1 else rest[0] for rest in less]
            return [changed(node, op=OPERATORS[type(node.op)]()), *shorter]
        case ast.AugAssign():
            return [changed(node, op=OPERATORS[type(node.op)]()), ast.Pass()]
        case ast.UnaryOp():
            return [node.operand]
        case ast.Compare():
            return [changed(node, ops=[op()]) for op in COMPARISONS[type(node.ops[0])]]
        case ast.Constant(value=bool()):
            return [ast.Constant(not node.value)]
        case ast.Constant(value=int()):
            return [ast.Constant(node.value + 1)]
        case ast.Constant(value=float()):
            return [ast.Constant(1.25 * node.value or 0.25)]
        case ast.IfExp():
            return [changed(node, body=node.orelse, orelse=node.body)]
        case ast.If():
            return [changed(node, test=ast.UnaryOp(ast.Not(), node.test))]
        case ast.Continue() | ast.Break():
            return [ast.Pass()]
        case ast.Call():
            return variants_of_call(node)
    return []


def variants_of_call(node) -> list:
    """min for max, the branches of `where` exchanged, a cut left out."""
    name = node.func.attr if isinstance(node.func, ast.Attribute) else getattr(node.func, "id", None)
    if name in TWINS:
        field = "attr" if isinstance(node.func, ast.Attribute) else "id"
        return [changed(node, func=changed(node.func, **{field: TWINS[name]}))]
    if name == "where":
        return [changed(node, args=[node.args[0], node.args[2], node.args[1]])]
    return [node.args[0]] if name in CUTS else []


class Exchange(ast.NodeTransformer):
    """Puts one node in the place of another."""

    def __init__(self, old, new):
        self.old, self.new = old, new

    def visit(self, node):
        return self.new if node is self.old else self.generic_visit(node)


# --- mutants ---------------------------------------------------------------------------------------------------------


class Mutant:
    """A function with one change. function: the live one; code: what it would be; line, change: to be read."""

    def __init__(self, file, function, definition, place, choice):
        tree = copy.deepcopy(definition)
        old = list(nodes_of(tree))[place]
        new = copy.deepcopy(variants(old)[choice])
        self.file, self.function, self.line = file, function, old.lineno
        self.change = f"{one_line(old)} -> {one_line(new)}"
        Exchange(old, ast.copy_location(new, old)).visit(tree)
        for argument in tree.args.args:  # types are names of the module, which is not there
            argument.annotation = None
        tree.returns = None
        names = {}
        exec(compile(ast.fix_missing_locations(ast.Module([tree], [])), str(PACKAGE / file), "exec"), names)
        self.code = names[definition.name].__code__

    @property
    def explanation(self):
        """Its key in EXPLAINED, if there is one."""
        mine = [(name, begin) for name, begin in EXPLAINED if name == self.function.__qualname__]
        return next((key for key in mine if self.change.startswith(key[1])), None)

    def __str__(self):
        return f"{self.file}:{self.line} {self.function.__qualname__}: {self.change}"


def one_line(node) -> str:
    """A node as it is written; of a statement with a body the first line."""
    return ast.unparse(ast.fix_missing_locations(node)).partition("\n")[0]


def nodes_of(definition):
    """What stands in a function's body."""
    for statement in definition.body:
        yield from ast.walk(statement)


def functions_of(file: str):
    """(live function, its definition) of a file's functions and methods."""
    module = importlib.import_module(
        "mentorsim." + file.removesuffix(".py").replace("/", ".").removesuffix(".__init__")
    )
    for node in ast.parse((PACKAGE / file).read_text("utf-8")).body:
        inside = node.body if isinstance(node, ast.ClassDef) else [node]
        owner = vars(vars(module)[node.name]) if isinstance(node, ast.ClassDef) else vars(module)
        for definition in (part for part in inside if isinstance(part, ast.FunctionDef)):
            function = owner[definition.name]
            definition.decorator_list, definition.returns = [], None
            yield getattr(function, "py_func", function), definition


def mutants_of(file: str):
    """All mutants of a file."""
    for function, definition in functions_of(file):
        for place, node in enumerate(nodes_of(definition)):
            for choice in range(len(variants(node))):
                yield Mutant(file, function, definition, place, choice)


def files_of(patterns) -> list:
    """Files of the package by patterns."""
    return [str(path.relative_to(PACKAGE)) for pattern in patterns for path in sorted(PACKAGE.glob(pattern))]


# --- the tests that watch --------------------------------------------------------------------------------------------


class Watch:
    """A plugin of pytest that runs its tests for each mutant instead of once."""

    def __init__(self, mutants):
        self.mutants, self.survivors, self.by_code, self.taken = mutants, [], {}, Counter()

    def pytest_runtestloop(self, session):
        self.note_who_passes_where(session.items)
        began = time.monotonic()
        for number, mutant in enumerate(self.mutants, 1):
            if not self.noticed(mutant):
                self.survivors.append(mutant)
                print(f"  survived: {mutant}", flush=True)
            if number % 50 == 0 or number == len(self.mutants):
                spent = time.monotonic() - began
                print(
                    f"{number} of {len(self.mutants)} mutants, {len(self.survivors)} survived, {spent:.0f} s",
                    flush=True,
                )
        return True

    def note_who_passes_where(self, items):
        """Each test once, unchanged: it has to pass, and the functions that it calls are kept."""
        monitoring, called = sys.monitoring, set()
        monitoring.use_tool_id(monitoring.PROFILER_ID, "mutants")
        monitoring.register_callback(
            monitoring.PROFILER_ID, monitoring.events.PY_START, lambda code, _: called.add(code)
        )
        for item in items:
            called.clear()
            monitoring.set_events(monitoring.PROFILER_ID, monitoring.events.PY_START)
            began = time.monotonic()
            failure = failure_of(item)
            self.taken[item] = time.monotonic() - began
            monitoring.set_events(monitoring.PROFILER_ID, 0)
            if failure:
                raise pytest.UsageError(f"{item.nodeid} fails without any change\n{failure}")
            for code in called:
                self.by_code.setdefault(code, []).append(item)

    def noticed(self, mutant) -> bool:
        """Whether a test that passes through the function fails with the mutant in its place."""
        original = mutant.function.__code__
        items = sorted(self.by_code.get(original, []), key=self.taken.__getitem__)
        mutant.function.__code__ = mutant.code
        signal.setitimer(signal.ITIMER_VIRTUAL, SECONDS)
        try:
            return any(failure_of(item) for item in items)
        except TimeoutError:
            return True
        finally:
            signal.setitimer(signal.ITIMER_VIRTUAL, 0)
            mutant.function.__code__ = original


def failure_of(item) -> str | None:
    """How a test fails now, if it does."""
    reports = runtestprotocol(item, log=False, nextitem=None)
    return next((report.longreprtext or "failed" for report in reports if report.failed), None)


def too_long(*_):
    """What the alarm does."""
    raise TimeoutError


def main(arguments=None) -> int:
    """Run the mutants; 0 if every survivor is explained."""
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("files", nargs="*", help=f"patterns within mentorsim/; default: {' '.join(RULES)}")
    parser.add_argument("--sample", type=int, help="only so many mutants, drawn at random")
    parser.add_argument("--seed", type=int, default=1, help="of the sample")
    parser.add_argument("--tests", nargs="*", default=WATCHING, help="test files within tests/ that watch")
    options = parser.parse_args(arguments)
    if os.environ.get("NUMBA_DISABLE_JIT") != "1":
        parser.error("set NUMBA_DISABLE_JIT=1: machine code does not change with its source")
    from mentorsim.things import Kernel

    Kernel.__call__ = lambda self, *things: self.py_func(*things)  # else a kernel runs as its file has it
    mutants = [mutant for file in files_of(options.files or RULES) for mutant in mutants_of(file)]
    total = len(mutants)
    if options.sample:
        mutants = random.Random(options.seed).sample(mutants, min(options.sample, total))
    signal.signal(signal.SIGVTALRM, too_long)
    watch = Watch(mutants)
    code = pytest.main(
        [
            "-q",
            "--no-header",
            "--tb=short",
            "-p",
            "no:cacheprovider",
            "-p",
            "no:randomly",
            "-m",
            "not slow",
            *(str(TESTS / name) for name in options.tests),
        ],
        plugins=[watch],
    )
    return code or report(watch, total, len(mutants) == total and not options.files)


def report(watch, total: int, whole: bool) -> int:
    """Say what came of it. 1 if there is a survivor that nobody has explained, or an explanation without a survivor.

    whole: whether these are all mutants of all files.
    """
    unexplained = [mutant for mutant in watch.survivors if not mutant.explanation]
    explained = len(watch.survivors) - len(unexplained)
    killed = len(watch.mutants) - len(watch.survivors)
    print(
        f"\n{len(watch.mutants)} of {total} mutants: {killed} noticed ({killed / len(watch.mutants):.1%}), "
        f"{explained} change nothing (explained), {len(unexplained)} survived"
    )
    for mutant in unexplained:
        print(f"  {mutant}")
    stale = set(EXPLAINED) - {mutant.explanation for mutant in watch.survivors}
    if whole and stale:
        print("explained, but noticed or not there any more:", *sorted(stale), sep="\n  ")
    return 1 if unexplained or (whole and stale) else 0


if __name__ == "__main__":
    raise SystemExit(main())
