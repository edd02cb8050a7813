"""Questions, reflections and other blocks with ids: are they whole, are their ids promises that can be kept."""

from collections.abc import Iterator
from dataclasses import dataclass

from sspedu.curriculum.blocks import walk
from sspedu.curriculum.faults import FileFaults, shortened
from sspedu.curriculum.fields import is_id
from sspedu.curriculum.page_ids import PAGE_IDS
from sspedu.curriculum.prose import Prose
from sspedu.curriculum.questions import check_quiz, quiz_settings, read_quiz, reflection_settings


@dataclass(frozen=True, slots=True)
class NamedThing:
    """An id of a module with the place where it is given."""

    id: str
    path: str
    line: int
    faults: FileFaults


def check_activities(prose: Prose) -> None:
    """Check every quiz and reflection of a text, and that every block that needs an id has one."""
    for block in walk(prose.blocks):
        at = block.line + prose.first_line
        if block.kind is not None and block.kind.has_id and (block.id or not block.has_faulty_options):
            _check_id(block.id, block.name, block.options["id"].line if block.id else at, prose.faults)
        if block.name == "quiz":
            settings = quiz_settings(block, prose.faults)
            check_quiz(read_quiz(block, prose.lines, prose.faults, prose.first_line), settings, block, prose.faults, prose.first_line)
        if block.name == "reflection":
            reflection_settings(block, prose.faults)
            if not any(line.strip() for _, line in block.lines_of_its_own(prose.lines)):
                prose.faults.error(at, "Refleksionen er tom. Skriv, hvad læseren skal tænke over.")


def check_no_activities(prose: Prose) -> None:
    """Refuse activities in a module's introduction: nobody has begun yet."""
    for block in prose.activities:
        sentence = f'Blokken "{block.name}" kan kun stå i en lektion, ikke i modulets indledning.'
        prose.faults.error(block.line + prose.first_line, sentence)


def named_blocks(prose: Prose) -> Iterator[NamedThing]:
    """Yield the ids of a text's blocks."""
    for block in walk(prose.blocks):
        if block.id:
            yield NamedThing(block.id, prose.path, block.options["id"].line, prose.faults)


def _check_id(id: str, name: str, line: int, faults: FileFaults) -> None:
    if not id:
        faults.error(line, f'Blokken "{name}" mangler et id. Skriv lige under ///-linjen, fire mellemrum inde: id: et-navn.')
    elif not is_id(id):
        faults.error(line, f'"{shortened(id)}" duer ikke som id. Brug små bogstaver a-z, tal og bindestreger, fx "tavs-mandag".')
    elif id in PAGE_IDS:
        faults.error(line, f'Siden omkring lektionen bruger selv id "{id}". Vælg et andet.')
