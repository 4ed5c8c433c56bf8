"""A server of the dashboard and a browser, one of each for all tests that look at pages."""

import os
import re
import subprocess
import sys
from types import SimpleNamespace

import pytest

from mentorsim.dashboard import assets
from mentorsim.dashboard.lab import prepare
from mentorsim.figures.export import browser as chromium
from mentorsim.parameters import BadInput

FLAGS = (
    "--headless", "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-sync",
    "--disable-background-networking", "--disable-component-update",
)  # fmt: skip
SWEPT = """
[experiment]
name = "tiny"
question = "Does the setting change what withdrawal does?"
seed = 5
replications = 3
weeks = 30
[parameters]
people.mentees = 24
people.mentors = 10
[design.factors]
setting = ["organisation", "network"]
"withdrawal.policy" = ["cliff", "linear"]
[analysis]
outcomes = ["satisfaction", "premature_share"]
tables = ["outcomes", "weekly", "people", "matches"]
"""


def missing(what: str):
    """Skip, or fail where browser tests are required ($MENTORSIM_BROWSER=required, as in continuous integration)."""
    if os.environ.get("MENTORSIM_BROWSER") == "required":
        pytest.fail(what)
    pytest.skip(what)


@pytest.fixture(scope="session", autouse=True)
def compiled():
    """The engine is compiled before anybody waits for a thread that uses it."""
    prepare()


@pytest.fixture(scope="session")
def served(tmp_path_factory):
    """A running dashboard. url; root: its results folder, with the sweep "tiny"."""
    try:
        assets.fetch(assets.folder())
    except BadInput as error:
        missing(str(error))
    root = tmp_path_factory.mktemp("dashboard") / "results"
    root.mkdir()
    (root.parent / "tiny.toml").write_text(SWEPT)
    command = [sys.executable, "-m", "mentorsim"]
    subprocess.run([*command, "sweep", str(root.parent / "tiny.toml"), "--out", str(root / "tiny")], check=True,
                   capture_output=True)  # fmt: skip
    server = subprocess.Popen([*command, "dashboard", str(root), "--port", "0", "--no-browser"], stderr=subprocess.PIPE,
                              stdout=subprocess.DEVNULL, text=True)  # fmt: skip
    for line in server.stderr:
        if found := re.search(r"http://\S+/", line):
            break
    else:
        pytest.fail("the server ended before it said where it is")
    yield SimpleNamespace(url=found[0], root=root)
    server.terminate()
    server.wait(20)


@pytest.fixture(scope="session")
def browser():
    """Chromium."""
    playwright = pytest.importorskip("playwright.sync_api")
    try:
        path = chromium()
    except BadInput as error:
        missing(str(error))
    with playwright.sync_playwright() as driver:
        one = driver.chromium.launch(executable_path=path, args=list(FLAGS))
        yield one
        one.close()


@pytest.fixture
def visit(browser, served):
    """A function that opens a page for a new visitor; what goes wrong in it fails the test.

    visit(path, **context) gives a Playwright page whose requests to other hosts are refused and counted.
    """
    opened, wrong = [], []

    def open_page(path: str = "", **context):
        visitor = browser.new_context(**({"viewport": {"width": 1280, "height": 900}} | context))
        opened.append(visitor)
        visitor.route(lambda url: not url.startswith((served.url, "data:", "blob:")), refused)
        page = visitor.new_page()
        page.on("console", lambda said: wrong.append(said.text) if said.type == "error" else None)
        page.on("pageerror", lambda error: wrong.append(str(error)))
        page.on(
            "response", lambda answer: wrong.append(f"{answer.status} {answer.url}") if answer.status >= 400 else None
        )
        page.goto(served.url + path)
        page.wait_for_selector(".ms-main h1, .ms-player")
        return page

    def refused(route):
        wrong.append(f"asked another host: {route.request.url}")
        route.abort()

    yield open_page
    for visitor in opened:
        visitor.close()
    assert wrong == []
