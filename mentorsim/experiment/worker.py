"""What the process that starts workers imports before, so that each has the engine at once."""

import sys
from multiprocessing import forkserver

from mentorsim.experiment import sweep  # noqa: F401

if getattr(sys.modules["__main__"], "main", None) is forkserver.main:  # that process, and no other
    sys.excepthook = lambda *_: None  # why a worker cannot start is said once, by the driver
