"""Kernels of a few things: compiled as what they read, run as they are written, refused where they are misused."""

import textwrap
from types import SimpleNamespace

import numpy as np
import pytest

from mentorsim.compiled import equation, kernel
from mentorsim.things import Misuse
from mentorsim.world import record as arrays

PREAMBLE = """
from mentorsim.compiled import equation, kernel
from mentorsim.codes import MENTOR
"""


@pytest.fixture
def written(tmp_path, monkeypatch):
    """A function that makes a module of kernels from its text."""

    def write(text):
        file = tmp_path / "own_kernels.py"
        file.write_text(PREAMBLE + textwrap.dedent(text), "utf-8")
        monkeypatch.setenv("MENTORSIM_CACHE", str(tmp_path / "cache"))
        names = {"__name__": "own_kernels", "__file__": str(file)}
        exec(compile(file.read_text("utf-8"), str(file), "exec"), names)
        return SimpleNamespace(**names)

    return write


PRAISE = """
    @equation
    def praise(people, rules, i, times):
        people.energy[i] += times * rules.energy.joy

    @kernel
    def praise_mentors(people, rules, at, times):
        energy = rules.energy
        for i in range(people.n):
            if people.role[i] == MENTOR:
                praise(people, rules, i, times)
                people.energy[i] -= energy.strain * people.skill[i].sum() * people.skill.shape[1]
                at.count[0] += 1
"""


def things():
    """Three people, a mentee between two mentors."""
    people = SimpleNamespace(
        n=3, role=np.array([1, 0, 1], np.int8), energy=np.array([0.1, 0.2, 0.3]), skill=np.full((3, 2), 0.25), load=None
    )
    rules = SimpleNamespace(energy=SimpleNamespace(joy=0.05, strain=0.01))
    return people, rules, SimpleNamespace(count=np.zeros(1, int))


def test_a_kernel_reads_what_it_and_those_it_calls_name(written):
    praise_mentors = written(PRAISE).praise_mentors
    assert set(praise_mentors.needs) == {
        "people.n",
        "people.role",
        "people.energy",
        "people.skill",
        "rules.energy.joy",
        "rules.energy.strain",
        "at.count",
    }
    assert praise_mentors.things == ("people", "rules", "at")
    assert praise_mentors.rest == ("times",)


@pytest.mark.parametrize("uncompiled", [False, True])
def test_compiled_and_as_written_it_does_the_same(written, uncompiled, monkeypatch):
    module, (people, rules, at) = written(PRAISE), things()
    if uncompiled:
        function = module.praise_mentors.py_func
        monkeypatch.setitem(function.__globals__, "praise", module.praise.py_func)
        function(people, rules, at, 2.0)
    else:
        module.praise_mentors(people, rules, at, 2.0)
    assert people.energy == pytest.approx([0.1 + 0.1 - 0.01, 0.2, 0.3 + 0.1 - 0.01], abs=1e-15)
    assert at.count[0] == 2


MISUSES = {
    "people by itself": ("return people", "uses people by itself"),
    "a thing handed to no kernel": ("return len(people)", "uses people by itself"),
    "a column replaced": ("people.energy = people.load", "sets people.energy"),
    "a kernel called without its things": ("tire(rules, people)", "calls tire without people, rules"),
    "a kernel called with a column": ("tire(people.energy, rules)", "calls tire without people, rules"),
}


@pytest.mark.parametrize(("line", "message"), MISUSES.values(), ids=MISUSES)
def test_misuse_is_refused_with_its_place(written, line, message):
    module = written(f"""
        @equation
        def tire(people, rules):
            people.energy[0] = rules.energy.joy

        @kernel
        def misuse(people, rules):
            {line}
    """)
    with pytest.raises(Misuse, match=rf"own_kernels\.py:\d+: misuse {message}"):
        module.misuse.needs  # noqa: B018


def test_things_come_first(written):
    with pytest.raises(Misuse, match="expected the things first"):
        written("""
            @kernel
            def tire(i, people):
                people.energy[i] = 0.0
        """)


def test_a_misspelt_column_is_named_with_the_nearest(written):
    module = written("""
        @kernel
        def tire(people):
            people.enrgy[0] = 0.0
    """)
    with pytest.raises(AttributeError, match=r"reads people\.enrgy, .*did you mean 'people\.energy'"):
        arrays.entry_of(module.tire)


def test_a_misspelt_rule_is_named_with_the_nearest(written):
    module = written("""
        @kernel
        def tire(people, rules):
            people.energy[0] = rules.energy.recovry
    """)
    with pytest.raises(AttributeError, match=r"did you mean 'rules\.energy\.recovery'"):
        arrays.entry_of(module.tire)


def test_functions_of_plain_arrays_stay_what_they_are():
    assert not hasattr(equation(lambda x: x + 1), "needs")
    assert not hasattr(kernel(lambda rows, out: None), "needs")
