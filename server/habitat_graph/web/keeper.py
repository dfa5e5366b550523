"""Has a worker end with the process that keeps it, however that ends."""

import os
import signal
from multiprocessing import parent_process
from multiprocessing.process import BaseProcess
from threading import Thread


def end_with_keeper() -> None:
    """Stop this process when its parent is gone, for it would go on holding the port."""
    keeper = parent_process()
    if keeper is not None:
        Thread(target=_watch, args=(keeper,), name="keeper", daemon=True).start()


def _watch(keeper: BaseProcess) -> None:
    keeper.join()
    os.kill(os.getpid(), signal.SIGTERM)
