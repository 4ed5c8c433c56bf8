"""Folders that are damaged, or of another program: told as such, beside those that are well."""

import json
import os
import shutil

import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from hypothesis import given
from hypothesis import strategies as some

from mentorsim.dashboard.logic import evidence, results
from mentorsim.dashboard.logic.results import KINDS, View
from mentorsim.dashboard.pages import parts
from mentorsim.errors import BadInput
from mentorsim.experiment import config
from mentorsim.experiment.sweep import sweep
from mentorsim.schema import SCHEMA

from .test_links import SWEPT

TABLES = SWEPT.rstrip() + '\ntables = ["outcomes", "weekly"]\n'


@pytest.fixture(scope="module")
def swept(tmp_path_factory):
    """A small sweep, not to be written to."""
    folder = tmp_path_factory.mktemp("swept") / "two"
    sweep(config.read(TABLES, "two.toml"), workers=1, out=folder)
    return folder


@pytest.fixture
def root(swept, tmp_path):
    """A root with that sweep as "good", and as "two", to be damaged."""
    for name in ("good", "two"):
        shutil.copytree(swept, tmp_path / "root" / name)
    return tmp_path / "root"


def resolved(folder) -> dict:
    """The complete experiment of a folder."""
    return json.loads((folder / "resolved.json").read_text("utf-8"))


def torn(folder):
    (folder / "resolved.json").write_text((folder / "resolved.json").read_text("utf-8")[:400])


def with_text(text):
    return lambda folder: (folder / "resolved.json").write_text(text)


def newer(folder):
    (folder / "resolved.json").write_text(json.dumps(resolved(folder) | {"schema": SCHEMA + 1}))


def without(*names):
    def damage(folder):
        kept = {name: value for name, value in resolved(folder).items() if name not in names}
        (folder / "resolved.json").write_text(json.dumps(kept))

    return damage


def other(**values):
    return lambda folder: (folder / "resolved.json").write_text(json.dumps(resolved(folder) | values))


def gone(folder):
    (folder / "resolved.json").unlink()


def a_folder(folder):
    gone(folder)
    (folder / "resolved.json").mkdir()


def a_pipe(folder):
    gone(folder)
    os.mkfifo(folder / "resolved.json")


def circle(folder):
    gone(folder)
    (folder / "resolved.json").symlink_to(folder / "resolved.json")


def no_text(folder):
    (folder / "resolved.json").write_bytes(b"\xff\xfe\x00")


@pytest.mark.parametrize(
    ("damage", "kind"),
    [
        (torn, "damaged"), (with_text(""), "damaged"), (with_text("[" * 3000), "damaged"), (no_text, "damaged"),
        (gone, "damaged"), (a_folder, "damaged"), (a_pipe, "damaged"),
        (without("arms"), "damaged"), (without("replications"), "damaged"), (other(arms=3), "damaged"),
        (other(replications="many"), "damaged"), (other(weeks=[]), "damaged"),
        (with_text("{}"), "foreign"), (with_text("[]"), "foreign"), (with_text("3"), "foreign"),
        (with_text('{"packages": {"numpy": "2.0"}}'), "foreign"), (newer, "of a newer version"),
    ],
)  # fmt: skip
def test_what_cannot_be_read_is_told_as_what_it_is_and_the_rest_is_listed(root, damage, kind):
    damage(root / "two")
    good, two = results.listing(root)
    assert (good["name"], good["fault"], good["done"], good["planned"]) == ("good", "", 8, 8)
    assert two["name"] == "two"
    assert two["fault"].startswith(f"{kind}: ")
    assert str(root) not in two["fault"]
    assert "\n" not in two["fault"]
    assert results.cells_of(two)[1] == two["fault"]
    with pytest.raises(BadInput, match=r"^two: "):
        results.open_folder(root, "two")


def test_a_link_in_a_circle_is_damaged_or_no_folder_of_results(root):
    circle(root / "two")
    assert [row["name"] for row in results.listing(root) if not row["fault"]] == ["good"]


def missing(folder):
    for name in ("outcomes", "weekly"):
        (folder / f"{name}.parquet").unlink()
    shutil.rmtree(folder / "parts")


def torn_tables(folder):
    shutil.rmtree(folder / "parts")
    for name in ("outcomes", "weekly"):
        file = folder / f"{name}.parquet"
        file.write_bytes(file.read_bytes()[:-200])


