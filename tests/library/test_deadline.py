"""A text that is not tame renders in a process of its own, and whatever becomes of that process is a sentence for the author."""

from collections.abc import Iterator
from contextlib import contextmanager, suppress
from threading import Event, Thread

import psutil
import pytest

from sspedu.curriculum.safety import Unrenderable, is_tame
from sspedu.library.deadline import render_post_with_deadline

# Rendering knows no database.
pytestmark = pytest.mark.once
WILD = "[" * 60


@contextmanager
def whose_children_are_killed() -> Iterator[None]:
    """Kill every process that this one starts, as a machine that is out of memory would."""
    is_over, mine = Event(), psutil.Process()
    spared = set(mine.children(recursive=True))

    def kill() -> None:
        while not is_over.wait(0.005):
            for child in set(mine.children(recursive=True)) - spared:
                # Python's own helper counts what processes share; it renders nothing. What is gone already needs no end.
                with suppress(psutil.Error):
                    if "resource_tracker" not in " ".join(child.cmdline()):
                        child.kill()

    killer = Thread(target=kill)
    killer.start()
    try:
        yield
    finally:
        is_over.set()
        killer.join()


def test_a_process_that_is_killed_is_a_fault_of_the_text_and_the_next_text_renders() -> None:
    assert not is_tame(WILD)
    with whose_children_are_killed(), pytest.raises(Unrenderable):
        render_post_with_deadline(WILD, prefix="p", seconds=5)
    assert WILD in render_post_with_deadline(WILD, prefix="p", seconds=5)
