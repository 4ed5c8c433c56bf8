"""mentorsim: an agent-based laboratory of mentoring ecologies.

`run`, `sweep`, `open` (results on disk), `compare` (their arms), `MentoringModel` (a Mesa model), `BadInput`. Each is
imported on first use.
"""

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:  # for editors and type checkers, which do not see `__getattr__`: a name that is not here is an error
    from mentorsim.analysis.comparison import compare
    from mentorsim.errors import BadInput
    from mentorsim.experiment.sweep import run, sweep
    from mentorsim.model import MentoringModel
    from mentorsim.store.results import open_results as open

__version__ = "0.1.0"
__all__ = ["BadInput", "MentoringModel", "__version__", "compare", "open", "run", "sweep"]

FRONT_DOOR = {
    "run": ("experiment.sweep", "run"),
    "sweep": ("experiment.sweep", "sweep"),
    "compare": ("analysis.comparison", "compare"),
    "open": ("store.results", "open_results"),
    "MentoringModel": ("model", "MentoringModel"),
    "BadInput": ("errors", "BadInput"),
}


if not TYPE_CHECKING:

    def __getattr__(name: str) -> Any:
        if name not in FRONT_DOOR:
            raise AttributeError(f"module 'mentorsim' has no attribute {name!r}")
        module, attribute = FRONT_DOOR[name]
        return getattr(import_module(f"mentorsim.{module}"), attribute)


def __dir__() -> list[str]:
    """What there is to call, without the modules that happen to be imported."""
    return sorted(__all__)
