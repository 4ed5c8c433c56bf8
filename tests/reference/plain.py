"""The equations as plain Python: the same source text, read without the compiler."""

from types import FunctionType, SimpleNamespace

from mentorsim import equations


def uncompiled(module) -> SimpleNamespace:
    """The module's names, its compiled functions replaced by plain ones that call each other."""
    names = dict(vars(module))
    for name, thing in vars(module).items():
        if hasattr(thing, "py_func"):
            names[name] = FunctionType(thing.py_func.__code__, names, name)
    return SimpleNamespace(**names)


eq = uncompiled(equations)
