"""How the numbers came about: design, pairing, indicators, policies in words, parameters, provenance."""

import shlex
import tomllib

from mentorsim import catalogue
from mentorsim.analysis import intervals, stops, words
from mentorsim.analysis.worlds import METHOD, effective
from mentorsim.errors import BadInput
from mentorsim.experiment.crossing import parts_of, size_of, which
from mentorsim.experiment.worlds import SHIPPED
from mentorsim.gone import why_gone
from mentorsim.indicators import INDICATORS
from mentorsim.parameters import DEFAULTS, GIVEN
from mentorsim.printing import number
from mentorsim.report.facts import Facts
from mentorsim.report.html import Html, as_text, code, items, joined, paragraph, section, table, tag
from mentorsim.roster import load as roster

KINDS = {
    "grid": "every combination of the factors' levels is an arm",
    "list": "arms are listed one by one",
    "one-at-a-time": "each factor is varied by itself, the others stay at the base arm",
    "lhs": "arms are points of a Latin hypercube over the factors' ranges",
    "sensitivity": "arms are points of a screening or a Sobol design over the factors' ranges",
    "sobol": "arms are points of a Sobol sequence over the factors' ranges",
}
PAIRED = (
    "Arms are paired: replication r has the same people with the same luck in every arm, and differences are taken "
    "within replications, so that what arms share cancels out. What is averaged is a replication, never a person or "
    "a week."
)
UNCERTAIN = (
    f"Intervals are at 95 %, over replications: paired t below {intervals.BOOTSTRAP_FROM} of them, from there on the "
    "studentised bootstrap. "
)
DECIDED = (
    "What happens in a run or does not, and shares near 0 or 1, have binomial intervals "
    "(Clopper-Pearson; Korn & Graubard 1998), differences of the former Newcombe's for paired shares. “Cannot tell” "
    "means that the interval of a difference holds 0, “the same in every run” that both arms have the same value in "
    "each replication. Sentences use the interval "
    "of each comparison by itself; tables say which also stand for all comparisons of an outcome at once (Holm). "
    "Probabilities of being best are shares of bootstrap draws over replications."
)
WORLDS = (
    "Every arm is run in each of them, with the same people and luck in all. A mean is over worlds by their weights, "
    "each by its mean over replications; its interval takes worlds and replications as crossed units. “Holds in” is "
    "the share of worlds, by weight, in which a mean difference has the sign of the whole, “clear in” the share in "
    "which the world's own interval leaves 0 out on that side."
)
CONTROL = (
    "Gains (Hedges g) are against the control world: the same people with the same luck and nobody matched, with "
    "community, self-study and shocks as they are."
)
POLICIES = ("matching", "withdrawal", "goals")
MOST_LEVELS = 12
ANALYSES = ("sensitivity", "robustness")  # designs of `mentorsim sensitivity`, of which the file says only a part


def methods(facts: Facts) -> Html:
    """All of it, section by section."""
    return joined(
        [
            section("Methods", design(facts), pairing(facts), anchor="methods"),
            section("Indicators", indicators(facts), anchor="indicators"),
            *([section("Real people", people(facts), anchor="people")] if facts.resolved.get("people") else []),
            section("Settings and policies in words", chosen(facts), anchor="policies"),
            section("Parameters that differ from the defaults", parameters(facts), anchor="parameters"),
            section("Provenance", provenance(facts), anchor="provenance"),
            section("How to reproduce", reproduce(facts), anchor="reproduce"),
        ]
    )


# --- design ----------------------------------------------------------------------------------------------------------


def design(facts: Facts) -> Html:
    """What was run."""
    r, shown = facts.resolved, facts.resolved.get("design", {})
    kind = shown.get("kind", "grid" if r.get("factors") else "")
    arms, worlds = size_of(r)
    size = (
        f"{arms:,} {'arm' if arms == 1 else 'arms'}{f' × {worlds:,} plausible worlds' if worlds else ''} × "
        f"{r['replications']:,} replications of {r['weeks']:,} weeks = {len(r['arms']) * r['replications']:,} runs"
    )
    rows = []
    for name in r.get("factors", []):
        values = list(dict.fromkeys(as_text(arm["varied"].get(name, "")) for arm in r["arms"]))
        text = ", ".join(values) if len(values) <= MOST_LEVELS else f"{len(values):,} values"
        rows.append([code(name), text])
    shocks = [f"{shock['kind']} in week {shock['week']}" for shock in r.get("shocks", [])]
    what = f"Design: {KINDS[kind]}. " if kind in KINDS else "" if rows else "No factor varies. "
    return joined(
        [
            paragraph(facts.results.edition, ".") if facts.results.edition else "",
            paragraph(what, size, "."),
            table(["factor", "levels"], rows, "What varies."),
            paragraph("Shocks: ", "; ".join(shocks), ".") if shocks else "",
            paragraph("Stop: ", stops.stops_sentence(facts.results), ". ", stops.LATER) if facts.stop else "",
        ]
    )


