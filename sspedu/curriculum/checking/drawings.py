"""Drawings: does each block name one, does its text say all that the drawing says, does no wide one stand alone."""

from collections.abc import Iterator

from sspedu.curriculum.blocks import Block, walk
from sspedu.curriculum.drawings import WIDE, words_of
from sspedu.curriculum.faults import nearest, shortened
from sspedu.curriculum.prose import Prose
from sspedu.curriculum.tree import DrawingFile, ModuleFiles

MOST_NAMED = 6


def check_drawings(module: ModuleFiles) -> None:
    """Check a module's drawings and every block that shows one."""
    for name, file in module.drawings.items():
        narrow = name.removesuffix(WIDE)
        if narrow not in module.drawings:
            file.faults.error(1, f"Den brede udgave står alene. Tegn også {narrow}.svg, til telefonen.")
    for prose in (module.prose, *(lesson.prose for lesson in module.lessons.values())):
        for block in _drawing_blocks(prose):
            _check_block(block, prose, module)


def drawings_in(prose: Prose, module: ModuleFiles) -> tuple[tuple[str, str], ...]:
    """Return name and SVG of every drawing that a text shows, in each of its layouts."""
    named = {block.options["file"].text for block in _drawing_blocks(prose) if "file" in block.options}
    return tuple((name, file.text) for name, file in module.drawings.items() if name.removesuffix(WIDE) in named)


def _drawing_blocks(prose: Prose) -> Iterator[Block]:
    return (block for block in walk(prose.blocks) if block.name == "drawing")


def _check_block(block: Block, prose: Prose, module: ModuleFiles) -> None:
    at = block.line + prose.first_line
    said = "\n".join(line for _, line in block.lines_of_its_own(prose.lines))
    if not said.strip():
        prose.faults.error(at, "Tegningen mangler sin tekst. Skriv i blokken det, tegningen viser, som en liste eller en tabel.")
    if "file" not in block.options:
        if not block.has_faulty_options:
            prose.faults.error(at, 'Blokken "drawing" mangler file. Skriv lige under ///-linjen, fire mellemrum inde: file: navn.')
        return
    name, line = block.options["file"].text, block.options["file"].line
    shown = sorted(other for other in module.drawings if not other.endswith(WIDE))
    if name not in shown:
        prose.faults.error(line, f'Tegningen "media/{shortened(name)}.svg" findes ikke i modulets mappe.{nearest(name, shown)}')
        return
    files = [module.drawings[file] for file in (name, name + WIDE) if file in module.drawings]
    _check_words(line, f"{block.title}\n{said}", files, prose)


def _check_words(line: int, said: str, files: list[DrawingFile], prose: Prose) -> None:
    """What stands in a drawing is read aloud from the text below it, so that text must hold every word of it."""
    known = words_of(said)
    written = (word for file in files if file.drawing for words in file.drawing.words for word in words.split())
    missing = list(dict.fromkeys(word for word in written if not words_of(word) <= known))
    if missing:
        named = ", ".join(f'"{shortened(word, 30)}"' for word in missing[:MOST_NAMED])
        prose.faults.error(line, f"Teksten i blokken mangler ord, som står i tegningen: {named}. Den bliver læst op i stedet.")
