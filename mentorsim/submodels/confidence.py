"""Confidence: raised by praise and success, lowered by failure and harsh words, buffered by a trusted mentor."""

from mentorsim.compiled import kernel
from mentorsim.equations import confidence_fall as fall
from mentorsim.equations import confidence_rise as rise
from mentorsim.equations import toward, unit_interval
from mentorsim.lifecycle import most_over
from mentorsim.registry import process

RAISED, FAILED, HURT, BUFFERED = range(4)


@kernel
def feel(
    n_people, count, present, confidence, confidence_base, success_now, failure_now, praise_now, harsh_now, match_of,
    match_next, match_quality, confidence_rise, confidence_fall, confidence_harsh, confidence_buffer, confidence_back,
):  # fmt: skip
    """This week's events move confidence one after the other: praise and success, failure, harsh words; then back."""
    for i in range(n_people):
        if not present[i]:
            continue
        q = most_over(match_of[i], match_next, match_quality)  # the most trusted mentor
        c = confidence[i]
        for _ in range(success_now[i] + praise_now[i]):
            count[RAISED] += 1
            c += rise(c, confidence_rise)
        for _ in range(failure_now[i]):
            count[FAILED] += 1
            c -= fall(c, q, confidence_fall, confidence_buffer)
        for _ in range(harsh_now[i]):
            count[BUFFERED if q > 0.0 else HURT] += 1
            c -= fall(c, q, confidence_harsh, confidence_buffer)
        confidence[i] = unit_interval(toward(c, confidence_base[i], confidence_back))


@process(
    "confidence", "synchronous", "confidence.on",
    ("raised by success or praise", "lowered by failure", "hurt by a harsh word", "harsh word buffered by a mentor"),
    (feel,),
)  # fmt: skip
def confidence(world):
    """Confidence rises with praise and success, falls with failure and harsh words, and returns to its baseline."""
