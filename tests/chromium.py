"""A headless Chromium for the tests that look at pages; skipped where there is none."""

import os
from contextlib import contextmanager

import pytest

from mentorsim.errors import BadInput
from mentorsim.figures.export import browser

PATIENCE = 120  # seconds for a page to come to be as expected: only what never comes takes so long
FLAGS = (
    "--headless", "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-sync",
    "--disable-background-networking", "--disable-component-update",
)  # fmt: skip


def missing(what: str):
    """Skip, or fail where browser tests are required ($MENTORSIM_BROWSER=required, as in continuous integration)."""
    if os.environ.get("MENTORSIM_BROWSER") == "required":
        pytest.fail(what)
    pytest.skip(what)


@contextmanager
def started():
    """Chromium, driven by Playwright, of which a process can start one only."""
    playwright = pytest.importorskip("playwright.sync_api")
    try:
        path = browser()
    except BadInput as error:
        missing(str(error))
    with playwright.sync_playwright() as driver:
        one = driver.chromium.launch(executable_path=path, args=list(FLAGS))
        yield one
        one.close()
