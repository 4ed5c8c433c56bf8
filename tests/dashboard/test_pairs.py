"""Replications of two worlds belong to these worlds, whatever is compared by now."""

import threading

import pytest

from mentorsim.dashboard.logic import pairs, replications
from mentorsim.dashboard.logic.choice import Choice
from mentorsim.dashboard.logic.pairs import Paired
from mentorsim.dashboard.logic.replications import Pairs, Precision
from mentorsim.dashboard.logic.session import Session, pair_query
from mentorsim.dashboard.logic.tasks import BOARD, Board, Task
from mentorsim.errors import BadInput

FEW = {"people.mentees": 20, "people.mentors": 8}
FEW_PAIRS, OTHER = Precision(0.0, 3), Precision(0.1)
A, B = Choice(FEW, 3, 16), Choice(FEW | {"withdrawal.policy": "cliff"}, 3, 16)


@pytest.fixture
def session():
    """A visitor who compares A and B."""
    one = Session()
    one.choose_pair(A, B)
    yield one
    one.close()


@pytest.fixture
def held(monkeypatch):
    """Replications that go on until this is set, and then leave a table of their worlds."""
    go = threading.Event()

    def run_pairs(task, pair, precision, found, workers=None):
        while not go.wait(0.01):
            task.progress(1, precision.most)
        task.result = [choice.overrides for choice in pair]

    monkeypatch.setattr(replications, "run_pairs", run_pairs)
    yield go
    go.set()


def test_a_result_stays_with_the_worlds_it_was_run_for(session, held):
    session.begin_pairs()
    assert session.pairs.changed(session.pair) == []
    session.choose_pair(A, A)  # world B is changed while they run
    held.set()
    assert session.pairs.task.wait(10)
    assert session.pairs.task.result == [A.overrides, B.overrides]
    assert session.pairs.pair == (A, B)
    assert session.pairs.changed(session.pair) == ["withdrawal.policy of world B: was cliff, is linear"]
    assert "cliff" in session.pairs.said
    session.choose_pair(A, B)  # and they are of these worlds again
    assert session.pairs.changed(session.pair) == []


@pytest.mark.parametrize(
    ("now", "says"),
    [
        ((A, A), "withdrawal.policy of world B"),
        ((Choice(FEW | {"setting": "network"}, 3, 16), B), "setting of world A: was organisation, is network"),
        ((Choice(FEW, 4, 16), Choice(B.overrides, 4, 16)), "seed: was 3, is 4"),
        ((Choice(FEW, 3, 17), Choice(B.overrides, 3, 17)), "weeks: was 16, is 17"),
        ((B, A), "withdrawal.policy of world A: was linear, is cliff"),
        ((Choice(FEW, 3, 16, shocks=({"kind": "mentor_exit", "week": 3, "share": 0.5},)), B), "other shocks"),
    ],
)
def test_it_is_told_what_differs(now, says):
    paired = Paired((A, B), FEW_PAIRS, Task("none", lambda task: None))
    assert says in "; ".join(paired.changed(now))


def test_other_outcomes_are_another_result():
    paired = Paired((A, B), FEW_PAIRS, Task("none", lambda task: None))
    assert paired.changed((A, B), ("satisfaction",)) == ["other outcomes are asked for"]


def test_what_changes_no_run_makes_nothing_stale():
    paired = Paired((A, B), FEW_PAIRS, Task("none", lambda task: None))
    shown = Choice(FEW | {"setting": "organisation"}, 3, 16, replication=2)  # said, or looked at, in another way
    assert paired.changed((shown, B)) == []


def test_those_of_another_pair_take_the_place_of_running_ones(session, held):
    session.begin_pairs()
    first = session.pairs
    session.choose_pair(A, A)
    session.precision = OTHER
    session.begin_pairs()
    assert first.task.wait(10)
    assert first.task.state == "cancelled"
    assert first.task.result is None
    assert (session.pairs.pair, session.pairs.precision) == ((A, A), OTHER)


def test_replications_count_among_the_tasks_of_the_server(held):
    visitors = [Session() for _ in range(3)]
    for visitor in visitors[:2]:
        visitor.begin_pairs()
    with pytest.raises(BadInput, match="2 tasks are running"):
        visitors[2].begin_pairs()
    with pytest.raises(BadInput, match="2 tasks are running"):
        BOARD.start("a sweep", lambda task: None)
    assert not {"pairs", "a sweep"} & set(BOARD.tasks)  # others see no visitor's replications
    visitors[0].pairs.task.cancel()
    assert visitors[0].pairs.task.wait(10)
    visitors[2].begin_pairs()
    for visitor in visitors:
        visitor.close()


def test_one_that_was_called_off_keeps_nobody_waiting():
    board, go = Board(), threading.Event()
    tasks = [board.start("pairs", lambda task: go.wait(10), listed=False) for _ in range(2)]
    tasks[0].cancel()
    board.start("sweep", lambda task: go.wait(10))
    go.set()


@pytest.mark.slow
def test_real_pairs_are_of_their_worlds():
    paired = pairs.begin((A, B), FEW_PAIRS, Pairs())
    assert paired.task.wait(120)
    assert (paired.task.state, paired.task.done) == ("done", 3)
    effects = paired.effects().set_index("outcome")
    same = Paired(
        (A, A),
        FEW_PAIRS,
        Task("same", lambda task: replications.run_pairs(task, (A, A), FEW_PAIRS, workers=1)).start(),
    )
    assert same.task.wait(120)
    assert same.task.error == ""
    assert same.task.wait(120)
    assert (same.effects()["difference"].dropna() == 0.0).all()
    assert (effects["difference"].dropna() != 0.0).any()


@pytest.mark.parametrize("pair", [(Choice(), Choice()), (A, B), (A, A), (Choice(), Choice({"setting": "network"}))])
def test_a_link_to_a_pair_leads_to_that_pair(pair):
    session = Session()
    session.follow_compare(f"{pair_query(*pair)}&week=3")
    assert pairs.identity(session.pair) == pairs.identity(pair)
