"""Paths of parameters as a config spells them."""


def canonical(key: str) -> str:
    """One spelling of each path: `setting` for `setting.preset`, `setting.pool` for `people.preset`."""
    key = key.removeprefix("parameters.")
    return {
        "setting.preset": "setting",
        "people.preset": "setting.pool",
        "experiment.setting": "setting",
        "experiment.budget": "meetings.budget",
        "budget": "meetings.budget",
    }.get(key, key)
