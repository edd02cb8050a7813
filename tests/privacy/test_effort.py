"""The guard's effort grows with the length of the text, however hostile: steps are counted, not seconds."""

import sys
from types import FrameType

import pytest

from sspedu.privacy import scan

HOSTILE = [
    "1", "12 ", "1-", "1 2 ", "<a", "[", "](", "&amp;", "%25", "\\", "1*", "\n>", "Oliver 14 år ", "MK ", "a@", "nul en ", "+45 1", "é", "1\u0336",
    "120304-", "1203041234 ", "7. juli 2010-", "født den ", "snap: ", "XX 12 ", "adhd Oliver Jensen ", "A. ", "kl. 12.30 12-årig sigtet ",
    "sidste fire 1234 ", "120304 ender på 1234 ", "\n1. 12", "[^1]1", "™",
]  # fmt: skip
SHORT, TIMES = 500, 4
# A step is a function of ours entered; what a single search does inside is bounded by how its pattern is written (no nested repetition).
SLACK = 1.4


@pytest.mark.parametrize("piece", HOSTILE, ids=ascii)
def test_four_times_the_text_takes_four_times_the_steps(piece: str) -> None:
    few, many = (_steps((piece * length)[:length]) for length in (SHORT, TIMES * SHORT))
    assert many <= SLACK * TIMES * few + 100


def _steps(text: str) -> int:
    count = 0

    def note(frame: FrameType, event: str, argument: object) -> None:
        nonlocal count
        count += event in {"call", "c_call"}

    sys.setprofile(note)
    try:
        scan(text)
    finally:
        sys.setprofile(None)
    return count
