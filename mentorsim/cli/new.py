"""`mentorsim new`: commented files to start from."""

import importlib.util
import keyword
import sys
from pathlib import Path

import click

TEMPLATES = Path(__file__).parent / "templates"


@click.group()
def new():
    """Write a commented file to start from.

    \b
    Examples:
      mentorsim new experiment channel-by-withdrawal
      mentorsim new policy own_unit --kind matching
      mentorsim new roster
    """


@new.command()
@click.argument("name")
def experiment(name):
    """Write NAME.toml, an experiment that runs as it is, with what else it may say in comments.

    NAME is that of the experiment, or a path; a file that is there is not touched.

    \b
    Examples:
      mentorsim new experiment channel-by-withdrawal
      mentorsim sweep channel-by-withdrawal.toml
    """
    from mentorsim.cli.show import notice
    from mentorsim.errors import BadInput
    from mentorsim.experiment.config import folder_name
    from mentorsim.files import place

    path = place(name if name.endswith(".toml") else f"{name}.toml")
    try:
        text = template("experiment.toml").replace("NAME", folder_name(path.stem))
    except BadInput as error:
        raise BadInput(f"new experiment: {error}") from None
    write({path: text})
    notice(f"Written: {path}. Try `mentorsim check {path}`, then `mentorsim sweep {path}`.")


@new.command()
@click.argument("name")
@click.option("--kind", type=click.Choice(["matching", "withdrawal", "goals"]), default="matching", show_default=True,
              help="What the policy decides: who is matched, how mentors withdraw, or whose goals count.")  # fmt: skip
def policy(name, kind):
    """Write NAME.py, a policy that works as it is, and test_NAME.py, which holds it to the contract.

    NAME is that of the policy, or a path; it is a Python name, too. Files that are there are not touched.

    \b
    Examples:
      mentorsim new policy own_unit
      mentorsim list matching own_unit --plugin own_unit.py
      mentorsim run --plugin own_unit.py --set matching.policy=own_unit
      python -m pytest test_own_unit.py
      mentorsim new policy steps --kind withdrawal
    """
    from mentorsim.cli.show import notice
    from mentorsim.errors import BadInput
    from mentorsim.files import place
    from mentorsim.plugins import PLUGGED
    from mentorsim.policies import discover
    from mentorsim.registry import REGISTRIES

    path = place(name if name.endswith(".py") else f"{name}.py")
    called = path.stem
    if not called.isidentifier() or called != called.lower() or keyword.iskeyword(called):
        raise BadInput(f"new policy: found {called!r}, expected a Python name of small letters, such as own_unit")
    discover()
    taken = [known for known in PLUGGED if called in REGISTRIES[known]]
    if taken or is_module(called):
        what = f"a {taken[0]} policy" if taken else "a Python module"
        raise BadInput(f"new policy: found {what} called {called!r} already, expected another name")
    words = {"POLICY": called, "Class": "".join(part.capitalize() for part in called.split("_")) or "Own", "KIND": kind,
             "CHECK": {"matching": "matching", "withdrawal": "withdrawal", "goals": "goal"}[kind]}  # fmt: skip
    test = path.with_name(f"test_{called}.py")
    write({path: filled(f"policy_{kind}.txt", words), test: filled("policy_test.txt", words)})
    notice(
        f"Written: {path} and {test}. Try `python -m pytest {test}`, then\n"
        f"`mentorsim run --plugin {path} --set {kind}.policy={called}`."
    )


@new.command()
@click.argument("name", default="roster")
def roster(name):
    """Write NAME.csv, a sheet for real people with two of them as examples; comments above say what each column is.

    NAME is a name or a path (default: roster); a file that is there is not touched.

    \b
    Examples:
      mentorsim new roster
      mentorsim new roster programme.csv
    """
    from mentorsim.cli.show import notice
    from mentorsim.files import place
    from mentorsim.roster.load import template as sheet

    path = place(name if name.endswith(".csv") else f"{name}.csv")
    write({path: sheet()})
    notice(f'Written: {path}. Put your people in; then, in an experiment:\n[people]\nroster = "{path.name}"')


def is_module(name: str) -> bool:
    """Whether Python has a module of this name."""
    try:
        return name in sys.modules or importlib.util.find_spec(name) is not None
    except ValueError:  # of a module without a specification
        return True


def template(name: str) -> str:
    """The text of a starting file."""
    return (TEMPLATES / name).read_text("utf-8")


def filled(name: str, words: dict) -> str:
    """A starting file with its words in place."""
    text = template(name)
    for word, value in words.items():
        text = text.replace(word, value)
    return text


def write(files: dict) -> None:
    """Write {path: text}, all of them or none. BadInput if one is there already or cannot be written."""
    from mentorsim.errors import BadInput, as_place
    from mentorsim.places import is_there, why

    for path in files:
        if is_there(path):
            raise BadInput(f"{path}: found a file, expected none; choose another name or remove it")
    for path, text in files.items():
        try:
            with open(path, "x", encoding="utf-8") as file:
                file.write(text)
        except (OSError, ValueError) as error:
            raise BadInput(f"{as_place(str(path))}: cannot be written: {why(error)}") from None
