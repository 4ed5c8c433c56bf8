"""What there is to choose from and to look up, as rows: every policy, setting, process, parameter, column, indicator.

Every row has `name`, `summary`, `source`, `parameters` (a list of paths or options) and `cost`; the rest is the kind's
own. A source is a paper, "assumption", or DEFINED: what the model says by definition. Of plug-ins that name none, and
of a cost that is not known, the text is empty.
"""

import re
import tomllib

from mentorsim import glossary, indicators, parameters, tables
from mentorsim.errors import BadInput
from mentorsim.experiment import config, shocks
from mentorsim.experiment.design import KINDS as DESIGNS
from mentorsim.experiment.design_section import SAMPLED
from mentorsim.experiment.sampling import MOST_POINTS
from mentorsim.experiment.stopping import MOST
from mentorsim.parameters import DEFAULTS
from mentorsim.patterns import PATTERNS
from mentorsim.policies import discover
from mentorsim.policies.trials import settable_by_any
from mentorsim.process import DEFINED
from mentorsim.registry import OWN, REGISTRIES, module_of, summary_of
from mentorsim.roster import load as roster
from mentorsim.roster.edgelists import REPEATED
from mentorsim.settings import COMPONENTS, KEPT, files, presets
from mentorsim.spelling import nearest
from mentorsim.week import WEEK


def row(name: str, summary: str, source: str = "", parameters=(), cost: str = "", **more) -> dict:
    """One row, with what every row has in front."""
    common = {"name": name, "summary": summary, "source": source, "parameters": list(parameters), "cost": cost}
    return common | more


def policies(kind: str) -> list[dict]:
    """Policies of one kind, with the parameters that only they read; rule: {what they give: its formula}."""
    discover()
    found = sorted(REGISTRIES[kind].items())
    return [
        row(
            name,
            summary_of(policy),
            policy.source,
            policy.uses,
            policy.cost,
            rule=dict(line.split(" = ", 1) for line in policy.rule),
            **brought_by(policy),
        )
        for name, policy in found
    ]


def brought_by(thing) -> dict:
    """{"plugin": module} of what a plug-in has brought; nothing of what is the package's own."""
    module = module_of(thing)
    return {} if module.startswith(OWN) else {"plugin": module}


def settings() -> list[dict]:
    """Settings; components: {component: {path: value}}; kept: those used only when named; sources: {path: text}."""
    rows = []
    for name, preset in presets().items():
        parts = {part: preset.get(part, {}) for part in COMPONENTS}
        paths = [path for values in parts.values() for path in values]
        sources = {path: preset["sources"].get(path, files.UNSOURCED) for path in paths}
        graph = "allowed" if parts["structure"].get("modes.network", True) else "allowed within units"
        more = {"components": parts, "kept": list(KEPT), "sources": sources, "given_graph": graph}
        rows.append(row(name, preset["summary"], preset["source"], paths, **more))
    return rows


def components() -> list[dict]:
    """Components of a setting; settings: {setting: {path: value}}; parameters: the paths that any of these sets."""
    rows = []
    for name, summary in COMPONENTS.items():
        values = {setting: preset.get(name, {}) for setting, preset in presets().items()}
        paths = dict.fromkeys(path for given in values.values() for path in given)
        rows.append(row(name, summary, "assumption: a corner of the comparison (Mak 2011)", paths, settings=values))
    return rows


def week() -> list[dict]:
    """The processes of a week in their order; switch: the parameter that turns it off; branches: ways a rule can go."""
    return [
        row(
            process.name,
            process.summary,
            process.source,
            parameters=[process.switch] if process.switch else [],
            step=step,
            order=process.order,
            switch=process.switch,
            branches=list(process.branches),
        )
        for step, process in enumerate(WEEK, start=1)
    ]


def columns() -> list[dict]:
    """Columns of the tables that runs leave behind."""
    return [row(entry.pop("name"), entry.pop("summary"), DEFINED, **entry) for entry in tables.catalogue()]


def every_parameter() -> list[dict]:
    """Parameters with default, unit, bounds or choices; about: what their group is."""
    groups = parameters.Parameters.model_fields
    return [
        row(
            entry.pop("name"),
            entry.pop("summary"),
            entry.pop("source"),
            group=group,
            about=summary_of(groups[group].annotation),
            **entry,
        )
        for entry in parameters.catalogue()
        for group in [entry["name"].split(".")[0]]
    ]


