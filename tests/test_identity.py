"""What makes a run the one it is; arms of a design; plans of their runs."""

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sweeps import TINY, id_of

from mentorsim.experiment import config, identity
from mentorsim.experiment.design import arms
from mentorsim.experiment.sweep import Plan
from mentorsim.settings import resolve

FLAT = {"people.mentees": 20, "goals.omega": 1, "withdrawal.policy": "contingent", "withdrawal.down": 0.02}


# --- identity --------------------------------------------------------------------------------------------------------


@given(st.permutations(sorted(FLAT)), st.sets(st.sampled_from(sorted(FLAT))))
def test_order_and_spelling_of_numbers_do_not_count(order, as_float):
    spelled = {key: float(FLAT[key]) if key in as_float and key != "withdrawal.policy" else FLAT[key] for key in order}
    assert id_of(spelled) == id_of(FLAT)


@pytest.mark.parametrize(
    "other",
    [
        {"withdrawal.weeks": 9},  # read by policies with a term; this one has none
        {"matching.reach": 2},  # read by `self`; the setting's policy is `similar`
        {"setting.channel": "organisation"},  # what the setting has anyway
        {"people.mentees": 20.0},
        {"satisfaction.fit": 0.6},  # its default
    ],
)
def test_what_decides_nothing_does_not_count(other):
    assert id_of(FLAT | other) == id_of(FLAT)


def test_what_decides_the_numbers_counts():
    flat_ids = [
        id_of(FLAT | more)
        for more in (
            {},
            {"people.mentees": 21},
            {"withdrawal.down": 0.03},
            {"withdrawal.policy": "linear"},
            {"setting": "network"},
            {"matching.policy": "self"},
            {"matching.policy": "self", "matching.reach": 2},
        )
    ]
    shock = {"kind": "mentor_exit", "week": 3, "share": 0.3}
    luck_ids = [id_of(FLAT, weeks=21), id_of(FLAT, seed=2), id_of(FLAT, replication=1), id_of(FLAT, shocks=(shock,)),
                id_of(FLAT, shocks=(shock | {"share": 0.4},))]  # fmt: skip
    assert len({*flat_ids, *luck_ids}) == len(flat_ids) + len(luck_ids)


def test_a_setting_spelled_out_is_the_same_world():
    components = {f"setting.{name}": "network" for name in ("structure", "pairing", "channel", "power", "goals")}
    assert id_of(components | {"setting.exposure": "network"}) == id_of({"setting": "network"})


def test_arms_that_differ_in_mentoring_alone_share_their_control_world():
    def key(more):
        return identity.run_id(identity.control_of(resolve(TINY | more)), 20, 1, 0)

    alike = [{}, {"matching.policy": "self"}, {"withdrawal.policy": "cliff", "withdrawal.weeks": 9},
             {"pairing.by": "people"}, {"matching.interval": 4}]  # fmt: skip
    other = [{"setting": "network"}, {"people.mentees": 21}, {"goals.omega": 0.3}, {"community.on": False}]
    assert len({key(more) for more in alike}) == 1
    assert len({key(more) for more in alike + other}) == 1 + len(other)


def test_comments_do_not_change_the_code_but_words_do():
    text = "def f(x):\n    return x + 1\n"
    assert identity.code_of("# why\n" + text.replace("\n    return", "\n\n    # so\n    return")) == identity.code_of(
        text
    )
    assert identity.code_of(text.replace("1", "2")) != identity.code_of(text)
    names = identity.code()
    assert {"equations.py", "submodels/learning.py", "settings/network.toml", "indicators/mentee.py"} <= names.keys()
    assert not {"store.py", "model.py", "experiment/executor.py", "__init__.py"} & names.keys()


# --- arms and plans --------------------------------------------------------------------------------------------------


def arms_of(factors):
    """Arms of a grid over these factors."""
    listed = "\n".join(f'"{path}" = {values}' for path, values in factors.items())
    return arms(config.read(f"[design.factors]\n{listed}", ""))


def test_arms_come_in_order_of_declaration():
    found = arms_of({"withdrawal.policy": ["never", "cliff"], "people.mentees": [30, 20.0]})
    assert [arm.varied for arm in found] == [
        {"withdrawal.policy": policy, "people.mentees": size} for policy in ("never", "cliff") for size in (30, 20)
    ]
    assert found[1].label == "withdrawal.policy=never people.mentees=20"
    assert found[1].parameters == resolve({"withdrawal.policy": "never", "people.mentees": 20})


def test_arms_that_are_one_world_are_one_arm():
    found = arms_of({"withdrawal.policy": ["never", "cliff"], "withdrawal.weeks": [20, 30]})
    assert [tuple(arm.varied.values()) for arm in found] == [("never", 20), ("cliff", 20), ("cliff", 30)]


def test_any_first_part_of_a_plan_is_balanced_and_earlier_replications_stay(small_file):
    plan = Plan(config.load(small_file))
    jobs = list(plan.jobs())
    assert [job.replication for job in jobs] == [0] * 4 + [1] * 4
    longer = list(Plan(replace(plan.experiment, replications=5)).jobs())
    assert longer[: len(jobs)] == jobs
    assert len({job.run_id for job in longer}) == len(longer) == 20


def test_chunks_hold_missing_runs_that_share_a_control_world(small_file):
    plan = Plan(config.load(small_file))
    jobs = list(plan.jobs())
    done = {jobs[1].run_id, jobs[4].run_id}
    chunks = list(plan.chunks(done))
    assert [job for chunk in chunks for job in chunk] == [job for job in jobs if job.run_id not in done]
    assert all(len({(job.replication, job.control) for job in chunk}) == 1 for chunk in chunks)
