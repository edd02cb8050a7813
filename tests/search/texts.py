"""A content tree to search in: small, and with something for every rule."""

from datetime import datetime

from sqlalchemy.orm import Session

from sspedu.policy import OPERATOR
from sspedu.search.commands import follow
from tests.content import FIRST, LAW, SECOND, TERMS, publish_tree, small_tree

ABOUT_DUTY = """\
---
id: pligten
title: Underretningspligten
minutes: 6
objectives: [Kende pligten]
why: Fordi kommunerne skal vide besked.
sources: []
law: []
---

En kort indledning om miljøet i Århus.

## Når bekymringen er der

Skolens ledere skal underrette. Der kom to underretninger i lørdags.

## Hvem siger hvad

SSP+ er for unge over 18 år. Efter den tidligere § 153 var det anderledes, men § 115, stk. 2, er der endnu. Her er café og <b>.
"""
MORE_TERMS = (
    TERMS
    + """\
- id: underretning
  term: Underretning
  meaning: En besked til kommunen om et barn.
  aliases: [bekymringsskrivelse]
"""
)
MODULE_LINE = "    lessons: [foerste, anden, pligten]"


def searchable_tree(*, first: str = FIRST, duty: str = ABOUT_DUTY, law: str = LAW) -> dict[str, bytes]:
    more = {"modules/lov/pligten.md": duty, "glossary.yml": MORE_TERMS, "law.yml": law}
    return small_tree(first=first, second=SECOND, sections=MODULE_LINE, more=more)


def publish_searchable(session: Session, files: dict[str, bytes] | None = None, *, now: datetime) -> None:
    publish_tree(session, files or searchable_tree(), now=now)
    follow(session, OPERATOR)
    session.commit()
