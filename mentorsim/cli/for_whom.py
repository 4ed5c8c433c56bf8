"""Who gains more than others, in the terminal: sentences, subgroups, and how far effects of persons lie apart."""

from mentorsim.analysis import whom
from mentorsim.analysis.arms import short
from mentorsim.analysis.persons import MENTORING
from mentorsim.cli.show import between, grid, heading, number, paragraph, percent
from mentorsim.errors import BadInput
from mentorsim.printing import digits_for
from mentorsim.tables import PEOPLE


def tell(out, found: list) -> None:
    """Everything about each contrast. found: of `analysis.whom.for_whom`."""
    for told in found:
        one_contrast(out, told)
    out.print()
    paragraph(out, whom.NOTE, indent="  ", style="dim")


def one_contrast(out, told) -> None:
    """One level against its reference."""
    effects, found = told.effects, told.found
    of_factor = "" if effects.factor == MENTORING else f"{short(effects.factor)} "
    place = "".join(f", {short(name)} {level}" for name, level in effects.place.items())
    heading(out, f"For whom: {of_factor}{effects.level} against {effects.reference}{place}")
    meaning = next(one.meaning for one in PEOPLE if one.name == effects.outcome)
    paragraph(out, f"{effects.outcome}: {meaning}; {unit_said(effects)}", indent="  ", style="dim")
    paragraph(out, whom.sentence(told), indent="  ")
    paragraph(out, whom.shares_sentence(effects, whom.distribution(effects)), indent="  ")
    if len(found.leaves) > 1:
        subgroups(out, told)
    for line in whom.notices(told):
        paragraph(out, line, indent="  ")


def unit_said(effects) -> str:
    """In what effects are told."""
    if effects.unit == "SD":
        return f"in standard deviations between mentees under {effects.reference}"
    return f"in {effects.unit}"


def subgroups(out, told) -> None:
    """A row for each subgroup, the highest effect first, and the tests below."""
    effects = told.effects
    out.print()
    lines = []
    for row in sorted(whom.rows(told), key=lambda row: -row["effect"]):
        digits, apart = digits_for(row["low"], row["high"]), digits_for(row["apart_low"], row["apart_high"])
        lines.append(
            (
                row["subgroup"],
                percent(row["share"]),
                f"{number(row['effect'], digits)} {between(row['low'], row['high'], digits)}",
                f"{number(row['apart'], apart)} {between(row['apart_low'], row['apart_high'], apart)}",
                percent(row["worse_off"]),
            )
        )
    worse = "lower" if effects.better is None else "worse off"
    heads = [("mentees who begin with", "left"), ("share", "right"), (f"effect ({effects.unit})", "right"),
             ("apart", "right"), (worse, "right")]  # fmt: skip
    grid(out, heads, lines)
    paragraph(out, whom.test_sentence(told), indent="  ", style="dim")


def draw(found: list, file) -> None:
    """Write the figures of a single contrast: effects of persons into the file, subgroups beside it."""
    from pathlib import Path

    from mentorsim import figures
    from mentorsim.cli.show import save_figure

    if len(found) != 1:
        raise BadInput(f"--figure: found {len(found)} contrasts, expected one: name one outcome, and a factor of two "
                       "levels without --by")  # fmt: skip
    (told,), file = found, Path(file)
    effects, words = told.effects, whom.words_of_figure(told.effects)
    sample = effects.sample
    made = {file: figures.person_effects(sample.effects, sample.row_weights, whom.distribution(effects), words,
                                         effects.margin)}  # fmt: skip
    if len(told.found.leaves) > 1:
        made[file.with_stem(f"{file.stem}-subgroups")] = figures.subgroups(whom.table(told), words)
    for place, one in made.items():
        save_figure(one, place)
