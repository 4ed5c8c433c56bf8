"""What keeps compiled code honest: what kernels read is there, and where callees come from."""

import ast
import importlib
import pathlib
from functools import cache

import pytest

from mentorsim import compiled, week
from mentorsim.parameters import CODES, DEFAULTS, Parameters, kernel_values, walk
from mentorsim.policies import discover
from mentorsim.registry import REGISTRIES
from mentorsim.things import Kernel, flat
from mentorsim.world import record as arrays
from mentorsim.world.world import World

discover()
PACKAGE = compiled.PACKAGE
FILES = sorted(PACKAGE.rglob("*.py"))
SUBMODELS = sorted((PACKAGE / "submodels").rglob("*.py"))
# Documented in World.call.
NOW = {
    f"at.{name}"
    for name in (
        "week",
        "luck",
        "start_luck",
        "count",
        "uptime",
        "raid",
        "hours_left",
        "stirred",
        "routes",
        "pairs",
        "most",
        "trial_luck",
        "programme",
    )
}
THERE = {*arrays.FIELDS, *arrays.VIEWS} | NOW
OUTSIDE = {"math", "numpy"}
BUILTINS = {"range", "len", "min", "max", "abs", "int", "float", "zip"}


@cache
def tree_of(file):
    return ast.parse(file.read_text("utf-8"))


def decorated(file):
    """{name: definition} of the compiled functions of a file."""
    return {
        node.name: node
        for node in tree_of(file).body
        if isinstance(node, ast.FunctionDef)
        and any(
            name_of(decorator) in ("kernel", "part", "equation", "inlined", "fixed")
            for decorator in node.decorator_list
        )
    }


def name_of(decorator):
    """`equation` of @equation, `fixed` of @fixed("i8")."""
    return getattr(decorator.func if isinstance(decorator, ast.Call) else decorator, "id", "")


def arguments(definition):
    return [arg.arg for arg in definition.args.args]


def imported(file):
    """{name: module} of what a file imports at its top; a name taken from a module of ours stands for that module."""
    names = {}
    for node in tree_of(file).body:
        if isinstance(node, ast.ImportFrom):
            for alias in node.names:
                module = f"{node.module}.{alias.name}"
                path = PACKAGE / pathlib.Path(*module.split(".")[1:])
                is_module = node.module.startswith("mentorsim") and (path.with_suffix(".py").exists() or path.is_dir())
                names[alias.asname or alias.name] = module if is_module else node.module
        elif isinstance(node, ast.Import):
            names |= {alias.asname or alias.name: alias.name for alias in node.names}
    return names


@cache
def kernels_in_sight(file):
    """{name: (file, definition)} of the kernels that a file defines or imports."""
    own = {name: (file, node) for name, node in decorated(file).items()}
    for name, module in imported(file).items():
        source = (PACKAGE / pathlib.Path(*module.split(".")[1:])).with_suffix(".py")
        if module.startswith("mentorsim.") and source.exists() and name in decorated(source):
            own[name] = (source, decorated(source)[name])
    return own


def calls(file):
    """World.call(kernels…, key=…) in a file, all named one by one: (names of the kernels, names handed over)."""
    for node in ast.walk(tree_of(file)):
        if not (isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) and node.func.attr == "call"):
            continue
        named = all(isinstance(arg, ast.Name) and arg.id in kernels_in_sight(file) for arg in node.args)
        if named and all(keyword.arg for keyword in node.keywords):
            yield [arg.id for arg in node.args], {keyword.arg for keyword in node.keywords}


COMPILED = [file for file in FILES if decorated(file)]
CALLING = [file for file in FILES if any(True for _ in calls(file))]
ids = {"ids": lambda file: str(file.relative_to(PACKAGE)) if isinstance(file, pathlib.Path) else None}


def test_there_is_something_to_check():
    assert len(COMPILED) > 15
    assert len(CALLING) > 3
    assert sum(len(process.kernels) for process in week.WEEK) > 20


def kernel_of(file, name):
    """The kernel that goes by a name in a file."""
    module = ".".join(file.relative_to(PACKAGE.parent).with_suffix("").parts)
    return getattr(importlib.import_module(module), name)


@pytest.mark.parametrize("file", CALLING, **ids)
def test_a_kernel_finds_what_it_reads(file):
    """All of it is in the record or in `now`; its further arguments, and nothing else, are handed over."""
    for names, given in calls(file):
        kernels = [kernel_of(file, name) for name in names]
        assert {need for kernel in kernels for need in kernel.needs} <= THERE, kernels
        rest = {argument for kernel in kernels for argument in kernel.rest}
        assert rest <= given, kernels
        assert {f"at.{name}" for name in given - rest} <= NOW, kernels


@pytest.mark.parametrize("process", week.WEEK, ids=lambda process: process.name)
def test_the_kernels_of_a_process_read_what_the_chain_of_the_week_has(process):
    for kernel in process.kernels:
        assert set(kernel.needs) <= THERE, kernel
        assert not kernel.rest, kernel


