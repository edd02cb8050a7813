"""Row 9: what it costs to publish 1,000 lessons of 10 kB, and to publish them again when nothing has changed."""

import shutil
from pathlib import Path
from statistics import median

from benchmarks.anchors import convert
from benchmarks.measuring import Line, cpu_of, new_folder
from benchmarks.servers import BIN, MODULE, Product
from sspedu.settings import ROOT

MODULES = 50
LESSONS = 20
LESSON_BYTES = 10_000
ROUNDS = 3


def measure_imports(folder: Path) -> list[Line]:
    """Import a generated folder, and convert the same texts barely before and after."""
    tree, var = folder / "content", new_folder(folder)
    texts = write_content(tree)
    environment = {**Product(var).environment, "SSPEDU_CONTENT_DIR": str(tree)}
    flask = str(BIN / "flask")
    cpu_of([flask, "sspedu", "setup"], {**environment, "SSPEDU_CONTENT_DIR": str(_registers_only(folder))})
    before = convert(texts)
    first = cpu_of([flask, "sspedu", "content", "import", str(tree)], environment)
    bare_conversion = (before + convert(texts)) / 2
    again = median(cpu_of([flask, "sspedu", "content", "import", str(tree)], environment) for _ in range(ROUNDS))
    start = median(cpu_of([flask, "sspedu", "content", "--help"], environment) for _ in range(ROUNDS))
    return [
        Line(0, "anchor M: one lesson of 10 kB", bare_conversion * 1000 / len(texts), "ms"),
        Line(9, "import of 1,000 lessons", first / bare_conversion, "x 1,000 M", 1.3, f"{first:.1f} s"),
        Line(9, "the same import again, over a bare start", again - start, "s", 1.0, f"{again:.1f} s in all"),
    ]


def _registers_only(folder: Path) -> Path:
    target = folder / "registers"
    shutil.copytree(ROOT / "content", target, ignore=shutil.ignore_patterns("modules", "tracks.yml"))
    return target


def write_content(folder: Path) -> list[str]:
    """Write a content folder of 50 modules with 20 lessons each, every one different. Returns the lessons' texts."""
    shutil.copytree(ROOT / "content", folder, ignore=shutil.ignore_patterns("modules", "tracks.yml"))
    body = _body()
    texts = []
    for module in range(MODULES):
        home = folder / "modules" / f"m{module}"
        home.mkdir(parents=True)
        lessons = [f"m{module}-l{lesson}" for lesson in range(LESSONS)]
        (home / "module.md").write_text(_module_page(f"m{module}", lessons))
        for lesson in lessons:
            text = f"## {lesson}\n\n{body}"
            (home / f"{lesson}.md").write_text(_front_matter(lesson) + text)
            texts.append(text)
    return texts


def _body() -> str:
    """Take the words of the law module: plain text, lists and links as an author writes them, without its questions."""
    lines: list[str] = []
    for path in sorted((ROOT / "content" / "modules" / MODULE).glob("*-*.md")):
        lines += _prose(path.read_text().split("---\n", 2)[2])
    return "\n".join(lines).encode()[:LESSON_BYTES].decode(errors="ignore").rsplit("\n\n", 1)[0] + "\n"


def _prose(text: str) -> list[str]:
    """Keep what stands outside blocks, with links as links to the register of law."""
    depth: list[str] = []
    kept: list[str] = []
    for line in text.splitlines():
        fence = line.split(" ")[0]
        if fence.startswith("///") and set(fence) == {"/"}:
            if line == fence and depth:
                depth.pop()
            else:
                depth.append(fence)
        elif not depth and ".md" not in line and "[^" not in line and not line.startswith("*["):
            kept.append(line)
    return kept


def _module_page(module: str, lessons: list[str]) -> str:
    return f"""---
id: {module}
title: Modul {module}
summary: Et modul, der er lavet for at blive målt.
why: Fordi nogen skal måle det.
themes: [lovgivning]
audience: [SSP-konsulenter]
objectives: [Blive målt]
required: "true"
sections:
  - title: Det hele
    lessons: [{", ".join(lessons)}]
owner: redaktionen
last_reviewed_on: 2026-11-22
review_in_months: "6"
---

En indledning.
"""


def _front_matter(lesson: str) -> str:
    return f"""---
id: {lesson}
title: Lektion {lesson}
minutes: 10
objectives: [Blive målt]
why: Fordi nogen skal måle det.
---

"""