def pairing(facts: Facts) -> Html:
    """How arms are compared."""
    method = f"Here intervals are by the {intervals.method_of(facts.replications)}. {UNCERTAIN}"
    if facts.worlds:
        method = f"Intervals are at 95 %, over worlds and replications ({METHOD}), within a world over replications. "
    return joined(
        [
            paragraph(PAIRED),
            worlds_section(facts),
            paragraph(f"{method}{DECIDED}"),
            paragraph(CONTROL) if any(name.startswith("g_") for name in facts.outcomes) else "",
        ]
    )


def worlds_section(facts: Facts) -> Html:
    """Which plausible worlds there are, and how results over them come about."""
    if "worlds" not in facts.resolved:
        return Html("")
    worlds = facts.resolved["worlds"]
    sets = worlds["sets"]
    count = number(effective([one["weight"] for one in sets]), 1)
    said = f"{which(facts.resolved)} (digest {worlds['digest']}), which differ in {len(sets[0]['values']):,} parameters"
    return paragraph(f"Plausible worlds: {said} and are worth {count} of equal weight. {WORLDS}")


def indicators(facts: Facts) -> Html:
    """Definitions of the outcomes used."""
    better = {True: "higher", False: "lower", None: "–"}
    rows = [
        [code(name), i.definition, i.formula + (f" Source: {i.source}." if i.source else ""), i.unit, better[i.better]]
        for name, i in ((name, INDICATORS[name]) for name in facts.asked if name in INDICATORS)
    ]
    return table(["indicator", "what it is", "formula", "unit", "better is"], rows, "Indicators used on this page.")


def people(facts: Facts) -> Html:
    """Which columns of real people were given, and which drawn."""
    shown = facts.resolved["people"]
    rows = [["people", f"{shown['mentees']:,} mentees and {shown['mentors']:,} mentors, the same in every arm"]]
    rows += [list(row) for row in roster.in_words(shown)]
    what = "What is given stands; the rest is drawn for each person, by what is given of them where traits go together."
    return joined([paragraph(what), table(["", ""], rows, "People of the roster.")])


# --- what was chosen -------------------------------------------------------------------------------------------------


def levels(facts: Facts, path: str) -> list:
    """The values of a parameter in this experiment."""
    base = facts.resolved["parameters"].get(path)
    found = [arm["differs"].get(path, base) for arm in facts.resolved["arms"]]
    return [value for value in dict.fromkeys(found) if value not in (None, "")]


def chosen(facts: Facts) -> Html:
    """Settings and policies of the arms, with what they do."""
    return joined(
        [
            described("settings", levels(facts, "setting.preset"), "Settings."),
            *(described(kind, levels(facts, f"{kind}.policy"), f"{kind.capitalize()} policies.") for kind in POLICIES),
        ]
    )


def described(kind: str, names, caption: str) -> Html:
    """A table of some of the things that one can choose from; what is not known here says so."""
    rows = []
    for name in names:
        try:
            entry = next(row for row in catalogue.rows(kind, name) if row["name"] == name)
            rows.append([code(name), entry["summary"], entry["source"]])
        except (BadInput, StopIteration):
            rows.append([code(name), "not known to this version", ""])
    return table(["name", "what it does", "source"], rows, caption)


def parameters(facts: Facts) -> Html:
    """Values of the base arm that are not the defaults."""
    about = {row["name"]: row for row in catalogue.rows("parameters")}
    rows = [
        [
            code(path),
            as_text(value),
            as_text(DEFAULTS.get(path)),
            about.get(path, {}).get("unit", ""),
            about.get(path, {}).get("summary", why_gone(path)),
        ]
        for path, value in facts.resolved["parameters"].items()
        if path != GIVEN and (path not in DEFAULTS or value != DEFAULTS[path])
    ]
    if not rows:
        return paragraph("All parameters that do not vary are at their defaults.")
    caption = (
        "Parameters of the base arm that are not at their defaults; where the setting varies, so does what it sets."
    )
    return table(
        ["parameter", "value", "default", "unit", "meaning"], rows, caption, most=200, rest="see resolved.json."
    )


