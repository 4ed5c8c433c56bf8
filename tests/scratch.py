"""A scratch copy of the package, changed as its users would change it, and what is run in it."""

import os
import shutil
import subprocess
import sys

from mentorsim.compiled import PACKAGE


class Scratch:
    """A copy of `mentorsim/` in a folder. Kernels run as plain Python in it: they would be compiled anew otherwise."""

    def __init__(self, folder):
        self.folder = folder
        shutil.copytree(PACKAGE, folder / PACKAGE.name, ignore=shutil.ignore_patterns("__pycache__"))

    def insert(self, file: str, line: str, text: str) -> None:
        """Put text behind the one line of a file that begins so."""
        path = self.folder / file
        lines = path.read_text("utf-8").splitlines(keepends=True)
        (place,) = [number for number, one in enumerate(lines) if one.startswith(line)]
        path.write_text("".join([*lines[: place + 1], text, *lines[place + 1 :]]), "utf-8")

    def run(self, *arguments) -> str:
        """What Python prints with these arguments, started in the folder."""
        env = os.environ | {"PYTHONPATH": str(self.folder), "NUMBA_DISABLE_JIT": "1"}
        command = [sys.executable, *map(str, arguments)]
        done = subprocess.run(command, cwd=self.folder, env=env, capture_output=True, text=True, timeout=600)
        assert done.returncode == 0, done.stdout + done.stderr
        return done.stdout
