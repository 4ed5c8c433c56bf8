"""Paths of parameters as a config spells them."""


def canonical(key: str) -> str:
    """One spelling of each path: `setting` for `setting.preset`, `setting.pool` for `people.preset`."""
    key = key.removeprefix("parameters.")
    return {"setting.preset": "setting", "people.preset": "setting.pool", "experiment.setting": "setting"}.get(key, key)


def flat(nested: dict, prefix: str = "") -> list:
    """[(dotted path, value)] of nested tables; a table inside a value stays out of it."""
    pairs = []
    for key, value in nested.items():
        pairs += flat(value, f"{prefix}{key}.") if isinstance(value, dict) else [(prefix + key, value)]
    return pairs