def foreign_tables(folder):
    shutil.rmtree(folder / "parts")
    for name in ("outcomes", "weekly"):
        pq.write_table(pa.table({"a": [1, 2]}), folder / f"{name}.parquet")


def folders_for_tables(folder):
    shutil.rmtree(folder / "parts")
    for name in ("outcomes", "weekly"):
        (folder / f"{name}.parquet").unlink()
        (folder / f"{name}.parquet").mkdir()


def half_the_columns(folder):
    shutil.rmtree(folder / "parts")
    table = pq.read_table(folder / "outcomes.parquet")
    pq.write_table(table.select(["run_id", "status"]), folder / "outcomes.parquet")


def a_foreign_part(folder):
    (folder / "parts").mkdir(exist_ok=True)
    pq.write_table(pa.table({"a": [1, 2]}), folder / "parts" / "outcomes-0123456789abcdef.parquet")


def manifest_of_another(folder):
    (folder / "manifest.json").write_text("[1, 2]")


DAMAGED = {
    "missing": missing, "torn": torn_tables, "foreign": foreign_tables, "folders": folders_for_tables,
    "half the columns": half_the_columns, "a foreign part": a_foreign_part, "manifest": manifest_of_another,
    "no question": without("question"), "no outcomes": without("outcomes"), "no design": without("design"),
    "no seed": without("seed"), "design": other(design=None), "a number of outcomes": other(outcomes=3),
    "unknown outcomes": other(outcomes=["nothing"]), "question": other(question={"a": 1}), "tables": other(tables=7),
}  # fmt: skip


@pytest.fixture(scope="module")
def damaged(swept, tmp_path_factory):
    """A root with that sweep as "good" beside copies of it, each of them damaged in its own way."""
    root = tmp_path_factory.mktemp("damaged")
    shutil.copytree(swept, root / "good")
    for name, damage in DAMAGED.items():
        shutil.copytree(swept, root / name)
        damage(root / name)
    return root


@pytest.fixture(scope="module")
def listed(damaged):
    """{name: row} of what is in that root."""
    return {row["name"]: row for row in results.listing(damaged)}


def test_damaged_tables_take_nothing_else_along(damaged, listed):
    assert (listed["good"]["fault"], listed["good"]["done"]) == ("", 8)
    assert whole_or_told(damaged, "good") == {"shown"}


@pytest.mark.parametrize("name", DAMAGED)
def test_damaged_tables_are_listed_and_shown_or_told(damaged, listed, name):
    assert all(isinstance(cell, str) for cell in results.cells_of(listed[name]))
    assert whole_or_told(damaged, name) <= {"shown", "told"}


def whole_or_told(root, name) -> set:
    """How the pages about a folder come out: "shown", or "told" as a fault in words."""
    found = set()
    opened, fault = parts.tried(lambda: results.open_folder(root, name))
    if fault:
        return {"told"}
    figures = [
        lambda kind=kind: results.figure_of(opened, results.completed(opened, View(kind=kind)), "light")
        for kind, _ in KINDS
    ]
    for make in (
        *figures,
        lambda: results.runs_in(opened, results.completed(opened, View())),
        lambda: evidence.answers(opened),
        lambda: evidence.provenance(opened),
    ):
        fault = parts.tried(make)[1]
        found.add("told" if fault and "keeps no table" not in fault else "shown")
    return found


JSON = some.recursive(
    some.none() | some.booleans() | some.integers() | some.floats() | some.text(max_size=8),
    lambda inner: some.lists(inner, max_size=3) | some.dictionaries(some.text(max_size=8), inner, max_size=3),
    max_leaves=6,
)


@pytest.mark.slow
@given(some.data())
def test_any_json_in_place_of_the_experiment_is_a_row(swept, tmp_path_factory, data):
    root = tmp_path_factory.mktemp("any")
    shutil.copytree(swept, root / "two")
    whole = resolved(root / "two")
    keys = data.draw(some.lists(some.sampled_from(sorted(whole)), max_size=3, unique=True))
    value = data.draw(JSON) if not keys else whole | {key: data.draw(JSON) for key in keys}
    (root / "two" / "resolved.json").write_text(json.dumps(value))
    (row,) = results.listing(root)
    assert all(isinstance(cell, str) for cell in results.cells_of(row))
    whole_or_told(root, "two")
    shutil.rmtree(root)
