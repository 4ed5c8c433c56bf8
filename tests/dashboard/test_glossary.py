"""The glossary: each term in two sentences, marked where it stands in a page, and all of them in a dialog."""

import re

import pytest

from mentorsim import glossary
from mentorsim.glossary import terms

from .test_pages import comes_to, press

ASKED_FOR = (
    "Mentee", "Match", "Zone of proximal development", "Scaffolding", "Fading", "Withdrawal of help",
    "Premature closure",
    "Dependence", "Independence", "Interdependence", "Retention", "R_M", "Twin", "Plausible worlds", "SD", "Interval",
)  # fmt: skip


def test_every_term_is_told_in_two_sentences_and_found_by_one_form_only():
    names = [one.name for one in terms()]
    assert set(ASKED_FOR) <= set(names)
    assert names == sorted(names, key=str.casefold)
    for one in terms():
        assert len(re.findall(r"[.!?](?= [A-Z]|$)", one.meaning)) == 2, one.name
        assert one.meaning == " ".join(one.meaning.split())
        assert all(glossary.met().fullmatch(form) for form in one.forms)
    forms = [form.casefold() for one in terms() for form in one.forms]
    assert len(forms) == len(set(forms))
    assert len({one.key for one in terms()}) == len(names)


def test_terms_are_found_as_whole_words():
    assert glossary.has_terms("Who mentors whom")
    assert glossary.has_terms("the zone of proximal development")
    assert not glossary.has_terms("matchless unities")


def described(page) -> str:
    """What is told of the term that is asked about; "" if nothing is."""
    told = page.locator(".ms-meaning:visible")
    return told.inner_text() if told.count() else ""


@pytest.mark.browser
def test_a_term_is_told_on_hover_focus_and_tap(visit):
    page = visit("?people.mentees=24&people.mentors=10&week=3")
    trust = page.locator(".ms-facts .ms-term[data-term=trust]")
    trust.hover()
    assert comes_to(lambda: "how much of the help arrives" in described(page), True)
    page.mouse.move(2, 2)
    assert comes_to(lambda: described(page), "")
    trust.focus()
    assert "how much of the help arrives" in described(page)
    assert trust.get_attribute("aria-describedby") == "ms-meaning"
    page.keyboard.press("Escape")
    assert described(page) == ""
    label = page.locator(".ms-side label .ms-term[data-term=matching]")  # in a label: asked about, not what it labels
    label.click()
    assert "Who is brought together with whom" in described(page)
    assert page.evaluate("document.activeElement.tagName") == "ABBR"
    page.get_by_role("heading", name="One world, week by week").click()
    assert comes_to(lambda: described(page), "")
    assert page.locator(".ms-facts .ms-term[data-term=mentor]").count() == 1  # once in each part
    press(page, "A week on")
    page.locator(".ms-facts .ms-term[data-term=trust]").wait_for()


@pytest.mark.browser
def test_a_term_is_told_by_a_tap_within_a_phone(visit):
    page = visit("questions?claim=C4", viewport={"width": 390, "height": 800}, has_touch=True)
    page.locator(".ms-stack .ms-term").first.tap()
    told = page.locator(".ms-meaning").bounding_box()
    assert told["x"] >= 0
    assert told["x"] + told["width"] <= 390
    assert page.evaluate("document.documentElement.scrollWidth") <= 390


@pytest.mark.browser
def test_the_glossary_is_opened_searched_and_closed_by_key(visit):
    page = visit("questions")
    assert page.evaluate("document.documentElement.lang") == "en"
    assert "user-scalable" not in page.locator("meta[name=viewport]").get_attribute("content")
    opener = page.get_by_role("button", name="Glossary")
    opener.focus()
    page.keyboard.press("Enter")
    dialog = page.get_by_role("dialog", name="Glossary")
    dialog.get_by_text(f"{len(terms())} of {len(terms())} terms").wait_for()
    page.keyboard.type("zone")
    assert comes_to(lambda: dialog.locator("dt").first.inner_text(), "Zone of proximal development")
    page.keyboard.press("Escape")
    page.keyboard.press("Escape")  # the first empties the search, where a browser does so
    assert comes_to(lambda: dialog.count(), 0)
    assert opener.evaluate("one => one === document.activeElement")
