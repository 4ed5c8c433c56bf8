"""Compare's two networks in a browser: the same people at the same places, lit together."""

import pytest
from chromium import missing

from mentorsim.dashboard import assets

from .test_pages import comes_to, press

QUERY = "people.mentees=24&people.mentors=10&weeks=40&b.setting=network&b.people.mentees=24&b.people.mentors=10&week=12"
PLACES = """at => { const { data } = document.querySelectorAll('.ms-both .ms-area')[at].__network.view;
  return Object.fromEntries(Array.from(data.keys, (key, i) => [key, [data.x[i], data.y[i]]])); }"""
FOCUS = "() => [...document.querySelectorAll('.ms-both .ms-network')].map(one => one.dataset.focus)"


@pytest.mark.browser
def test_the_same_people_stand_at_the_same_places_and_are_lit_together(visit):
    if not assets.draws(assets.folder()):
        missing("force-graph was not fetched")
    page = visit(f"compare?{QUERY}")
    page.wait_for_function("""() => document.querySelectorAll('.ms-both [data-week$="week 12"]').length === 2""")
    first, second = (page.evaluate(PLACES, at) for at in (0, 1))
    both = first.keys() & second.keys()
    assert len(both) > 20
    assert {key: first[key] for key in both} == {key: second[key] for key in both}
    page.get_by_label("Find a person").first.fill("mentor 3")
    assert comes_to(lambda: page.evaluate(FOCUS), ["mentor 3", "mentor 3"])
    page.get_by_label("Find a person").first.fill("")
    press(page, "With their own mentors")
    assert comes_to(lambda: page.evaluate(PLACES, 1) == second, False)
    assert page.get_by_text("click for their story").count() == 0