def every_indicator() -> list[dict]:
    """Indicators with group, unit, direction and formula."""
    rows = []
    for entry in indicators.catalogue():
        name = entry.pop("name")
        plugin = brought_by(indicators.INDICATORS[name])
        source = entry.pop("source") or ("" if plugin else DEFINED)
        rows.append(row(name, entry.pop("summary"), source, **entry, **plugin))
    return rows


def every_shock() -> list[dict]:
    """Shocks that a config can schedule; defaults: {option: value if not given}; options: {option: what it is}."""
    rows = []
    for name, shock in sorted(REGISTRIES["shocks"].items()):
        options = shocks.options_of(name)
        defaults = {key: option.default for key, option in options.items()}
        about = {"week": "week of the run in which it begins"} | {key: explained(o) for key, o in options.items()}
        rows.append(row(name, summary_of(shock), "model assumption", about, defaults=defaults, options=about))
    return rows


def explained(option: shocks.Option) -> str:
    """Meaning, bounds or choices, and default of a shock's option."""
    allowed = " or ".join(option.choices) if option.choices else f"{option.low:g} to {option.high:g}"
    return f"{option.meaning} ({allowed}; default {option.default})"


def experiments() -> list[dict]:
    """Shipped experiments, as written: question, size, factors."""
    rows = []
    for name, file in config.shipped().items():
        text = file.read_text("utf-8")
        source = re.search(r"^# Source: (.+)\.$", text, re.MULTILINE)
        head, design = tomllib.loads(text)["experiment"], config.read(text, str(file)).design
        shown = design.to_dict() if design else {"kind": "", "factors": {}}
        size = {key: head.get(key) for key in ("replications", "weeks", "seed")}
        more = {"design": shown["kind"], "factors": shown["factors"], "file": str(file)}
        rows.append(row(name, head.get("question", ""), source[1] if source else "", shown["factors"], **size, **more))
    return rows


def roster_columns() -> list[dict]:
    """Columns that a roster of real people may have; without: what is done where one is left out."""
    about = "Columns of a roster: a sheet with a row per person, whose cells may be empty"
    return [row(entry.pop("name"), entry.pop("summary"), DEFINED, about=about, **entry) for entry in roster.catalogue()]


def every_pattern() -> list[dict]:
    """Published patterns; role: C or V; measures: {name: target}; not_testable: why it is not in this edition."""
    return [
        row(
            pattern.id,
            pattern.statement,
            pattern.figure.source,
            role=pattern.role,
            published=pattern.figure.published,
            status=pattern.figure.status,
            scenarios=list(dict.fromkeys(look.scenario.name for look in pattern.looks)),
            measures={name: target.in_words for name, target in pattern.figure.targets.items() if target},
            not_testable=pattern.why_not(),
        )
        for pattern in PATTERNS.values()
    ]


def terms() -> list[dict]:
    """Words of the field and of the model; forms: in which they are met."""
    return [row(one.name, one.meaning, one.source or DEFINED, forms=one.forms) for one in glossary.terms()]


KINDS = {
    "matching": lambda: policies("matching"),
    "withdrawal": lambda: policies("withdrawal"),
    "goals": lambda: policies("goals"),
    "settings": settings,
    "components": components,
    "week": week,
    "tables": columns,
    "parameters": every_parameter,
    "indicators": every_indicator,
    "shocks": every_shock,
    "roster": roster_columns,
    "patterns": every_pattern,
    "terms": terms,
    "experiments": experiments,
}


ABOUT = {
    "matching": "who is matched with whom",
    "withdrawal": "how mentors withdraw",
    "goals": "whose goals count",
    "settings": "environments, as rows of components",
    "components": "what a setting consists of",
    "week": "the processes of a week, in order",
    "tables": "what a run leaves behind, column by column",
    "parameters": "every number of the model",
    "indicators": "what a run is summed up in",
    "shocks": "what an experiment can schedule",
    "roster": "what a file of real people may say",
    "patterns": "what is published, and the model is held against",
    "terms": "the words of this field, and what they mean here",
    "experiments": "those that come with the package",
}


