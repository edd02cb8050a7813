"""Further looks at a whole content tree, taken when somebody asks: they cost more than an import should.

A look gets everything that was read and notes what it finds among the faults. It never changes what it looks at.
"""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date

from sspedu.curriculum.faults import Faults, FileFaults
from sspedu.curriculum.prose import Prose
from sspedu.curriculum.registers import Known
from sspedu.curriculum.tree import LessonFile, ModuleFiles


@dataclass(frozen=True, slots=True)
class Tree:
    """A content tree that has been read. `texts` are the registers' files as they stand; `anchors` has the anchors of each page.

    `drill` are the texts of its situations, each with the faults of its file.
    """

    texts: Mapping[str, str | None]
    modules: list[ModuleFiles]
    drill: list[tuple[FileFaults, Prose]]
    anchors: Mapping[str, frozenset[str]]
    known: Known
    today: date
    faults: Faults

    @property
    def lessons(self) -> Iterator[tuple[ModuleFiles, LessonFile]]:
        """Every lesson with its module, in the order of the files."""
        return ((module, lesson) for module in self.modules for lesson in module.lessons.values())

    @property
    def proses(self) -> Iterator[tuple[FileFaults, Prose]]:
        """Every text of the modules and the drill with the faults of its file."""
        for module in self.modules:
            yield module.faults, module.prose
            yield from ((lesson.faults, lesson.prose) for lesson in module.lessons.values())
        yield from self.drill


Look = Callable[[Tree], None]
