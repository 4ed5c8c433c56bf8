"""The front end's files (Vuetify, fonts, requirejs), so that pages load without a network; the part of Plotly that
starts in half the time of the whole; and what draws networks of thousands of people.

Solara's page asks the server for its files; the server takes them from a folder, and from a content network what is not
there. `python -m mentorsim.dashboard.assets` fills that folder at once, with npm. Without Plotly's part, the whole is
taken, which comes with its Python package; without force-graph, Plotly draws networks too.
"""

import re
import shutil
import subprocess
import sys
import tarfile
import tempfile
from importlib import metadata, util
from pathlib import Path, PurePosixPath

from mentorsim.caching import PRIVATE, cache_root
from mentorsim.errors import BadInput

VUETIFY = {"1": "@widgetti/solara-vuetify-app", "3": "@widgetti/solara-vuetify3-app"}  # by ipyvuetify's version
PLOTLY = "plotly.js-cartesian-dist-min@4.1.1"  # that of plotly 7.1
NETWORK, DRAWS = "force-graph@1.51.0", "dist/force-graph.min.js"  # package, and the file of it that draws
NEEDED = re.compile(r"(require|(dist/)?[\w-]+\.min)\.js$|dist/\w+\.css$|\.(woff2?|ttf|eot|svg)$")


def folder() -> Path:
    """Where the files are kept: beside the compiled code, in the user's cache."""
    return (cache_root() or PRIVATE.made()[0]) / "dashboard"


def packages() -> list[str]:
    """The packages, as name@version, that the installed Solara's page asks for."""
    spec = util.find_spec("solara")
    template = Path(spec.origin).parent / "server" / "templates" / "solara.html.j2"
    named = re.findall(r"\{\{cdn\}\}/((?:@[\w-]+/)?[\w-]+@[\w.]+)/", template.read_text("utf-8"))
    vuetify = VUETIFY["1" if metadata.version("ipyvuetify").startswith("1") else "3"]
    return [name for name in dict.fromkeys(named) if name.startswith((f"{vuetify}@", "requirejs@"))]


def draws(place: Path) -> bool:
    """Whether the file that draws networks is in a folder."""
    return (place / NETWORK / DRAWS).is_file()


def missing(place: Path, wanted: list[str]) -> list[str]:
    """The packages among `wanted` that are not in a folder, or not whole."""
    return [name for name in wanted if not (place / name / ".complete").is_file()]


def fetch(place: Path) -> list[str]:
    """Fill the folder with npm; returns the packages that were fetched. BadInput if npm is missing or fails."""
    wanted = missing(place, [*packages(), PLOTLY, NETWORK])
    npm = shutil.which("npm")
    if wanted and npm is None:
        raise BadInput("npm: not found; it fetches the front end's files (install Node.js)")
    for name in wanted:
        with tempfile.TemporaryDirectory() as scratch:
            packed = subprocess.run([npm, "pack", "--silent", name], cwd=scratch, capture_output=True, text=True)
            if packed.returncode:
                raise BadInput(f"npm pack {name}: failed: {packed.stderr.strip() or packed.stdout.strip()}")
            unpack(next(Path(scratch).glob("*.tgz")), place / name)
    return wanted


def unpack(archive: Path, place: Path) -> None:
    """Write the files of a package that the page needs below `place`."""
    with tarfile.open(archive) as tar:
        for member in tar:
            inside = PurePosixPath(member.name).relative_to("package")
            if member.isfile() and NEEDED.search(inside.as_posix()) and ".." not in inside.parts:
                target = place / inside
                target.parent.mkdir(parents=True, exist_ok=True)
                target.write_bytes(tar.extractfile(member).read())
    (place / ".complete").touch()


def main() -> int:
    """Fetch what is missing, and say what was done."""
    place = folder()
    try:
        fetched = fetch(place)
    except BadInput as error:
        print(f"error: {error}", file=sys.stderr)
        return 2
    print(f"{place}: fetched {', '.join(fetched)}" if fetched else f"{place}: everything is there")
    return 0


if __name__ == "__main__":
    sys.exit(main())
