"""The reference engine: the same week written plainly with Mesa agents, slow and readable.

It shares with the package the equations, the keyed draws, starting traits, the first graph and the policies; the order
of the week, who meets whom, and all bookkeeping are written anew. Tests and benchmarks use it, the package never does.
"""

from reference.engine import ReferenceModel

__all__ = ["ReferenceModel"]
