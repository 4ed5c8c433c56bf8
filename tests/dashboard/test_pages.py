"""The dashboard in a real browser: what a visitor does, and what comes of it."""

import io
import os
import re
import subprocess
import sys
import time
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from chromium import PATIENCE

from mentorsim.dashboard import server
from mentorsim.dashboard.logic import results
from mentorsim.dashboard.logic.choice import Choice, query_of, to_pairs
from mentorsim.experiment.runs import simulate
from mentorsim.indicators.run import MENTEE_KINDS
from mentorsim.store.results import open_results

pytestmark = pytest.mark.browser

PLACED = (Path(__file__).parent.parent / "placed.js").read_text("utf-8")
STATIC = Path(server.__file__).parent / "static"
FEW = {"people.mentees": 24, "people.mentors": 10}
DRAWN = ".ms-network[data-week], .js-plotly-plot .scatterlayer .point"  # a network
SMALL = query_of(to_pairs(Choice(FEW)))


def week(page) -> int:
    """The week that is shown."""
    return int(page.get_by_label("Go to week").input_value())


def until_week(page, what: str) -> None:
    """Wait until the week shown is so."""
    page.wait_for_function(f"(week => {what})(Number(document.querySelector('.ms-week input').value))")


def last_week(choice, weeks: int):
    """The last row of `weekly` of the world by itself."""
    return simulate(choice.parameters, weeks, choice.seed).weekly.iloc[-1]


def performance_of_mentees(choice, weeks: int) -> float:
    """The mean over all who came as mentees, whatever became of them, as the page has it."""
    people = simulate(choice.parameters, weeks, choice.seed).people
    return people["performance_end"][people["kind"].isin(MENTEE_KINDS)].mean()


def facts(page) -> dict:
    """{words: number} of the strip above the figures; what is just being drawn anew is left out."""
    texts = page.locator(".ms-facts > div").all_inner_texts()
    return dict(text.split("\n")[:2] for text in texts if "\n" in text)


def until_done(page, runs: int) -> None:
    """Wait until so many runs are done; while their bar moves, they may take as long as they do."""
    bar = f"(document.querySelector('progress[max=\"{runs}\"]')?.value ?? null)"
    done = page.get_by_text(f"Done: {runs} of {runs} runs")
    while not done.is_visible():
        page.wait_for_function(f"before => {bar} !== before || {bar} === {runs}", arg=page.evaluate(bar))
    done.wait_for()


def comes_to(look, expected) -> bool:
    """Whether what is seen comes to be as expected: a page is drawn a moment after its address has changed."""
    end = time.monotonic() + PATIENCE
    while look() != expected and time.monotonic() < end:
        time.sleep(0.05)
    return look() == expected


def press(page, name: str) -> None:
    """Press the button of that name."""
    page.get_by_role("button", name=name, exact=True).click()


def look_at(page, name: str) -> None:
    """Choose the figures beside the network."""
    page.get_by_role("group", name="Figures").get_by_role("button", name=name).click()


@pytest.mark.parametrize(
    ("path", "shows"),
    [
        ("", "Who mentors whom"),
        ("compare", "World B"),
        ("questions", "What do you think?"),
        ("experiments", "tiny"),
        ("evidence", "Matches ended early"),
    ],
)
def test_each_page_has_an_address_and_loads_without_errors(visit, path, shows):
    page = visit(path)
    page.get_by_text(shows).first.wait_for()
    assert "mentorsim" in page.title()
    if path not in ("experiments", "questions"):
        page.wait_for_selector(".js-plotly-plot .main-svg")


def test_a_world_plays_pauses_and_goes_anywhere(visit):
    page = visit(f"?{SMALL}&weeks=120&week=5")
    until_week(page, "week == 5")
    page.get_by_label("Speed").select_option("20")
    press(page, "Play")
    until_week(page, "week > 12")
    press(page, "Pause")
    page.get_by_role("button", name="Play", exact=True).wait_for()
    still = week(page)
    time.sleep(0.5)
    assert week(page) == still < 120
    press(page, "A week on")
    until_week(page, f"week == {still + 1}")
    page.locator(".ms-time").fill("60")
    until_week(page, "week == 60")
    page.wait_for_url(re.compile("week=60"))
    row = last_week(Choice(FEW), 60)
    assert comes_to(lambda: facts(page).get("performance"), f"{performance_of_mentees(Choice(FEW), 60):.2f}")
    assert comes_to(lambda: facts(page).get("matches"), f"{row['active']:.0f}")
    press(page, "Back to week 0")
    until_week(page, "week == 0")
    page.locator("h1").click()
    page.keyboard.press("Space")  # the keyboard plays too
    until_week(page, "week > 0")


