"""Results folders made small: fewer columns, a shorter record, and still the same runs."""

import json

import pytest
from shell import call

from mentorsim.errors import BadInput
from mentorsim.experiment import reproduce as again
from mentorsim.store import results as store
from mentorsim.store.narrowing import narrow
from mentorsim.store.packing import packed, unpacked

WORLDS = {0: {"learning.rate": 0.07, "energy.strain": 0.01}, 4: {"learning.rate": 0.09, "energy.strain": 0.02}}
ARMS = {"a": {}, "b": {"matching.policy": "self"}, "c": {"energy.strain": 0.03}}


def experiment(arms=ARMS) -> dict:
    """A resolved experiment over two worlds; the third of its arms replaces what the worlds say of one parameter."""
    entries = [
        {"label": name, "world": number, "varied": {"x": name}, "story": f"{name}{number}", "differs": shared | differs}
        for number, shared in WORLDS.items()
        for name, differs in arms.items()
    ]
    return {"schema": 1, "seed": 1, "weeks": 4, "replications": 2, "arms": entries}


def test_an_experiment_over_worlds_is_packed_and_read_as_it_was():
    small = packed(experiment())
    assert small["of_worlds"] == {"0": {"learning.rate": 0.07}, "4": {"learning.rate": 0.09}}
    assert [arm["label"] for arm in small["arms"]] == ["a", "b", "c"]
    assert small["arms"][1] == {
        "label": "b",
        "varied": {"x": "b"},
        "differs": {"matching.policy": "self"},
        "stories": {"0": "b0", "4": "b4"},
        "further": {"0": {"energy.strain": 0.01}, "4": {"energy.strain": 0.02}},
    }
    assert unpacked(json.loads(json.dumps(small))) == experiment()


def test_what_packing_would_change_is_left_in_full():
    without_worlds = {"arms": [{"label": "a", "varied": {}, "story": "a", "differs": {}}]}
    assert packed(without_worlds) is without_worlds
    uneven = experiment()
    uneven["arms"].pop()  # an arm that is not in every world
    assert packed(uneven) is uneven
    turned = experiment()
    turned["arms"].reverse()
    assert unpacked(packed(turned)) == turned


@pytest.mark.parametrize("damage", [{"arms": 3}, {"of_worlds": []}, {"arms": [{"label": "a"}]}])
def test_a_damaged_record_is_refused_by_name(tmp_path, damage):
    (tmp_path / "resolved.json").write_text(json.dumps(packed(experiment()) | damage))
    with pytest.raises(BadInput, match=r"resolved\.json: found .* expected the complete experiment"):
        store.open_results(tmp_path)


def test_a_narrowed_folder_has_what_was_asked_for_and_reproduces(copy):
    resolved = copy.resolved
    found = narrow(copy, {"outcomes": ["satisfaction"], "people": ["person", "confidence_start"]})
    assert found.resolved == resolved
    assert {"run_id", "setting", "matching.policy", "arm", "satisfaction"} <= set(found.outcomes.columns)
    assert "quality" not in found.outcomes
    assert {"person", "confidence_start"} <= set(found.people.columns)
    assert "performance_end" not in found.people
    assert found.weekly.shape == copy.weekly.shape
    assert found.manifest["narrowed"] == {"outcomes": ["satisfaction"], "people": ["person", "confidence_start"]}
    assert again.reproduce(found, sample=2).identical
    assert call("status", found.path).exit_code == 0


def test_a_change_in_a_narrowed_folder_is_found(copy, monkeypatch):
    found = narrow(copy, {"people": ["person", "confidence_start"]})
    usual = again.run_jobs

    def moved(*arguments, **named):
        answers = list(usual(*arguments, **named))
        for answer in answers:
            answer["people"]["confidence_start"] = answer["people"]["confidence_start"] + 0.1
        return answers

    monkeypatch.setattr(again, "run_jobs", moved)
    assert {one.column for one in again.reproduce(found, sample=1).differences} == {"confidence_start"}


def test_what_is_not_there_or_not_done_is_refused(copy):
    with pytest.raises(BadInput, match="found 'satisfacton', expected a column of the table"):
        narrow(copy, {"outcomes": ["satisfacton"]})
    resolved = copy.resolved | {"replications": 9}
    (copy.path / "resolved.json").write_text(json.dumps(resolved))
    with pytest.raises(BadInput, match="found runs missing"):
        narrow(copy.fresh(), {"outcomes": ["satisfaction"]})
