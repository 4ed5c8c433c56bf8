"""What editors and type checkers see of the package, and what `help()` says of it."""

import inspect
import pkgutil
import re
import subprocess
import sys
import textwrap
from functools import cached_property
from importlib import import_module, resources
from types import FunctionType

import pytest
from sweeps import TINY

import mentorsim as ms
from mentorsim import analysis, experiment, indicators
from mentorsim.indicators import INDICATORS
from mentorsim.policies import discover
from mentorsim.registry import REGISTRIES
from mentorsim.world.matches import MATCHES
from mentorsim.world.people import PEOPLE

KINDS = {  # what somebody writes: what comes back
    'ms.run("quickstart", seed=1, matching="self")': r"mentorsim\.experiment\.runs\.Result",
    'ms.run("quickstart").weekly': r"pandas\..*\.DataFrame",
    'ms.sweep("quickstart", changes="weeks=52", workers=2)': r"mentorsim\.store.*\.Results",
    'ms.sweep("quickstart", set=["weeks=52"])': r"mentorsim\.store.*\.Results",
    'ms.open("results/quickstart")': r"mentorsim\.store.*\.Results",
    'ms.compare("results/quickstart", "setting", "delivered")': r"mentorsim\.analysis\..*\.Comparison",
    'ms.MentoringModel(setting="network", rng=1).world': r"mentorsim\..*\.World",
}
WRONG = {  # what somebody writes: what a type checker objects to
    "ms.runn": 'no attribute "runn"; maybe "run"?',
    'ms.sweep("quickstart", worker=2)': 'Unexpected keyword argument "worker"',
    'ms.run("quickstart", seed="one")': 'Argument "seed" to "run" has incompatible type "str"',
    'ms.open("results/quickstart").outcome': 'no attribute "outcome"',
}


@pytest.fixture(scope="module")
def checked(tmp_path_factory):
    """{line: what mypy says of it} to somebody who uses the installed package."""
    folder = tmp_path_factory.mktemp("use")
    lines = ["import mentorsim as ms", *(f"reveal_type({call})" for call in KINDS), *WRONG]
    (folder / "use.py").write_text("\n".join(lines), "utf-8")
    command = [sys.executable, "-m", "mypy", "--config-file=", "--no-error-summary", "use.py"]
    said = subprocess.run(command, cwd=folder, capture_output=True, text=True).stdout
    return {lines[int(number) - 1]: text for number, text in reversed(re.findall(r"^use\.py:(\d+): (.*)$", said, re.M))}


@pytest.mark.slow
@pytest.mark.parametrize(("call", "kind"), KINDS.items())
def test_a_type_checker_knows_what_comes_back(checked, call, kind):
    assert re.fullmatch(f'note: Revealed type is "{kind}"', checked[f"reveal_type({call})"])


@pytest.mark.slow
@pytest.mark.parametrize(("call", "objection"), WRONG.items())
def test_a_type_checker_refuses_what_is_not_there(checked, call, objection):
    assert objection in checked[call]


def test_the_package_is_marked_as_typed():
    assert resources.files("mentorsim").joinpath("py.typed").is_file()


def test_what_type_checkers_see_is_what_there_is():
    source = inspect.getsource(ms)
    seen = dict(re.findall(r"^    from mentorsim\.([\w.]+) import (.+)$", source, re.M))
    names = {(module, name) for module, found in seen.items() for name in found.split(", ")}
    there = {
        (module, name if name == shown else f"{name} as {shown}") for shown, (module, name) in ms.FRONT_DOOR.items()
    }
    assert names == there
    assert {*ms.FRONT_DOOR, "__version__"} == {*ms.__all__}


def test_importing_the_package_imports_nothing_of_it():
    code = "import sys, mentorsim; print(*[name for name in sys.modules if name.startswith(('mentorsim.', 'numpy'))])"
    assert subprocess.run([sys.executable, "-c", code], capture_output=True, text=True).stdout == "\n"


# --- changes, also under their former name ---------------------------------------------------------------------------


