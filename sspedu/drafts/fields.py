"""The fields of one form as one draft: a line that names the field, and under it what stands in it as it was typed. Pure.

No JSON: whatever looks for words in drafts (to take them out, to show them) finds them as they were written, line by line.
"""

import re
from collections.abc import Mapping

from sspedu.drafts.commands import Shape
from sspedu.privacy import without_numbers
from sspedu.privacy.guarding import tidied

NAME_LINE = re.compile(r"# ([a-z_]+)")


def joined(fields: Mapping[str, str]) -> str:
    """Put the fields that hold something together. A line of theirs that begins with # gets one more, so that it names no field."""
    return "\n".join(
        f"# {name}\n{re.sub('^#', '##', tidied(words), flags=re.MULTILINE)}" for name, words in fields.items() if tidied(words)
    )


def taken_apart(draft: str) -> dict[str, str]:
    """Return the fields of a draft of `joined`. One that the form no longer has comes along; what stands under no name does not."""
    found: dict[str, list[str]] = {}
    lines: list[str] = []
    for line in draft.split("\n"):
        if named := NAME_LINE.fullmatch(line):
            lines = found.setdefault(named[1], [])
        else:
            lines.append(line[1:] if line.startswith("##") else line)
    return {name: "\n".join(words) for name, words in found.items()}


def without_numbers_in_fields(draft: str) -> str:
    """Return a draft of `joined` with every certain CPR number masked, field by field: two fields beside each other make none."""
    return joined({name: without_numbers(words) for name, words in taken_apart(draft).items()})


FIELDS = Shape(without_numbers_in_fields, lambda draft: (f"{name}\n{words}" for name, words in taken_apart(draft).items()))
