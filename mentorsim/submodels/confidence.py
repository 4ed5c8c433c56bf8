"""Confidence: raised by success, support and praise, lowered by failure, harsh words and missed help."""

from mentorsim.compiled import kernel, part
from mentorsim.equations import confidence_step, unit_interval
from mentorsim.process import process
from mentorsim.world.helping import gate_of
from mentorsim.world.lifecycle import most_trusted

ROSE, FELL, BUFFERED = range(3)


@kernel
def feel(people, matches, rules, at):
    """The week's events move confidence, which returns to its baseline; a trusted mentor buffers losses."""
    for i in range(people.n):
        if not people.present[i]:
            continue
        gate = gate_of(rules, most_trusted(people, matches, rules, i))
        step = step_of(people, rules, i, gate)
        at.count[ROSE if step > 0.0 else FELL] += 1
        at.count[BUFFERED] += gate > 0.0 and people.fall_now[i] > 0.0
        people.confidence[i] = unit_interval(people.confidence[i] + step)


@part
def step_of(people, rules, i, gate):
    """Change of person i's confidence this week. gate: what trust in the most trusted mentor lets through."""
    confidence = rules.confidence
    return confidence_step(
        people.confidence[i],
        people.confidence_base[i],
        people.rise_now[i],
        people.fall_now[i],
        gate,
        people.shortfall[i],
        confidence.buffer,
        confidence.shortfall,
        confidence.back,
    )


@process(
    "confidence",
    "synchronous",
    "confidence.on",
    ("rises", "falls or stays", "a loss is buffered by a mentor"),
    (feel,),
    source="Bandura 1997 (mastery); Mak 2011 (criticism and bullying); forms are assumptions",
)
def confidence(world):
    """Confidence follows the week's successes, failures, support and harsh words, and returns to its baseline."""
