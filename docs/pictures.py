"""Make the pictures of README and docs anew, with the model as it is: `.venv/bin/python docs/pictures.py [NAME]…`.

Takes a minute or two, an installed Chromium, and the extras `figures` and `dashboard`; Playwright for the dashboard.
Without names all of PICTURES; `findings` is all of docs/findings.md, and which results they were made from is noted in
images/findings.json. Those of the sensitivity page are made by the commands that stand there.
"""

import json
import socket
import subprocess
import sys
import time
from contextlib import contextmanager
from functools import partial
from pathlib import Path

import mentorsim as ms
from mentorsim import figures
from mentorsim.analysis.contrasts import paired_contrasts
from mentorsim.figures import export
from mentorsim.findings import pictures as of_findings
from mentorsim.findings.folders import Findings
from mentorsim.world import snapshot

IMAGES = Path(__file__).parent / "images"
REFERENCE = IMAGES.parent.parent / "results" / "reference" / "quickstart"
FOUND = Findings(REFERENCE.parent / "findings")
MADE_FROM = IMAGES / "findings.json"
PAGES = {  # name: part of the address, size of the window, colours
    "dashboard-explore": ("?week=110", (1280, 1180), "light"),
    "dashboard-compare": ("compare?setting=organisation&b.setting=network&week=60", (1280, 1180), "dark"),
}
SECONDS = 300  # until a server answers, or a page is drawn
SETTLING = 40  # seconds until the last figure is the one of the week asked for, and the first pairs have run


def forest() -> None:
    """What the withdrawal of help does in the two settings of quickstart."""
    outcomes = ms.open(REFERENCE).outcomes
    table = paired_contrasts(outcomes, "withdrawal.policy", "g_unassisted", by=["setting"])
    export.save(figures.forest(table, "g_unassisted", ["setting"]), IMAGES / "forest.png", width=720, scale=1.5)


def network() -> None:
    """An organisation after 60 weeks."""
    taken = world()
    figure = figures.network(taken, figures.positions(taken))
    export.save(figure, IMAGES / "network.png", width=720, height=520, scale=1.0)


def zone() -> None:
    """The tasks of its matches."""
    export.save(figures.zone(world()), IMAGES / "zone.png", width=720, scale=1.5)


def world():
    """The world of docs/figures.md."""
    return snapshot.take(ms.run(setting="organisation", mentees=60, mentors=30, weeks=60).world)


def finding(name: str) -> None:
    """A figure of docs/findings.md."""
    figure = of_findings.PICTURES[name].draw(FOUND)
    export.save(figure, IMAGES / f"findings-{name}.png", width=720, scale=1.2)
    known = json.loads(MADE_FROM.read_text("utf-8")) if MADE_FROM.exists() else {}
    made = known | {name: of_findings.made_from(FOUND, name)}
    MADE_FROM.write_text(json.dumps(made, indent=1, sort_keys=True) + "\n", "utf-8")


def page(name: str) -> None:
    """A page of the dashboard as a visitor sees it."""
    from playwright.sync_api import sync_playwright

    query, (width, height), colours = PAGES[name]
    with server() as address, sync_playwright() as driver:
        browser = driver.chromium.launch(executable_path=export.browser(), args=["--no-sandbox"])
        visit = browser.new_page(viewport={"width": width, "height": height}, color_scheme=colours)
        visit.add_init_script("localStorage.setItem('mentorsim:tour', 'seen')")
        visit.goto(f"{address}/{query}")
        week = query.partition("week=")[2].partition("&")[0]
        visit.wait_for_function(
            f"[...document.querySelectorAll('input')].some(one => one.value === '{week}')", timeout=1000 * SECONDS
        )
        visit.wait_for_selector(".js-plotly-plot .main-svg", timeout=1000 * SECONDS)
        visit.wait_for_timeout(1000 * SETTLING)
        visit.screenshot(path=IMAGES / f"{name}.png")
        browser.close()


@contextmanager
def server():
    """A dashboard of its own; gives its address."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    command = [sys.executable, "-m", "mentorsim", "dashboard", "--port", str(port), "--no-browser"]
    with subprocess.Popen(command, stdout=subprocess.DEVNULL) as process:
        try:
            wait_for(port)
            yield f"http://127.0.0.1:{port}"
        finally:
            process.terminate()


def wait_for(port: int) -> None:
    """Wait until somebody answers there."""
    end = time.monotonic() + SECONDS
    while time.monotonic() < end:
        with socket.socket() as one:
            if one.connect_ex(("127.0.0.1", port)) == 0:
                return
        time.sleep(0.5)
    raise TimeoutError(f"nobody answers at port {port}")


FINDINGS = {f"findings-{name}": partial(finding, name) for name in of_findings.PICTURES}
PICTURES = {
    "forest": forest,
    "network": network,
    "zone": zone,
    **{name: partial(page, name) for name in PAGES},
    **FINDINGS,
}


def main(names: list[str]) -> None:
    """Make some pictures, or all."""
    names = [one for name in names for one in (FINDINGS if name == "findings" else [name])]
    for name in names or PICTURES:
        PICTURES[name]()
        print(IMAGES / f"{name}.png")


if __name__ == "__main__":
    main(sys.argv[1:])
