"""Settings: rows of eight components, as data (one TOML file each), and the way from there to complete parameters."""

from functools import cache
from importlib import resources

from mentorsim.errors import BadInput, written
from mentorsim.parameters import GIVEN, Parameters, build, check_path
from mentorsim.policies import policies_of
from mentorsim.policies.trials import checked
from mentorsim.roster import load as roster
from mentorsim.settings import files
from mentorsim.spelling import nearest

COMPONENTS = {
    "structure": "the social graph, and whether it is open, for ties and for coming and going",
    "pairing": "who makes the matches, and the default policies",
    "channel": "how pairs and community meet",
    "power": "power distance between mentor and mentee",
    "goals": "the organisation's share of plans, and how its goals move",
    "exposure": "harsh words, privacy incidents, outages",
    "pool": "people: used only when named, since a comparison of settings keeps its people",
    "practice": "how pairs keep in contact and why they end: used only when named, as people are",
}
KEPT = ("pool", "practice")  # components that a setting does not bring with it

# Short names of the paths that Python callers vary most.
SHORT: dict[str, str] = {
    "setting": "setting",
    "matching": "matching.policy",
    "withdrawal": "withdrawal.policy",
    "goals": "goals.policy",
    "mentees": "people.mentees",
    "mentors": "people.mentors",
}
POLICIES = {path: name for name, path in SHORT.items() if path.endswith(".policy")}  # short names of factors


@cache
def presets() -> dict:
    """{setting: {"summary", "source", "sources": {path: text}, component: {path: value}}} of the shipped settings."""
    folder = resources.files("mentorsim.settings")
    shipped = sorted((f for f in folder.iterdir() if f.name.endswith(".toml")), key=lambda f: f.name)
    return {
        file.name.removesuffix(".toml"): files.parse(file.read_text("utf-8"), file.name, tuple(COMPONENTS))
        for file in shipped
    }


def preset(setting: str, where: str, folders=(".",)) -> dict:
    """One setting, shipped or (a name that ends in .toml) the user's own file. BadInput for an unknown one.

    where: the path that names it; folders: where a file is looked for.
    """
    if files.is_file(setting):
        try:
            return files.load(setting, folders, tuple(COMPONENTS))
        except BadInput as error:
            raise BadInput("\n".join(f"{where}: {line}" for line in str(error).splitlines())) from None
    known = presets()
    if not isinstance(setting, str) or setting not in known:
        raise BadInput(
            f"{where}: found {written(setting)}, expected a file or one of {', '.join(known)}{nearest(setting, known)}"
        )
    return known[setting]


def resolve(overrides: dict, folders=(".",)) -> Parameters:
    """Complete parameters: defaults, then the setting's components, then `overrides` ({path: value}; or "setting").

    A component named by `setting.<component>` replaces the preset's; pool and practice apply only when named. folders:
    where the files of a user's own settings are looked for. Given people (`given`) bring their numbers with them. A
    trial stands in its one form (`policies.trials`).
    """
    overrides = {("setting.preset" if path == "setting" else path): value for path, value in overrides.items()}
    for path in overrides:
        check_path(path)
    if overrides.get(GIVEN) is not None:
        overrides = overrides[GIVEN].counts() | overrides
    chosen = overrides.get("setting.preset", "organisation")
    whole = preset(chosen, "setting", folders)
    flat = {}
    for name in COMPONENTS:
        other = overrides.get(f"setting.{name}", "")
        if other or name not in KEPT:
            flat |= (preset(other, f"setting.{name}", folders) if other else whole)[name]
    parameters = build(flat | overrides)
    policies = policies_of(parameters)
    if parameters.given is not None:
        roster.check(parameters, policies)
    return checked(parameters)
