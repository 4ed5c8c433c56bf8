"""`mentorsim status`: what of a sweep is done, what is missing, what failed and why."""

import contextlib

import click

from mentorsim.cli import options


@click.command()
@click.argument("results")
@click.option("--json", "as_json", is_flag=True, help="As JSON, with every failed run.")
@options.plugins
@click.pass_context
def status(ctx, results, as_json):
    """Tell how far a sweep is: runs planned, done, failed with their reasons, missing; and what made them.

    RESULTS is the folder of a sweep, also of one that still runs. Every table is read, so a damaged file is found. The
    exit code is 1 if runs have failed, or if rows of theirs are missing.

    \b
    Examples:
      mentorsim status results/quickstart
      mentorsim status results/quickstart --json
    """
    from mentorsim.cli import show
    from mentorsim.cli.sweep import tell_failures
    from mentorsim.store import results as store

    folder = store.open_results(results)
    folder.verify()
    found, gaps = counted(folder), folder.gaps()
    if as_json:
        more = {"incomplete": {name: len(runs) for name, runs in gaps.items()}, "path": str(folder.path)}
        more |= {"worlds": worlds_of(folder)} if "worlds" in folder.resolved else {}
        more |= {"stop": folder.resolved["stop"]} if "stop" in folder.resolved else {}
        show.print_json(found | more)
    else:
        out = show.console()
        out.print(f"{folder.resolved['name']} in {folder.path}", style="bold")
        show.grid(out, [("", "name"), ("", "left")], facts(folder, found), header=False)
        tell_failures(found["errors"])
        tell_state(folder, gaps)
    if found["failed"] or gaps:
        ctx.exit(1)


def counted(folder) -> dict:
    """How many runs there are, of how many. A search for thresholds plans its runs as it goes: once it has ended, none
    is missing.
    """
    from mentorsim.threshold.names import is_threshold

    found = folder.status()
    if is_threshold(folder.path):
        found |= {"planned": found["done"] + found["failed"], "missing": 0}
    return found


def worlds_of(folder) -> dict:
    """Which plausible worlds a folder has, as JSON."""
    worlds = folder.resolved["worlds"]
    return {name: worlds[name] for name in ("source", "digest", "of")} | {
        "worlds": [{"world": one["world"], "weight": one["weight"]} for one in worlds["sets"]]
    }


def tell_state(folder, gaps: dict) -> None:
    """What was found and left alone in a folder, and which rows are missing. gaps: of the folder."""
    from mentorsim.cli.show import notice, notices_of, plural

    notices_of(folder)
    for name, runs in gaps.items():
        count = plural(len(runs), "run")
        notice(f"{folder.path}: the rows of {count} in {name} are missing; the same sweep does these runs again")


def bytes_in(path) -> int:
    """Bytes of all files in a folder, of those that stay while they are counted."""
    total = 0
    for file in path.rglob("*"):
        with contextlib.suppress(OSError):
            total += file.stat().st_size if file.is_file() else 0
    return total


def how_many(folder) -> str:
    """What the number of planned runs comes from, behind that number."""
    from mentorsim.experiment.crossing import crossed, size_of
    from mentorsim.threshold.names import is_threshold

    if is_threshold(folder.path):
        return ", as many as the search for thresholds took"
    return f": {crossed(*size_of(folder.resolved), folder.resolved['replications'])}"


def facts(folder, found: dict) -> list[tuple]:
    """What there is, line by line."""
    from mentorsim.cli.show import plural, size
    from mentorsim.cli.sweep import decision
    from mentorsim.experiment.crossing import which

    resolved, manifest = folder.resolved, folder.manifest
    counts = {name: f"{found[name]:,}" for name in ("done", "failed", "missing")}
    rows = [
        ("planned", f"{plural(found['planned'], 'run')}{how_many(folder)}, {plural(resolved['weeks'], 'week')} each"),
        *counts.items(),
        ("tables", f"{', '.join(folder.kept())}; {size(bytes_in(folder.path))} on disk"),
    ]  # fmt: skip
    if "worlds" in resolved:
        rows.append(("worlds", which(resolved)))
    if "stop" in resolved:
        from mentorsim.analysis.stops import stops_sentence  # pandas, which the rest does without

        rows.append(("stop", stops_sentence(folder)))
    if "until" in manifest:
        rows.append(("until", decision(manifest["until"])))
    calls = manifest.get("calls", [])
    runs = folder.arrow("outcomes")
    codes = len(runs["code"].unique()) if len(runs) else 0
    if calls:
        last, more = calls[-1], f", {codes} versions of the code" if codes > 1 else ""
        versions = f"mentorsim {last['software']['mentorsim']}, Python {last['python']}"
        rows.append(("made by", f"{plural(len(calls), 'call')}, {versions}{more}"))
    return rows