@pytest.mark.parametrize("name", sorted(REGISTRIES["withdrawal"]))
def test_the_kernels_of_a_policy_read_what_there_is_or_its_own_memory(name):
    policy = REGISTRIES["withdrawal"][name]
    for kernel in (*policy.before, *policy.after):
        assert set(kernel.needs) <= THERE | {f"memory.{column}" for column in policy.memory}, kernel
        assert not kernel.rest, kernel


@pytest.mark.parametrize("file", COMPILED, **ids)
def test_no_function_has_many_arguments(file):
    """Kernels take the THINGS and a few more; formulas and solvers that take plain numbers are another matter."""
    for name, node in decorated(file).items():
        if isinstance(kernel_of(file, name), Kernel):
            assert len(arguments(node)) <= 8, name


@pytest.mark.parametrize("subject", ["asking", "answering", "tone", "routing"])
def test_code_that_calls_several_kernels_is_cached_by_the_files_of_all(subject, monkeypatch):
    (kernels,) = (process.kernels for process in week.WEEK if process.name == "community")
    before = arrays.entry_of.__wrapped__(*kernels)[0].folder
    monkeypatch.setattr(
        arrays,
        "loaded_digest",
        lambda file: "edited" if pathlib.Path(file).stem == subject else compiled.loaded_digest(file),
    )
    assert arrays.entry_of.__wrapped__(*kernels)[0].folder != before


@pytest.mark.parametrize("file", COMPILED, **ids)
def test_every_argument_is_used(file):
    """An argument nobody reads would make a dead option look alive."""
    for name, node in decorated(file).items():
        read = {leaf.id for part in node.body for leaf in ast.walk(part) if isinstance(leaf, ast.Name)}
        assert set(arguments(node)) <= read, name


@pytest.mark.parametrize("file", COMPILED, **ids)
def test_compiled_code_depends_on_what_its_cache_digests(file):
    """Only on the own file and the foundation, else an edit elsewhere would meet stale machine code."""
    foundation = {"mentorsim." + name.removesuffix(".py").replace("/", ".") for name in compiled.FOUNDATION}
    from_where = imported(file)
    for name, node in decorated(file).items():
        local = set(arguments(node))
        local |= {n.id for n in ast.walk(node) if isinstance(n, ast.Name) and isinstance(n.ctx, ast.Store)}
        for part in node.body:
            used = {n.id for n in ast.walk(part) if isinstance(n, ast.Name)} - local - BUILTINS
            for other in used & set(from_where):
                assert from_where[other] in foundation | OUTSIDE, f"{name} uses {other} of {from_where[other]}"


@pytest.mark.parametrize("name", compiled.FOUNDATION)
def test_the_foundation_stands_on_itself(name):
    used = {module for module in imported(PACKAGE / name).values() if module.startswith("mentorsim")}
    assert used <= {"mentorsim." + other.removesuffix(".py").replace("/", ".") for other in compiled.FOUNDATION}


@pytest.mark.parametrize("file", SUBMODELS, **ids)
def test_a_submodel_knows_no_other(file):
    """One of several files knows those of its own folder."""
    own = "mentorsim.submodels." + file.relative_to(PACKAGE / "submodels").parts[0] + "."
    assert not [
        module
        for module in imported(file).values()
        if module.startswith("mentorsim.submodels") and not f"{module}.".startswith(own)
    ]


# --- names -----------------------------------------------------------------------------------------------------------


def test_no_name_of_a_field_hides_another():
    assert sum(len(part) for part in arrays.PARTS.values()) == len(arrays.FIELDS)
    assert len({flat(name) for name in THERE}) == len(arrays.FIELDS) + len(arrays.VIEWS) + len(NOW)


def test_every_part_of_the_record_is_bound_to_what_it_names(worlds):
    """`World.bind` fills fields by position; the present arrays must be the ones that bear the names."""
    world = worlds.run(worlds.SMALL, 3)
    names = [*(f"people.{name}" for name in world.people.names()),
             *(f"matches.{name}" for name in world.matches.names())]  # fmt: skip
    assert names == [*arrays.PARTS["people"], *arrays.PARTS["matches"]]
    assert list(arrays.PARTS["numbers"]) == [f"rules.{path}" for path in kernel_values(world.parameters)]
    assert isinstance(world, World)


def test_kernels_can_read_every_number():
    numbers = {path for path, value in DEFAULTS.items() if not isinstance(value, str)} | set(CODES)
    values = kernel_values(Parameters())
    assert set(values) == numbers
    assert len(values) == len(numbers)
    assert all(isinstance(value, int | float) and not isinstance(value, bool) for value in values.values())


def test_choices_have_a_code_each():
    fields = dict(walk())
    for path, names in CODES.items():
        assert fields[path].annotation.__args__ == names, path
