"""The error for input that cannot be used, and how its message writes values, names and lists of faults."""

import math


class BadInput(ValueError):
    """Input that cannot be used; the message names the place, what was found, what was expected."""


LONGEST_VALUE = 200  # characters of a value in a message
LONGEST_NAME = 100  # characters of a name that is shown whole
MOST_DIGITS = 100  # of a whole number that is shown digit by digit
MOST_FAULTS = 50  # faults in a message


def written(value) -> str:
    """A value as a config has it: true or false, a text in quotes, nothing where there is none; long ones cut short."""
    if value is None:
        return "nothing"
    if isinstance(value, bool):
        return str(value).lower()
    if isinstance(value, int) and abs(value) >= 10**MOST_DIGITS:
        return f"a whole number of some {round(value.bit_length() * math.log10(2)):,} digits"
    try:
        text = repr(value)
    except (ValueError, RecursionError):  # numbers too long, or lists too deep, to be written
        return f"a {type(value).__name__} that is too large to show"
    rest = len(text) - LONGEST_VALUE
    return f"{text[:LONGEST_VALUE]} … ({rest:,} more characters)" if rest > 0 else text


def as_place(name: str) -> str:
    """A name as the place of a fault: as it is, unless it is long or has characters that cannot be shown."""
    return name if len(name) <= LONGEST_NAME and name.isprintable() else written(name)


def capped(faults: list[str]) -> str:
    """Faults as one message, a line each; of very many the first, and how many more there are."""
    more = [f"… and {len(faults) - MOST_FAULTS:,} more"] if len(faults) > MOST_FAULTS else []
    return "\n".join([*faults[:MOST_FAULTS], *more])
