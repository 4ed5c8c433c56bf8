"""What a search leaves in its folder beside the runs, by name: enough to know such a folder without reading it."""

from pathlib import Path

NAME, PAGE = "threshold.json", "threshold.html"


def is_threshold(folder: Path) -> bool:
    """Whether a folder is one that a search has been ended in."""
    return (Path(folder) / NAME).is_file()
