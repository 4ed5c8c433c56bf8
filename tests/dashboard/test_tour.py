"""The tour: offered once, by pointer and by key, at any width."""

import pytest

from mentorsim.dashboard.logic.tour import STEPS

from .test_pages import comes_to, press


def focused(page) -> str:
    """The name of the dialog that has the focus; "" if none has."""
    return page.evaluate(
        "() => { const one = document.activeElement.closest('[role=dialog]');"
        " return one ? document.getElementById(one.getAttribute('aria-labelledby')).textContent : ''; }"
    )


@pytest.mark.browser
def test_it_is_offered_once(visit):
    page = visit("questions", new=True)
    page.get_by_role("region", name="New here?").wait_for()
    page.get_by_role("link", name="C4").click()  # the page stays in use
    press(page, "No, thanks")
    page.get_by_role("region", name="New here?").wait_for(state="detached")
    page.reload()
    page.wait_for_selector(".ms-main h1")
    page.get_by_role("button", name="Tour").wait_for()
    assert page.get_by_role("region", name="New here?").count() == 0


@pytest.mark.browser
@pytest.mark.parametrize("width", [1280, 390])
def test_it_points_at_what_is_there_and_ends_by_escape(visit, width):
    page = visit("questions", new=True, viewport={"width": width, "height": 800}, reduced_motion="reduce")
    offer = page.get_by_role("button", name="Take the tour")
    offer.focus()
    page.keyboard.press("Enter")
    ring = page.locator(".ms-ring")
    for place, step in enumerate(STEPS):
        assert comes_to(lambda: focused(page), step.title)
        assert page.get_by_text(step.text).is_visible()
        assert comes_to(lambda of=step.of: around(ring, page, of), True)
        card = page.get_by_role("dialog", name=step.title).bounding_box()
        assert card["x"] >= 0
        assert card["x"] + card["width"] <= width
        assert card["y"] + card["height"] <= 800
        assert page.evaluate("document.documentElement.scrollWidth") <= width
        if place < len(STEPS) - 1:
            page.get_by_role("button", name="Next", exact=True).focus()
            page.keyboard.press("Enter")
    page.keyboard.press("Escape")
    page.get_by_role("dialog", name=STEPS[-1].title).wait_for(state="detached")
    assert page.get_by_role("button", name="Tour").evaluate("one => one === document.activeElement")
    page.keyboard.press("Enter")  # again, from the header
    assert comes_to(lambda: focused(page), STEPS[0].title)


def around(ring, page, of) -> bool:
    """Whether a ring is around the first of what is seen of some selectors."""
    found = [one.bounding_box() for one in (page.locator(selector).first for selector in of) if one.is_visible()]
    box = ring.bounding_box() if ring.is_visible() else None
    if not (found and found[0] and box):
        return False
    return box["x"] <= found[0]["x"] and box["x"] + box["width"] >= found[0]["x"] + found[0]["width"]
