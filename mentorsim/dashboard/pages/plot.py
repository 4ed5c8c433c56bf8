"""A figure in the page: Plotly is loaded once, and only what changed is drawn."""

from pathlib import Path

import anywidget
import solara
import traitlets

from mentorsim.figures import export

STATIC = Path(__file__).parent.parent / "static"


class PlotWidget(anywidget.AnyWidget):
    """One Plotly figure, with buttons to save it. figure: its JSON; label: what it shows, for those who do not see it;
    name: of the saved file; drawn: figures drawn so far; picked: the `customdata` of what was clicked, with a running
    number.
    """

    _esm = export.fit() + (STATIC / "plot.js").read_text("utf-8")
    figure = traitlets.Unicode("{}").tag(sync=True)
    label = traitlets.Unicode("").tag(sync=True)
    name = traitlets.Unicode("figure").tag(sync=True)
    drawn = traitlets.Int(0).tag(sync=True)
    picked = traitlets.List().tag(sync=True)


def Plot(figure, label: str, name: str = "figure", on_pick=None, on_drawn=None, height: int | None = None):
    """A Plotly figure that fills its place.

    name: of the saved file; on_pick: called with the `customdata` of a clicked point; on_drawn: called without
    arguments when it has been drawn; height: in px, instead of the figure's own.
    """
    if height is not None:
        figure.update_layout(height=height)
    return Drawn(figure.to_json(), label, name, on_pick, on_drawn)


@solara.component
def Drawn(figure: str, label: str, name: str, on_pick, on_drawn):
    """A figure from its JSON, the rest as in `Plot`: two texts are compared at once, two figures in 35 ms."""

    def picked(value):
        if value and on_pick is not None:
            on_pick(value[0])

    PlotWidget.element(
        figure=figure,
        label=label,
        name=name,
        on_picked=picked,
        on_drawn=lambda _: on_drawn() if on_drawn is not None else None,
    )
