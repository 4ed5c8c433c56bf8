"""Make the flagship results anew, of which docs/findings.md tells: `.venv/bin/python docs/findings.py [NAME]…`.

Each folder of results/reference/findings/ is swept from nothing, made small, and some of its runs are done again.
Without names all of `mentorsim.findings.folders.SWEEPS`. `docs/pictures.py findings` makes the figures, then
`docs/generate.py` the page.
"""

import shutil
import subprocess
import sys
from pathlib import Path

from mentorsim.findings.folders import SWEEPS, Sweep, keep
from mentorsim.store.results import open_results

ROOT = Path(__file__).parent.parent / "results" / "reference" / "findings"
AGAIN = "6"  # runs of each folder that are done again


def mentorsim(*arguments) -> None:
    """Call the command, and end with it if it fails."""
    subprocess.run([sys.executable, "-m", "mentorsim", *map(str, arguments)], check=True)


def made(sweep: Sweep) -> None:
    """One results folder."""
    path = ROOT / sweep.name
    shutil.rmtree(path, ignore_errors=True)
    mentorsim("sweep", sweep.experiment, "--out", path, *(part for one in sweep.sets for part in ("--set", one)))
    keep(open_results(path), sweep)
    mentorsim("reproduce", path, "--sample", AGAIN)


def main(names: list[str]) -> int:
    """Make some folders, or all."""
    unknown = [name for name in names if name not in SWEEPS]
    if unknown:
        print(f"found {', '.join(unknown)}, expected some of {', '.join(SWEEPS)}", file=sys.stderr)
        return 2
    for name in names or SWEEPS:
        made(SWEEPS[name])
    return 0


if __name__ == "__main__":
    try:
        sys.exit(main(sys.argv[1:]))
    except subprocess.CalledProcessError as error:
        sys.exit(error.returncode)
