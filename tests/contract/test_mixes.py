"""Every policy in every setting and every mix of modes: one-to-one, community, network, each on or off."""

from itertools import product

import numpy as np
import pytest

from mentorsim import codes, policies, settings
from mentorsim.registry import REGISTRIES

policies.discover()
ENTRIES = [(kind, name) for kind in policies.KINDS for name in sorted(REGISTRIES[kind])]
SETTINGS = sorted(settings.presets())
MODES = ("one_to_one", "community", "network")
MIXES = [mix for mix in product((True, False), repeat=3) if not all(mix)]  # all on is what other tests have
WEEKS = 30


def luck_of(world, other):
    """{person key: what befell people, whoever mentors them}, of those whom both worlds still have."""
    staying = set(world.people.key[world.people.present == 1]) & set(other.people.key[other.people.present == 1])
    luck = dict(zip(world.people.key.tolist(), world.people.episode_until.tolist(), strict=True))
    return {int(key): luck[key] for key in staying}


def mixes():
    """(setting, mix) of all; fast is one of them."""
    for place, (setting, mix) in enumerate(product(SETTINGS, MIXES)):
        off = "-".join(mode for mode, on in zip(MODES, mix, strict=True) if not on)
        yield pytest.param(setting, mix, marks=() if place == 25 else pytest.mark.slow, id=f"{setting}-no-{off}")


@pytest.mark.parametrize(("setting", "mix"), list(mixes()))
def test_policies_hold_in_every_mix_of_modes(setting, mix, worlds):
    """Bounds, capacity, the same bits again, the luck of the control world; and what is off does not happen."""
    switched = {"setting": setting} | {f"modes.{mode}": on for mode, on in zip(MODES, mix, strict=True)}
    control = worlds.run(worlds.LIVELY | switched | {"matching.policy": "none"}, WEEKS)
    for kind, name in ENTRIES:
        overrides = worlds.LIVELY | {"matching.policy": "similar"} | switched | {f"{kind}.policy": name}
        world = worlds.run(overrides, WEEKS)
        now = worlds.columns(world)
        assert worlds.out_of_bounds(now) == [], name
        held = np.bincount(now["match.mentor"][now["match.ended_by"] == codes.RUNNING], minlength=len(now["key"]))
        assert (held <= np.where(now["role"] == codes.MENTOR, now["capacity"], 0)).all(), name
        assert worlds.differing(now, worlds.columns(worlds.run(overrides, WEEKS))) == [], name
        assert luck_of(world, control) == luck_of(control, world) != {}, name
        one_to_one, community, network = mix
        assert one_to_one or len(world.matches) == 0, name
        asked = name == "community"  # its questions go to mentors, wherever they are
        assert community or network or asked or not now["n_replies"].any(), name
