"""Functions of a few things, compiled as functions of just the columns and numbers that they read.

A kernel takes people, matches, ties, what the world has in common, the rules (parameters) and the moment, and reads of
them what it needs by name: `people.skill[i, k]`, `rules.learning.rate`, `at.week`. A policy's kernel takes what the
policy sees (`mentees`, `mentors`, or the relationships `seen`) or what it remembers of each match (`memory`).

Compiled code is fastest with plain arrays and numbers as arguments, so a kernel is compiled in that form, found by
reading its source: a column `skill` of people becomes an argument `people_skill`, and a call of another kernel hands on
what that one reads.
"""

import ast
import functools
import inspect
import linecache

THINGS = ("people", "mentees", "mentors", "matches", "seen", "memory", "ties", "world", "rules", "at")


def takes_things(function) -> bool:
    """Whether a function has one of the THINGS among its arguments."""
    return not set(THINGS).isdisjoint(parameters_of(function))


def parameters_of(function) -> tuple:
    """Names of a function's arguments."""
    code = function.__code__
    return code.co_varnames[: code.co_argcount]


def flat(need: str) -> str:
    """What is read of a thing, as the name of an argument: `people_skill` of `people.skill`."""
    return need.replace(".", "_")


class Misuse(TypeError):
    """A kernel does something with its things other than read of them or hand them on."""


class Kernel:
    """A compiled function of some of the THINGS and, behind them, further arguments.

    py_func: the function as written, which also runs uncompiled on any objects with these attributes.
    """

    def __init__(self, function, compiler):
        functools.update_wrapper(self, function)
        self.py_func, self._compiler = function, compiler
        self.things = tuple(name for name in parameters_of(function) if name in THINGS)
        self.rest = tuple(name for name in parameters_of(function) if name not in THINGS)
        if self.things + self.rest != parameters_of(function):
            raise Misuse(f"{function.__name__}: found {', '.join(parameters_of(function))}, expected the things first")
        self._lines = linecache.getlines(function.__code__.co_filename)  # as imported, whatever becomes of the file

    def __repr__(self) -> str:
        return f"<kernel {self.py_func.__module__}.{self.py_func.__qualname__}>"

    def __call__(self, *arguments):
        """Run it on any objects that have what it reads as attributes."""
        things = dict(zip(self.things, arguments, strict=False))
        return self.compiled(*(self._read(need, things) for need in self.needs), *arguments[len(things) :])

    @staticmethod
    def _read(need: str, things: dict):
        thing, *path = need.split(".")
        return functools.reduce(getattr, path, things[thing])

    @functools.cached_property
    def _flattening(self):
        return Flattening(self)

    @functools.cached_property
    def needs(self) -> tuple:
        """What this kernel and those that it calls read, such as `people.skill`, in order of appearance."""
        return tuple(self._flattening.needs)

    @functools.cached_property
    def compiled(self):
        """The compiled function of the `needs` and of the further arguments."""
        definition, code = self._flattening.definition, self.py_func.__code__
        names = self.py_func.__globals__ | {name: kernel.compiled for name, kernel in self._flattening.called.items()}
        exec(compile(ast.Module([definition], []), code.co_filename, "exec"), names)
        function = names[code.co_name]
        function.__module__, function.__qualname__ = self.py_func.__module__, self.py_func.__qualname__
        return self._compiler(function)

    def parsed(self) -> ast.FunctionDef:
        """The function's definition, with the line numbers of its file."""
        first = self.py_func.__code__.co_firstlineno
        (definition,) = ast.parse("".join(inspect.getblock(self._lines[first - 1 :]))).body
        return ast.increment_lineno(definition, first - 1)


class Flattening(ast.NodeTransformer):
    """Rewrites a kernel's definition as a function of what it reads. needs: as keys, what that is; called: {name:
    kernel} of the kernels that it calls; groups: {name: path} of local names for a group of rules."""

    def __init__(self, kernel: Kernel):
        self.kernel, self.needs, self.called, self.groups = kernel, {}, {}, {}
        definition = kernel.parsed()
        definition.decorator_list = []
        definition.body = [self.visit(part) for part in definition.body]
        names = [*map(flat, self.needs), *kernel.rest]
        definition.args.args = [ast.arg(name) for name in names]
        self.definition = ast.fix_missing_locations(definition)

    def visit_Attribute(self, node):
        path = self._path(node)
        if path is None:
            return self.generic_visit(node)
        if not isinstance(node.ctx, ast.Load):
            raise self._misuse(node, f"sets {'.'.join(path)}, expected to write into it, as {'.'.join(path)}[i]")
        length = len(path) if path[0] == "rules" else 2
        need = ".".join(path[:length])
        self.needs[need] = True
        return self._in_place(node, flat(need), path[length:])

    def visit_Assign(self, node):
        """`learning = rules.learning`, alone or in a list of assignments, is only another name."""
        target = node.targets[0]
        names, values = (
            (target.elts, node.value.elts)
            if isinstance(target, ast.Tuple) and isinstance(node.value, ast.Tuple)
            else ([target], [node.value])
        )
        paths = [self._path(value) for value in values]
        is_group = [path is not None and path[0] == "rules" and len(path) == 2 for path in paths]
        self.groups |= {name.id: path for name, path, group in zip(names, paths, is_group, strict=False) if group}
        if not any(is_group):
            return self.generic_visit(node)
        rest = [pair for pair, group in zip(zip(names, values, strict=True), is_group, strict=True) if not group]
        if not rest:
            return ast.copy_location(ast.Pass(), node)
        names, values = ([one for one, _ in rest], [self.visit(value) for _, value in rest])
        if len(rest) == 1:
            return ast.copy_location(ast.Assign(names, values[0]), node)
        return ast.copy_location(ast.Assign([ast.Tuple(names, ast.Store())], ast.Tuple(values, ast.Load())), node)

    def visit_Name(self, node):
        if node.id in self.kernel.things:
            raise self._misuse(node, f"uses {node.id} by itself, expected {node.id}.… or to hand it to a kernel")
        return node

    def visit_Call(self, node):
        called = self.kernel.py_func.__globals__.get(node.func.id) if isinstance(node.func, ast.Name) else None
        if not isinstance(called, Kernel):
            return self.generic_visit(node)
        given = [
            argument.id if isinstance(argument, ast.Name) else None for argument in node.args[: len(called.things)]
        ]
        if tuple(given) != called.things:
            raise self._misuse(node, f"calls {node.func.id} without {', '.join(called.things)} in front")
        self.called[node.func.id] = called
        self.needs |= dict.fromkeys(called.needs, True)
        things = [ast.Name(flat(need), ast.Load()) for need in called.needs]
        node.args = things + [self.visit(argument) for argument in node.args[len(called.things) :]]
        return node

    def _path(self, node) -> list | None:
        """["people", "skill"] of `people.skill`; None for an attribute of something that is no thing."""
        names = []
        while isinstance(node, ast.Attribute):
            names.append(node.attr)
            node = node.value
        if not isinstance(node, ast.Name):
            return None
        root = [node.id] if node.id in self.kernel.things else self.groups.get(node.id)
        return [*root, *reversed(names)] if root and names else None

    @staticmethod
    def _in_place(node, name: str, rest: list):
        found = ast.Name(name, ast.Load())
        for attribute in rest:
            found = ast.Attribute(found, attribute, ast.Load())
        return ast.copy_location(found, node)

    def _misuse(self, node, what: str) -> Misuse:
        code = self.kernel.py_func.__code__
        return Misuse(f"{code.co_filename}:{node.lineno}: {code.co_name} {what}")
