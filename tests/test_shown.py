"""What results show of themselves, in a console and in a notebook; effects beside the twin."""

import re
from dataclasses import replace

import numpy as np
import pytest
from shell import WORLD as SHELL
from shell import good
from sweeps import SMALL, TINY, swept

import mentorsim as ms
from mentorsim import indicators
from mentorsim.analysis import overview
from mentorsim.analysis.contrasts import arm_means
from mentorsim.cards import Card
from mentorsim.experiment import effects, runs
from mentorsim.printing import estimate
from mentorsim.settings import resolve
from mentorsim.store import results as store

WORLD = {"weeks": 60, "mentees": 20, "mentors": 8, "seed": 5}


@pytest.fixture(scope="module")
def result():
    """A year and more of a small world."""
    return ms.run(**WORLD, matching="self")


def numbers_in(text: str, name: str) -> list[float]:
    """The numbers behind a name, in its line."""
    line = next(line for line in text.splitlines() if re.match(rf" +{name} ", line))
    return [float(number.replace("−", "-")) for number in re.findall(r"[+−]?\d+\.?\d*", line.partition(name)[2])]


# --- cards -----------------------------------------------------------------------------------------------------------


def test_a_card_is_aligned_text():
    card = Card("A title", (("what", "it is"),), ("", "n"), (("a", "1"), ("long", "12")), ("A note.",))
    assert card.text() == "A title\n  what  it is\n         n\n  a      1\n  long  12\nA note."


def test_nothing_in_a_card_is_taken_for_markup():
    bad = "<script>alert('&')</script>"
    page = Card(bad, ((bad, bad),), (bad,), ((bad,),), (bad,)).html()
    assert "<script" not in page
    assert page.count("&lt;script&gt;alert(&#x27;&amp;&#x27;)&lt;/script&gt;") == 6


def test_long_texts_are_broken_between_words_and_paths_are_not():
    path = "/a-folder" * 20
    assert Card(f"Results in {path}").text() == f"Results in\n{path}"


def test_a_card_without_a_table_or_facts_has_none():
    assert Card("Only a title").text() == "Only a title"
    assert "<table" not in Card("Only a title", heads=("a",)).html()


# --- effects beside the twin -----------------------------------------------------------------------------------------


def test_effects_are_this_world_less_the_same_people_unmatched(result):
    alone = ms.run(**WORLD, matching="none")
    table = result.effects.set_index("outcome")
    assert {"satisfaction", "unassisted_gain", "mentor_stock_ratio"} <= set(table.index)
    for name, row in table.iterrows():
        assert row["world"] == result.outcomes[name][0]
        assert row["control"] == alone.outcomes[name][0]
        assert row["difference"] == row["world"] - row["control"]
    assert not table.isna().any(axis=None)
    assert "premature_share" not in table.index, "nobody is matched in the control world"
    assert "g_unassisted" not in table.index, "that is a difference already"


def test_a_world_without_mentoring_has_no_effects():
    assert not ms.run(**WORLD, matching="none").effects["difference"].any()


def test_the_twin_is_run_once(monkeypatch):
    """By the effects, outcomes and repr of a run, and by another arm with the same people."""
    done = []
    lived = runs.simulate_world

    def noted(parameters, *luck, **more):
        done.append(parameters.matching.policy)
        return lived(parameters, *luck, **more)

    monkeypatch.setattr(runs, "simulate_world", noted)
    result = ms.run(weeks=61, mentees=20, mentors=8, seed=77, matching="similar")
    assert done == ["similar"]
    _ = result.outcomes, result.effects, repr(result), result._repr_html_()
    assert done == ["similar", "none"]
    _ = ms.run(weeks=61, mentees=20, mentors=8, seed=77, matching="random").outcomes
    assert done == ["similar", "none", "random"]


def test_outcomes_are_those_of_a_sweep_whichever_is_looked_at_first(result):
    alike = runs.simulate(result.world.parameters, 60, 5)
    people = runs.control_world(result.world.parameters, 60, 5, 0).people
    found = indicators.outcomes(replace(alike.run, control=people))
    for name, value in found.items():
        np.testing.assert_array_equal(result.outcomes[name][0], value)


# --- a single run ----------------------------------------------------------------------------------------------------