# --- where it comes from ---------------------------------------------------------------------------------------------


def provenance(facts: Facts) -> Html:
    """Code, versions, machines, calls, digests."""
    manifest, r = facts.results.manifest, facts.resolved
    calls = manifest.get("calls", [])
    codes = sorted(facts.all_runs["code"].dropna().unique()) if "code" in facts.all_runs else []
    entries = [
        ["experiment", r["name"]],
        ["seed", r["seed"]],
        ["schema", r.get("schema", "")],
        ["code of the model", ", ".join(codes) + (" (the code changed between runs)" if len(codes) > 1 else "")],
        ["calls that wrote runs", f"{len(calls):,}"],
        *([what, words.listed(values)] for what, values in machines(calls).items() if values),
        *([f"digest of {name}", digest] for name, digest in manifest.get("tables", {}).items()),
    ]
    notices = [notice.replace(str(facts.results.path), r["name"]) for notice in facts.results.notices]
    return joined([table(["", ""], entries, "What made these results."), items(notices)])


def machines(calls) -> dict:
    """{what: the different values over all calls}."""
    entries = {
        "software": [", ".join(f"{name} {version}" for name, version in call.get("software", {}).items())
                     for call in calls],
        "Python": [call.get("python", "") for call in calls],
        "platform": [call.get("platform", "") for call in calls],
        "kernels": [call.get("kernels", "") for call in calls],
        "processor": [call.get("cpu", "") for call in calls],
        "plug-ins": [", ".join(f"{name} {digest}" for name, digest in call.get("plugins", {}).items())
                     for call in calls],
        "set on the command line": [", ".join(call.get("set", [])) for call in calls],
    }  # fmt: skip
    return {what: [value for value in dict.fromkeys(values) if value] for what, values in entries.items()}


def reproduce(facts: Facts) -> Html:
    """Commands, and the experiment as written."""
    name, file = facts.resolved["name"], facts.results.path / "experiment.toml"
    text = file.read_text("utf-8") if file.is_file() else ""
    anew = made_anew(facts, text)
    return joined(
        [
            paragraph("With the version of mentorsim that made them:") if facts.results.edition else "",
            paragraph(
                "For a shell in which the results folder is ",
                code(name),
                ". Every run again, or some of them, compared with what stands in the folder:",
            ),
            tag("pre", command(facts, "reproduce", name), "\n", command(facts, "reproduce", name, "--sample", "20")),
            *(
                [
                    paragraph(
                        "The same anew, into another folder, by the experiment as it stands in the folder and below:"
                    ),
                    tag("pre", anew),
                ]
                if anew
                else []
            ),
            paragraph("On the same platform numbers are the same to the last bit, for any number of processes."),
            tag("pre", text) if text else "",
        ]
    )


def made_anew(facts: Facts, text: str) -> str:
    """The command that makes such a folder; nothing where it takes more than the experiment and what was set beside it:
    files that it names, or a design of `mentorsim sensitivity`.
    """
    r, calls, design = facts.resolved, facts.results.manifest.get("calls", []), facts.resolved.get("design", {})
    sets = calls[-1].get("set", []) if calls else []
    values = [*r["parameters"].values(), *(value for arm in r["arms"] for value in arm["differs"].values())]
    named = r.get("people") or of_file(r) or any(str(value).endswith(".toml") for value in values)
    lost = any("=" not in one for one in sets if one != "replications")
    if not text or named or lost or design.get("kind") in ANALYSES:
        return ""
    given = [part for one in sets if not one.startswith("replications") for part in ("--set", one)]
    alone = "design" in tomllib.loads(text) and not design  # one run of an experiment that has more
    count = [] if alone else ["--replications", str(r["replications"])]
    file, out = f"{r['name']}/experiment.toml", f"{r['name']}-again"
    return command(facts, "run" if alone else "sweep", file, *given, *count, "--out", out)


def of_file(resolved: dict) -> bool:
    """Whether the plausible worlds of an experiment are those of somebody's own file."""
    return "worlds" in resolved and parts_of(resolved["worlds"]["source"])[0] not in SHIPPED


def command(facts: Facts, *words_: str) -> str:
    """A command of mentorsim, with the plug-ins of the calls that made the results."""
    calls = facts.results.manifest.get("calls", [])
    plugins = dict.fromkeys(name for call in calls for name in call.get("plugins", {}))
    return shlex.join(["mentorsim", *words_, *(part for name in plugins for part in ("--plugin", name))])
