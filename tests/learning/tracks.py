"""A content tree of two modules and two tracks that share a lesson."""

from collections.abc import Mapping

from tests.content import MODULE, small_tree

LESSON = """\
---
id: {id}
title: {title}
minutes: 5
objectives: [Læse]
why: Fordi.
---

Noget at læse.
"""
TRACKS = """\
- id: kort
  title: Det korte
  audience: Til dig med travlhed.
  summary: To lektioner.
  why: Fordi [91 kommuner](fact:S02) svarede.
  minutes: 11
  lessons: [møde/indkald, lov/anden]
- id: langt
  title: Det lange
  audience: Til dig med tid.
  summary: Fire lektioner.
  why: Fordi.
  minutes: 24
  lessons: [lov/foerste, lov/anden, møde/indkald, møde/referat]
""".replace("møde", "moede")


def two_modules(tracks: str = TRACKS, *, more: Mapping[str, str] | None = None) -> dict[str, bytes]:
    """Return a tree of the module `lov` and the module `moede`, whose lessons ask only to be read."""
    module = MODULE.format(retired="").replace("id: lov\n", "id: moede\n").replace("Lov i små bidder", "Møder")
    return small_tree(
        more={
            "tracks.yml": tracks,
            "modules/moede/module.md": module.replace("[foerste, anden]", "[indkald, referat]"),
            "modules/moede/indkald.md": LESSON.format(id="indkald", title="Indkald til mødet"),
            "modules/moede/referat.md": LESSON.format(id="referat", title="Skriv referatet"),
            **(more or {}),
        }
    )
