"""Links by strangers: what they say is followed as far as it can be, the rest is told; nothing in them is a fault."""

import pytest
from hypothesis import given
from hypothesis import strategies as some

from mentorsim.dashboard.logic import choice as choices
from mentorsim.dashboard.logic import panel, results
from mentorsim.dashboard.logic.choice import Choice
from mentorsim.dashboard.logic.links import MOST_VALUES, Link
from mentorsim.dashboard.logic.pairs import identity
from mentorsim.dashboard.logic.results import View
from mentorsim.dashboard.logic.session import FIRST_WEEK, VIEWS, Session, alike, in_both, results_of
from mentorsim.dashboard.logic.views import SERIES
from mentorsim.errors import BadInput
from mentorsim.experiment import config
from mentorsim.experiment.sweep import sweep
from mentorsim.parameters import DEFAULTS

SWEPT = """[experiment]
name = "two"
seed = 3
replications = 2
weeks = 8
[parameters]
people.mentees = 8
people.mentors = 4
[design.factors]
setting = ["organisation", "network"]
"withdrawal.policy" = ["cliff", "linear"]
[analysis]
outcomes = ["satisfaction"]
"""


@pytest.fixture(scope="module")
def root(tmp_path_factory):
    """A root with a small sweep, "two"."""
    place = tmp_path_factory.mktemp("links")
    sweep(config.read(SWEPT, "two.toml"), workers=1, out=place / "two")
    return place


@pytest.fixture
def session(root, monkeypatch):
    """A new visitor, below the root."""
    monkeypatch.setenv("MENTORSIM_DASHBOARD_ROOT", str(root))
    return Session()


@pytest.mark.parametrize(
    ("wrong", "says"),
    [
        ("setting=nowhere", "setting"),
        ("matching.policy=similarr", "did you mean 'similar'"),
        ("learning.rate=fast", "learning.rate"),
        ("learning.rat=1", "learning.rat: unknown parameter (did you mean 'learning.rate'?)"),
        ("learning.deduction=1", "learning.deduction: gone since the second edition: nothing is deducted"),
        ("replications=9", "replications: unknown parameter"),
        ("name=x", "name: unknown parameter"),
        ("seed=-1", "seed"),
        ("seed=" + "9" * 5000, "seed: found 5,000 characters"),
        ("weeks=0", "weeks"),
        ("weeks=99999", "weeks"),
        ("replication=x", "replication"),
        ("replication=٣", "replication"),
        ("people.mentees=1e9", "people.mentees"),
        ("people.mentees=900000", "expected at most 20,000 here"),
        ("week=x", "week"),
        ("week=" + "9" * 5000, "week"),
        ("week=999", "week: found 999, expected at most 156"),
        ("person=-3", "person"),
        ("person=1.5", "person"),
        ("view=nothing", "view: found 'nothing', expected one of course"),
        ("run=two/nothing", "run: found no run 'nothing' in two"),
        ("run=../two/nothing", "run: ../two: outside"),
        ("run=" + "x" * 3000 + "/y", "outside of links"),
        ("run=%ED%A0%80/%00", "run"),
        ("shocks=[", "shocks: found no JSON"),
        ("shocks=" + "[" * 3000, "shocks: found no JSON"),
        ('shocks=[{"kind":[],"week":3}]', "shocks"),
        ('shocks=[{"kind":"mentor_exit","week":' + "9" * 5000 + "}]", "shocks"),
        ("people.roster=nobody.csv", "people.roster: found no file"),
        ("people.roster=" + "x" * 300 + "/" + "y" * 4000, "people.roster"),
        ("nope=1", "nope: unknown parameter"),
    ],
)
def test_one_wrong_value_is_left_out_and_told_and_the_rest_is_followed(session, root, wrong, says):
    session.follow_explore(f"matching.policy=random&people.mentors=7&{wrong}")
    shown = session.ignored["explore"]
    assert len(shown) == 1
    assert says in shown[0].replace(str(root.name), "links")
    assert len(shown[0]) < 310
    assert session.choice.overrides == {"people.mentors": 7, "matching.policy": "random"}
    assert session.explored.goal == (156 if wrong == "week=999" else FIRST_WEEK)
    assert (session.view, session.run, session.explored.person) == (VIEWS[0], "", None)
    session.choose(session.choice.with_value("seed", 5))
    assert "explore" not in session.ignored  # once one goes on, it is no news


@pytest.mark.parametrize("page", ["explore", "compare"])
def test_the_address_stays_as_given_until_something_is_changed(session, page):
    """Solara's navigator tells the address once more when it is drawn: by then it must be no other."""
    link = "people.mentees=9&b.people.mentees=9&b.people.mentors=4&people.mentors=4&weeks=12&week=3"
    lab, query = {
        "explore": (session.explored, session.explore_query),
        "compare": (session.compared, session.compare_query),
    }[page]
    follow = getattr(session, f"follow_{page}")
    follow(link)
    assert query() != link  # which says the same in another order
    assert not session.to_push(page, query(), lab.playing)
    change(session, page, "random")
    assert session.to_push(page, query(), lab.playing)
    follow(link)  # told once more: the choice stays
    assert "matching.policy=random" in query()
    session.show(page, query())
    assert not session.to_push(page, query(), lab.playing)
    chosen = query()
    follow(link)  # back in the browser's history
    assert "matching.policy=random" not in query()
    assert not session.to_push(page, query(), lab.playing)
    follow(chosen)  # and on
    assert query() == chosen


