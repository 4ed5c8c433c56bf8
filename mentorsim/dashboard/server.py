"""Starts the server: on loopback, without telemetry, with front-end files from the local folder."""

import contextlib
import importlib.util
import logging
import os
import socket
import sys
import threading
import urllib.request
import warnings
import webbrowser
from pathlib import Path

from mentorsim.dashboard import assets
from mentorsim.dashboard.logic import folders
from mentorsim.errors import BadInput

LOOPBACK = ("127.0.0.1", "localhost", "::1")
APP = "mentorsim.dashboard.app"
HERE = Path(__file__).parent
PATIENCE = 120.0  # seconds without a sign of life after which a visitor is gone; a busy machine can take a while


def settings(root: Path, near: bool = True) -> dict:
    """Environment variables for Solara, which reads them when it is imported. near: visitors are on this machine."""
    plotly = Path(importlib.util.find_spec("plotly").origin).parent / "package_data"
    places = (
        assets.folder() / assets.PLOTLY,
        (assets.folder() / assets.NETWORK / assets.DRAWS).parent,
        HERE / "static",
        plotly,
    )
    return {
        "SOLARA_APP": APP,
        "SOLARA_MODE": "production",
        "SOLARA_TELEMETRY_MIXPANEL_ENABLE": "False",
        "SOLARA_ASSETS_PROXY_CACHE_DIR": str(assets.folder()),
        "SOLARA_ASSETS_FONTAWESOME_ENABLED": "False",
        "SOLARA_ASSETS_EXTRA_LOCATIONS": ",".join(map(str, places)),
        "SOLARA_SERVER_HTTP_GZIP": str(not near),  # to compress and unpack takes longer than what it saves here
        "SOLARA_THEME_VARIANT": "light",  # of the empty page; static/custom.js sets what the system prefers
        "SOLARA_THEME_TITLE": "mentorsim",
        "SOLARA_THEME_SHOW_BANNER": "False",
        "SOLARA_THEME_FORCE_REFRESH": "True",  # a page that this server does not know is loaded again from its address
        "SOLARA_KERNEL_CULL_TIMEOUT": "10m",
        folders.ROOT: str(root),
    }


class OwnPagesOnly:
    """ASGI: refuses requests that were addressed to another name, and websockets that another site's page opened."""

    def __init__(self, app, names):
        self.app, self.names = app, names

    async def __call__(self, scope, receive, send):
        if scope["type"] in ("http", "websocket") and not self.allowed(dict(scope["headers"])):
            if scope["type"] == "websocket":
                await send({"type": "websocket.close", "code": 1008})
                return
            await send({"type": "http.response.start", "status": 403, "headers": [(b"content-type", b"text/plain")]})
            await send({"type": "http.response.body", "body": b"refused: not addressed to this server\n"})
            return
        await self.app(scope, receive, send)

    def allowed(self, headers: dict) -> bool:
        """Whether Host is one of the names, and Origin, where there is one, the same host."""
        host = headers.get(b"host", b"").decode("latin-1")
        origin = headers.get(b"origin", b"").decode("latin-1")
        known = not self.names or name_of(host) in self.names
        return known and (not origin or origin.partition("://")[2] == host)


def name_of(host: str) -> str:
    """A Host header without its port."""
    return host.rpartition(":")[0].strip("[]") if host.rpartition(":")[2].isdigit() else host.strip("[]")


def listening(host: str, port: int) -> socket.socket:
    """A bound socket; BadInput if the port is taken or the address is none of this machine."""
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    found = socket.socket(family, socket.SOCK_STREAM)
    found.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    try:
        found.bind((host, port))
    except OSError as error:
        found.close()
        raise BadInput(f"--port {port}: {host} cannot be used: {error.strerror or error}; choose another") from None
    return found


def serve(root, host: str = "127.0.0.1", port: int = 8765, browser: bool = True) -> None:
    """Serve the dashboard until it is interrupted. root: the folder below which results may be opened.

    Raises BadInput if something is missing, or the address cannot be had.
    """
    if importlib.util.find_spec("solara") is None:
        raise BadInput("dashboard: Solara is not installed; do: pip install 'mentorsim[dashboard]'")
    sock, near = listening(host, port), host in LOOPBACK
    os.environ.update(settings(folders.checked_root(root), near))
    import uvicorn

    warnings.filterwarnings("ignore", message="Cookies with samesite=none")  # there is no https on loopback
    log_to_stderr()
    quiet_start()
    from solara.server import starlette

    use_own_page()
    threading.Thread(target=fetch_drawing, daemon=True).start()
    guarded = OwnPagesOnly(starlette.app, LOOPBACK if near else ())
    config = uvicorn.Config(
        guarded,
        log_level="error",
        timeout_graceful_shutdown=2,
        ws_per_message_deflate=not near,
        ws_ping_timeout=PATIENCE,
    )
    server = uvicorn.Server(config)
    shown = f"http://{f'[{host}]' if ':' in host else host}:{sock.getsockname()[1]}/"
    threading.Thread(target=announce, args=(server, shown, browser), daemon=True).start()
    server.run(sockets=[sock])


def fetch_drawing() -> None:
    """Take the file that draws networks from where the page's own come from, unless it is there.

    Without a network nothing happens: Plotly draws.
    """
    import solara.settings
    from solara.server import cdn_helper

    if assets.draws(assets.folder()):
        return
    path = f"{assets.NETWORK}/{assets.DRAWS}"
    with (
        contextlib.suppress(OSError),
        urllib.request.urlopen(f"{solara.settings.assets.cdn}{path}", timeout=20) as found,
    ):
        cdn_helper.put_in_cache(assets.folder(), path, found.read())


def use_own_page() -> None:
    """Have Solara take its page from our templates, where there is one, and from its own else."""
    from solara.server import server

    server.get_jinja_env(app_name="__default__").loader.searchpath.insert(0, str(HERE / "templates"))


def log_to_stderr() -> None:
    """What goes wrong in a page is reported there, and with its traceback on stderr."""
    handler = logging.StreamHandler()
    handler.setFormatter(logging.Formatter("%(asctime)s %(name)s: %(message)s"))
    log = logging.getLogger("mentorsim.dashboard")
    log.addHandler(handler)
    log.propagate = False


def quiet_start() -> None:
    """Everything slow is done before the first visitor comes: the engine loaded, the pages imported, all of a first
    world drawn once.
    """
    from mentorsim.dashboard.logic import graph, lab, results, session, views
    from mentorsim.dashboard.logic.choice import Choice
    from mentorsim.world import snapshot

    lab.prepare()
    results.shipped()
    course = lab.Course(Choice())
    for _ in range(session.FIRST_WEEK):
        course.step()
    views.Pictures().network(course.choice, course.world, "light").to_json()
    graph.Pictures().sent(course.choice, course.world, graph.Look(), "light")
    for view in session.VIEWS:
        views.side(view, course, "light")
    snapshot.zone_of(course.world, views.somebody(course.world))


def announce(server, shown: str, browser: bool) -> None:
    """Say where the dashboard is once it answers, and show it."""
    from solara.server.server import read_root

    wait = threading.Event()
    while not server.started:
        if wait.wait(0.05) or server.should_exit:
            return
    read_root("/")  # the first time, its template is compiled
    print(f"mentorsim dashboard: {shown}   (stop it with Ctrl-C)", file=sys.stderr, flush=True)
    if browser:
        webbrowser.open(shown)
