"""Scheduled shocks as a config gives them: checked against the shock's own options, completed with their defaults."""

import inspect

from mentorsim.experiment.checks import Expected, real, truth, whole, words
from mentorsim.parameters import BadInput, nearest
from mentorsim.registry import REGISTRIES
from mentorsim.submodels import shocks as _shocks  # noqa: F401  enters the shocks

LIMITS = {"share": (0.0, 1.0), "weeks": (1, 10_400)}
CHECKS = {int: whole, float: real}


def options_of(kind: str) -> dict:
    """{option: inspect.Parameter} of a shock, beside the world."""
    return dict(list(inspect.signature(REGISTRIES["shocks"][kind]).parameters.items())[1:])


def check_option(name: str, option: inspect.Parameter, value):
    """The option's value in its declared type; raises Expected."""
    if option.annotation in CHECKS:
        return CHECKS[option.annotation](value, *LIMITS.get(name, (0, 1_000_000)))
    return truth(value) if option.annotation is bool else words(value)


def complete(shock: dict, weeks: int) -> tuple[dict, list]:
    """(the shock with every option given, [(key, what is wrong)]). weeks: length of the run it belongs to."""
    known, kind = REGISTRIES["shocks"], shock.get("kind")
    if kind not in known:
        found = f"found {kind!r}" if "kind" in shock else "is missing"
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
                full[key] = check_option(key, options[key], shock[key] if key in shock else options[key].default)
        except KeyError:
            wrong.append((key, f"is missing, expected a whole number from 0 to {weeks - 1}"))
        except Expected as error:
            wrong.append((key, str(error)))
    return full, wrong


def completed(shocks, weeks: int) -> tuple[dict, ...]:
    """Complete shocks in order of their weeks; BadInput naming every fault."""
    pairs = [complete(shock, weeks) for shock in shocks]
    faults = [f"shocks[{n}].{key}: {what}" for n, (_, wrong) in enumerate(pairs) for key, what in wrong]
    if faults:
        raise BadInput("\n".join(faults))
    return tuple(sorted((shock for shock, _ in pairs), key=lambda shock: shock["week"]))
