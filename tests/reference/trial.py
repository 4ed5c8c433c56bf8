"""A trial inside the world: who is in which arm, and what acts by arm. An arm is None or an `Arm` of the package."""

from contextlib import contextmanager

from mentorsim import rng
from mentorsim.codes import IN_BLOCK, IN_ORDER, INITIAL_MENTOR, MENTOR, RECRUIT, WHO_IS_NEXT, WHOSE_PLACE
from mentorsim.world.people import kind_of, ordinal_of, person_keys

# --- who is in which arm ---------------------------------------------------------------------------------------------


def block_of(arms):
    """The arms of a block, at least 8, in proportion to their shares; next is the one furthest behind."""
    whole, block = sum(arm.share for arm in arms), []
    while len(block) < 8 or len(block) % whole:
        block.append(max(arms, key=lambda arm: arm.share * (len(block) + 1) - whole * block.count(arm)))
    return block


def arm_dealt(model, person):
    """The arm of somebody who has just come, or None."""
    unit = model.parameters.trial.unit
    if not model.arms or (unit != "unit" and (unit == "mentor") != (person.role == MENTOR)):
        return None
    block = block_of(model.arms)
    if unit == "unit":
        units = range(model.parameters.structure.units)
        order = sorted(units, key=lambda unit: rng.uniform(model.trial_luck, unit, 0, IN_ORDER))
        return block[order.index(person.unit) % len(block)]
    kind, ordinal = int(kind_of(person.key)), int(ordinal_of(person.key))
    assert (kind in (INITIAL_MENTOR, RECRUIT)) == (unit == "mentor")
    first = ordinal - ordinal % len(block)
    keys = person_keys(kind, range(first, first + len(block))).tolist()
    order = sorted(keys, key=lambda key: rng.uniform(model.trial_luck, key, 0, IN_BLOCK))
    return block[order.index(person.key)]


# --- what goes by arm ------------------------------------------------------------------------------------------------


def parameters_of(model, arm):
    """What an arm goes by, or the world itself."""
    return model.parameters if arm is None else arm.parameters


def policies_of(model, arm):
    """The policies of an arm, or the world's own."""
    return model.policies if arm is None else arm.policies


def omega_of(model, arm):
    """The organisation's share of plans."""
    return policies_of(model, arm)["goals"].omega(parameters_of(model, arm))


def pairs(model, arm):
    """Whether the policy of an arm matches anybody."""
    return model.parameters.modes.one_to_one and policies_of(model, arm)["matching"].solver != "nobody"


def alike(model, kind):
    """Lists of arms, None among them, that do the same in matching or withdrawal."""
    groups = []
    for arm in (None, *model.arms):
        mine = getattr(parameters_of(model, arm), kind)
        group = next((some for some in groups if getattr(parameters_of(model, some[0]), kind) == mine), None)
        if group is None:
            groups.append([arm])
        else:
            group.append(arm)
    return groups


@contextmanager
def acting(model, arm):
    """The model goes by the policies of this arm."""
    own = model.parameters, model.policies
    model.parameters, model.policies = parameters_of(model, arm), policies_of(model, arm)
    yield
    model.parameters, model.policies = own


# --- matching --------------------------------------------------------------------------------------------------------


def new_pairs(model, waiting, free, have):
    """[(mentee, mentor, how it was made), ...]: by one policy, or by each among the places dealt to it, then what is
    left over."""
    groups = alike(model, "matching")
    if len(groups) == 1:
        found, how = model.pair(waiting, free, have)
        return [(mentee, mentor, how) for mentee, mentor in found]
    groups = [arms for arms in groups if pairs(model, arms[0])]
    left, dealt, made = dict(free), deal(model, groups, waiting, free), []
    order = sorted(range(len(groups)), key=lambda n: rng.uniform(model.trial_luck, 0, model.week, WHO_IS_NEXT + n))
    for arms, places in [*zip(groups, dealt, strict=True), *((groups[n], left) for n in order)]:
        served = {mentee for mentee, _, _ in made}
        mine = [mentee for mentee in waiting if mentee.arm in arms and mentee not in served]
        offered = {mentor: count for mentor, count in places.items() if count}
        if mine and offered:
            with acting(model, arms[0]):
                found, how = model.pair(mine, offered, have)
            for mentee, mentor in found:
                left[mentor] -= 1
                made.append((mentee, mentor, how))
    return made


def deal(model, groups, waiting, free):
    """The free places, {mentor: count}, of each group of arms: by chance, in proportion to those who wait."""
    counts = [sum(mentee.arm in arms for mentee in waiting) for arms in groups]
    places = [dict.fromkeys(free, 0) for _ in groups]
    for mentor, count in free.items() if sum(counts) else ():
        for place in range(count):
            luck = rng.uniform(model.trial_luck, mentor.key, model.week, WHOSE_PLACE + place) * sum(counts)
            whose = next(n for n in range(len(groups)) if luck < sum(counts[: n + 1]))
            places[whose][mentor] += 1
    return places
