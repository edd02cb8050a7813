"""What runs beside the web server, as a process of its own that ends with it, however it ends."""

import os
import signal
import sys
import time
from collections.abc import Callable

POLL_SECONDS = 1.0


def beside(work: Callable[[int], None]) -> None:
    """Fork, and do the work there; it gets the id of the process to end with. No connection to the database may be open.

    A fork has everything loaded already, so it costs no time to start. Ctrl-C reaches it as well, but it is the end of its parent that it
    minds, so that it never leaves anything half-way for it.
    """
    parent = os.getpid()
    if os.fork():
        return
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    try:
        work(parent)
    except Exception as error:
        # Its kind is enough: the web server goes on, and `/klar` or the one who scrapes misses what this did.
        sys.stderr.write(f"{type(error).__name__} i en proces ved siden af webserveren.\n")
    finally:
        os._exit(0)


def until_gone(parent: int) -> None:
    """Wait until the parent is gone."""
    while os.getppid() == parent:
        time.sleep(POLL_SECONDS)
