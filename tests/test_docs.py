"""The documentation against the code: generated parts, formulas, names, links, examples."""

import ast
import importlib.util
import inspect
import math
import pathlib
import re

import numpy as np
import pytest
from click.testing import CliRunner

import mentorsim
from mentorsim import equations
from mentorsim.cli import cli
from mentorsim.experiment import config
from mentorsim.parameters import DEFAULTS, Parameters
from mentorsim.policies import discover
from mentorsim.registry import REGISTRIES
from mentorsim.settings import COMPONENTS, presets
from mentorsim.week import WEEK

ROOT = pathlib.Path(__file__).parent.parent
DOCS = ROOT / "docs"
ODD = DOCS / "odd.md"
OWN_WORDS = re.sub(r"<!-- generated.*?<!-- end -->", "", ODD.read_text("utf-8"), flags=re.DOTALL)
PAGES = [ROOT / "README.md", ROOT / "CHANGELOG.md", ROOT / "experiments" / "README.md", ODD, DOCS / "architecture.md",
         DOCS / "notebooks.md"]  # fmt: skip


def generator():
    """docs/generate.py as a module."""
    spec = importlib.util.spec_from_file_location("generate", DOCS / "generate.py")
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def blocks(page, language):
    """The fenced blocks of one language."""
    return re.findall(rf"^```{language}\n(.*?)^```", page.read_text("utf-8"), flags=re.DOTALL | re.MULTILINE)


# --- generated parts -------------------------------------------------------------------------------------------------


def test_generated_parts_are_up_to_date(capsys):
    assert generator().main(["--check"]) == 0, capsys.readouterr().out


def test_check_names_what_is_stale_and_writes_nothing(monkeypatch, capsys):
    generate = generator()
    before = ODD.read_text("utf-8")
    monkeypatch.setitem(generate.BLOCKS, "week", lambda: "| another week |\n")
    assert generate.main(["--check"]) == 1
    assert "docs/odd.md" in capsys.readouterr().out
    assert ODD.read_text("utf-8") == before


def test_an_unknown_block_is_refused():
    generate = generator()
    with pytest.raises(mentorsim.BadInput, match="did you mean 'week'"):
        generate.filled("<!-- generated: wek -->\n<!-- end -->")
    with pytest.raises(mentorsim.BadInput, match="did you mean 'learning'"):
        generate.filled("<!-- generated: parameters lerning -->\n<!-- end -->")


# --- the ODD page is complete ----------------------------------------------------------------------------------------


def test_every_process_has_its_subsection_in_the_order_of_the_week():
    titles = re.findall(r"^#### (\w+)$", OWN_WORDS, flags=re.MULTILINE)
    assert titles == [process.name for process in WEEK]


def test_every_group_of_parameters_stands_in_the_page_once():
    marks = re.findall(r"<!-- generated: (\w+)(?: (\w+))? -->", ODD.read_text("utf-8"))
    shown = [group for name, group in marks if name == "parameters"] + [name for name, _ in marks if name == "start"]
    assert sorted(shown) == sorted({path.split(".")[0] for path in DEFAULTS})


def test_every_policy_shock_setting_and_component_is_mentioned():
    discover()
    text = ODD.read_text("utf-8")
    known = (entries for kind, entries in REGISTRIES.items() if kind != "indicators")  # these have a page of their own
    names = [*presets(), *COMPONENTS, *(name for entries in known for name in entries)]
    assert [name for name in names if not re.search(rf"(`|\| ){name}(`| \|)", text)] == []


def test_parameters_named_by_their_paths_exist():
    groups = "|".join(Parameters.model_fields)
    for page in PAGES:
        for path in re.findall(rf"`((?:{groups})\.[\w.]+)`", page.read_text("utf-8")):
            if path.endswith((".py", ".policy")):
                continue
            assert any(known == path or known.startswith(path + ".") for known in [*DEFAULTS, *switches()]), path


def switches():
    """Entries of a setting's row, beside parameters."""
    return [f"setting.{component}" for component in COMPONENTS]


# --- formulas --------------------------------------------------------------------------------------------------------

SIGNS = {"−": "-", "·": "*", "^": "**", "≤": "<=", "≥": ">=", "Σ": "total"}
TOOLS = {
    "exp": math.exp,
    "log": math.log,
    "sqrt": math.sqrt,
    "min": min,
    "max": max,
    "abs": abs,
    "mean": np.mean,
    "total": np.sum,
    "logit": lambda p: math.log(p / (1.0 - p)),
}
WITHOUT_FORMULA = {"domain", "happens"}  # algorithms, in words
VECTORS = {"u", "v", "g", "h", "s", "style_a", "style_b", "values_a", "values_b"}  # arguments of the code that are
CODED = {"form": {"zone": 4, "realised_autonomy": 3, "first_quality": 2}, "online": 2, "good": 2}
COMPILED = {
    name: function
    for name, function in vars(equations).items()
    if hasattr(function, "py_func") and function.py_func.__module__ == equations.__name__
}


