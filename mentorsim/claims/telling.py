"""Claims as Markdown, for the page of the docs: what was found, and what is run.

table: function of (heads, rows) that gives a Markdown table.
"""

from collections.abc import Callable
from pathlib import Path

from mentorsim.claims import CLAIMS, results, wording
from mentorsim.claims.declaring import Change, Claim, Effect
from mentorsim.places import literal


def verdicts(folder: Path, table: Callable) -> str:
    """What a folder of claims has: the table of verdicts, and why."""
    found = results.load(folder)
    entries = found["claims"]
    rows = [(f"[{e['id']}](#{e['id'].lower()})", e["statement"], *wording.cells(e)) for e in entries]
    shown = table(("claim", "says", *wording.HEADS), rows)
    why = "".join(f"- {wording.sentence(entry)}\n" for entry in entries)
    return "\n".join(["", f"**{wording.counts(entries)}**\n", shown, f"{wording.note(found)}\n", why])


def declared(table: Callable) -> str:
    """Every claim: its sentence, what the model is asked, what is run, what must hold."""
    return "\n".join(["", *(claim_told(claim, table) for claim in CLAIMS.values())])


def claim_told(claim: Claim, table: Callable) -> str:
    """One claim."""
    arms = table(("arm", "has"), ((name, values(own)) for name, own in claim.arms.items()))
    effects = table(("must hold", "by", "direct term"), map(effect_row, claim.effects))
    head = [f"### {claim.id}\n", f"{claim.statement} *{claim.says}*\n", f"{place(claim)}\n"]
    return "\n".join([*head, arms, effects, f"{' '.join(rest(claim))}\n"])


def place(claim: Claim) -> str:
    """Where a claim is looked at, and what all of its arms have."""
    common = f"; all arms: {values(claim.parameters)}" if claim.parameters else ""
    return f"Setting `{claim.setting}`, {claim.weeks} weeks{common}."


def effect_row(effect: Effect) -> tuple[str, str, str]:
    """A row of what must hold: what is compared, the smallest size that matters, the direct term."""
    size = wording.wanted({"matters": effect.size.value, "claimed": "above 0" if effect.sign > 0 else "below 0"})
    direct = f"off: {changed(effect.direct)}" if isinstance(effect.direct, Change) else effect.direct.reason
    return f"{effect.about} (`{effect.outcome.name}`)", f"{size} {effect.outcome.unit}: {effect.size.reason}", direct


def rest(claim: Claim) -> list[str]:
    """The rival form, the dose, the places, and what the experiment cannot do."""
    steps = "; ".join(summed(level) for level in claim.dose.levels)
    way = "rise" if claim.dose.sign > 0 else "fall"
    found = [f"**Rival form** of {claim.form}: {changed(claim.rival)}."]
    found += [f"**Dose**: {claim.dose.about} (`{claim.dose.outcome.name}` should {way}: {steps})."]
    if claim.places:
        found += [f"**Places**, beside its own: {', '.join(one.about for one in claim.places)}."]
    return found + ([claim.caveat] if claim.caveat else [])


def values(own: dict) -> str:
    """{path: value} in a line."""
    return ", ".join(f"`{path} = {literal(value)}`" for path, value in own.items()) or "the setting's own"


def changed(change: Change) -> str:
    """What is otherwise, in words and in values."""
    said = [values(change.values)] if change.values else []
    said += [f"{arm}: {values(own)}" for arm, own in change.of.items()]
    return f"{change.about} ({'; '.join(said)})"


def summed(weights: dict[str, float]) -> str:
    """A sum of arms in words: readiness − cliff."""
    parts = [("−" if weight < 0 else "+", "" if abs(weight) == 1.0 else f"{abs(weight):g} · ", arm)
             for arm, weight in weights.items()]  # fmt: skip
    return " ".join(f"{sign} {factor}{arm}" for sign, factor, arm in parts).removeprefix("+ ")
