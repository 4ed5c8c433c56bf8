"""What a plan leaves in its folder beside the runs, by name: enough to know such a folder without reading it."""

from pathlib import Path

NAME, PAGE = "plan.json", "plan.html"


def is_plan(folder: Path) -> bool:
    """Whether a folder is one that a plan has been made in."""
    return (Path(folder) / NAME).is_file()
