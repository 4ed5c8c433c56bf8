"""A server of the dashboard, one for all tests that look at its pages."""

import re
import subprocess
import sys
from collections import deque
from threading import Thread
from types import SimpleNamespace

import pytest
from chromium import PATIENCE, missing
from plugged import PLUGIN

from mentorsim.dashboard import assets
from mentorsim.dashboard.logic.lab import prepare
from mentorsim.errors import BadInput

from .examples import ROSTER, SWEPT


@pytest.fixture(scope="session", autouse=True)
def compiled():
    """The engine is compiled before anybody waits for a thread that uses it."""
    prepare()


@pytest.fixture(scope="session")
def served(tmp_path_factory):
    """A running dashboard with a plug-in. url; root: its folder, with sweeps "tiny" and "six", and a roster."""
    try:
        assets.fetch(assets.folder())
    except BadInput as error:
        if assets.missing(assets.folder(), assets.packages()):
            missing(str(error))
    root = tmp_path_factory.mktemp("dashboard") / "results"
    root.mkdir()
    (root.parent / "tiny.toml").write_text(SWEPT)
    command = [sys.executable, "-m", "mentorsim"]
    subprocess.run(
        [*command, "sweep", str(root.parent / "tiny.toml"), "--out", str(root / "tiny")],
        check=True,
        capture_output=True,
    )
    subprocess.run(
        [*command, "sweep", "six-people", "--set", "weeks=20", "--replications", "2", "--out", str(root / "six")],
        check=True,
        capture_output=True,
    )
    (root / "people.csv").write_text(ROSTER)
    (root.parent / "people-outside.csv").write_text(ROSTER)
    (root.parent / "own.py").write_text(PLUGIN)
    server = subprocess.Popen(
        [*command, "dashboard", str(root), "--port", "0", "--no-browser", "--plugin", str(root.parent / "own.py")],
        stderr=subprocess.PIPE,
        stdout=subprocess.DEVNULL,
        text=True,
    )
    for line in server.stderr:
        if found := re.search(r"http://\S+/", line):
            break
    else:
        pytest.fail("the server ended before it said where it is")
    said = deque(maxlen=200)  # read all along: a server that nobody listens to comes to a halt when the pipe is full
    Thread(target=lambda: said.extend(server.stderr), daemon=True).start()
    yield SimpleNamespace(url=found[0], root=root)
    server.terminate()
    server.wait(20)


@pytest.fixture
def visit(browser, served):
    """A function that opens a page for a new visitor; what goes wrong in it fails the test.

    visit(path, **context) gives a Playwright page whose requests to other hosts are refused and counted; new=True: of
    somebody to whom the tour is offered.
    """
    opened, wrong = [], []

    def open_page(path: str = "", new: bool = False, **context):
        visitor = browser.new_context(**({"viewport": {"width": 1280, "height": 900}} | context))
        opened.append(visitor)
        visitor.set_default_timeout(1000 * PATIENCE)
        visitor.route(lambda url: not url.startswith((served.url, "data:", "blob:")), refused)
        if not new:
            visitor.add_init_script("localStorage.setItem('mentorsim:tour', 'seen')")
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
