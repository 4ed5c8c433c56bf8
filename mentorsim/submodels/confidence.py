"""Confidence: raised by praise and success, lowered by failure and harsh words, buffered by a trusted mentor."""

from mentorsim.compiled import kernel
from mentorsim.equations import confidence_fall as fall
from mentorsim.equations import confidence_rise as rise
from mentorsim.equations import toward, unit_interval
from mentorsim.process import process
from mentorsim.world.lifecycle import most_over

RAISED, FAILED, HURT, BUFFERED = range(4)


@kernel
def feel(people, matches, rules, at):
    """This week's events move confidence one after the other: praise and success, failure, harsh words; then back."""
    for i in range(people.n):
        if not people.present[i]:
            continue
        q = most_over(people.match_of[i], matches.next, matches.quality)  # the most trusted mentor
        c = people.confidence[i]
        for _ in range(people.success_now[i] + people.praise_now[i]):
            at.count[RAISED] += 1
            c += rise(c, rules.confidence.rise)
        for _ in range(people.failure_now[i]):
            at.count[FAILED] += 1
            c -= fall(c, q, rules.confidence.fall, rules.confidence.buffer)
        for _ in range(people.harsh_now[i]):
            at.count[BUFFERED if q > 0.0 else HURT] += 1
            c -= fall(c, q, rules.confidence.harsh, rules.confidence.buffer)
        people.confidence[i] = unit_interval(toward(c, people.confidence_base[i], rules.confidence.back))


@process(
    "confidence",
    "synchronous",
    "confidence.on",
    ("raised by success or praise", "lowered by failure", "hurt by a harsh word", "harsh word buffered by a mentor"),
    (feel,),
    source="Mak 2011 (criticism and bullying); forms are assumptions",
)
def confidence(world):
    """Confidence rises with praise and success, falls with failure and harsh words, and returns to its baseline."""
