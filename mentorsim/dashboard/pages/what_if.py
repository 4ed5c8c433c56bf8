"""What if: the curve of an outcome over the range of one slider."""

import solara

from mentorsim.dashboard.logic import noting, panel
from mentorsim.dashboard.logic.replications import MAINS, OUTCOMES
from mentorsim.dashboard.logic.views import title_of
from mentorsim.dashboard.logic.what_if import REPLICATIONS
from mentorsim.dashboard.pages import parts
from mentorsim.dashboard.pages.parts import Card, Press, html, use_news
from mentorsim.dashboard.pages.pin import ToNotebook
from mentorsim.dashboard.pages.plot import Plot
from mentorsim.printing import plural

WHAT = "Means with 95 % intervals; the same people and luck at every level, as far as the level leaves them the same."


@solara.component
def WhatIf(asked, choice, on_close):
    """The curve that was asked for. asked: `logic.what_if.WhatIf`; choice: the world that is shown now."""
    _, tell = use_news()
    outcome, set_outcome = solara.use_state(MAINS[0])
    theme, task = parts.theme_name(), asked.task
    solara.use_effect(lambda: task.watch(tell), [task])
    complete = 0 if task.result is None else task.result["replication"].nunique()
    stale = not asked.is_of(choice)
    figure = solara.use_memo(
        lambda: asked.figure(outcome, theme) if complete >= 2 else None, [asked, complete, outcome, theme]
    )
    label = panel.label_of(asked.path)
    with Card(f"What if: {title_of(outcome)} over {label.lower()}", cls="ms-stale" if stale else ""):
        with html("div", cls="ms-row"):
            options = [[name, title_of(name)] for name in OUTCOMES]
            parts.Pick("Outcome", options, outcome, event_pick=set_outcome)
            parts.Watched(task, quiet=task.state == "done")
            Press("Close", on_close)
        if stale:
            html("p", "This is of another world: something else was changed since.", cls="ms-note ms-other")
        if figure is not None:
            Plot(figure, f"{title_of(outcome)} over {label}", "what-if")
            ToNotebook(lambda: noting.of_what_if(asked, outcome)).key("noted")
            html("p", f"{plural(complete, 'replication')} of {REPLICATIONS}. {WHAT}", cls="ms-small")
