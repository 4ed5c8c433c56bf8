"""Numbers as people read them: the one place that turns a number into text, for every table, sentence and figure.

What is printed reads back as the value, within one unit of its last digit (`tests/property/test_printed_numbers.py`).
"""

import math

MISSING = "–"  # what is undefined
MINUS = "−"
USUAL = 2  # decimals of a number below 10, unless its interval asks for more
FINEST = 12  # decimals at most
ROUNDING = 1e-9  # relative width of an interval that is none
LARGEST = 1e15  # from here on digits are no longer written out


def number(value, digits: int | None = None) -> str:
    """A number in few digits: 0.18, −1.20, 12.3, 2,003; `–` if it is undefined.

    digits: decimals, such as those of `digits_for` its interval; without them, as many as its size asks for.
    """
    if value is None or math.isnan(value):
        return MISSING
    if math.isinf(value):
        return "∞" if value > 0 else f"{MINUS}∞"
    if abs(value) >= LARGEST:
        text = f"{value:.2e}".replace("e+", "e")
    else:
        text = f"{value:,.{by_size(value) if digits is None else digits}f}"
    return unsigned(text) if text.strip("-0.,") == "" else text.replace("-", MINUS)


def unsigned(text: str) -> str:
    """A text of zeros only, without the sign of what was rounded away."""
    return text.lstrip("-")


def signed(value, digits: int | None = None) -> str:
    """A change: +0.18, −0.18, 0.00."""
    text = number(value, digits)
    return f"+{text}" if value is not None and value > 0 and text.strip("0.,") else text


def significant(value, count: int = 3) -> str:
    """A number with so many digits that count: 0.00123, 6,551; what is beyond the decimals that fit is written 1.2e−9.

    Digits before the point are never rounded away.
    """
    if value is None or not math.isfinite(value) or value == 0.0:
        return number(value, 0)
    text = f"{value:.{count - 1}e}"
    power = int(text.partition("e")[2])
    if power < count - 9:
        return f"{text.partition('e')[0]}e{power}".replace("-", MINUS)
    return number(value, max(0, count - 1 - power))


def shortest(value: float) -> str:
    """A number that somebody chose, in no more digits than it needs: 1, 0.01, −2.5."""
    return f"{value:,.12g}".replace("-", MINUS)


def by_size(value: float) -> int:
    """Decimals of a number of that size: two below 10, one below 100, none above."""
    size = abs(value)
    return USUAL if size < 10 else 1 if size < 100 else 0


def order_of(value: float) -> int:
    """The power of ten of a number's first digit."""
    return math.floor(math.log10(abs(value)))


def digits_for(low: float, high: float) -> int:
    """Decimals for the ends of an interval and what stands beside them: those that tell its width in two digits.

    Never fewer than a number of that size has by itself; those of the size alone where there is no interval.
    """
    if not (math.isfinite(low) and math.isfinite(high)):
        return USUAL
    size = max(abs(low), abs(high))
    width = min(high - low, LARGEST)
    if width <= ROUNDING * size:
        width = size  # no interval: enough to tell the value
    return max(by_size(size), min(FINEST, 1 - order_of(width))) if width else USUAL


def between(low: float, high: float, digits: int | None = None) -> str:
    """An interval: [0.26, 2.16]."""
    digits = digits_for(low, high) if digits is None else digits
    return f"[{number(low, digits)}, {number(high, digits)}]"


def estimate(mean: float, low: float, high: float, digits: int | None = None) -> str:
    """A mean and half of its interval, 0.184 ±0.052; with both ends where it is lopsided, 0.00 [0.00, 0.17]."""
    digits = digits_for(low, high) if digits is None else digits
    text, half = number(mean, digits), (high - low) / 2.0
    if math.isnan(half):
        return text
    if abs(high + low - 2.0 * mean) > 0.2 * half:
        return f"{text} {between(low, high, digits)}"
    return f"{text} ±{number(half, digits)}"


def with_interval(mean: float, low: float, high: float) -> str:
    """A number and its interval in a sentence: 0.18, 95 % [0.12, 0.24]; the number alone where it has none."""
    digits = digits_for(low, high)
    text = number(mean, digits)
    return text if math.isnan(low) else f"{text}, 95 % {between(low, high, digits)}"


def percent(value) -> str:
    """A share: 32 %."""
    if value is None or math.isnan(value):
        return MISSING
    return f"{number(100.0 * value, 0)} %"


def percents(low: float, high: float) -> str:
    """An interval of shares: [26 %, 41 %]."""
    return f"[{percent(low)}, {percent(high)}]"


def whole(value, otherwise: str = MISSING) -> str:
    """A count, 2,003, that may be missing."""
    return otherwise if value is None or math.isnan(value) else number(value, 0)


def plural(count: int, one: str) -> str:
    """1 run, 12 runs."""
    return f"{count:,} {one}" if count == 1 else f"{count:,} {one}s"


def duration(seconds: float) -> str:
    """A time: 40 ms, 0.4 s, 12 s, 3 min 20 s, 2 h 5 min."""
    if seconds < 0.0995:
        return f"{1000 * seconds:.0f} ms"
    if seconds < 9.95:
        return f"{seconds:.1f} s"
    if seconds < 99.5:
        return f"{seconds:.0f} s"
    if seconds < 599.5:
        return f"{round(seconds) // 60} min {round(seconds) % 60} s"
    minutes = round(seconds / 60)
    return f"{minutes} min" if minutes < 60 else f"{minutes // 60:,} h {minutes % 60} min"


def size(count: float) -> str:
    """Bytes: 830 kB, 1.2 GB."""
    for unit in ("B", "kB", "MB", "GB"):
        if count < 999.5:
            return f"{count:.0f} {unit}" if count >= 9.95 or unit == "B" else f"{count:.1f} {unit}"
        count /= 1000
    return f"{count:,.1f} TB"
