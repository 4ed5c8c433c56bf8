"""What may be opened, who may come in, and work that goes on behind."""

import re
import threading
from pathlib import Path

import pytest

from mentorsim import dashboard
from mentorsim.dashboard import assets
from mentorsim.dashboard.logic import folders
from mentorsim.dashboard.logic.tasks import Board, Task
from mentorsim.dashboard.server import LOOPBACK, OwnPagesOnly, fetch_drawing, listening, settings
from mentorsim.errors import BadInput


@pytest.fixture
def root(tmp_path):
    """A root with results in it, and results outside of it."""
    for name in ("root/quick", "root/more/deep", "outside"):
        (tmp_path / name / "parts").mkdir(parents=True)
        (tmp_path / name / "resolved.json").write_text("{}")
    return tmp_path / "root"


def test_results_below_the_root_are_found_and_opened(root):
    assert folders.names(root) == ["more/deep", "quick"]
    assert folders.inside(root, "quick") == root / "quick"
    assert folders.names(root / "quick") == ["."]
    assert folders.inside(root / "quick", ".").samefile(root / "quick")
    assert folders.names(root / "nothing") == []


@pytest.mark.parametrize("name", ["../outside", "quick/../../outside", "{abs}", "link", "link/parts", "a\0b"])
def test_ways_out_of_the_root_are_refused(root, name):
    (root / "link").symlink_to(root.parent / "outside")
    with pytest.raises(BadInput, match="outside of root"):
        folders.inside(root, name.format(abs=root.parent / "outside"))
    assert "link" not in folders.names(root)


@pytest.mark.parametrize("file", ["outcomes.parquet", "parts/outcomes-1.parquet", "manifest.json"])
def test_files_that_are_links_out_are_refused(root, file):
    secret = root.parent / "secret"
    secret.write_text("secret")
    (root / "quick" / file).symlink_to(secret)
    with pytest.raises(BadInput, match="a link out of root"):
        folders.inside(root, "quick")


def test_other_names_are_refused_with_the_nearest(root):
    with pytest.raises(BadInput, match="did you mean 'quick'"):
        folders.inside(root, "quik")
    for name in ("", "..", "a/b", "../x"):
        with pytest.raises(BadInput, match="cannot be the name"):
            folders.new_folder(root, name)
    with pytest.raises(BadInput, match="is a results folder"):
        folders.new_folder(root / "quick", "new")
    assert folders.new_folder(root, "new") == root / "new"


def test_a_file_is_no_root(tmp_path):
    (tmp_path / "file").write_text("")
    with pytest.raises(BadInput, match="found a file"):
        folders.checked_root(tmp_path / "file")


# --- the server ------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("headers", "allowed"),
    [
        ({"host": "127.0.0.1:8765"}, True),
        ({"host": "localhost:8765", "origin": "http://localhost:8765"}, True),
        ({"host": "[::1]:8765"}, True),
        ({"host": "evil.example:8765"}, False),  # a name of somebody else that points here
        ({"host": "127.0.0.1:8765", "origin": "https://evil.example"}, False),  # a page of somebody else
        ({"host": "127.0.0.1:8765", "origin": "http://localhost:1"}, False),
        ({}, False),
    ],
)
def test_only_own_pages_may_talk_to_the_server(headers, allowed):
    guard = OwnPagesOnly(None, LOOPBACK)
    assert guard.allowed({name.encode(): value.encode() for name, value in headers.items()}) is allowed


def test_the_small_part_of_plotly_is_of_the_same_version():
    from plotly.offline import get_plotlyjs_version

    assert assets.PLOTLY.endswith(f"@{get_plotlyjs_version()}")


def test_the_file_that_draws_networks_is_taken_from_where_the_pages_own_come_from(tmp_path, monkeypatch):
    settings_of = pytest.importorskip("solara.settings")
    kept = tmp_path / "kept"
    monkeypatch.setattr(assets, "folder", lambda: kept)
    monkeypatch.setattr(settings_of.assets, "cdn", f"{tmp_path.as_uri()}/far/")
    fetch_drawing()  # it is not there: nothing happens
    assert not assets.draws(kept)
    far = tmp_path / "far" / assets.NETWORK / assets.DRAWS
    far.parent.mkdir(parents=True)
    far.write_text("the file")
    fetch_drawing()
    assert assets.draws(kept)
    assert (kept / assets.NETWORK / assets.DRAWS).read_text() == "the file"
    assert assets.missing(kept, [assets.NETWORK])  # npm fetches the package all the same


