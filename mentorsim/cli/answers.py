"""Answers that hang on the package alone, remembered from one command to the next: what `list` and `schema` say.

To find them takes most of the package to be imported; to read them takes none of it.
"""

import hashlib
import json
import sys


def remembered(question: tuple, answer):
    """What answer() gives, as JSON has it. question: tells this answer from others. Plug-ins may add to any answer, so
    where there are some nothing is remembered."""
    from mentorsim import caching

    if has_plugins():
        return json.loads(packed(answer()))
    return json.loads(caching.remembered(name_of(question), lambda: packed(answer())))


def packed(value) -> bytes:
    """A value as JSON."""
    return json.dumps(value).encode()


def has_plugins() -> bool:
    """Whether plug-ins were named or are installed."""
    from importlib import metadata

    from mentorsim import plugins

    return bool(plugins.NAMED) or any(metadata.entry_points(group=group) for group in plugins.GROUPS)


def name_of(question: tuple) -> str:
    """The name under which an answer is kept: by the question, Python, and every file that the package has."""
    from importlib import metadata

    from mentorsim.compiled import PACKAGE, digest_of

    folders = (PACKAGE, PACKAGE.parent / "experiments")  # the latter in a checkout; installed, it is inside
    files = [file for folder in folders for kind in ("*.py", "*.toml") for file in folder.rglob(kind)]
    made_of = (question, str(PACKAGE), digest_of(sorted(files)), sys.version, metadata.version("pydantic"))
    return f"answer-{hashlib.sha256(repr(made_of).encode()).hexdigest()[:16]}"