def kinds() -> list[dict]:
    """What there are lists of, and how much is in each."""
    counts = KINDS | {"experiments": config.shipped}  # to read them all would take a second
    return [row(kind, about, entries=len(counts[kind]())) for kind, about in ABOUT.items()]


def rows(kind: str, name: str = "") -> list[dict]:
    """The rows of a kind: all, or the one called `name`, or else those of the group `name`, or of groups that begin so,
    or else those that have it in their names; letter case does not matter. BadInput for an unknown kind, or if none is
    left.
    """
    if kind not in KINDS:
        raise BadInput(f"list: found {kind!r}, expected one of {', '.join(KINDS)}{nearest(kind, KINDS)}")
    found = KINDS[kind]()
    sought, groups = name.casefold(), dict.fromkeys(filter(None, map(group_of, found)))
    narrowed = (
        [one for one in found if one["name"].casefold() == sought],
        [one for one in found if group_of(one) == sought],
        [one for one in found if name and group_of(one).startswith(sought)],
        [one for one in found if sought in one["name"].casefold()],
    )
    chosen = next(filter(None, narrowed), [])
    if not chosen:
        hint = nearest(sought, [*groups, *(one["name"] for one in found)])
        known = f", nor a group: these are {', '.join(groups)}" if groups else ""
        raise BadInput(f"list {kind}: found nothing called {name!r}{known}{hint}; see `mentorsim list {kind}`")
    return chosen


def group_of(one: dict) -> str:
    """The group, or the table, that a row stands in; nothing where a kind has no groups."""
    return (one.get("group") or one.get("table") or "").casefold()


# --- the JSON Schema of an experiment file ---------------------------------------------------------------------------

JSON_TYPES = {bool: "boolean", int: "integer", float: "number", str: "string"}


def closed(properties: dict, required=(), **more) -> dict:
    """An object with these properties and no others."""
    needed = {"required": list(required)} if required else {}
    return {"type": "object", "properties": properties, "additionalProperties": False} | needed | more


def several(items: dict) -> dict:
    """A list of different values, at least one."""
    return {"type": "array", "items": items, "minItems": 1, "uniqueItems": True}


def names_for(path: str) -> list | None:
    """The names that a parameter may have, where it names a policy or a setting."""
    group, _, leaf = path.partition(".")
    if leaf == "policy":
        discover()
        return sorted(REGISTRIES[group])
    if group == "setting":
        return [*presets()] if leaf == "preset" else ["", *presets()]
    return None


def leaf(entry: dict) -> dict:
    """The schema of one parameter, from its row of the catalogue."""
    described = f"{entry['summary']} [{entry['unit']}]" if entry["unit"] else entry["summary"]
    schema = {"type": JSON_TYPES[type(entry["default"])], "description": described, "default": entry["default"]}
    names = entry["choices"] or names_for(entry["name"])
    limits = {"minimum": entry["low"], "maximum": entry["high"]} if entry["low"] is not None else {}
    if entry["name"].startswith("setting."):
        return schema | {"anyOf": [{"enum": names}, {"pattern": r"\.toml$"}]}
    return schema | ({"enum": names} if names else limits)


def nested(schemas: dict) -> dict:
    """The properties of a table in which paths are written as tables, with dots, or half and half, as TOML has it.

    schemas: {path: schema}.
    """
    properties = {path: schema for path, schema in schemas.items() if "." in path}
    for path, schema in schemas.items():
        parts = path.split(".")
        for depth in range(1, len(parts)):
            group = ".".join(parts[:depth])
            below = {p.removeprefix(f"{group}."): s for p, s in schemas.items() if p.startswith(f"{group}.")}
            properties.setdefault(group, closed(nested(below)))
        if len(parts) == 1:
            properties[path] = schema
    return properties


def paths_table(wrap) -> dict:
    """A table of parameters by path. wrap: from a parameter's schema to that of its entry."""
    properties = nested({path: wrap({"$ref": f"#/$defs/{path}"}) for path in DEFAULTS})
    preset = wrap({"$ref": "#/$defs/setting.preset"})
    return closed(properties | {"setting": {"anyOf": [preset, properties["setting"]]}})


