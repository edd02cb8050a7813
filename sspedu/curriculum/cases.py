"""A case by itself: cut out of a rendered lesson, without what is to be done in it."""

from sspedu.curriculum.models import LessonText
from sspedu.curriculum.sanitising import ANY_TAG


def case_html(text: LessonText, id: str) -> str:
    """Return the block of a case without its activities, or nothing if the text has no such case.

    What was rendered is well-formed, so its sections can be counted.
    """
    html = "".join(text.html[::2])
    start, depth = -1, 0
    for tag in ANY_TAG.finditer(html):
        if start < 0 and tag[0].startswith("<section ") and f' id="{id}"' in tag[0]:
            start = tag.start()
        if start >= 0 and tag[0].startswith(("<section", "</section")):
            depth += -1 if tag[0].startswith("</") else 1
            if depth == 0:
                return html[start : tag.end()]
    return ""
