"""A module as a whole: sections and files agree, ids are unique, none has vanished, it is reviewed, lessons take the time they say."""

from collections.abc import Iterable, Mapping
from datetime import date

from sspedu.curriculum.checking.activities import NamedThing, named_blocks
from sspedu.curriculum.faults import Faults, nearest, shortened
from sspedu.curriculum.frontmatter import LessonHead, ModuleHead
from sspedu.curriculum.models import LessonText
from sspedu.curriculum.register_rows import Register
from sspedu.curriculum.registers import LAW, RECOMMENDATIONS, SOURCES, THEMES, Known
from sspedu.curriculum.tree import LessonFile, ModuleFiles
from sspedu.curriculum.yaml_tree import Scalar

WORDS_A_MINUTE = 180
MINUTES_A_QUESTION = 1.5
MINUTES_A_REFLECTION = 3
SMALLEST_GAP, GAP_SHARE = 3, 0.25


def check_module(files: ModuleFiles, known: Known, *, today: date, published: frozenset[str]) -> None:
    """Check what only the module as a whole can show."""
    things = _named_things(files)
    _check_unique(things)
    if files.head is None:
        return
    _check_references(files.head.themes, THEMES, known, files)
    _check_answers(files, files.head)
    _check_sections(files, files.head)
    _check_review(files, files.head, today)
    _check_retired(files, files.head, {thing.id for thing in things}, published)


def check_lesson_head(lesson: LessonFile, head: LessonHead, known: Known) -> None:
    """Check what a lesson's head refers to."""
    _check_references(head.sources, SOURCES, known, lesson)
    _check_references(head.law, LAW, known, lesson)
    _check_references(head.themes, THEMES, known, lesson)
    _check_references(head.recommendations, RECOMMENDATIONS, known, lesson)


def check_reading_time(lesson: LessonFile, head: LessonHead, text: LessonText) -> None:
    """Warn when a lesson's minutes are far from what its words, questions and reflections take."""
    if head.minutes is None:
        return
    words = len(text.plain.split())
    expected = words / WORDS_A_MINUTE + MINUTES_A_QUESTION * len(text.questions) + MINUTES_A_REFLECTION * len(text.reflections)
    found = f"{words} ord, {len(text.questions)} spørgsmål, {len(text.reflections)} refleksioner"
    if abs(expected - head.minutes) > max(SMALLEST_GAP, GAP_SHARE * head.minutes):
        takes = f"Lektionen tager omkring {max(1, round(expected))} minutter ({found})"
        lesson.faults.warning(head.minutes_line, f"{takes}, men minutes er {head.minutes}. Ret tallet eller teksten.")


def check_published(modules: Iterable[ModuleFiles], published: Mapping[str, frozenset[str]], faults: Faults) -> None:
    """Refuse a tree without a module that is published; refuse two with one id, and a folder that has not its module's id."""
    first: dict[str, str] = {}
    for files in modules:
        if not files.id:
            continue
        if files.head and files.folder != f"modules/{files.id}/":
            name = files.folder.split("/")[1]
            files.faults.error(files.head.id_line, f'Modulet har id "{files.id}", men ligger i mappen "{name}". Giv mappen modulets id.')
        if files.id in first and files.head:
            files.faults.error(files.head.id_line, f'Modulet i {first[files.id]} har allerede id "{files.id}". Giv et af dem et andet.')
        first.setdefault(files.id, files.folder)
    for gone in sorted(published.keys() - first.keys()):
        sentence = (
            f'Modulet "{gone}" er udgivet, men findes ikke i mappen. Læg det med, før du udgiver: det, nogen har taget, må ikke forsvinde.'
        )
        faults.on(f"modules/{gone}/module.md").error(1, sentence)


def review_is_due_on(head: ModuleHead) -> date:
    """Return the day on which the module should be reviewed again."""
    months = head.last_reviewed_on.year * 12 + head.last_reviewed_on.month - 1 + (head.review_in_months or 0)
    year, month = divmod(months, 12)
    for day in range(head.last_reviewed_on.day, 27, -1):
        try:
            return date(year, month + 1, day)
        except ValueError:
            continue
    return date(year, month + 1, min(head.last_reviewed_on.day, 28))


