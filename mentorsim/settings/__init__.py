"""Settings: rows of seven components, as data (one TOML file each), and the way from there to complete parameters."""

import tomllib
from functools import cache
from importlib import resources

from mentorsim.parameters import BadInput, Parameters, build, check_path, nearest
from mentorsim.policies import policies_of

COMPONENTS = {
    "structure": "the social graph, and whether it is open",
    "pairing": "who makes the matches, and the default policies",
    "channel": "how pairs and community meet",
    "power": "power distance between mentor and mentee",
    "goals": "the organisation's share of plans, and how its goals move",
    "exposure": "harsh words, privacy incidents, outages",
    "pool": "people: used only when named, since a comparison of settings keeps its people",
}

# Short names of the paths that Python callers vary most.
SHORT = {
    "setting": "setting",
    "matching": "matching.policy",
    "withdrawal": "withdrawal.policy",
    "goals": "goals.policy",
    "mentees": "people.mentees",
    "mentors": "people.mentors",
}


@cache
def presets() -> dict:
    """{setting: {"summary", "source", component: {path: value}}}."""
    folder = resources.files("mentorsim.settings")
    files = sorted((f for f in folder.iterdir() if f.name.endswith(".toml")), key=lambda f: f.name)
    return {file.name.removesuffix(".toml"): tomllib.loads(file.read_text("utf-8")) for file in files}


def component(setting: str, name: str, where: str) -> dict:
    """{path: value} of one component of a setting; BadInput for an unknown setting."""
    known = presets()
    if setting not in known:
        raise BadInput(f"{where}: found {setting!r}, expected one of {', '.join(known)}{nearest(setting, known)}")
    return known[setting].get(name, {})


def resolve(overrides: dict) -> Parameters:
    """Complete parameters: defaults, then the setting's components, then `overrides` ({path: value}; or "setting").

    A component named by `setting.<component>` replaces the preset's; `setting.pool` applies only when named.
    """
    overrides = {("setting.preset" if path == "setting" else path): value for path, value in overrides.items()}
    for path in overrides:
        check_path(path)
    preset = overrides.get("setting.preset", "organisation")
    component(preset, "structure", "setting")
    flat = {}
    for name in COMPONENTS:
        chosen = overrides.get(f"setting.{name}", "")
        if chosen or name != "pool":
            flat |= component(chosen or preset, name, f"setting.{name}")
    parameters = build(flat | overrides)
    policies_of(parameters)
    return parameters
