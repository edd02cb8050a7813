"""A small content tree in which nothing is wrong, and ways to plant something that is."""

from collections.abc import Mapping
from datetime import date

from sspedu.curriculum.reading import Reading, read

TODAY = date(2026, 11, 22)

REGISTERS = {
    "themes.yml": "- id: lovgivning\n  title: Relevant lovgivning\n  category: 1\n  fact: T4\n  description: Reglerne.\n",
    "facts.csv": (
        "id,quantity,value,unit,precision,source_wording,n,source,heading,wordings,note\n"
        "S06,Forankret i ungdomsskolen,40,pct. af kommuner,approx,ca. 40 pct.,91,rapport-2019,Organisering,ca. 40 pct. | ca. 40 procent,\n"
        "T4,Tema: lovgivning,ikke oplyst,pct. af kommuner,not_reported,(intet tal),91,rapport-2019,Temaer,ikke oplyst,\n"
    ),
    "sources.yml": (
        "- id: rapport-2019\n  title: En rapport\n  author: En styrelse\n  kind: rapport\n  read: Læst.\n"
        "- id: folder-2019\n  title: En folder\n  author: Et center\n  kind: folder\n  read: Læst.\n"
    ),
    "law.yml": (
        "- id: rpl-115\n  law: Retsplejeloven\n  section: § 115\n  title: Oplysninger\n  checked_on: 2026-11-22\n  checked_against: En side.\n"
        "- id: barnets-lov-133\n  law: Barnets lov\n  section: § 133\n  title: Underretning\n  replaces: serviceloven-153\n"
        "  checked_on: 2026-11-22\n  checked_against: En side.\n"
        "- id: serviceloven-153\n  law: Serviceloven\n  section: § 153\n  title: Underretning\n  valid_to: 2023-12-31\n"
        "  replaced_by: barnets-lov-133\n  checked_on: 2026-11-22\n  checked_against: En side.\n"
    ),
    "glossary.yml": "- id: tavshedspligt\n  term: tavshedspligt\n  meaning: At man tier.\n  law: [rpl-115]\n  sources: [rapport-2019]\n",
    "regions.yml": (
        "- id: sjaelland\n  name: Region Sjælland\n  valid_to: 2026-12-31\n  replaced_by: oestdanmark\n"
        "- id: oestdanmark\n  name: Region Østdanmark\n  valid_from: 2027-01-01\n"
    ),
    "police_districts.yml": "- id: midt-og-vestsjaellands-politi\n  name: Midt- og Vestsjællands Politi\n",
    "municipalities.csv": ("code,name,region,police_district\n0265,Roskilde,Region Sjælland,Midt- og Vestsjællands Politi\n"),
}

MODULE = """\
---
id: lov
title: Lov i små bidder
summary: Et lille modul.
why: Fordi en prøve skal bruge det.
themes: [lovgivning]
audience: [SSP-konsulenter]
objectives: [Kende en regel]
required: "true"
sections:
  - title: Begyndelsen
    lessons: [foerste, anden]
owner: redaktionen
last_reviewed_on: 2026-11-22
review_in_months: 6
---

En indledning om [§ 115](law:rpl-115).
"""

FIRST = """\
---
id: foerste
title: "Den første: en lektion"
minutes: 4
objectives:
  - Svare på et spørgsmål
why: Fordi man skal begynde et sted.
sources: [rapport-2019]
law: [rpl-115]
---

Her er [en regel](law:rpl-115) og [ca. 40 pct.](fact:S06) fra [rapporten](source:rapport-2019 "Organisering").

## Én overskrift

![Et kort over kommunen](media/kort.png)

/// case | Hvem kørte bilen?
    id: bilen

Lindeborg Kommune. Se [den anden](anden.md#en-anden-overskrift).

//// quiz
    id: bilen-1
    confidence: true

Hvad er rigtigt?

- [ ] Det ene.

    > Nej.

- [x] Det andet.

    > Ja.

////
///
"""

SECOND = """\
---
id: anden
title: Den anden
minutes: 6
objectives: [Skrive en tanke]
why: Fordi man også skal tænke selv.
---

## En anden overskrift

Se [den første](foerste.md) om den [tavshedspligt](term:tavshedspligt), som man har.

/// reflection
    id: mandag

Hvad gør du på mandag?

//// answer
Du ringer.
////
///
"""

GOOD = {
    **REGISTERS,
    "modules/lov/module.md": MODULE,
    "modules/lov/foerste.md": FIRST,
    "modules/lov/anden.md": SECOND,
    "modules/lov/media/kort.png": "billede",
}


def read_texts(texts: Mapping[str, str], *, published: Mapping[str, frozenset[str]] | None = None, today: date = TODAY) -> Reading:
    """Read a tree given as texts."""
    return read({path: text.encode() for path, text in texts.items()}, today=today, published=published or {})


def changed(path: str, old: str, new: str) -> dict[str, str]:
    """Return the good tree with a passage of one file changed."""
    assert old in GOOD[path], f"{path} has no {old!r}"
    return {**GOOD, path: GOOD[path].replace(old, new, 1)}


def line_of(texts: Mapping[str, str], path: str, words: str) -> int:
    """Return the line on which some words first stand."""
    return texts[path][: texts[path].index(words)].count("\n") + 1


def lesson(body: str, **head: str) -> dict[str, str]:
    """Return the good tree with the body of its second lesson replaced."""
    start = SECOND.index("\n---\n", 4) + 5
    return {**GOOD, "modules/lov/anden.md": SECOND[:start] + "\n## En anden overskrift\n\n" + body}