def change(session, page: str, matching: str) -> None:
    """Choose a matching policy on a page."""
    if page == "explore":
        session.choose(panel.turned(session.choice, "matching.policy", matching))
    else:
        session.choose_pair(session.pair[0], panel.turned(session.pair[1], "matching.policy", matching))


def test_numbers_of_people_are_changed_together_where_they_are_alike(session):
    session.follow_compare("people.mentees=9&b.people.mentees=9&people.mentors=5&b.people.mentors=4")
    assert alike(session.pair) == ("people.mentees",)
    pair = in_both(session.pair, lambda first: panel.turned(first, "people.mentees", "30"))
    assert [world.value("people.mentees") for world in pair] == [30, 30]
    assert [world.value("people.mentors") for world in pair] == [5, 4]


def test_a_sound_link_is_followed_whole(session, root):
    run = results.open_folder(root, "two").runs["run_id"].iloc[0]
    session.follow_explore(f"matching.policy=random&seed=5&week=12&person=268435456&view=zone&run=two/{run}")
    assert session.ignored == {"explore": []}
    assert (session.choice.seed, session.explored.goal, session.explored.person) == (5, 12, 268435456)
    assert (session.view, session.run) == ("zone", f"two/{run}")


@pytest.mark.parametrize(
    ("wrong", "says"),
    [
        ("outcome=nothing", "outcome: found 'nothing', expected one of performance"),
        ("outcome=g_unassisted", "outcome"),  # of a run, not of a week
        ("b.setting=nowhere", "nowhere"),
        ("b.nope=1", "nope"),
        ("b.seed=4", "seed"),
        ("week=-4", "week"),
        ("c.setting=network", "c.setting: unknown parameter"),
    ],
)
def test_the_same_of_two_worlds(session, wrong, says):
    session.follow_compare(f"setting=network&people.mentors=7&b.people.mentors=8&{wrong}")
    first, second = session.pair
    assert any(says in line for line in session.ignored["compare"])
    assert first.overrides == {"setting": "network", "people.mentors": 7}
    assert second.overrides == {"people.mentors": 8}
    assert (first.seed, second.seed, session.outcome) == (Choice.seed, Choice.seed, SERIES[0])


def test_a_view_of_results_says_what_the_folder_does_not_have(root):
    opened = results.open_folder(root, "two")
    link = "folder=two&kind=pie&outcome=nope&x=people.mentees&y=nope&second=a&third=b&column=c&cell=1|2&run=x&more=1"
    folder, view, ignored = results_of(link)
    assert folder == "two"
    assert ignored == ["more: is no part of a link to results"]
    shown = results.misnamed(opened, view)
    names = [line.partition(":")[0] for line in shown]
    assert names == ["kind", "outcome", "x", "y", "second", "third", "column", "cell", "run"]
    assert results.misnamed(opened, View()) == results.misnamed(opened, results.completed(opened, view)) == []
    run = opened.runs["run_id"].iloc[0]
    sound = results.completed(opened, View(cell="network|cliff", x="setting", y="withdrawal.policy"))
    assert (sound.cell, results.completed(opened, View(run=run)).run) == ("network|cliff", run)


def test_a_link_is_no_place_for_ever_more():
    for search in ("a=1&" * 5000, "x" * 20_001):
        link = Link(search)
        assert (link.rest, link.places) == ([], {})
        assert link.ignored[0].startswith("link: ")
    assert len(Link("&".join(f"a{n}=1" for n in range(MOST_VALUES))).rest) == MOST_VALUES


TEXTS = some.one_of(
    some.text(max_size=12),
    some.integers().map(str),
    some.floats().map(str),
    some.sampled_from(("", "%", "../..", "[[[", "1e999")),
)
NAMES = some.one_of(
    some.sampled_from(
        (
            "setting",
            "seed",
            "weeks",
            "replication",
            "shocks",
            "week",
            "person",
            "view",
            "run",
            "outcome",
            "people.roster",
            "people.ties",
            "folder",
            "kind",
            "x",
            "y",
            "cell",
            "b.setting",
            "b.seed",
        )
    ),
    some.sampled_from(sorted(DEFAULTS)),
    some.text(max_size=8),
)


def plain(text: str) -> str:
    """A text that can stand in an address."""
    return text.encode("utf-8", "replace").decode()


@pytest.mark.slow
@given(some.lists(some.tuples(NAMES, TEXTS), max_size=6))
def test_any_values_under_any_names_lead_somewhere(pairs):
    session, search = Session(), choices.query_of((plain(name), plain(text)) for name, text in pairs)
    session.follow_explore(search)
    session.follow_compare(search)
    for query, follow in (
        (session.explore_query(), session.follow_explore),
        (session.compare_query(), session.follow_compare),
    ):
        here = session.choice.run_id, identity(session.pair)
        follow(query + "&")
        assert (session.choice.run_id, identity(session.pair)) == here  # what is shown has a link that leads back
    results_of(search)


@given(some.text(max_size=60))
def test_any_text_is_a_link_that_leads_somewhere(search):
    session = Session()
    session.follow_explore(search)
    session.follow_compare(search)
    results_of(search)


@given(TEXTS)
def test_any_name_is_a_folder_or_none(name):
    import tempfile
    from pathlib import Path

    with tempfile.TemporaryDirectory() as place, pytest.raises(BadInput):
        results.open_folder(Path(place), name)
