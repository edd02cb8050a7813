"""What the operator's document says is what the program does."""

import re

from sspedu.settings import ROOT, Settings

DOCUMENT = (ROOT / "docs" / "operations.md").read_text(encoding="utf-8")


def _documented() -> dict[str, str]:
    """Return the last cell of each row of the table of settings by variable."""
    rows = [line for line in DOCUMENT.splitlines() if line.startswith("| `SSPEDU_")]
    cells = [[cell.strip() for cell in row.strip("|").split("|")] for row in rows]
    return {name: cell[-1] for cell in cells for name in re.findall(r"`(SSPEDU_[A-Z_]+)`", cell[0])}


def test_the_table_holds_every_setting_and_no_other() -> None:
    assert sorted(_documented()) == sorted(f"SSPEDU_{field.upper()}" for field in Settings.model_fields)


def test_the_table_tells_numbers_as_the_program_has_them() -> None:
    documented = _documented()
    numbers = {name: field.default for name, field in Settings.model_fields.items() if type(field.default) is int}
    assert len(numbers) >= 7
    assert {name: documented[f"SSPEDU_{name.upper()}"] for name in numbers} == {name: str(value) for name, value in numbers.items()}


def test_the_settings_stand_in_one_place() -> None:
    others = [path for path in (ROOT / "docs").glob("*.md") if path.name != "operations.md"]
    assert not [path.name for path in others if "| `SSPEDU_" in path.read_text(encoding="utf-8")]