def test_settings_and_policies_act_at_once_at_the_same_week(visit):
    page = visit(f"?{SMALL}&week=30")
    before = facts(page)
    page.get_by_label("Setting", exact=True).select_option("network")
    page.wait_for_url(re.compile("setting=network"))
    assert comes_to(lambda: week(page), 30)
    assert comes_to(lambda: facts(page) != before, True)
    assert comes_to(page.get_by_label("Matching", exact=True).input_value, "self")  # the setting's own
    page.get_by_label("Matching", exact=True).select_option("random")
    page.wait_for_url(re.compile("matching.policy=random"))
    row = last_week(Choice(FEW | {"setting": "network", "matching.policy": "random"}), 30)
    assert comes_to(lambda: facts(page).get("trust"), f"{row['quality']:.2f}")
    page.get_by_label("Mentees at the start", exact=True).fill("nobody")
    page.keyboard.press("Tab")
    page.get_by_text("people.mentees: found 'nobody'").wait_for()
    page.get_by_label("All parameters").fill("deffuant")
    page.get_by_label("Bound base", exact=True).hover()
    page.get_by_role("tooltip").get_by_text("distance of values heard by a closed mind").wait_for()
    page.get_by_role("link", name="Compare", exact=True).click()  # and back to where one was
    page.get_by_text("World B").first.wait_for()
    page.get_by_role("link", name="Explore", exact=True).click()
    page.wait_for_url(re.compile("matching.policy=random"))


def test_each_view_is_drawn_by_the_part_of_plotly_that_can(visit):
    page = visit(f"?{SMALL}&week=30")
    loaded = "[...document.scripts].map(script => script.src.split('/').pop()).filter(name => name.includes('plotly'))"
    for name, drawn in (
        ("Zone", ".scatterlayer .point"),
        ("Mentors", ".xy .bars, .scatterlayer"),
        ("Course", ".scatterlayer .lines"),
    ):
        look_at(page, name)
        page.wait_for_selector(f".ms-column .js-plotly-plot {drawn}")
    assert page.evaluate(loaded) == ["plotly-cartesian.min.js"]
    look_at(page, "Stages")
    page.wait_for_selector(".ms-column .js-plotly-plot .sankey-link")
    assert page.evaluate(loaded) == ["plotly-cartesian.min.js", "plotly.min.js"]
    look_at(page, "Course")
    page.wait_for_selector(".ms-column .sankey-link", state="detached")
    page.wait_for_selector(".ms-column .js-plotly-plot .scatterlayer .lines")


def test_without_the_small_part_of_plotly_the_whole_draws(visit):
    page = visit("experiments")
    page.route("**/plotly-cartesian.min.js", lambda route: route.fulfill(path=STATIC / "plotly-cartesian.min.js"))
    page.get_by_role("link", name="Evidence").click()
    page.wait_for_selector(".js-plotly-plot .main-svg")


def test_compare_runs_pairs_by_itself_which_can_be_cancelled_and_gives_effects(visit):
    page = visit(f"compare?{SMALL}&weeks=26&b.setting=network&b.people.mentees=24&b.people.mentors=10&week=10")
    page.wait_for_selector(".js-plotly-plot .scatterlayer .point")
    until_week(page, "week == 10")
    press(page, "Cancel")  # they have begun by themselves
    page.get_by_text("Cancelled:").wait_for()
    press(page, "Go on")
    page.get_by_label("Week", exact=True).fill("20")  # meanwhile the session goes on
    until_week(page, "week == 20")
    page.get_by_role("heading", name=re.compile("half a year mentees gain")).wait_for()
    page.get_by_text(re.compile("95 % interval over .* pairs of worlds")).wait_for()
    page.get_by_text("Hours of mentors, and what they brought").wait_for()
    page.get_by_text("B and A differ in mentor hours by more than 10 %").wait_for()
    assert page.get_by_role("cell", name=re.compile(r"\[.+, .+\]")).count() >= 8
    with page.expect_download() as taken:
        press(page, "All outcomes as CSV")
    table = pd.read_csv(taken.value.path())
    last = int(table["replication"].max())
    assert len(table) >= 2 * 3
    sure = simulate(Choice(FEW).parameters, 26, 2011, last).outcomes.iloc[0]
    found = table[(table["replication"] == last) & (table["world"] == "A")].iloc[0]
    assert found["satisfaction"] == pytest.approx(sure["satisfaction"], abs=0)


