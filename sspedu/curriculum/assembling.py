"""Puts a module together once nothing is wrong with it. Checks nothing."""

from collections.abc import Mapping

from sspedu.curriculum.checking.links import Citations
from sspedu.curriculum.frontmatter import Completion, LessonHead, MeetingHead, ModuleHead
from sspedu.curriculum.models import Item, LessonOutline, LessonText, Module, Required, Retired, Rule, Section
from sspedu.curriculum.prose import Prose
from sspedu.curriculum.rendering import LessonSource
from sspedu.curriculum.values import Meeting
from sspedu.curriculum.yaml_tree import Scalar

READ_TITLE = "Læs lektionen"
QUESTION_RULES = {Required.RIGHT: Rule.RIGHT, Required.ANSWERED: Rule.ANSWERED}


def build_module(head: ModuleHead, introduction: LessonText, lessons: Mapping[str, LessonOutline]) -> Module:
    """Build a module of its head, its rendered introduction and the outlines of its lessons by id."""
    return Module(
        id=head.id,
        title=head.title,
        summary=head.summary,
        why=head.why,
        introduction_html="".join(introduction.html[::2]),
        themes=_texts(head.themes),
        audience=_texts(head.audience),
        objectives=_texts(head.objectives),
        is_required=head.is_required,
        sections=tuple(
            Section(title=section.title, lessons=tuple(lessons[item.text] for item in section.lessons)) for section in head.sections
        ),
        owner=head.owner,
        last_reviewed_on=head.last_reviewed_on,
        review_in_months=head.review_in_months or 0,
        valid_months=head.valid_months,
        retired=tuple(Retired(id=gone.id, on=gone.on, replaced_by=gone.replaced_by or None) for gone in head.retired),
    )


def build_outline(head: LessonHead, prose: Prose, source: LessonSource, text: LessonText, cited: Citations) -> LessonOutline:
    """Build what a module says of a lesson. Its sources are those that the head lists and then those that only the text cites."""
    return LessonOutline(
        id=head.id,
        title=head.title,
        minutes=head.minutes or 0,
        objectives=_texts(head.objectives),
        why=head.why,
        sources=tuple(dict.fromkeys([*_texts(head.sources), *cited.sources])),
        law=_texts(head.law),
        items=items_of(head, prose, text),
        text_hash=source.text_hash,
        meeting=_meeting(head.meeting),
        themes=_texts(head.themes),
        recommendations=_texts(head.recommendations),
        facts=tuple(cited.facts),
    )


def items_of(head: LessonHead, prose: Prose, text: LessonText) -> tuple[Item, ...]:
    """List what a lesson asks for: reading it, then every activity that is required, in the order of the text."""
    items = [Item(id=head.id, rule=Rule.READ, title=READ_TITLE)]
    if head.completion is Completion.READ:
        return tuple(items)
    for block in prose.activities:
        if question := text.question(block.id):
            if question.required in QUESTION_RULES:
                items.append(Item(id=question.id, rule=QUESTION_RULES[question.required], title=question.title))
        elif (reflection := text.reflection(block.id)) and reflection.required is not Required.NO:
            items.append(Item(id=reflection.id, rule=Rule.WRITTEN, title=reflection.title))
    return tuple(items)


def _meeting(head: MeetingHead | None) -> Meeting | None:
    return None if head is None else Meeting(point=head.point, case=head.case, questions=_texts(head.questions))


def _texts(scalars: tuple[Scalar, ...]) -> tuple[str, ...]:
    return tuple(scalar.text for scalar in scalars)
