"""`mentorsim plan`: how large a trial must be, and which two arms are most worth one."""

from pathlib import Path

import click

from mentorsim.cli import options

ARM = (
    "An arm, by what it has in place of the world's own: fading=withdrawal=linear. NAME= is as the world has it. Twice "
    "or more; without it those of [trial] or [design], else help as usual against none."
)
UNIT = "Who is randomised: mentee, mentor, unit or programme; as [trial] has it, else mentee."
OUTCOME = "What of a mentee is measured, at the start and at the end, unassisted; performance."
SIZES = "How many mentees, or programmes where these are randomised; the own number and its doublings."
WORLDS = "How many plausible worlds, or an ensemble as for sweep; 5. 0: the parameters as they are."


@click.command()
@click.argument("source", metavar="[ROSTER|CONFIG]", required=False)
@options.plugins
@click.option("--mentees", type=click.IntRange(min=1), metavar="N", help="Of one programme.")
@click.option("--mentors", type=click.IntRange(min=1), metavar="N", help="Of one programme.")
@click.option("--arm", "arms", multiple=True, metavar="NAME=PATH=VALUE[,…]", help=ARM)
@click.option("--unit", metavar="U", help=UNIT)
@click.option("--outcome", default="performance", metavar="Y", help=OUTCOME)
@click.option("--weeks", type=click.IntRange(min=1), metavar="N", help="To the end of follow-up; 52.")
@click.option("--sizes", metavar="N,N,…", help=SIZES)
@click.option("--trials", type=click.IntRange(min=2), metavar="N", help="Simulated of every size in every world; 100.")
@click.option("--worlds", metavar="N", help=WORLDS)
@click.option("--alpha", type=float, default=0.05, metavar="X", help="Level of significance, two-sided; .05.")
@click.option("--power", type=float, default=0.8, metavar="X", help="The chance that is aimed at; .8.")
@click.option("--reliability", type=float, default=1.0, metavar="X", help="Of the measured outcome; 1.")
@click.option("--loss", type=float, default=0.0, metavar="X", help="Share lost to follow-up, at random; 0.")
@click.option("--seed", type=int, metavar="N", help="Instead of the experiment's.")
@click.option("--workers", type=click.IntRange(min=1), metavar="N", help="Processes; without it, one per core.")
@click.option("--out", metavar="DIR", help="The results folder; without it, results/<name>-plan.")
@click.option("--figure", metavar="FILE", help="Also the figure by itself (.html, .png, .svg, .pdf).")
@click.option("--json", "as_json", is_flag=True, help="All that was found, as JSON.")
@click.option("--accept-code-change", is_flag=True, help="Go on in a folder that other code began; rows tell which.")
@options.sets
@click.pass_context
def plan(
    ctx,
    source,
    mentees,
    mentors,
    arms,
    unit,
    outcome,
    weeks,
    sizes,
    trials,
    worlds,
    alpha,
    power,
    reliability,
    loss,
    seed,
    workers,
    out,
    figure,
    as_json,
    accept_code_change,
    sets,
):
    """Tell how large a trial must be: with what chance it shows a difference, given what we do not know.

    Of a ROSTER, a CONFIG or numbers of people. Trials are simulated in plausible worlds and analysed as a trialist
    would: ANCOVA on the baseline, intention to treat, clustered errors where groups are randomised. Runs are kept: stop
    it at any time, the same command goes on where it was.

    \b
    Examples:
      mentorsim plan --mentees 61 --mentors 23
      mentorsim plan roster.csv --arm never=withdrawal=never --arm fading=withdrawal=linear --weeks 104
      mentorsim plan roster.csv --unit programme --sizes 4,8,16 --reliability 0.8 --loss 0.15
      mentorsim plan trial.toml --worlds 20 --trials 200
    """
    from mentorsim.cli import show
    from mentorsim.cli.sweep import swept, tell_failures
    from mentorsim.files import place
    from mentorsim.plan import asked as questions
    from mentorsim.plan import folder as folders
    from mentorsim.plan import names, wording
    from mentorsim.plan.fit import least_squares

    experiment = questions.experiment_from(source, sets, mentees, mentors, weeks, worlds, seed)
    asked = questions.asked(experiment, arms, unit, outcome, sizes, trials, alpha, power, reliability, loss)
    least_squares()
    folder = place(out or Path("results") / asked.experiment.name)
    announce(asked, workers)

    def sweep(part, path):
        return swept(ctx, part, path, workers, accept_code_change=accept_code_change)

    told, errors = folders.plan(asked, folder, sweep)
    if as_json:
        show.print_json(told)
    else:
        tell(show.console(), told, wording)
    if figure:
        from mentorsim.plan import page

        show.save_figure(page.figure(told), figure)
    show.notice(f"\nResults: {folder} ({names.NAME}, outcomes.parquet); as a page: {folder / names.PAGE}")
    if tell_failures(errors):
        ctx.exit(1)


def announce(asked, workers: int | None) -> None:
    """What trials are simulated, and about how long that takes if nothing is there yet."""
    from mentorsim.cli import show
    from mentorsim.experiment.executor import cores
    from mentorsim.experiment.pilot import pilot
    from mentorsim.experiment.sweep import Plan
    from mentorsim.plan.running import experiment
    from mentorsim.plan.wording import NOUNS

    show.compile_if_cold(whole=True)
    whole = Plan(experiment(asked))
    run, control = pilot(whole)
    replications = whole.experiment.replications
    seconds = run.seconds * len(whole) + control.seconds * len(set(whole.controls)) * replications
    sizes = ", ".join(f"{size:,}" for size in asked.sizes)
    worlds = len(asked.experiment.worlds) if asked.experiment.worlds else 1
    show.notice(
        f"{show.plural(asked.trials, 'trial')} of {sizes} {NOUNS[asked.unit]} in {show.plural(worlds, 'world')}, "
        f"{' against '.join(arm.name for arm in asked.arms)}; about {show.duration(seconds / (workers or cores()))}"
    )


def tell(out, told: dict, wording) -> None:
    """What was found: the advice, power by size, what arms differ by, what one should know."""
    from mentorsim.cli.show import grid, heading, paragraph

    heading(out, wording.title(told))
    paragraph(out, wording.answer(told), "  ")
    for pair in told["pairs"]:
        heads = wording.heads(told, pair)
        if len(told["pairs"]) > 1:
            heading(out, wording.name_of(pair))
        else:
            out.print()
        grid(out, [(head, "right") for head in heads], wording.rows(told, pair))
    if len(told["pairs"]) > 1:
        heading(out, f"What arms differ by at {told['pairs'][0]['sizes'][0]['size']:,}, and what a trial is worth")
        columns = [(head, "right" if place > 1 else "left") for place, head in enumerate(wording.PAIRS)]
        grid(out, columns, wording.pair_rows(told))
    for line in wording.notes(told):
        out.print()
        paragraph(out, line, "  ")
    out.print()
    paragraph(out, wording.method(told), "  ", style="dim")
