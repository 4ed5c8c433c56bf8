"""mentorsim: an agent-based laboratory of mentoring ecologies.

`run`, `sweep`, `open` (results on disk), `compare` (their arms), `MentoringModel` (a Mesa model), `BadInput`. Each is
imported on first use.
"""

from importlib import import_module

__version__ = "0.1.0"
__all__ = ["BadInput", "MentoringModel", "__version__", "compare", "open", "run", "sweep"]

FRONT_DOOR = {
    "run": ("experiment.sweep", "run"),
    "sweep": ("experiment.sweep", "sweep"),
    "compare": ("analysis.comparison", "compare"),
    "open": ("store", "open_results"),
    "MentoringModel": ("model", "MentoringModel"),
    "BadInput": ("parameters", "BadInput"),
}


def __getattr__(name: str):
    if name not in FRONT_DOOR:
        raise AttributeError(f"module 'mentorsim' has no attribute {name!r}")
    module, attribute = FRONT_DOOR[name]
    return getattr(import_module(f"mentorsim.{module}"), attribute)


def __dir__():
    """What there is to call, without the modules that happen to be imported."""
    return sorted(__all__)
