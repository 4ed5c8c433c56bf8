"""The page of a calibration: what is left, what ruled out what, and which parameters nothing informs."""

from pathlib import Path

import pandas as pd

from mentorsim import figures
from mentorsim.calibration import folder as folders
from mentorsim.calibration import wording
from mentorsim.figures.export import javascript
from mentorsim.printing import number, plural
from mentorsim.report.html import Figures, Html, items, joined, page, paragraph, section, table, tag

TITLE = "Which values of its parameters make the model plausible?"
PROFILES = (
    "At each value of a parameter the least implausibility that was found, whatever the other parameters are; above "
    "the dashed line it is ruled out. A curve below the line from end to end rules out no value by itself."
)
PAIRS = (
    "Share of the space that is left at each pair of values, whatever the other parameters are, of the parameters that "
    "are informed most."
)


def render(folder: Path) -> str:
    """The page of a folder that `mentorsim calibrate` wrote."""
    told = folders.load(folder)
    head = tag("header", tag("p", f"mentorsim calibrate: {told['name']}", class_="eyebrow"), tag("h1", TITLE))
    main = tag(
        "main",
        section("Answer", paragraph(wording.answer(told)), uninformed(told), anchor="answer"),
        section("Parameters", ranges(told), settings(told), anchor="parameters"),
        section("Figures", pictures(folder, told), anchor="figures"),
        section("What ruled out what", joined(map(of_wave, told["waves"])), anchor="patterns"),
        section("What it was held against", outputs(told), reasons(told), anchor="evidence"),
        section("Emulators", emulators(told), anchor="emulators"),
    )
    footer = tag("footer", paragraph(f"Made by mentorsim from the folder “{Path(folder).resolve().name}”."))
    return page(f"{told['name']}: mentorsim calibration", joined([head, main, footer]), javascript())


def uninformed(told: dict) -> Html:
    """The parameters that nothing informs."""
    found = wording.uninformed(told)
    return paragraph(found) if found else Html("")


def ranges(told: dict) -> Html:
    """What is left of each parameter's range."""
    caption = f"What is left of each range; {plural(told['sets'], 'set')} in ensemble.csv."
    return table(wording.RANGES, wording.range_rows(told), caption, most=len(told["parameters"]))


def settings(told: dict) -> Html:
    """What differs by setting, with its reasons."""
    own = [(one["setting"], one["path"], one["reason"]) for one in told["parameters"] if one["setting"]]
    kept = [(setting, path, why) for setting, paths in told["by_setting"].items() for path, why in paths.items()]
    lines = [f"{setting}: {path} is sought by itself; {reason}" for setting, path, reason in own]
    lines += [f"{setting}: {path} stays as the setting has it; {reason}" for setting, path, reason in kept]
    return joined([tag("h3", "What differs by setting"), items(lines)]) if lines else Html("")


def pictures(folder: Path, told: dict) -> Html:
    """Profiles and pairs."""
    numbered = Figures()
    along, pairs = (pd.DataFrame(folders.rows_in(Path(folder) / name)) for name in (folders.PROFILES, folders.PAIRS))
    return joined(
        [
            numbered.add(
                figures.implausibility(along, told["cutoff"]), "Implausibility along each parameter", PROFILES, True
            ),
            numbered.add(figures.optical_depth(pairs), "What is left in pairs", PAIRS, True),
        ]
    )


def of_wave(wave: dict) -> Html:
    """What each pattern ruled out in a wave."""
    rows = wording.ruled_rows(wave)
    if not rows:
        return paragraph(f"{wording.wave_title(wave)}. No pattern ruled out anything.")
    return table(
        wording.RULED, rows, f"{wording.wave_title(wave)}. Shares are of what was left before.", most=len(rows)
    )


def outputs(told: dict) -> Html:
    """Targets beside what the ensemble gives."""
    rows = wording.output_rows(told)
    return joined(
        [
            table(wording.OUTPUTS, rows, "What the model was held against.", most=len(rows)),
            paragraph(wording.note(told)),
        ]
    )


def reasons(told: dict) -> Html:
    """Why each target is allowed the discrepancy that it is."""
    lines = dict.fromkeys(f"{one['output']}: {one['why']}" for one in told["patterns"])
    return joined([tag("h3", "Why it may be off by so much"), items(lines)])


def emulators(told: dict) -> Html:
    """How well each output was emulated in each wave."""
    rows = [
        (one["output"], *(explained(wave["emulators"][number]) for wave in told["waves"]))
        for number, one in enumerate(told["patterns"])
    ]
    heads = ("output", *(f"wave {wave['wave']}" for wave in told["waves"]))
    caption = "Share of the variance over a wave's points that is predicted for points left out, and the polynomial."
    return table(heads, rows, caption, numbers=len(heads) - 1, most=len(rows))


def explained(emulator: dict) -> str:
    """An emulator's quality in a cell."""
    return "none" if emulator["basis"] is None else f"{number(emulator['explained'], 2)} {emulator['basis']}"
