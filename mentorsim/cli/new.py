"""`mentorsim new`: commented files to start from."""

from pathlib import Path

import click

TEMPLATE = Path(__file__).parent / "new_experiment.toml"


@click.group()
def new():
    """Write a commented file to start from.

    \b
    Example:
      mentorsim new experiment channel-by-withdrawal
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
    from mentorsim.experiment.config import folder_name
    from mentorsim.parameters import BadInput

    path = Path(name if name.endswith(".toml") else f"{name}.toml")
    try:
        text = TEMPLATE.read_text("utf-8").replace("NAME", folder_name(path.stem))
        with open(path, "x", encoding="utf-8") as file:
            file.write(text)
    except FileExistsError:
        raise BadInput(f"{path}: found a file, expected none; choose another name or remove it") from None
    except OSError as error:
        raise BadInput(f"{path}: cannot be written: {error.strerror}") from None
    except BadInput as error:
        raise BadInput(f"new experiment: {error}") from None
    notice(f"Written: {path}. Try `mentorsim check {path}`, then `mentorsim sweep {path}`.")
