"""What a visitor does to a world by hand: shocks on its timeline, its usual people, what has been changed so far."""

import solara

from mentorsim.dashboard.logic import by_hand
from mentorsim.dashboard.pages import parts
from mentorsim.dashboard.pages.parts import Fault, KnobsView, Press, html
from mentorsim.errors import BadInput


@solara.component
def Shocks(choice, week_now, on_change):
    """The shocks of a world, to be dropped, moved, changed and taken out.

    week_now: called without arguments, gives the week that is shown; on_change: as in `parts.Knobs`.
    """
    kind, set_kind = solara.use_state("mentor_exit")
    faults, set_faults = solara.use_state({})

    def tried(path: str, of):
        try:
            on_change(of)
            set_faults({})
        except BadInput as error:
            set_faults({path: str(error)})

    html("h2", "Shocks")
    for place, shock in enumerate(choice.shocks):
        with html("div", cls="ms-shock"):
            with html("div", cls="ms-row"):
                html("h3", shock["kind"].replace("_", " ").capitalize())
                Press("Remove", lambda place=place: tried("", lambda now: by_hand.taken_out(now, place)), "ms-link")
            first, *others = by_hand.knobs_of(choice, place)
            knobs = [parts.shown(first, faults.get(first.path, ""), (0, choice.weeks - 1, 1))]
            knobs += [parts.shown(knob, faults.get(knob.path, "")) for knob in others]
            KnobsView(
                f"shock-{place}",
                knobs,
                event_turn=lambda said: tried(
                    said["path"], lambda now: by_hand.turned(now, said["path"], said["value"])
                ),
                event_undo=lambda path: tried(path, lambda now: by_hand.undone(now, path)),
            )
    with html("div", cls="ms-row"):
        parts.Pick("Shock", by_hand.kinds(), kind, event_pick=set_kind)
        Press("Drop into this week", lambda: tried("", lambda now: by_hand.dropped(now, kind, week_now())))
    html("p", by_hand.about(kind), cls="ms-small")
    if faults.get(""):
        Fault(faults[""])


@solara.component
def UsualPeople(choice, on_change):
    """Whether the setting has its usual people, or those that are the same in every setting. on_change: as above."""
    if choice.people:
        return
    usual = by_hand.has_usual_people(choice)

    def turn():
        on_change(by_hand.with_the_same_people if usual else by_hand.with_usual_people)

    words = f"The usual people of {choice.value('setting')}"
    Press(words, turn, "ms-button", {"aria-pressed": "true" if usual else "false"})
    html("p", "Otherwise people are the same in every setting, so that settings can be compared.", cls="ms-small")


@solara.component
def Changed(choice, undo, on_change):
    """Everything that was set by hand, each with a way back. undo: called with (choice, path), gives the choice without
    it; on_change: as above.
    """
    found = by_hand.changed(choice)
    if not found:
        return
    html("h2", "What you changed")
    with html("ul", cls="ms-said"):
        for path, sentence in found:
            with html("li"):
                html("span", f"{sentence} ")
                Press("Undo", lambda path=path: on_change(lambda now: undo(now, path)), "ms-link")
    Press("Undo all", lambda: on_change(by_hand.as_it_was))
