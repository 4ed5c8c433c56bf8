"""A real notebook: progress as a widget, results as HTML, figures inline; the page about notebooks, cell by cell."""

import pathlib
import re

import pytest
from sweeps import SMALL

ROOT = pathlib.Path(__file__).parent.parent
PLOTLY, WIDGET = "application/vnd.plotly.v1+json", "application/vnd.jupyter.widget-view+json"

pytestmark = pytest.mark.slow


class Notebook:
    """A kernel that runs cells and keeps what each of them shows."""

    def __init__(self, client):
        self.client = client

    def run(self, cell: str) -> list[dict]:
        """The messages of a cell, which must go well."""
        shown: list[dict] = []
        reply = self.client.execute_interactive(cell, timeout=300, output_hook=shown.append)
        assert reply["content"]["status"] == "ok", (cell, shown)
        return shown

    def shown(self, cell: str) -> list[dict]:
        """What a cell displays: {MIME type: value} each."""
        kinds = ("display_data", "execute_result")
        return [message["content"]["data"] for message in self.run(cell) if message["msg_type"] in kinds]


@pytest.fixture
def notebook(tmp_path):
    """A notebook in an empty folder beside the experiments, in which a warning is an error."""
    manager = pytest.importorskip("jupyter_client.manager")
    pytest.importorskip("ipywidgets")
    (tmp_path / "experiments").symlink_to(ROOT / "experiments")
    kernel, client = manager.start_new_kernel(cwd=str(tmp_path), kernel_name="python3")
    try:
        one = Notebook(client)
        one.run("import warnings\nwarnings.simplefilter('error')")
        yield one
    finally:
        client.stop_channels()
        kernel.shutdown_kernel(now=True)


def test_a_sweep_shows_its_progress_as_a_widget(notebook, tmp_path):
    (tmp_path / "small.toml").write_text(SMALL, "utf-8")
    notebook.run("import mentorsim as ms")
    shown = notebook.run("results = ms.sweep('small.toml', workers=1, out='out')")
    assert "stream" not in [message["msg_type"] for message in shown]
    assert WIDGET in next(message["content"]["data"] for message in shown if message["msg_type"] == "display_data")
    texts = [str(message["content"]) for message in shown if message["msg_type"] == "comm_msg"]
    assert any("8 of 8 runs after" in text.replace(r"\u2007", " ") for text in texts)  # tqdm's blanks keep their width
    assert notebook.shown("ms.sweep('small.toml', workers=1, out='other', progress=False);") == []


@pytest.mark.full
def test_two_workers_do_as_well(notebook, tmp_path):
    (tmp_path / "small.toml").write_text(SMALL, "utf-8")
    assert (
        "8 of 8 runs done"
        in notebook.shown("import mentorsim as ms\nms.sweep('small.toml', workers=2)")[-1]["text/html"]
    )


def test_the_page_about_notebooks_shows_what_it_says(notebook):
    page = (ROOT / "docs" / "notebooks.md").read_text("utf-8")
    cells = re.findall(r"^```python\n(.*?)^```", page, flags=re.DOTALL | re.MULTILINE)
    shown = [notebook.shown(cell)[-1] for cell in cells]
    *tables, figure, last = shown
    titles = ["One world", "matching.policy=self against", "quickstart: Is mentoring", "withdrawal.policy, each level"]
    for one, title in zip([*tables, last], [*titles, "sooner against short"], strict=True):
        assert one["text/html"].startswith('<div class="mentorsim">')
        assert title in one["text/html"]
        assert title in one["text/plain"]
    layout = figure[PLOTLY]["layout"]
    assert "width" not in layout, "as wide as the cell"
    assert 200 < layout["height"] < 900