@pytest.mark.parametrize("width", [1440, 1024, 420])
def test_a_newcomer_reads_an_answer_without_scrolling(visit, width):
    page = visit("", viewport={"width": width, "height": 900})
    page.get_by_role("link", name="Compare", exact=True).click()
    answer = page.get_by_role("heading", name=re.compile("mentees gain|Mentees gain"))
    answer.wait_for()
    page.get_by_text(re.compile("95 % interval over .* pairs of worlds")).wait_for()
    for shown in (answer, page.get_by_text(re.compile("^Mentors spend .* h in A and"))):
        box = shown.bounding_box()
        assert box["y"] >= 0
        assert box["y"] + box["height"] <= page.viewport_size["height"]


def test_worlds_stand_beside_and_shocks_are_dropped_by_hand(visit):
    page = visit(f"?{SMALL}&week=40")
    page.locator(".ms-did").first.wait_for()  # what mentoring did
    press(page, "Pin this world")
    press(page, "Drop into this week")
    page.wait_for_url(re.compile("mentor_exit"))
    page.get_by_role("heading", name="Mentor exit").wait_for()
    press(page, "Unpin")
    page.get_by_label("Withdrawal of help", exact=True).select_option("never")
    page.get_by_role("button", name="Clear 2 earlier runs").click()
    page.get_by_role("button", name="Clear 2 earlier runs").wait_for(state="detached")
    page.get_by_label("Share", exact=True).fill("2")
    page.keyboard.press("Tab")
    page.get_by_role("alert").get_by_text("shocks[0].share").wait_for()
    press(page, "Remove")
    page.get_by_role("heading", name="Mentor exit").wait_for(state="detached")
    press(page, "Without mentoring")
    page.locator(".ms-did").first.wait_for(state="detached")
    page.wait_for_url(re.compile("twin=off"))


def test_a_claim_is_guessed_at_before_it_is_answered(visit):
    page = visit("questions?claim=C4")
    page.get_by_role("heading", name=re.compile("The more autonomous the learner")).wait_for()
    assert page.get_by_text("What decided").count() == 0
    press(page, "The evidence leaves it open")
    page.get_by_role("heading", name=re.compile("^Found: ")).wait_for()
    page.get_by_role("link", name=re.compile("Try it")).click()
    page.get_by_role("heading", name="World B", exact=True).wait_for()
    page.get_by_role("link", name="Questions", exact=True).click()
    page.get_by_role("link", name=re.compile("^C4 · ")).wait_for()  # it is remembered


def test_a_cell_leads_to_a_run_that_is_replayed_to_the_bit(visit, served):
    page = visit("experiments?folder=tiny")
    page.wait_for_selector(".js-plotly-plot .heatmaplayer image")
    box = page.locator(".js-plotly-plot .nsewdrag").first.bounding_box()
    page.mouse.move(box["x"] + 0.8 * box["width"], box["y"] + 0.25 * box["height"])
    page.mouse.click(box["x"] + 0.75 * box["width"], box["y"] + 0.25 * box["height"])
    page.get_by_role("heading", name="Runs in network, cliff").wait_for()
    stored = open_results(served.root / "tiny").outcomes
    run = stored[(stored["setting"] == "network") & (stored["withdrawal.policy"] == "cliff")].iloc[1]
    press(page, run["run_id"])
    press(page, "Replay this run in Explore")
    page.get_by_text("Equal to what was stored, to the last bit").wait_for()
    assert comes_to(lambda: week(page), 30)
    weekly = open_results(served.root / "tiny").weekly
    last = weekly[weekly["run_id"] == run["run_id"]].iloc[-1]
    assert comes_to(lambda: facts(page).get("trust"), f"{last['quality']:.2f}")


