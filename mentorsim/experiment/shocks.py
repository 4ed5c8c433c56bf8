"""Scheduled shocks as a config gives them: checked against the shock's own options, completed with their defaults."""

import inspect
from functools import cache
from typing import Literal, NamedTuple, get_args, get_origin

from mentorsim.errors import BadInput, capped, written
from mentorsim.experiment.checks import one_of, real, whole, words
from mentorsim.registry import REGISTRIES
from mentorsim.spelling import nearest
from mentorsim.submodels import shocks as _shocks  # noqa: F401  enters the shocks


class Option(NamedTuple):
    """An option of a shock: its type (int, float, str), default, bounds or choices (None without), meaning."""

    kind: type
    default: object
    low: float | None
    high: float | None
    choices: tuple | None
    meaning: str

    def checked(self, value):
        """The value in its declared type; raises BadInput."""
        if self.choices:
            return one_of(words(value), self.choices)
        return (whole if self.kind is int else real)(value, self.low, self.high)


def option_of(declared: inspect.Parameter) -> Option:
    """An option from how the shock's function declares it: Annotated[type, low, high, meaning], or of choices."""
    kind, *more = get_args(declared.annotation)
    if get_origin(kind) is Literal:
        return Option(str, declared.default, None, None, get_args(kind), *more)
    low, high, meaning = more
    return Option(kind, declared.default, low, high, None, meaning)


@cache
def options_of(kind: str) -> dict[str, Option]:
    """{name: Option} of a shock: the arguments of its function beside the world and the strike."""
    declared = list(inspect.signature(REGISTRIES["shocks"][kind]).parameters.items())[2:]
    return {name: option_of(one) for name, one in declared}


def complete(shock: dict, weeks: int) -> tuple[dict, list]:
    """(the shock with every option given, [(key, what is wrong)]). weeks: length of the run it belongs to."""
    known, kind = REGISTRIES["shocks"], shock.get("kind")
    if not isinstance(kind, str) or kind not in known:
        found = f"found {written(kind)}" if "kind" in shock else "is missing"
        return {}, [("kind", f"{found}, expected one of {', '.join(sorted(known))}{nearest(kind, known)}")]
    options, full = options_of(kind), {"kind": kind}
    keys = ["kind", "week", *options]
    wrong = [
        (key, f"unknown key of shock {kind!r}, expected {', '.join(keys)}{nearest(key, keys)}")
        for key in shock
        if key not in keys
    ]
    for key in ("week", *options):
        try:
            if key == "week":
                full[key] = whole(shock["week"], 0, weeks - 1)
            else:
                full[key] = options[key].checked(shock.get(key, options[key].default))
        except KeyError:
            wrong.append((key, f"is missing, expected a whole number from 0 to {weeks - 1}"))
        except BadInput as error:
            wrong.append((key, str(error)))
    return full, wrong


def completed(shocks, weeks: int) -> tuple[dict, ...]:
    """Complete shocks in order of their weeks; BadInput naming every fault."""
    pairs = [complete(shock, weeks) for shock in shocks]
    faults = [f"shocks[{n}].{key}: {what}" for n, (_, wrong) in enumerate(pairs) for key, what in wrong]
    if faults:
        raise BadInput(capped(faults))
    return tuple(sorted((shock for shock, _ in pairs), key=lambda shock: shock["week"]))
