"""What reaches across modules: the recommendations that lessons take up, and the tracks that select among them."""

from sspedu.curriculum.values import Value


class Recommendation(Value):
    """One of the nine recommendations of VIVE's folder, in our own words. `id` is its number, in the order of the folder."""

    id: str
    title: str
    description: str
    source: str
    heading: str


class LessonPlace(Value):
    """A lesson in some module, named by both ids."""

    module: str
    lesson: str


class Track(Value):
    """A selection of lessons, in the order in which they are taken. Its id is a promise: someone is on it.

    `minutes` is the sum of the lessons'. One that is not offered any longer is kept for those who are on it.
    """

    id: str
    title: str
    audience: str
    summary: str
    why_html: str
    minutes: int
    lessons: tuple[LessonPlace, ...]
    is_offered: bool = True
