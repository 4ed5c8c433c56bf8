"""Pages in a hostile world, in a real browser: results of other worlds, odd links, odd folders, a server that goes."""

import re
import shutil
import subprocess
import sys

import pytest
from chromium import PATIENCE

from mentorsim.dashboard.server import listening

from .test_pages import SMALL, comes_to, press, until_week, week

pytestmark = pytest.mark.browser

PAIR = f"compare?{SMALL}&weeks=104&b.people.mentees=24&b.people.mentors=10&b.withdrawal.policy=cliff&week=10"


def test_the_answer_is_always_that_of_the_worlds_that_are_shown(visit):
    page = visit(PAIR)
    page.get_by_label("Precision").select_option("± 0.1 SD")
    apart = page.get_by_role("heading", name=re.compile("with withdrawal of help cliff .B."))
    apart.wait_for()
    page.get_by_label("Withdrawal of help", exact=True).nth(1).select_option("linear")
    page.get_by_role("heading", name="The two worlds are alike").wait_for()
    page.get_by_label("Withdrawal of help", exact=True).nth(1).select_option("never")
    page.get_by_role("heading", name=re.compile("withdrawal of help never .B.")).wait_for()
    assert apart.count() == 0
    page.get_by_label("Withdrawal of help", exact=True).nth(1).select_option("cliff")
    apart.wait_for()  # these pairs are there already
    assert comes_to(page.locator(".ms-stale").count, 0)
    assert "b.withdrawal.policy=cliff" in page.url


@pytest.mark.parametrize(
    ("path", "says", "shows"),
    [
        ("?setting=nowhere&people.mentors=10&view=pie&person=9&week=3", "setting", "Who mentors whom"),
        (f"?{SMALL}&week=3&run=tiny/none", "run: found no run 'none' in tiny", "Who mentors whom"),
        (f"compare?{SMALL}&outcome=nothing&b.nope=1&week=3", "outcome: found 'nothing'", "In both worlds, over pairs"),
        ("experiments?folder=tiny&kind=pie&outcome=nope&cell=a|b&run=x", "kind: found 'pie'", "One row per run"),
        ("experiments?nonsense=1", "nonsense: is no part", "Below results"),
        ("experiments?" + "a=1&" * 3000, "link: found 3,000 values", "Below results"),
        ("evidence?week=x", "", "Matches ended early"),
    ],
)
def test_an_odd_link_is_followed_as_far_as_it_can_be(visit, path, says, shows):
    page = visit(path)
    page.get_by_text(shows).first.wait_for()
    if says:
        page.get_by_text("Of this link, what cannot be is left out:").wait_for()
        page.get_by_role("alert").get_by_text(says).first.wait_for()
    assert page.get_by_text("Traceback").count() == 0


def test_damaged_and_foreign_folders_stand_beside_the_others(visit, served):
    odd = {"foreign": '{"packages": {}}', "torn": '{"name": "to', "empty": "[]"}
    for name, text in odd.items():
        (served.root / name).mkdir()
        (served.root / name / "resolved.json").write_text(text)
    try:
        page = visit("experiments")
        page.get_by_role("button", name="tiny").wait_for()
        for name, says in (("foreign", "foreign: "), ("torn", "damaged: "), ("empty", "foreign: ")):
            row = page.get_by_role("row").filter(has=page.get_by_role("cell", name=name, exact=True))
            row.get_by_text(says).wait_for()
        page.goto(f"{served.url}evidence")
        page.get_by_text("error: torn: damaged: ").wait_for()
        page.get_by_text("Matches ended early").first.wait_for()
    finally:
        for name in odd:
            shutil.rmtree(served.root / name)


def test_what_is_chosen_while_it_plays_is_in_the_address_at_once(visit):
    page = visit(f"?{SMALL}&weeks=400&week=1")
    page.get_by_label("Speed").select_option("2")
    press(page, "Play")
    until_week(page, "week > 1")
    page.get_by_label("Matching", exact=True).select_option("random")
    page.wait_for_url(re.compile("matching.policy=random"))
    page.get_by_role("group", name="Figures").get_by_role("button", name="Zone").click()
    page.wait_for_url(re.compile("view=zone"))
    assert page.get_by_role("button", name="Pause", exact=True).count() == 1  # it plays on
    reached, shown = week(page), page.url
    until_week(page, f"week > {reached + 2}")
    assert page.url == shown  # weeks that pass are no news
    press(page, "Pause")
    page.get_by_role("button", name="Play", exact=True).wait_for()  # by then no more weeks pass
    assert comes_to(lambda: re.search(rf"week={week(page)}\b", page.url) is not None, True)


@pytest.mark.full
def test_the_last_link_comes_back_with_the_server(browser, served):
    with listening("127.0.0.1", 0) as free:
        port = free.getsockname()[1]
    command = [sys.executable, "-m", "mentorsim", "dashboard", str(served.root), "--port", str(port), "--no-browser"]

    def start():
        server = subprocess.Popen(command, stderr=subprocess.PIPE, stdout=subprocess.DEVNULL, text=True)
        assert any("http://" in line for line in server.stderr)
        return server

    server, page = start(), browser.new_context(viewport={"width": 1280, "height": 900}).new_page()
    page.set_default_timeout(1000 * PATIENCE)
    try:
        page.goto(f"http://127.0.0.1:{port}/?{SMALL}&week=12")
        page.wait_for_selector(".ms-week input")
        until_week(page, "week == 12")
        page.get_by_label("Matching", exact=True).select_option("random")
        page.wait_for_url(re.compile("matching.policy=random"))
        server.terminate()
        server.wait(30)
        notice = page.get_by_role("alert").filter(has_text="connection to the server is lost")
        notice.wait_for()
        page.wait_for_timeout(1500)
        assert notice.count() == 1
        assert page.locator(".v-overlay--active:visible, .v-alert:visible, .v-dialog--active:visible").count() == 0
        assert page.get_by_text("Who mentors whom").is_visible()  # what was there stays to be read
        server = start()
        notice.wait_for(state="detached")
        page.wait_for_selector(".ms-week input")
        until_week(page, "week == 12")
        assert page.get_by_label("Matching", exact=True).input_value() == "random"
        press(page, "A week on")  # it is alive
        until_week(page, "week == 13")
    finally:
        server.terminate()
        server.wait(30)
        page.context.close()
