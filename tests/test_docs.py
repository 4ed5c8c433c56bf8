"""The documentation against the code: generated parts, names, links, examples. Formulas: `test_rules.py`."""

import importlib.util
import pathlib
import re

import pytest
from click.testing import CliRunner

import mentorsim
from mentorsim.cli import cli
from mentorsim.experiment import config
from mentorsim.gone import GONE
from mentorsim.parameters import DEFAULTS, Parameters
from mentorsim.policies import discover
from mentorsim.registry import REGISTRIES
from mentorsim.settings import COMPONENTS, presets
from mentorsim.week import WEEK

ROOT = pathlib.Path(__file__).parent.parent
DOCS = ROOT / "docs"
ODD = DOCS / "odd.md"
OWN_WORDS = re.sub(r"<!-- generated.*?<!-- end -->", "", ODD.read_text("utf-8"), flags=re.DOTALL)
PAGES = [*(ROOT / f"{name}.md" for name in ("README", "CONTRIBUTING", "CHANGELOG", "experiments/README")), ODD,
         *(DOCS / f"{name}.md" for name in ("architecture", "findings", "findings-tables", "notebooks")),
         DOCS / "second-edition.md"]  # fmt: skip


def generator():
    """docs/generate.py as a module."""
    spec = importlib.util.spec_from_file_location("generate", DOCS / "generate.py")
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def blocks(page, language):
    """The fenced blocks of one language; those that begin with a file's name are for `test_exercises.py`."""
    found = re.findall(rf"^```{language}\n(.*?)^```", page.read_text("utf-8"), flags=re.DOTALL | re.MULTILINE)
    return [block for block in found if not block.startswith("# mentorsim/")]


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
            there = [*DEFAULTS, *switches(), *(GONE if page.stem in ("second-edition", "CHANGELOG") else ())]
            assert any(known == path or known.startswith(path + ".") for known in there), path


def switches():
    """Entries of a setting's row, beside parameters."""
    return [f"setting.{component}" for component in COMPONENTS]


# --- links and examples ----------------------------------------------------------------------------------------------


def anchors_of(page):
    """Anchors of a page's headings, as GitHub makes them."""
    titles = re.findall(r"^#+ (.+)$", page.read_text("utf-8"), flags=re.MULTILINE)
    return {re.sub(r"[^\w\- ]", "", title.lower()).replace(" ", "-") for title in titles}


@pytest.mark.parametrize("page", [*PAGES, *sorted((DOCS / "reference").glob("*.md"))], ids=lambda p: p.name)
def test_links_lead_somewhere(page):
    prose = re.sub(r"^```.*?^```", "", page.read_text("utf-8"), flags=re.DOTALL | re.MULTILINE)
    for link in re.findall(r"\]\(([^)]+)\)", prose):
        if link.startswith("https://"):
            continue
        file, _, anchor = link.partition("#")
        target = (page.parent / file).resolve() if file else page
        assert target.exists(), link
        assert not anchor or anchor in anchors_of(target), link


@pytest.mark.parametrize(
    "page",
    [ROOT / "README.md", DOCS / "architecture.md", DOCS / "experiments.md",
     pytest.param(DOCS / "notebooks.md", marks=pytest.mark.slow)],
    ids=lambda p: p.name,
)  # fmt: skip
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
