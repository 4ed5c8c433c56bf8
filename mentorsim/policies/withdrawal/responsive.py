"""Withdrawal by what mentee or mentor show: contingent, readiness, dependence, mentee_led, load_led."""

from dataclasses import dataclass

import numpy as np

from mentorsim.policies.withdrawal import WithdrawalPolicy, paths, toward_target, withdrawal

SEES = paths("noise", "oracle")


@withdrawal("contingent")
@dataclass(frozen=True)
class Contingent(WithdrawalPolicy):
    """Less help after each success of last week's contacts, more after each failure; no change without a contact."""

    uses = paths("down", "up", "floor")
    source = "contingent shift: Wood & Middleton 1975; van de Pol, Volman & Beishuizen 2010"
    rule = ("help = min(1, h + up · met − (up + down) · min(success, met))",)

    def help(self, seen, p):
        successes = np.minimum(seen.success, seen.met)
        return np.minimum(1.0, seen.last_help + p.up * seen.met - (p.up + p.down) * successes)


@withdrawal("readiness")
@dataclass(frozen=True)
class Readiness(WithdrawalPolicy):
    """Recede as learning-to-learn and unassisted performance, as seen by the mentor, near independence."""

    looks = ("metacognition", "performance")
    uses = (*paths("ready_m", "ready_y", "ready_span", "floor"), *SEES)
    source = "situational leadership: Hersey & Blanchard 1969; scaffolding: Wood, Bruner & Ross 1976"
    rule = ("target = start · unit_interval(max(ready_m − m, ready_y − y) / ready_span)", "help = (h + target) / 2")

    def help(self, seen, p):
        missing = np.maximum(p.ready_m - seen.metacognition, p.ready_y - seen.performance) / p.ready_span
        return toward_target(seen, p.start * np.clip(missing, 0.0, 1.0))


@withdrawal("dependence")
@dataclass(frozen=True)
class Dependence(WithdrawalPolicy):
    """Each week that dependence looks higher than tolerated takes help away; what is taken does not come back."""

    looks, uses = ("dependence",), (*paths("tolerated", "recede", "floor"), *SEES)
    source = "assistance dilemma: Koedinger & Aleven 2007"
    rule = ("help = h − recede · max(0, D − tolerated)",)

    def help(self, seen, p):
        return seen.last_help - p.recede * np.maximum(0.0, seen.dependence - p.tolerated)


@withdrawal("mentee_led")
@dataclass(frozen=True)
class MenteeLed(WithdrawalPolicy):
    """The mentee asks for less the more autonomous and confident, and for more where both are lacking."""

    looks, uses = ("confidence",), (*paths("lead", "floor"), *SEES)
    source = "adaptive help seeking: Nelson-Le Gall 1985; self-determination: Deci & Ryan 1985"
    rule = ("help = min(1, h − lead · (a + C − 1))",)

    def help(self, seen, p):
        return np.minimum(1.0, seen.last_help - p.lead * (seen.autonomy + seen.confidence - 1.0))


@withdrawal("load_led")
@dataclass(frozen=True)
class LoadLed(WithdrawalPolicy):
    """The mentor gives less in weeks of overload, and returns to full help as time allows."""

    uses = paths("ease", "floor")
    source = "costs to the mentor: Ragins & Scandura 1999; load as in model assumption"
    rule = ("help = min(start, h + ease · (1 − l))",)

    def help(self, seen, p):
        return np.minimum(p.start, seen.last_help + p.ease * (1.0 - seen.load))
