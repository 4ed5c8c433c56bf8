"""axe-core finds nothing that keeps people out: on every page, in light and dark, with what opens on it."""

import pytest

from .test_pages import comes_to, press

playwright = pytest.importorskip("axe_playwright_python.sync_playwright")

SMALL = "people.mentees=24&people.mentors=10&weeks=60&week=20"
BOTH = "setting=organisation&b.setting=network&people.mentees=24&people.mentors=10&weeks=30&week=10"


def guessed(guess: str):
    """An act: to guess, and see what was found."""

    def act(page):
        press(page, guess)
        page.locator("h2", has_text="Found").wait_for()

    return act


def with_story(page):
    """The story of somebody is open, and a curve over a slider."""
    page.wait_for_selector(".ms-network[data-week]")
    press(page, "a mentee")
    page.locator("h2", has_text="The story of mentee").wait_for()


def with_glossary(page):
    """The glossary is open."""
    press(page, "Glossary")
    page.get_by_role("dialog", name="Glossary").wait_for()


def with_tour(page):
    """The tour is at its first step."""
    press(page, "Tour")
    page.get_by_role("dialog").wait_for()


def with_answer(page):
    """The first pairs have run."""
    page.wait_for_selector(".ms-verdict h2")
    page.locator("h2", has_text="All outcomes").wait_for()


def with_cost(page):
    """A design has been checked and its cost is known."""
    page.get_by_text("2 arms × 10 replications").wait_for()
    page.get_by_text("on disk").wait_for()


def looked_at(page):
    """Nothing but what is there at once."""
    page.wait_for_selector(".ms-main h1")


PAGES = {
    "explore": (f"?{SMALL}", with_story),
    "tour": (f"?{SMALL}", with_tour),
    "compare": (f"compare?{BOTH}", with_answer),
    "first question": ("questions", guessed("In a network")),
    "second question": ("questions?question=Q2", guessed("Help that never recedes")),
    "claim": ("questions?claim=C4", guessed("It holds")),
    "glossary": ("questions", with_glossary),
    "experiments": ("experiments", looked_at),
    "results": ("experiments?folder=tiny", looked_at),
    "evidence": ("evidence", looked_at),
    "design": ("design?by.withdrawal.policy=never%2C+linear", with_cost),
    "notebook": ("notebook", looked_at),
}


def found(page) -> list[str]:
    """What axe-core finds: rule, and where."""
    said = playwright.Axe().run(page).response["violations"]
    return [f"{one['id']}: {node['target']} {node['html'][:120]}" for one in said for node in one["nodes"]]


@pytest.mark.browser
@pytest.mark.parametrize("name", PAGES)
def test_nothing_keeps_anybody_out(visit, name):
    path, act = PAGES[name]
    page = visit(path, color_scheme="light")
    act(page)
    assert comes_to(lambda: page.locator(".ms-busy", has_text="computing").count(), 0)
    assert found(page) == []
    page.emulate_media(color_scheme="dark")
    page.wait_for_selector("#app.theme--dark")
    assert found(page) == []