def test_the_file_gives_the_same_numbers_on_the_command_line(visit, tmp_path):
    choice = Choice(FEW | {"setting": "network", "withdrawal.policy": "readiness"}, seed=9, weeks=40)
    page = visit(f"?{query_of(to_pairs(choice))}&week=40")
    with page.expect_download() as taken:
        press(page, "Weekly table as CSV")
    shown = pd.read_csv(taken.value.path(), dtype=str).astype(float)  # from texts, each to its nearest number
    with page.expect_download() as taken:
        press(page, "Save as TOML")
    file = tmp_path / taken.value.suggested_filename
    taken.value.save_as(file)
    subprocess.run(
        [sys.executable, "-m", "mentorsim", "run", str(file), "--out", str(tmp_path / "out")],
        check=True,
        capture_output=True,
    )
    again = open_results(tmp_path / "out").weekly
    assert len(again) == len(shown) == 40
    for column in shown:
        np.testing.assert_array_equal(shown[column], again[column].to_numpy(float), err_msg=column)
    with page.expect_download() as taken:
        page.get_by_role("button", name=re.compile("Save as SVG: Network")).click()
    assert b"<svg" in taken.value.path().read_bytes()[:200]


def test_two_visitors_do_not_see_each_other(visit):
    one, other = visit(f"?{SMALL}&week=5"), visit(f"?{SMALL}&week=5")
    one.get_by_label("Setting", exact=True).select_option("network")
    one.wait_for_url(re.compile("setting=network"))
    press(one, "A week on")
    until_week(one, "week == 6")
    other.get_by_label("Withdrawal of help").select_option("never")
    other.wait_for_url(re.compile("withdrawal.policy=never"))
    assert "setting=network" not in other.url
    assert comes_to(lambda: week(other), 5)
    assert comes_to(other.get_by_label("Setting", exact=True).input_value, "organisation")
    assert one.get_by_label("Withdrawal of help").input_value() != "never"


def test_what_is_wrong_is_refused_with_its_reason(visit, served):
    page = visit("experiments?folder=../../etc")
    page.get_by_text("error: ../../etc: outside of results").wait_for()
    (served.root / "way-out").symlink_to(served.root.parent)
    page.goto(f"{served.url}experiments?folder=way-out/results/tiny")
    page.get_by_role("heading", name="tiny").wait_for()  # a link that stays inside is no harm
    (served.root / "way-out").unlink()
    page.goto(f"{served.url}?matching.policy=similarr")
    page.get_by_text("did you mean 'similar'").wait_for()
    for name, content, says in (
        ("broken.toml", b"[parameters]\nlearning.rat = 1\n", "broken.toml:2: learning.rat: unknown parameter"),
        ("large.toml", b"#" * 300_000, "expected at most 262,144"),
    ):
        page.locator("input[type=file]").set_input_files({"name": name, "mimeType": "text/plain", "buffer": content})
        page.get_by_text(f"error: {name}").wait_for()
        assert says in page.get_by_text(f"error: {name}").inner_text()
    good = b"[parameters]\npeople.mentees = 31\n"
    page.locator("input[type=file]").set_input_files({"name": "good.toml", "mimeType": "text/plain", "buffer": good})
    page.wait_for_url(re.compile("people.mentees=31"))


def test_a_sweep_goes_on_while_one_is_elsewhere(visit, served):
    page = visit("experiments")
    text = io.StringIO()
    text.write("[experiment]\nname = 'begun-here'\nreplications = 60\nweeks = 26\n[parameters]\npeople.mentees = 24\n")
    text.write("people.mentors = 10\n[design.factors]\nsetting = ['organisation', 'network']\n")
    page.locator("input[type=file]").set_input_files(
        {"name": "begun.toml", "mimeType": "text/plain", "buffer": text.getvalue().encode()}
    )
    page.get_by_text("2 arms × 60 replications = 120 runs of 26 weeks").wait_for()
    press(page, "Start its sweep")
    page.get_by_role("progressbar", name="begun-here").wait_for()
    page.get_by_role("link", name="Explore", exact=True).click()
    page.wait_for_selector(".ms-player")
    page.get_by_role("link", name="Experiments").click()
    until_done(page, 120)
    press(page, "Look again")
    page.get_by_role("button", name="begun-here").wait_for()
    assert results.open_folder(served.root, "begun-here").results.status()["done"] == 120