def head_schema() -> dict:
    """[experiment]."""
    limits = {key: check.keywords for key, check in config.HEAD.items() if hasattr(check, "keywords")}
    properties = {key: {"type": "string"} for key in config.HEAD}
    properties |= {
        key: {"type": "integer", "minimum": limit["low"], "maximum": limit["high"]} for key, limit in limits.items()
    }
    until = {
        "outcome": {"enum": list(indicators.INDICATORS)},
        "half_width": {"type": "number", "exclusiveMinimum": 0},
        "max": {"type": "integer", "minimum": 2, "maximum": MOST},
    }
    parameters_of_head = {"setting": {"$ref": "#/$defs/setting.preset"}, "budget": {"$ref": "#/$defs/meetings.budget"}}
    return closed(properties | parameters_of_head | {"until": closed(until, until)})


def shock_schema(kind: str) -> dict:
    """An entry of [[shocks]] of one kind."""
    options = {"kind": {"const": kind}, "week": {"type": "integer", "minimum": 0}}
    for name, option in shocks.options_of(kind).items():
        limits = {"enum": list(option.choices)} if option.choices else {"minimum": option.low, "maximum": option.high}
        about = {"description": option.meaning, "default": option.default}
        options[name] = {"type": JSON_TYPES[option.kind], **about, **limits}
    return closed(options, ("kind", "week"), description=summary_of(REGISTRIES["shocks"][kind]))


def trial_schema() -> dict:
    """[trial]."""
    arm = closed(nested({path: {"$ref": f"#/$defs/{path}"} for path in settable_by_any()}))
    shares = {"type": "object", "additionalProperties": {"type": "number", "exclusiveMinimum": 0}}
    arms = {"type": "object", "additionalProperties": arm, "minProperties": 2}
    return closed({"unit": {"$ref": "#/$defs/trial.unit"}, "arms": arms, "shares": shares}, ["arms"])


def sampled_factor(one: dict) -> dict:
    """A factor of a sampled design: [low, high] of a number, else choices. one: {"$ref": path of its parameter}."""
    path = one["$ref"].removeprefix("#/$defs/")
    return several(one) if isinstance(DEFAULTS[path], bool | str) else several(one) | {"minItems": 2, "maxItems": 2}


def designs() -> list[dict]:
    """[design], one schema per kind; without a kind it is a grid."""
    text = {"type": "string"}
    where = {"anyOf": [text, several(text)]}
    points = {"type": "integer", "minimum": 1, "maximum": MOST_POINTS}
    arm = closed({"name": text, "overrides": paths_table(lambda one: one)}, ["name"])
    listed = {"arms": {"type": "array", "items": arm, "minItems": 1}}
    sampled = {"points": points, "factors": paths_table(sampled_factor), "where": where}
    gridded = {"factors": paths_table(several), "where": where}
    found = []
    for kind in DESIGNS:
        properties = listed if kind == "list" else sampled if kind in SAMPLED else gridded
        needed = [key for key in properties if key != "where"] + (["kind"] if kind != "grid" else [])
        found.append(closed({"kind": {"const": kind}} | properties, needed))
    return found


def schema() -> dict:
    """The JSON Schema (2020-12) of an experiment file."""
    analysis = {
        "outcomes": several({"enum": list(indicators.INDICATORS)}),
        "tables": several({"enum": list(config.TABLES)}),
        "moments": several({"type": "integer", "minimum": 0}),
    }
    sections = {
        "experiment": head_schema(),
        "parameters": paths_table(lambda one: one),
        "people": closed(
            {
                "preset": {"$ref": "#/$defs/setting.pool"},
                "columns": {"type": "object", "additionalProperties": {"type": "string"}},
                "repeated": {"enum": list(REPEATED)},
            }
            | {key: {"type": "boolean"} for key in ("directed", "keep_names")}
            | {key: {"type": "string"} for key in ("roster", "ties", "matches")},
            dependentRequired={key: ["roster"] for key in config.PEOPLE if key != "roster"},
        ),
        "trial": trial_schema(),
        "shocks": {"type": "array", "items": {"oneOf": [shock_schema(kind) for kind in sorted(REGISTRIES["shocks"])]}},
        "design": {"oneOf": designs()},
        "analysis": closed(analysis),
    }
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "title": "mentorsim experiment",
        **closed(sections),
        "$defs": {entry["name"]: leaf(entry) for entry in parameters.catalogue()},
    }
