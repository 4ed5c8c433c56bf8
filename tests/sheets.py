"""Sheets of people, ties and matches, written into the present folder and loaded."""

from pathlib import Path

from mentorsim.roster import load as roster


def loaded(people, ties=None, matches=None, **more):
    """The people of these texts, which may be bytes. more: what else `roster.load` takes."""
    names = {}
    for name, text in (("roster", people), ("ties", ties), ("matches", matches)):
        if text is not None:
            Path(f"{name}.csv").write_bytes(text if isinstance(text, bytes) else text.encode())
            names[name] = f"{name}.csv"
    return roster.load(**names, **more)
