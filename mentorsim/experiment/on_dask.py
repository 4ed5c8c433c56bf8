"""Workers of a Dask cluster: one of this machine, or the one whose scheduler is named. Needs `mentorsim[cluster]`."""

import tempfile
from contextlib import contextmanager
from dataclasses import dataclass, replace

from mentorsim import plugins
from mentorsim.errors import BadInput
from mentorsim.experiment import identity
from mentorsim.experiment.executor import Pool
from mentorsim.experiment.starting import check_may_start, fault_of_script, ready

WAIT = 30  # seconds for a scheduler to answer


def distributed():
    """The library; BadInput if it is not installed."""
    try:
        import distributed
    except ImportError:
        raise BadInput("--executor dask: needs Dask; pip install 'mentorsim[cluster]'") from None
    return distributed


def room_of(client) -> int:
    """Chunks that may be in flight: two per thread of the workers that are there now, so that none waits for us."""
    return 2 * max(1, sum(client.nthreads().values()))


def check_code(client) -> None:
    """BadInput if a worker has other code of the model than this process: it would compute other numbers."""
    mine = identity.fingerprint()
    try:
        theirs = client.run(identity.fingerprint, plugins.named())
    except Exception as error:  # whatever a worker without the model, or without a plug-in, raises
        raise BadInput(f"--executor dask: a worker cannot load the model: {type(error).__name__}: {error}") from None
    other = [worker for worker, code in theirs.items() if code != mine]
    if other:
        raise BadInput(f"--executor dask: worker {other[0]} has another version of the model, expected the one here")


def cluster_of(dask, local: dict):
    """A cluster of this machine; BadInput if its workers cannot start."""
    try:
        return dask.LocalCluster(**local)
    except RuntimeError as error:
        raise BadInput(fault_of_script() or f"--executor dask: workers cannot start: {error}") from None


@dataclass(frozen=True)
class Dask:
    """A Dask cluster. workers: processes started for it here, without a scheduler; scheduler: address of a running one.

    Workers of a running cluster should have one thread each: a run keeps a core busy.
    """

    workers: int
    scheduler: str = ""
    here = False

    @property
    def death(self):
        """The exception of a task whose workers died."""
        return distributed().KilledWorker

    @contextmanager
    def pool(self, hello=ready):
        """Workers that take jobs; a local cluster does not outlive this block. hello: not needed, see `check_code`."""
        with self.client() as client:
            check_code(client)
            yield Pool(client.get_executor(pure=False), lambda: room_of(client))

    @contextmanager
    def client(self):
        """A client of the cluster. Raises BadInput if the scheduler does not answer."""
        dask = distributed()
        if self.scheduler:
            try:
                client = dask.Client(self.scheduler, timeout=WAIT, set_as_default=False)
            except (OSError, ValueError) as error:
                raise BadInput(f"--scheduler: found no scheduler at {self.scheduler!r}: {error}") from None
            with client:
                yield client
            return
        check_may_start()
        with tempfile.TemporaryDirectory(prefix="mentorsim-dask-") as folder:
            # On the loopback address alone, without a web page, and with one thread per process.
            local = {"n_workers": self.workers, "threads_per_worker": 1, "processes": True, "host": "127.0.0.1",
                     "dashboard_address": None, "local_directory": folder, "silence_logs": 50}  # fmt: skip
            with cluster_of(dask, local) as cluster, dask.Client(cluster, set_as_default=False) as client:
                yield client

    def one(self) -> "Dask":
        """A single process, where it is started here."""
        return replace(self, workers=1)