def formulas():
    """{function: (arguments on the page, expression)} of the page's text blocks."""
    found = {}
    text = re.sub(r"\n +", " ", "".join(blocks(ODD, "text")))  # indented lines continue the one before
    for line in text.splitlines():
        name, arguments, right = re.fullmatch(r"(\w+)\((.*?)\) = (.*)", line).groups()
        assert name not in found, f"{name} stands there twice"
        for sign, plain in SIGNS.items():
            right = right.replace(sign, plain)
        found[name] = (arguments.split(", "), right)
    return found


def something_for(function: str, argument: str, draw):
    """A value that an argument of the code may have."""
    if argument in VECTORS:
        return draw.uniform(0.05, 0.95, 4)
    choices = CODED.get(argument)
    if choices:
        return int(draw.integers(choices[function] if isinstance(choices, dict) else choices))
    return float(draw.uniform(0.05, 0.95))


def test_every_equation_has_its_formula():
    assert set(formulas()) == set(COMPILED) - WITHOUT_FORMULA
    assert all(f"`{name}`" in OWN_WORDS for name in WITHOUT_FORMULA)


@pytest.mark.parametrize("name", sorted(set(COMPILED) - WITHOUT_FORMULA))
def test_a_formula_is_what_its_function_computes(name):
    arguments, right = formulas()[name]
    function, draw = COMPILED[name], np.random.default_rng(5)
    known = list(inspect.signature(function.py_func).parameters)
    assert len(arguments) == len(known)
    for _ in range(200):
        values = [something_for(name, argument, draw) for argument in known]
        there = TOOLS | {n: f.py_func for n, f in COMPILED.items()} | dict(zip(arguments, values, strict=True))
        assert eval(right, there) == pytest.approx(function.py_func(*values), rel=1e-12, abs=1e-12)


def calls_of_the_week():
    """(equation, what a call in a submodel passes by position: `recovery` of `rules.energy.recovery` or of a group by
    its own name, `energy.recovery`; None for what is no number of the rules)."""
    groups = {path.partition(".")[0] for path in DEFAULTS}
    for file in sorted((ROOT / "mentorsim" / "submodels").glob("*.py")):
        for node in ast.walk(ast.parse(file.read_text("utf-8"))):
            if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id in COMPILED:
                texts = [ast.unparse(argument).removeprefix("rules.") for argument in node.args]
                paths = [text.split(".") for text in texts]
                yield node.func.id, [path[1] if len(path) == 2 and path[0] in groups - {"people"} else None
                                     for path in paths]  # fmt: skip


def test_a_formula_names_the_parameters_that_the_week_passes():
    general = {"toward", "conflict", "weighted", "chance", "confidence_fall"}  # called with various things
    page, seen = formulas(), 0
    for name, passed in calls_of_the_week():
        if name in general | WITHOUT_FORMULA:
            continue
        for shown, given in zip(page[name][0], passed, strict=True):
            if given is not None:
                seen += 1
                assert shown == given, f"{name}: the page has {shown}, the week passes {given}"
    assert seen > 60


# --- links and examples ----------------------------------------------------------------------------------------------


def anchors_of(page):
    """Anchors of a page's headings, as GitHub makes them."""
    titles = re.findall(r"^#+ (.+)$", page.read_text("utf-8"), flags=re.MULTILINE)
    return {re.sub(r"[^\w\- ]", "", title.lower()).replace(" ", "-") for title in titles}


@pytest.mark.parametrize("page", [*PAGES, *sorted((DOCS / "reference").glob("*.md"))], ids=lambda p: p.name)
def test_links_lead_somewhere(page):
    for link in re.findall(r"\]\(([^)]+)\)", page.read_text("utf-8")):
        if link.startswith("https://"):
            continue
        file, _, anchor = link.partition("#")
        target = (page.parent / file).resolve() if file else page
        assert target.exists(), link
        assert not anchor or anchor in anchors_of(target), link


@pytest.mark.parametrize(
    "page",
    [ROOT / "README.md", DOCS / "architecture.md", DOCS / "experiments.md", DOCS / "notebooks.md"],
    ids=lambda p: p.name,
)
def test_python_examples_run(page, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    (tmp_path / "experiments").symlink_to(ROOT / "experiments")
    discover()  # else what the example's world discovers would go again as well
    before, there = {kind: dict(entries) for kind, entries in REGISTRIES.items()}, {}
    try:
        for example in blocks(page, "python"):
            exec(compile(example, page.name, "exec"), there)
    finally:
        for kind, entries in before.items():  # what an example enters goes again
            REGISTRIES[kind].clear()
            REGISTRIES[kind].update(entries)
    assert there


def test_commands_of_the_readme_are_understood():
    """`--help` at the end makes click parse the whole line without doing it."""
    lines = re.findall(
        r"^mentorsim (.*?)(?:  #.*)?$",
        "".join(blocks(ROOT / "README.md", "sh") + blocks(DOCS / "experiments.md", "sh")),
        flags=re.MULTILINE,
    )
    assert len(lines) > 4
    for line in lines:
        result = CliRunner().invoke(cli, [*line.split(), "--help"])
        assert result.exit_code == 0, (line, result.output)


def test_experiments_of_the_readme_are_valid():
    for page in (ROOT / "README.md", DOCS / "experiments.md"):
        texts = blocks(page, "toml")
        assert texts
        for text in texts:
            assert config.read(text, page.name).design
