"""Where the answer turns: the difference of the two worlds over two parameters, as a map."""

import solara

from mentorsim.dashboard.logic import panel, turning
from mentorsim.dashboard.logic.replications import MAINS, OUTCOMES
from mentorsim.dashboard.logic.views import compact, title_of
from mentorsim.dashboard.pages import parts
from mentorsim.dashboard.pages.parts import Card, Fault, Press, html, use_news
from mentorsim.dashboard.pages.plot import Plot
from mentorsim.errors import BadInput
from mentorsim.printing import plural

WHAT = (
    "B − A over two parameters that both worlds have, with the same people and luck in both. A click on a cell takes "
    "both worlds there; the table below has the same cells."
)
GROWS = 7  # pairs after which the map is drawn again, while it runs


@solara.component
def Turning(session, pair, shown, again):
    """The map of a pair. pair: the worlds that are compared; shown: the map that is looked at, or None; again: called
    when something was chosen here.
    """
    _, tell = use_news()
    fault, set_fault = solara.use_state("")
    outcome, set_outcome = solara.use_state("")
    chosen = solara.use_reactive(("people.mentors", "people.mentees"))
    task, theme = shown.task if shown else None, parts.theme_name()
    solara.use_effect(lambda: task.watch(tell) if task else None, [task])
    axes = turning.axes_of(pair)
    looked = (task.done // GROWS, task.state) if task else ()
    main = outcome or (turning.what_matters(shown.runs) if shown and shown.runs else MAINS[0])
    figure, rows = solara.use_memo(
        lambda: (shown.figure(main, theme), shown.rows(main)) if shown and shown.runs else (None, []),
        [shown, looked, main, theme],
    )
    if len(axes) < 2:
        return
    x, y = turning.fitting(chosen.value, axes)

    def choose(across: str = "", up: str = ""):
        before = turning.fitting(chosen.value, axes)
        after = (across or before[0], up or before[1])
        chosen.set(after if after[0] != after[1] else before[::-1])

    def begin():
        try:
            session.maps.ask(session.pair, *turning.fitting(chosen.value, turning.axes_of(session.pair)))
            set_fault("")
        except BadInput as error:
            set_fault(str(error))
        again()

    def go(across, up):
        session.choose_pair(*shown.at(float(across), float(up)))
        again()

    with Card("Where the answer turns"):
        html("p", WHAT, cls="ms-small")
        with html("div", cls="ms-row"):
            named = [[path, panel.label_of(path)] for path in axes]
            parts.Pick("Across", named, x, event_pick=lambda path: choose(across=path))
            parts.Pick("Up", named, y, event_pick=lambda path: choose(up=path))
            if not (task and task.running):
                count = turning.LEVELS**2 * turning.FIRST
                Press(f"Draw the map ({plural(count, 'pair')} and more near the turn)", begin, "ms-button ms-first")
        if fault:
            Fault(fault)
        if shown is None:
            return
        parts.Watched(task, "pairs", quiet=task.state == "done")
        if not shown.is_of(pair):
            html("p", "This is of other worlds: something else was changed since.", cls="ms-note ms-other")
        if figure is not None:
            options = [[name, title_of(name)] for name in dict.fromkeys((*MAINS, *OUTCOMES))]
            parts.Pick("Outcome", options, main, event_pick=set_outcome)
            with html("div", cls="ms-two"):
                label = f"{title_of(main)}: B − A over {panel.label_of(shown.x)} and {panel.label_of(shown.y)}"
                Plot(compact(figure, 430), label, "turning", lambda cell: go(cell[shown.x], cell[shown.y]))
                heads = [
                    f"{panel.label_of(shown.x)} and {panel.label_of(shown.y).lower()}",
                    "B − A [95 %]",
                    "pairs",
                    "ahead",
                ]
                caption = "Every cell, those nearest to the turn first"
                parts.Rows(caption, heads, rows, [False, True, True, False], event_pick=lambda key: go(*key.split(",")))
