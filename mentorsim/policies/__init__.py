"""Policies: who is matched (`matching`), how the mentor recedes (`withdrawal`), whose goals count (`goals`).

Dropping a file into one of the three folders enters its policies; nothing else has to be touched.
"""

import importlib
import pkgutil

from mentorsim.registry import REGISTRIES, find

KINDS = ("matching", "withdrawal", "goals")


def discover() -> None:
    """Import every policy module of the package, once."""
    for kind in KINDS:
        folder = importlib.import_module(f"mentorsim.policies.{kind}")
        for module in pkgutil.iter_modules(folder.__path__):
            importlib.import_module(f"{folder.__name__}.{module.name}")


def policies_of(parameters) -> dict:
    """The policy objects that the parameters name; BadInput for an unknown one."""
    discover()
    return {kind: find(kind, getattr(parameters, kind).policy, f"{kind}.policy")() for kind in KINDS}


def ignored(parameters) -> set:
    """Paths of policy parameters that the chosen policies do not read: they do not tell runs apart."""
    chosen = policies_of(parameters)
    paths = set()
    for kind in KINDS:
        mine = set(chosen[kind].uses)
        paths |= {path for policy in REGISTRIES[kind].values() for path in policy.uses} - mine
    return paths
