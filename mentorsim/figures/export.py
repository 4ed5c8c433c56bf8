"""Figures as files: PNG, SVG, PDF through kaleido and an installed Chromium, HTML and JSON without."""

import os
import shutil
from pathlib import Path

from mentorsim.errors import BadInput
from mentorsim.files import place, whole_file
from mentorsim.spelling import nearest

IMAGES = (".png", ".svg", ".pdf")
KINDS = (*IMAGES, ".html", ".json")
BROWSERS = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable", "chrome", "microsoft-edge")


def browser() -> str:
    """The path of an installed Chromium or Chrome: that of $BROWSER_PATH, or the first one found. BadInput if none."""
    given = os.environ.get("BROWSER_PATH")
    if given and not Path(given).is_file():
        raise BadInput(f"BROWSER_PATH: found {given!r}, which is no file, expected the path of Chromium or Chrome")
    found = given or next(filter(None, map(shutil.which, BROWSERS)), None)
    if not found:
        raise BadInput(
            "images: found no Chromium, expected one of " + ", ".join(BROWSERS) + " on the PATH or its path in "
            "$BROWSER_PATH; a figure as .html needs none"
        )
    return found


def save(figure, path, width: int = 800, height: int | None = None, scale: float = 2.0) -> Path:
    """Write a figure; the kind follows from the name: .png, .svg, .pdf, .html, .json.

    width, height: px, the figure's own height by default; scale: pixels of a PNG per px. Raises BadInput for another
    kind, and for an image without kaleido or Chromium.
    """
    path = place(path)
    kind = path.suffix.lower()
    if kind not in KINDS:
        raise BadInput(f"{path}: found {kind or 'no ending'!r}, expected {', '.join(KINDS)}{nearest(kind, KINDS)}")
    if kind == ".html":
        script = fit() + 'fitTheWindow(Plotly, [document.getElementById("{plot_id}")]);'
        drawn = figure.to_html({"responsive": False}, post_script=script).encode()
    elif kind == ".json":
        drawn = figure.to_json().encode()
    else:
        drawn = image(figure, kind[1:], width, height or figure.layout.height or 450, scale)
    with whole_file(path) as file:
        file.write(drawn)
    return path


def image(figure, kind: str = "png", width: int = 800, height: int = 450, scale: float = 2.0) -> bytes:
    """A figure as an image: png, svg or pdf. BadInput without kaleido or Chromium."""
    try:
        import kaleido
    except ImportError:
        raise BadInput("images: found no kaleido, expected it: pip install 'mentorsim[figures]'") from None
    options = {"format": kind, "width": width, "height": height, "scale": scale}
    return kaleido.calc_fig_sync(figure, opts=options, kopts={"path": browser(), "mathjax": False})  # nothing fetched


def fit() -> str:
    """JavaScript functions that keep drawn figures laid out for the width they have: see fit.js."""
    return Path(__file__).with_name("fit.js").read_text("utf-8")


def javascript() -> str:
    """Plotly's JavaScript, whole, to stand once in a page."""
    from plotly.offline import get_plotlyjs

    return get_plotlyjs()
