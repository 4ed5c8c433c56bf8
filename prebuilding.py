"""Puts compiled kernels into a wheel, if MENTORSIM_PREBUILD is set (`make wheel`): hatchling calls it.

They are made for every processor of a level (`mentorsim.prebuilt`), for the Python and Numba that build the wheel. It
may be installed for others as well, which ignore them; so its tag names the platform alone.
"""

import os
import subprocess
import sys
import sysconfig
import tempfile

from hatchling.builders.hooks.plugin.interface import BuildHookInterface

COMPILE = "from mentorsim import warmup; warmup.warm_up()"


class Prebuilding(BuildHookInterface):
    """Compiles into a temporary folder, whose files become part of the wheel."""

    def initialize(self, version, build_data):
        """Before the wheel is packed."""
        if version == "editable" or not os.environ.get("MENTORSIM_PREBUILD"):
            return
        sys.path.insert(0, self.root)
        from mentorsim import prebuilt

        level, self.folder = prebuilt.level(), tempfile.TemporaryDirectory()
        if level is None:
            raise SystemExit("no level of processors is known for this machine: build the wheel without kernels")
        compile_for(level, self.folder.name, self.root)
        place = prebuilt.folder_of(level).relative_to(prebuilt.FOLDER.parent.parent)
        build_data["force_include"][self.folder.name] = place.as_posix()
        build_data["pure_python"] = False
        build_data["tag"] = f"py3-none-{sysconfig.get_platform().replace('-', '_').replace('.', '_')}"

    def finalize(self, version, build_data, artifact_path):
        """When it is packed."""
        if hasattr(self, "folder"):
            self.folder.cleanup()


def compile_for(level, folder: str, root: str) -> None:
    """Compile all kernels for a level of processors into a folder."""
    own = {"NUMBA_CPU_NAME": level.name, "NUMBA_CPU_FEATURES": "", "MENTORSIM_CACHE": folder, "PYTHONPATH": root}
    subprocess.run([sys.executable, "-c", COMPILE], env=os.environ | own, check=True)
