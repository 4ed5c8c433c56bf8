"""Policies: who is matched (`matching`), how the mentor recedes (`withdrawal`), whose goals count (`goals`).

Dropping a file into one of the three folders enters its policies; nothing else has to be touched. Policies of others
come as plug-ins.
"""

import importlib
import pkgutil
from functools import cache

from mentorsim import plugins
from mentorsim.parameters import Parameters
from mentorsim.registry import OWN, REGISTRIES, module_of
from mentorsim.world.arms import KINDS, arms_of, chosen


@cache  # a look at what is installed takes 12 ms, and every world asks for its policies
def discover() -> None:
    """Import every policy module of the package, and those of installed plug-ins, once."""
    for kind in KINDS:
        folder = importlib.import_module(f"mentorsim.policies.{kind}")
        for module in pkgutil.iter_modules(folder.__path__):
            importlib.import_module(f"{folder.__name__}.{module.name}")
    plugins.installed("mentorsim.policies")


def policies_of(parameters: Parameters) -> dict:
    """The policy objects that the parameters name; BadInput for an unknown one."""
    discover()
    return chosen(parameters)


def ignored(parameters: Parameters) -> set:
    """Paths of policy parameters that neither the chosen policies nor those of an arm read: they tell no runs apart.

    A plug-in that reads a parameter makes it no policy parameter: others' runs are the same with and without it.
    """
    every = [policies_of(parameters), *(arm.policies for arm in arms_of(parameters))]
    paths = set()
    for kind in KINDS:
        mine = {path for policies in every for path in policies[kind].uses}
        own = (policy for policy in REGISTRIES[kind].values() if module_of(policy).startswith(OWN))
        paths |= {path for policy in own for path in policy.uses} - mine
    return paths