def test_no_telemetry_and_a_taken_port_is_told(tmp_path):
    shown = settings(tmp_path)
    assert shown["SOLARA_TELEMETRY_MIXPANEL_ENABLE"] == "False"
    taken = listening("127.0.0.1", 0)
    with taken:
        taken.listen()
        with pytest.raises(BadInput, match="--port"):
            listening("127.0.0.1", taken.getsockname()[1])


# --- the look --------------------------------------------------------------------------------------------------------

STYLE = (Path(dashboard.__file__).parent / "static" / "custom.css").read_text("utf-8")
TEXT = (("ink", "paper"), ("ink", "ground"), ("muted", "paper"), ("muted", "ground"), ("accent", "paper"),
        ("accent", "soft"), ("on-accent", "accent"), ("set", "paper"), ("wrong", "wrong-soft"), ("wrong", "paper"),
        ("ink", "soft"))  # fmt: skip
EDGES = (("field", "paper"), ("accent", "paper"), ("accent", "ground"))


def luminance(colour: str) -> float:
    """Relative luminance of #rrggbb (WCAG 2.2)."""
    parts = [int(colour[at : at + 2], 16) / 255 for at in (1, 3, 5)]
    red, green, blue = (part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def contrast(one: str, other: str) -> float:
    """Contrast ratio of two colours (WCAG 2.2)."""
    low, high = sorted((luminance(one), luminance(other)))
    return (high + 0.05) / (low + 0.05)


@pytest.mark.parametrize("theme", [":root, .theme--light", ".theme--dark"])
def test_text_and_edges_meet_contrast_aa(theme):
    block = STYLE.partition(f"{theme} {{")[2].partition("}")[0]
    colours = dict(re.findall(r"--([\w-]+): (#\w{6})", block))
    low = {pair: round(contrast(*(colours[name] for name in pair)), 2) for pair in (*TEXT, *EDGES)}
    assert {pair: ratio for pair, ratio in low.items() if ratio < (4.5 if pair in TEXT else 3.0)} == {}


# --- work behind -----------------------------------------------------------------------------------------------------


def test_a_task_reports_and_ends():
    def work(task):
        task.progress(1, 2, "half")
        return "made"

    seen = []
    task = Task("one", work)
    leave = task.watch(lambda: seen.append((task.state, task.done)))
    task.watch(lambda: 1 / 0)  # a page that has gone holds nothing up
    task.start()
    assert task.wait(5)
    assert (task.state, task.result, task.share) == ("done", "made", 0.5)
    assert seen == [("running", 1), ("done", 1)]
    leave()
    assert task.listeners == []


def test_a_task_is_called_off_or_fails_with_its_reason():
    begun, go = threading.Event(), threading.Event()

    def work(task):
        task.result = "so far"
        begun.set()
        go.wait(5)
        task.progress(1, 9)

    task = Task("one", work).start()
    begun.wait(5)
    task.cancel()
    go.set()
    assert task.wait(5)
    assert (task.state, task.result) == ("cancelled", "so far")

    def refuse(task):
        raise BadInput("x: found nothing")

    for work, says in ((refuse, "x: found nothing"), (lambda task: 1 / 0, "ZeroDivisionError: division by zero")):
        failed = Task("two", work).start()
        failed.wait(5)
        assert (failed.state, failed.error) == ("failed", says)


def test_a_board_takes_one_of_a_name_and_a_few_at_a_time():
    board, go = Board(), threading.Event()
    first = board.start("one", lambda task: go.wait(5))
    with pytest.raises(BadInput, match="is running already"):
        board.start("one", lambda task: None)
    board.start("two", lambda task: go.wait(5))
    with pytest.raises(BadInput, match="2 tasks are running"):
        board.start("three", lambda task: None)
    go.set()
    assert first.wait(5)
    assert board.start("one", lambda task: None).wait(5)