def _named_things(files: ModuleFiles) -> list[NamedThing]:
    things: list[NamedThing] = []
    for lesson in files.lessons.values():
        if lesson.head is not None and lesson.id:
            things.append(NamedThing(lesson.id, lesson.path, lesson.head.id_line, lesson.faults))
        things += named_blocks(lesson.prose)
    return [*things, *named_blocks(files.prose)]


def _check_unique(things: list[NamedThing]) -> None:
    first: dict[str, NamedThing] = {}
    for thing in things:
        other = first.setdefault(thing.id, thing)
        if other is not thing:
            sentence = f'Id "{thing.id}" er allerede brugt i {other.path}:{other.line}. Et id må kun bruges én gang i modulet.'
            thing.faults.error(thing.line, sentence)


def _check_references(references: Iterable[Scalar], register: Register, known: Known, file: ModuleFiles | LessonFile) -> None:
    ids = known.ids_of(register)
    for reference in references:
        if reference.text not in ids:
            sentence = f'{register.name} "{shortened(reference.text)}" findes ikke i {register.path}.{nearest(reference.text, ids)}'
            file.faults.error(reference.line, sentence)


def _check_answers(files: ModuleFiles, head: ModuleHead) -> None:
    """Hold what the lessons say they answer against what the module says: a reader of either must not be promised more than there is."""
    heads = [(lesson, lesson.head) for lesson in files.lessons.values() if lesson.head is not None]
    promised = {theme.text for theme in head.themes}
    for lesson, theme in ((lesson, theme) for lesson, own in heads for theme in own.themes):
        if theme.text not in promised:
            sentence = f'Temaet "{shortened(theme.text)}" står ikke under themes i module.md. Skriv det der, eller slet det her.'
            lesson.faults.error(theme.line, sentence)
    answered = {theme.text for _, own in heads for theme in own.themes}
    # A module whose lessons say nothing of it promises by itself.
    for theme in head.themes if answered else ():
        if theme.text not in answered:
            sentence = f'Ingen lektion svarer på temaet "{shortened(theme.text)}". Skriv det under themes i en lektion, eller slet det her.'
            files.faults.warning(theme.line, sentence)


def _check_sections(files: ModuleFiles, head: ModuleHead) -> None:
    there = {lesson.id for lesson in files.lessons.values() if lesson.id}
    listed: dict[str, int] = {}
    for item in (item for section in head.sections for item in section.lessons):
        if item.text in listed:
            sentence = f'Lektionen "{shortened(item.text)}" står allerede i linje {listed[item.text]}. Den må kun stå ét sted.'
            files.faults.error(item.line, sentence)
        elif item.text not in there:
            sentence = f'Lektionen "{shortened(item.text)}" har ingen fil i mappen.{nearest(item.text, there)}'
            files.faults.error(item.line, sentence)
        listed.setdefault(item.text, item.line)
    for lesson in files.lessons.values():
        if lesson.head is not None and lesson.id and lesson.id not in listed:
            sentence = f'Lektionen "{shortened(lesson.id)}" står ikke i nogen sektion. Skriv den under sections i module.md.'
            lesson.faults.error(lesson.head.id_line, sentence)


def _check_review(files: ModuleFiles, head: ModuleHead, today: date) -> None:
    if head.review_in_months is None or head.last_reviewed_on.year == 1:
        return
    due = review_is_due_on(head)
    if due < today:
        files.faults.warning(head.review_line, f"Modulet skulle være gennemgået senest {due.isoformat()}. Gennemgå det, og ret datoen.")


def _check_retired(files: ModuleFiles, head: ModuleHead, ids: set[str], published: frozenset[str]) -> None:
    for retired in head.retired:
        if retired.id in ids:
            sentence = f'"{retired.id}" er pensioneret her, men bruges stadig. Slet linjen, eller giv det nye et andet id.'
            files.faults.error(retired.line, sentence)
        if retired.replaced_by and retired.replaced_by not in ids:
            hint = nearest(retired.replaced_by, ids)
            sentence = f'"{shortened(retired.replaced_by)}" afløser "{retired.id}", men findes ikke i modulet.{hint}'
            files.faults.error(retired.line, sentence)
    for gone in sorted(published - ids - {retired.id for retired in head.retired}):
        sentence = f'"{gone}" er udgivet, men findes ikke længere i modulet. Sæt det tilbage, eller skriv det under retired med id og on.'
        files.faults.error(head.id_line, sentence)