@pytest.mark.parametrize("name", ["changes", "set"])
@pytest.mark.parametrize("given", ["people.mentees=9", ["people.mentees=9"]])
def test_changes_are_taken_under_both_names_and_as_one_text(name, given):
    world = ms.run(weeks=1, mentors=3, **{name: given}).world
    assert world.parameters.people.mentees == 9


def test_a_sweep_takes_both_names_and_no_other(tmp_path, small_file):
    texts = [f"{key}={value}" for key, value in TINY.items() if key.startswith("people.")]
    swept = [
        ms.sweep(small_file, workers=1, replications=1, out=tmp_path / name, **{name: [*texts, "weeks=8"]})
        for name in ("changes", "set")
    ]
    assert swept[0].outcomes["run_id"].tolist() == swept[1].outcomes["run_id"].tolist()
    assert swept[0].resolved["weeks"] == swept[1].resolved["weeks"] == 8
    with pytest.raises(TypeError, match="unexpected keyword argument 'worker'"):
        ms.sweep(small_file, worker=1, out=tmp_path / "none")
    assert not (tmp_path / "none").exists()


# --- help() ----------------------------------------------------------------------------------------------------------

LEANS = re.compile(
    r"(the same\b(?! (folder|people|as))|as\b|itself\b|its?\b|this\b|that of\b|those\b|of\b|so many\b|`\w+` as\b)", re.I
)
ENDS = (".", ":", ")", "}", "…", "]", '"')


def modules(*packages):
    """The modules of packages, and the packages themselves."""
    for package in packages:
        yield package
        for found in pkgutil.iter_modules(package.__path__, f"{package.__name__}."):
            yield import_module(found.name)


def of_this_module(module):
    """{name: function or class} that a module defines."""
    return {
        name: one
        for name, one in vars(module).items()
        if getattr(one, "__module__", "") == module.__name__
        and (inspect.isroutine(one) or inspect.isclass(one))
        and not name.startswith("_")
    }


def members(one):
    """{name: method or property} of a class; fields have no text of their own."""
    own = vars(one).items() if inspect.isclass(one) else ()
    kinds = (property, cached_property, classmethod, staticmethod, FunctionType)
    return {name: member for name, member in own if isinstance(member, kinds) and not name.startswith("_")}


def described():
    """{name: docstring} of what one may call or read, in the modules for analysts and authors of plug-ins."""
    names = ("agents", "model", "policies.observation", "store.results", "testing")
    found = {}
    for module in (*modules(analysis, experiment, indicators), *(import_module(f"mentorsim.{name}") for name in names)):
        for name, one in of_this_module(module).items():
            found[f"{module.__name__}.{name}"] = inspect.getdoc(one)
            found |= {
                f"{module.__name__}.{name}.{member}": inspect.getdoc(getattr(one, member)) for member in members(one)
            }
    return found


def test_first_lines_make_sense_alone_in_help():
    texts = described()
    assert len(texts) > 300
    firsts = {name: (text or "").splitlines()[:1] for name, text in texts.items()}
    assert [name for name, first in firsts.items() if not first] == []
    assert {name: first for name, (first,) in firsts.items() if LEANS.match(first)} == {}
    columns = {
        f"mentorsim.agents.{of}.{name}" for of, table in (("Person", PEOPLE), ("Match", MATCHES)) for name in table
    }
    cut = {name: first for name, (first,) in firsts.items() if not first.endswith(ENDS)}
    assert {name: first for name, first in cut.items() if name not in columns} == {}


@pytest.mark.parametrize("name", sorted({*ms.__all__} - {"__version__"}))
def test_public_names_say_what_they_do_in_one_line(name):
    first = (inspect.getdoc(getattr(ms, name)) or "").split("\n\n")[0]
    assert len(first.split()) > 4
    assert first.endswith(".")
    assert "\n" not in first


def test_policies_and_indicators_are_described_in_one_line():
    discover()
    chosen = [one for kind in ("matching", "withdrawal", "goals") for one in REGISTRIES[kind].values()]
    firsts = {str(one): textwrap.dedent(one.__doc__ or "").splitlines()[0] for one in chosen}
    firsts |= {name: one.definition for name, one in INDICATORS.items()}
    assert [name for name, text in firsts.items() if not text.endswith(ENDS)] == []
