"""The pages Design and Notebook in a browser."""

import pytest

from mentorsim.dashboard.logic.draft import of_link
from mentorsim.experiment import config

pytestmark = pytest.mark.browser
SMALL = "people.mentees=20&people.mentors=8&weeks=16&replications=3&outcomes=satisfaction,premature_share"


def test_a_sweep_is_designed_started_filled_in_noted_and_exported(visit, served, tmp_path):
    page = visit(f"design?name=from-page&{SMALL}&seed=3")
    page.get_by_label("goals.omega").check()
    page.get_by_role("group", name="Organisation's share of plans").get_by_label("Levels", exact=True).fill("0, 7")
    page.keyboard.press("Tab")
    page.wait_for_selector(".ms-factor [role=alert]")
    assert "less than or equal to 1" in page.inner_text(".ms-factor [role=alert]")
    assert page.get_by_role("button", name="Start the sweep").is_disabled()
    page.get_by_role("group", name="Organisation's share of plans").get_by_label("Levels", exact=True).fill(
        "0 to 0.8 in 2"
    )
    page.keyboard.press("Tab")
    page.wait_for_selector("text=2 arms × 3 replications = 6 runs of 16 weeks")
    page.wait_for_selector("text=on disk")
    assert '"goals.omega" = [0.0, 0.8]' in page.inner_text(".ms-code")
    assert "mentorsim sweep from-page.toml" in page.inner_text(".ms-design")
    draft, left_out = of_link(page.url.partition("?")[2])
    assert left_out == []
    assert draft.to_toml().strip() == page.inner_text(".ms-code").strip()
    with page.expect_download() as saved:
        page.get_by_role("button", name="Save as TOML").click()
    assert saved.value.suggested_filename == "from-page.toml"
    assert config.read(saved.value.path().read_text(), "from-page.toml").design.factors == {"goals.omega": [0, 0.8]}
    page.get_by_role("button", name="Start the sweep").click()
    page.wait_for_selector("text=Found by from-page")
    page.wait_for_selector(".ms-table >> text=goals.omega")
    page.get_by_role("button", name="Put into the notebook").click()
    page.get_by_role("link", name="Open the notebook").click()
    page.wait_for_selector("text=Save as one page")
    page.get_by_label("Your remark").fill("Look at this")
    page.keyboard.press("Tab")
    with page.expect_download() as saved:
        page.get_by_role("button", name="Save as one page (HTML)").click()
    exported = tmp_path / "notebook.html"
    saved.value.save_as(exported)
    alone = page.context.browser.new_page()
    asked, wrong = [], []
    alone.on("request", lambda request: asked.append(request.url))
    alone.on("console", lambda said: wrong.append(said.text) if said.type == "error" else None)
    alone.on("pageerror", lambda error: wrong.append(str(error)))
    alone.goto(exported.as_uri())
    alone.wait_for_selector(".js-plotly-plot .main-svg")
    assert "Look at this" in alone.inner_text("main")
    assert [one for one in asked if not one.startswith(("file:", "data:", "blob:"))] == []
    assert wrong == []
    alone.close()
    page.get_by_role("button", name="Remove 1").click()
    page.wait_for_selector("text=Nothing yet")


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("width", [1440, 390])
def test_the_form_fits_and_its_fields_have_names(visit, scheme, width):
    page = visit(
        f"design?by.goals.omega=0,1&by.matching.policy=random,similar&{SMALL}",
        viewport={"width": width, "height": 900},
        color_scheme=scheme,
    )
    page.wait_for_selector("text=4 arms")
    assert page.evaluate("document.documentElement.scrollWidth") <= width
    unnamed = """[...document.querySelectorAll('main input, main select, main textarea')].filter(one =>
        !one.labels?.length && !one.getAttribute('aria-label')).map(one => one.outerHTML)"""
    assert page.evaluate(unnamed) == []


def test_a_file_that_is_dropped_in_fills_the_form_and_says_what_it_does_not_show(visit, tmp_path):
    page = visit("design")
    file = tmp_path / "mine.toml"
    file.write_text(
        "[experiment]\nname = 'mine'\nstop = 'mentors == 0'\n[design.factors]\n'goals.omega' = [0.1, 0.2]\n"
    )
    page.set_input_files("input[type=file]", file)
    page.wait_for_selector("text=experiment.stop: not shown in the form")
    page.locator(".ms-code", has_text='stop = "mentors == 0"').wait_for()
    file.write_text("[experiment]\nseeed = 3\n")
    page.set_input_files("input[type=file]", file)
    page.wait_for_selector("text=experiment.seeed: unknown key")
