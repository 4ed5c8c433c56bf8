"""`mentorsim migrate`: a config of the first edition of the rules as one for the second."""

import click

from mentorsim.cli import options

LEFT = 1  # exit code where something is left to be done by hand


@click.command()
@options.config
@click.option("--out", metavar="FILE", help="Where to write it; without it, standard output.")
@click.option("--force", is_flag=True, help="Write it even where a file is already, such as CONFIG itself.")
@click.pass_context
def migrate(ctx, config, out, force):
    """Write a config of the first edition of the rules for the second: an experiment, or a setting of your own.

    Parameters that have another name now get it; those that are gone become comments that say why; everything else
    stays as it is, to the last byte. What was changed is told, and what means something else under its old name. Exit
    code 1 if something is left to be done by hand.

    \b
    Examples:
      mentorsim migrate old.toml --out new.toml
      mentorsim migrate old.toml --out old.toml --force
      mentorsim migrate old.toml > new.toml
    """
    from mentorsim.errors import BadInput
    from mentorsim.experiment.config import find_file
    from mentorsim.experiment.migrating import faults_in, migrated
    from mentorsim.files import place, whole_file
    from mentorsim.places import is_there, read_bytes

    path = find_file(config)
    target = None if out is None else place(out)
    if target is not None and is_there(target) and not force:
        raise BadInput(f"--out: found {target} already, expected a new file; choose another name, or add --force")
    content = read_bytes(path)
    mark, text = as_text(content, path)
    found = migrated(text, str(path))
    if target is None:
        click.echo(found.text, nl=False)
    else:
        with whole_file(target, make=False) as file:
            file.write(mark + found.text.encode())
    faults = faults_in(found.text, str(path if target is None else target))
    tell(found, path, target, faults)
    ctx.exit(LEFT if faults else 0)


def as_text(content: bytes, path) -> tuple[bytes, str]:
    """(mark of byte order, text with its line ends as they are) of a file in UTF-8. BadInput for any other."""
    from codecs import BOM_UTF8

    from mentorsim.errors import BadInput
    from mentorsim.texts import MARKS, decoded

    decoded(content, path)
    if any(content.startswith(mark) for mark, encoding in MARKS if encoding != "utf-8"):
        raise BadInput(f"{path}: found UTF-16 or UTF-32, expected UTF-8; save it as UTF-8")
    mark = BOM_UTF8 if content.startswith(BOM_UTF8) else b""
    return mark, content.removeprefix(mark).decode("utf-8")


def tell(found, path, target, faults) -> None:
    """Say what was changed, what to look at, and what is left to be done."""
    from mentorsim.cli.show import notice, plural

    for change in found.changes:
        notice(f"{path}:{change.line}: {change.was}: {change.now}")
    if not found.changes:
        notice(f"{path}: nothing to change")
    for note in found.notes:
        notice(f"note: {path}:{note.line}: {note.was}: means something else now: {note.now}")
    for fault in faults:
        notice(f"left to do: {fault}")
    if target is not None:
        notice(f"Written: {target}, with {plural(len(found.changes), 'change')}. Try `mentorsim check {target}`.")