def test_real_people_are_replayed_compared_and_taken_to_the_command_line(visit, served, tmp_path):
    page = visit("experiments?folder=six")
    page.wait_for_selector(".js-plotly-plot .main-svg")
    stored = open_results(served.root / "six").outcomes
    run = stored[(stored["withdrawal.policy"] == "never") & (stored["replication"] == 0)].iloc[0]
    press(page, run["run_id"])
    press(page, "Replay this run in Explore")
    page.get_by_text("Equal to what was stored, to the last bit").wait_for()
    page.get_by_text("Real people from roster.csv (mentees: 4, mentors: 2").wait_for()
    with page.expect_download() as taken:
        press(page, "Save as TOML")
    taken.value.save_as(tmp_path / "explored.toml")
    subprocess.run(
        [sys.executable, "-m", "mentorsim", "run", str(tmp_path / "explored.toml"), "--out", str(tmp_path / "out")],
        check=True,
        capture_output=True,
    )
    again = open_results(tmp_path / "out").outcomes.iloc[0]
    assert again["run_id"] == run["run_id"]
    assert again["satisfaction"] == run["satisfaction"]
    page.get_by_role("link", name="Compare this world with a changed one").click()
    page.get_by_role("heading", name="World B", exact=True).wait_for()
    page.get_by_label("Withdrawal of help", exact=True).nth(1).select_option("cliff")
    page.wait_for_url(re.compile("b.withdrawal.policy=cliff"))
    assert "people.roster=six" in page.url
    page.get_by_text(re.compile("Effects over .* pairs;")).wait_for()


def test_a_dropped_file_may_name_a_roster_below_the_root_and_no_other(visit):
    page = visit()
    for file, says in (
        ("people-outside.csv", "mine.toml:2: people.roster: found no file 'people-outside.csv' below results"),
        ("../people-outside.csv", "mine.toml:2: people.roster: found '../people-outside.csv', expected a file below"),
        ("people.csv", "Real people from people.csv (mentees: 2, mentors: 1)"),
    ):
        content = f"[people]\nroster = '{file}'\n".encode()
        page.locator("input[type=file]").set_input_files(
            {"name": "mine.toml", "mimeType": "text/plain", "buffer": content}
        )
        page.get_by_text(says).wait_for()
    page.wait_for_url(re.compile("people.roster=people.csv"))
    press(page, "Draw people instead")
    page.wait_for_url(re.compile(r"^((?!people\.roster).)*$"))


def test_a_shipped_experiment_is_looked_at_and_its_world_opened(visit):
    page = visit("experiments")
    press(page, "karate-club")
    page.get_by_text("3 arms × 20 replications = 60 runs of 104 weeks").wait_for()
    page.get_by_role("link", name="Open its world in Explore").click()
    page.get_by_text("Real people from karate-club.csv (mentees: 24, mentors: 10, ties: 78)").wait_for()


def test_the_numbers_of_people_stand_in_each_world_where_they_differ(visit):
    page = visit(f"compare?{SMALL}&week=3")
    page.get_by_label("Mentees at the start", exact=True).nth(1).wait_for()
    one, other = (page.get_by_label("Mentees at the start", exact=True).nth(n) for n in (0, 1))
    assert (one.input_value(), other.input_value()) == ("24", "120")
    other.fill("24")
    page.keyboard.press("Tab")
    page.wait_for_url(re.compile("b.people.mentees=24"))
    assert comes_to(page.get_by_label("Mentees at the start", exact=True).count, 1)  # in both


def test_a_policy_of_a_plugin_is_chosen_and_runs(visit):
    page = visit(f"compare?{SMALL}&weeks=12&b.people.mentees=24&b.people.mentors=10&week=10")
    page.get_by_label("Matching", exact=True).nth(1).select_option("least_open")
    page.get_by_text("Mentors who are the least open come first.").wait_for()
    page.wait_for_url(re.compile("b.matching.policy=least_open"))
    page.get_by_text(re.compile(r"mentorsim sweep compared.toml --plugin \S*own.py runs the same pairs")).wait_for()
    page.get_by_text(re.compile("Effects over .* pairs;")).wait_for()


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("width", [1280, 800])
def test_it_fits_the_window_in_light_and_dark(visit, scheme, width):
    page = visit(f"?{SMALL}&week=3", viewport={"width": width, "height": 800}, color_scheme=scheme)
    page.wait_for_selector(".js-plotly-plot .main-svg")
    page.wait_for_selector(f"#app.theme--{scheme}, .v-application.theme--{scheme}")
    assert page.evaluate("document.documentElement.scrollWidth") <= width
    paper = page.locator(".js-plotly-plot .main-svg").first.evaluate("svg => getComputedStyle(svg).backgroundColor")
    assert (sum(map(int, re.findall(r"\d+", paper)[:3])) < 200) == (scheme == "dark")


