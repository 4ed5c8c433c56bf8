"""What can be put into the notebook: what a results folder, pairs of two worlds, or a what-if say, each with the
experiment that gives it.
"""

import re
import shlex
from dataclasses import replace

from mentorsim.analysis import words
from mentorsim.analysis.contrasts import arm_means, paired_contrasts
from mentorsim.analysis.hours import unmixed
from mentorsim.dashboard.logic import choice as choices
from mentorsim.dashboard.logic import evidence, live, panel, replications, results, verdict, views
from mentorsim.dashboard.logic import session as sessions
from mentorsim.dashboard.logic.draft import Draft
from mentorsim.dashboard.logic.levels import text_of
from mentorsim.dashboard.logic.notebook import Finding
from mentorsim.dashboard.logic.pairs import Paired, described, identity
from mentorsim.dashboard.logic.results import Opened, View
from mentorsim.dashboard.logic.what_if import REPLICATIONS, WhatIf, levels_of
from mentorsim.errors import BadInput
from mentorsim.experiment.identity import fingerprint
from mentorsim.places import read_toml
from mentorsim.printing import plural

MOST_SENTENCES = 3  # about effects
THEME = "light"  # of figures in the exported page


def command_of(file: str, *more: str) -> str:
    """The command that sweeps an experiment file, with the plug-ins of this server."""
    return f"{shlex.join(['mentorsim', 'sweep', file, *more])}{panel.plugin_flags()}"


def file_of(name: str) -> str:
    """What the file of an experiment of that name is called."""
    return f"{re.sub(r'[^A-Za-z0-9._-]+', '-', name).strip('-.') or 'found'}.toml"


def of_folder(opened: Opened, view: View) -> Finding:
    """What a results folder says, with one of its figures."""
    resolved, folder = opened.resolved, opened.results.path
    file = file_of(resolved["name"])
    written = folder / "experiment.toml"
    calls = opened.results.manifest.get("calls") or [{}]
    sets = [part for one in calls[-1].get("set", []) if not one.startswith("replications") for part in ("--set", one)]
    text = written.read_text("utf-8") if written.is_file() else ""
    asked = read_toml(text, file).get("experiment", {}).get("replications")
    count = [] if asked == resolved["replications"] else ["--replications", str(resolved["replications"])]
    codes = ", ".join(map(str, opened.runs["code"].dropna().unique())) if "code" in opened.runs else ""
    kind, shown = dict(results.KINDS)[view.kind], view.column if view.kind == "course" else view.outcome
    return Finding(
        sentence=sentence_of(opened, view),
        about=f"{resolved['question']} {results.size_in_words(opened)}, seed {resolved['seed']}.".strip(),
        figure=results.figure_of(opened, view, THEME),
        caption=f"{kind}: {views.title_of(shown)}" if view.kind != "survival" else "Survival of matches",
        toml=text,
        file=file,
        command=command_of(file, *sets, *count),
        link=f"/experiments?{sessions.results_query(opened.name, view)}",
        identity=f"{len(opened.runs):,} runs of the folder {opened.name}" + (f", code {codes}" if codes else ""),
    )


def sentence_of(opened: Opened, view: View) -> str:
    """What the figure shows, in a sentence: a difference between levels, or from where to where means go."""
    if view.kind == "course":
        return f"{views.title_of(view.column)} over weeks{f', by {view.x}' if view.x else ''}"
    if view.kind == "survival":
        return f"How long matches last{f', by {view.x}' if view.x else ''}"
    if view.kind == "effects":
        by = unmixed(opened.runs, view.x, opened.factors)
        table = paired_contrasts(opened.runs, view.x, view.outcome, by)
        table = table.assign(place=evidence.place_of(table, by)).to_dict("records")
        said = [words.sentence(row, view.outcome, row["place"]) for row in table[:MOST_SENTENCES]]
        return " ".join(evidence.in_plain_words(view.outcome, one) for one in said)
    factors, title = live.factors_of(opened), live.plain_title(view.outcome)
    table = arm_means(opened.runs, factors, view.outcome).dropna(subset="mean").sort_values("mean")
    if table.empty:
        return f"{title} has no value in these runs."
    ends = [table.iloc[place].to_dict() for place in (0, -1)]
    low, high = (f"{live.mean_words(end)} ({', '.join(str(end[name]) for name in factors)})" for end in ends)
    return f"{title}: from {low} to {high}." if len(table) > 1 else f"{title}: {low}."


def of_pairs(paired: Paired) -> Finding:
    """What pairs of two worlds say. BadInput before they say anything."""
    table = paired.task.result
    said = verdict.of_pairs(paired.pair, table)
    effects = paired.effects()
    if not len(effects):
        raise BadInput("notebook: found no pairs yet, expected two at least; wait a moment")
    pairs, first = int(table["replication"].nunique()), paired.pair[0]
    runs = " and ".join(identity(paired.pair))
    gap = paired.found.courses(replications.SERIES[0])
    worlds = "; ".join(f"{name}: {described(one)}" for name, one in zip(replications.WORLDS, paired.pair, strict=True))
    return Finding(
        sentence=said.sentence,
        about=" ".join(filter(None, (f"{worlds}.", said.size, said.hours, f"{said.sure}." if said.sure else ""))),
        figure=views.banded(*gap, replications.SERIES[0], THEME)[1] if gap else None,
        caption=f"{views.title_of(replications.SERIES[0])}: world B minus world A, 95 % bands over pairs",
        toml=sessions.pair_to_toml(*paired.pair, replications=pairs),
        file="compared.toml",
        command=command_of("compared.toml"),
        link=f"/compare?{sessions.pair_query(*paired.pair)}",
        identity=f"{plural(pairs, 'pair')} of runs from seed {first.seed}, the first {runs}, code {fingerprint()}",
    )


def of_what_if(asked: WhatIf, outcome: str) -> Finding:
    """The curve of an outcome over a parameter's range. BadInput before a replication is complete."""
    curve = asked.curve(outcome)
    if not len(curve):
        raise BadInput("notebook: found no curve yet, expected a replication; wait a moment")
    world, levels = asked.choice, levels_of(asked.choice, asked.path)
    name = f"over-{asked.path.replace('.', '-').replace('_', '-')}"
    done = int(asked.task.result["replication"].nunique())
    draft = Draft(
        world=replace(world, replication=0),
        name=name,
        question=f"What if {panel.label_of(asked.path).lower()} were another?",
        factors={asked.path: text_of(levels)},
        replications=str(done),
        outcomes=(outcome,),
    )
    ends = (curve.iloc[0], curve.iloc[-1])
    low, high = (f"{live.mean_words(end.to_dict())} at {text_of([end[asked.path]])}" for end in ends)
    return Finding(
        sentence=f"{live.plain_title(outcome)} over {panel.label_of(asked.path).lower()}: {low}, {high}.",
        about=f"{described(world)}. {plural(done, 'replication')} of {REPLICATIONS}, means with 95 % intervals.",
        figure=asked.figure(outcome, THEME),
        caption=f"{live.plain_title(outcome)} over {panel.label_of(asked.path).lower()}",
        toml=draft.to_toml(),
        file=draft.file,
        command=command_of(draft.file),
        link=f"/?{choices.query_of(choices.to_pairs(world))}",
        identity=f"{done * len(levels):,} runs around run {world.run_id}, seed {world.seed}, code {fingerprint()}",
    )
