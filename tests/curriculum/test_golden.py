"""One golden file per block and per piece of Markdown. `SSPEDU_WRITE_GOLDEN=1 pytest tests/curriculum/test_golden.py` writes them anew."""

import json
import os
from pathlib import Path

import pytest

from sspedu.curriculum.models import LessonText
from sspedu.curriculum.rendering import LessonSource, render_lesson

GOLDEN = Path(__file__).parent / "golden"
SOURCES = sorted(GOLDEN.glob("*.md"))
PAGES = (("anden.md", "/moduler/lov/anden"), ("../bander/tegn.md", "/moduler/bander/tegn"))


def render(path: Path) -> LessonText:
    return render_lesson(LessonSource("lov", "guld", path.read_text(encoding="utf-8"), PAGES))


def as_html(text: LessonText) -> str:
    marked = [part if number % 2 == 0 else f"<!-- {part} -->\n" for number, part in enumerate(text.html)]
    return "".join(marked).rstrip("\n") + "\n"


def as_json(text: LessonText) -> str:
    rest = text.model_dump(mode="json", exclude={"html"}, exclude_defaults=True)
    return json.dumps(rest, ensure_ascii=False, indent=1) + "\n"


@pytest.mark.parametrize("path", SOURCES, ids=lambda path: path.stem)
def test_a_block_becomes_what_it_became_before(path: Path) -> None:
    text = render(path)
    written = {path.with_suffix(".html"): as_html(text), path.with_suffix(".json"): as_json(text)}
    if os.environ.get("SSPEDU_WRITE_GOLDEN"):
        for target, words in written.items():
            target.write_text(words, encoding="utf-8")
    for target, words in written.items():
        assert target.read_text(encoding="utf-8") == words


def test_every_block_has_a_golden_file() -> None:
    names = {path.stem for path in SOURCES}
    assert {
        "case",
        "quiz",
        "quiz-all",
        "quiz-estimate",
        "quiz-order",
        "quiz-match",
        "quiz-sort",
        "reflection",
        "answer",
        "local",
        "note",
        "warning",
        "details",
    } <= names