@pytest.mark.parametrize("path", ["", "compare", "questions?claim=C4", "experiments?folder=tiny", "evidence"])
def test_it_fits_a_phone(visit, path):
    """Nothing is wider than the window, and no part lies over another."""
    page = visit(path, viewport={"width": 390, "height": 800})
    page.wait_for_selector(".ms-question" if path.startswith("questions") else ".js-plotly-plot .main-svg")
    assert page.evaluate("document.documentElement.scrollWidth") <= 390
    wider = "[...document.querySelectorAll('.ms-card')].filter(card => card.scrollWidth > card.clientWidth + 1)"
    assert page.evaluate(f"{wider}.map(card => card.innerText.slice(0, 80))") == []
    assert page.get_by_role("link", name="Evidence").bounding_box()["x"] < 390


def test_figures_are_laid_out_anew_when_a_phone_is_turned(visit):
    page = visit(f"?{SMALL}&week=30", viewport={"width": 390, "height": 800})
    page.wait_for_selector(".ms-column .js-plotly-plot .scatterlayer .lines")
    page.set_viewport_size({"width": 1280, "height": 800})
    page.wait_for_function(
        """[...document.querySelectorAll('.js-plotly-plot')].every(
      plot => Math.abs(plot.querySelector('.main-svg').clientWidth - plot.clientWidth) < 1)""",
    )
    assert page.evaluate(f"[...document.querySelectorAll('.js-plotly-plot')].flatMap({PLACED})") == []


def test_five_visitors_play_at_once(visit):
    pages = [visit(f"?{SMALL}&weeks=1040&week=1&seed={n}") for n in range(5)]
    for one in pages:
        press(one, "Play")
    reached = [week(one) for one in pages]
    for _ in pages:  # on a machine at work on other things, one page may stand while another one goes on
        if comes_to(lambda: all(week(one) > before for one, before in zip(pages, reached, strict=True)), True):
            break
    assert [week(one) > before for one, before in zip(pages, reached, strict=True)] == [True] * 5


@pytest.mark.full  # a measurement: how fast is told, and not tested
def test_speed_and_five_visitors_at_once(visit, capsys):
    first = [first_page(visit) for _ in range(3)]  # each a new visitor, whose browser has kept nothing
    usable, drawn = np.median(first, axis=0)
    page = visit("?people.mentees=210&people.mentors=90&weeks=400&week=1")
    page.wait_for_selector(DRAWN)
    page.get_by_label("Speed").select_option("20")
    alone = speed(page, 3.0)
    press(page, "Pause")
    pages = [visit(f"?{SMALL}&weeks=1040&week=1&seed={n}") for n in range(5)]
    for one in pages:
        press(one, "Play")
    together = [speed(one, 2.0, play=False) for one in pages]
    begun = time.monotonic()
    press(page, "A week back")
    page.wait_for_timeout(50)
    answer = time.monotonic() - begun
    with capsys.disabled():
        print(
            f"\nfirst page: usable after {usable:.1f} s, network drawn after {drawn:.1f} s (median of 3); 300 people "
            f"{alone:.1f} weeks/s; five visitors {min(together):.1f} to {max(together):.1f} weeks/s each; a sixth is "
            f"answered in {answer:.2f} s; load of the machine {os.getloadavg()[0]:.1f}"
        )
    assert alone > 0


def first_page(visit) -> tuple[float, float]:
    """Seconds from asking for the first page to its controls, and to its network."""
    begun = time.monotonic()
    page = visit()
    usable = time.monotonic() - begun
    page.wait_for_selector(DRAWN)
    return usable, time.monotonic() - begun


def speed(page, seconds: float, play: bool = True) -> float:
    """Weeks a second while it plays."""
    if play:
        press(page, "Play")
    page.wait_for_timeout(300)
    begun, first = time.monotonic(), week(page)
    page.wait_for_timeout(1000 * seconds)
    return (week(page) - first) / (time.monotonic() - begun)
