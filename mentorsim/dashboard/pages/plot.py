"""A figure in the page: Plotly is loaded once, and only what changed is drawn."""

from pathlib import Path

import anywidget
import solara
import traitlets

from mentorsim.dashboard.pages.parts import Press, html

STATIC = Path(__file__).parent.parent / "static"


class PlotWidget(anywidget.AnyWidget):
    """One Plotly figure. figure: its JSON; label: what it shows, for those who do not see it; drawn: figures drawn so
    far; picked: the `customdata` of what was clicked, with a running number; save: "svg" or "png" and a running number.
    """

    _esm = STATIC / "plot.js"
    figure = traitlets.Unicode("{}").tag(sync=True)
    label = traitlets.Unicode("").tag(sync=True)
    name = traitlets.Unicode("figure").tag(sync=True)
    drawn = traitlets.Int(0).tag(sync=True)
    picked = traitlets.List().tag(sync=True)
    save = traitlets.List().tag(sync=True)


@solara.component
def Plot(figure, label: str, name: str = "figure", on_pick=None, on_drawn=None, height: int | None = None):
    """A Plotly figure that fills its place, with buttons to save it.

    name: of the saved file; on_pick: called with the `customdata` of a clicked point; on_drawn: called without
    arguments when it has been drawn; height: in px, instead of the figure's own.
    """
    saved, set_saved = solara.use_state([])
    if height is not None:
        figure.update_layout(height=height)

    def picked(value):
        if value and on_pick is not None:
            on_pick(value[0])

    def save(kind):
        set_saved([kind, saved[1] + 1 if saved else 1])

    with html("div", cls="ms-plot"):
        PlotWidget.element(
            figure=figure.to_json(),
            label=label,
            name=name,
            save=saved,
            on_picked=picked,
            on_drawn=lambda _: on_drawn() if on_drawn is not None else None,
        )
        with html("div", cls="ms-save"):
            for kind in ("svg", "png"):
                Press(
                    kind.upper(), lambda kind=kind: save(kind), "", {"aria-label": f"Save as {kind.upper()}: {label}"}
                )