def test_a_run_shows_world_luck_tables_and_effects(result):
    text = repr(result)
    assert text.startswith("One world: organisation, 20 mentees and 8 mentors in week 0, 60 weeks\n")
    assert re.search(r"policies +matching self, withdrawal linear, goals negotiated", text)
    assert re.search(r"luck +seed 5, replication 0", text)
    assert f"matches ({len(result.matches):,} rows)" in text
    row = result.effects.set_index("outcome").loc["satisfaction"]
    assert numbers_in(text, "satisfaction") == pytest.approx(
        [row["world"], row["control"], row["difference"]], abs=5e-3
    )
    assert f"g_unassisted {result.outcomes['g_unassisted'][0]:.2f}".replace("-", "−") in text
    page = result._repr_html_()
    assert all(part in page for part in ("<table>", "One world: organisation", "without mentoring"))
    assert len(page) < 6_000


def test_a_large_run_is_shown_without_running_its_twin(result, monkeypatch):
    monkeypatch.setattr(effects, "AT_ONCE", 100)
    fresh = runs.simulate(resolve(TINY), 12, 5)
    assert "without mentoring" not in repr(fresh).partition("Effects")[0]
    assert not fresh.has_control
    assert "Effects: .effects runs" in repr(fresh)
    _ = fresh.effects
    assert "difference" in repr(fresh)


def test_a_plugin_and_names_from_files_are_shown_as_text(result):
    odd = replace(result, ids=result.ids | {"run_id": "<b>&</b>"})
    assert "&lt;b&gt;&amp;&lt;/b&gt;" in odd._repr_html_()


def test_the_command_shows_effects_beside_the_twin():
    text = good("run", *SHELL)
    result = ms.run(weeks=12, mentees=20, mentors=8, seed=5)
    for row in result.effects.to_dict("records"):
        shown = numbers_in(text.partition("Effects of mentoring")[2], row["outcome"])
        assert shown == pytest.approx([row["world"], row["control"], row["difference"]], rel=0.05, abs=0.006)
    head = next(line for line in text.splitlines() if "Effects of mentoring" in line)
    assert head.split("  ")[-1].strip() == "difference"


# --- results of a sweep ----------------------------------------------------------------------------------------------


def test_results_show_what_was_asked_how_far_they_are_and_what_came_out(small):
    text = repr(small)
    assert text.startswith("small\n")
    assert re.search(r"arms +4 arms × 2 replications of 12 weeks, seed 3$", text, re.MULTILINE)
    assert re.search(r"varied +matching.policy: random, self$", text, re.MULTILINE)
    assert re.search(r"runs +8 of 8 runs done$", text, re.MULTILINE)
    assert re.search(r"tables +outcomes, weekly, people, matches$", text, re.MULTILINE)
    for row in arm_means(small.outcomes, ["setting", "matching.policy"], "satisfaction").to_dict("records"):
        shown = estimate(row["mean"], row["low"], row["high"])
        assert re.search(rf"^  {row['setting']} +{row['matching.policy']} +{shown}$", text, re.MULTILINE)
    page = small._repr_html_()
    assert page.count("<tr>") == len(text.splitlines()) - 2, "the same lines but title and note"
    assert len(page) < 4_000


def test_results_that_are_not_complete_tell_what_is_missing_and_why(tmp_path, monkeypatch):
    def fail(arm, *_, **__):
        raise ValueError("<no> such luck")

    with monkeypatch.context() as patched:
        patched.setattr("mentorsim.experiment.sweep.simulate_run", fail)
        results = swept(SMALL, tmp_path / "out", shard="1/2")
    assert "0 of 8 runs done, 4 failed" in repr(results)
    assert "ValueError: <no> such luck" in repr(results)
    assert "ValueError: &lt;no&gt; such luck" in results._repr_html_()
    swept(SMALL, tmp_path / "out", shard="2/2")
    assert "4 of 8 runs done, 4 failed" in repr(results), "as the folder is now"
    assert "±" in repr(results)


def test_looking_at_results_leaves_nothing_behind(small):
    results = ms.open(small.path)
    _ = repr(results), results._repr_html_()
    assert "outcomes" not in vars(results), "what is read later is as the folder is then"


def test_results_of_many_arms_show_the_first(small, monkeypatch):
    monkeypatch.setattr(overview, "MOST_ARMS", 3)
    monkeypatch.setattr(overview, "MOST_LEVELS", 1)
    text = repr(small)
    assert "… and 1 arm more" in text
    assert len(re.findall(r"^  (organisation|network) ", text, re.MULTILINE)) == 3
    assert "varied  setting: 2 levels" in text


def test_a_folder_that_is_none_or_damaged_shows_that(copy, tmp_path):
    assert repr(store.Results(tmp_path / "nowhere")) == f"No results in {tmp_path / 'nowhere'}"
    (copy.path / "resolved.json").write_text('{"schema": 1')
    text = repr(store.Results(copy.path)).replace("\n", " ")
    assert text.startswith(f"Results in {copy.path}, which cannot be read")
