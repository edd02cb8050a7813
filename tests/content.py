"""A small content tree for tests, and how to publish one."""

from collections.abc import Mapping
from datetime import UTC, datetime

from sqlalchemy.orm import Session

from sspedu.curriculum.reading import Reading, read
from sspedu.learning.commands import follow_publication, follow_tracks
from sspedu.library.commands import Publication, Report, publish
from sspedu.library.queries import published_ids
from sspedu.policy import OPERATOR

THEMES = """\
- id: lovgivning
  title: Relevant lovgivning
  category: "1"
  fact: T4
  description: Om de regler, der gælder.
"""

FACTS = """\
id,quantity,value,unit,precision,source_wording,n,source,heading,wordings,note
S02,Kommuner der har besvaret,91,kommuner,exact,91 kommuner,98,rapport-2019,Hvem har svaret?,91 kommuner,
T4,Tema: relevant lovgivning,ikke oplyst,pct. af kommuner,not_reported,(intet tal),91,rapport-2019,Ønsker til temaer,ikke oplyst,
"""

SOURCES = """\
- id: rapport-2019
  title: En rapport
  author: En styrelse
  kind: rapport
  read: Læst i sin helhed.
"""

LAW = """\
- id: rpl-115
  law: Retsplejeloven
  section: § 115
  title: Udveksling af oplysninger
  text_as_of: 2023-07-03
  amended_on: "2024"
  checked_on: 2026-11-22
  checked_against: En side.
  reviewed_by_lawyer: "false"
  says: [Politiet må give oplysninger videre.]
- id: barnets-lov-133
  law: Barnets lov
  section: § 133
  title: Skærpet underretningspligt
  valid_from: 2024-01-01
  replaces: serviceloven-153
  checked_on: 2026-11-22
  checked_against: En side.
  reviewed_by_lawyer: "false"
- id: serviceloven-153
  law: Serviceloven
  section: § 153
  title: Underretningspligt
  valid_to: 2023-12-31
  replaced_by: barnets-lov-133
  checked_on: 2026-11-22
  checked_against: En side.
  reviewed_by_lawyer: "false"
"""

# The change of law that is dated 1 January 2024 above, on a night that is still to come.
LAW_OF_2027 = LAW.replace("valid_from: 2024-01-01", "valid_from: 2027-01-01").replace("valid_to: 2023-12-31", "valid_to: 2026-12-31")
# Half past midnight on New Year's night in Denmark, and still the old year in UTC.
NEW_YEARS_NIGHT = datetime(2026, 12, 31, 23, 30, tzinfo=UTC)

TERMS = """\
- id: tavshedspligt
  term: tavshedspligt
  meaning: At man ikke må fortælle, hvad man ved.
"""

REGIONS = """\
- id: sjaelland
  name: Region Sjælland
  valid_to: 2026-12-31
  replaced_by: oestdanmark
- id: midtjylland
  name: Region Midtjylland
- id: oestdanmark
  name: Region Østdanmark
  valid_from: 2027-01-01
"""

DISTRICTS = """\
- id: midt-og-vestsjaellands-politi
  name: Midt- og Vestsjællands Politi
- id: oestjyllands-politi
  name: Østjyllands Politi
"""

MUNICIPALITIES = """\
code,name,region,police_district
0265,Roskilde,Region Sjælland,Midt- og Vestsjællands Politi
0751,Aarhus,Region Midtjylland,Østjyllands Politi
"""

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
review_in_months: "6"
{retired}---

En indledning.
"""

FIRST = """\
---
id: foerste
title: Den første
minutes: 8
objectives: [Svare på et spørgsmål]
why: Fordi man skal begynde et sted.
sources: [rapport-2019]
law: [rpl-115]
---

Her er [en regel](law:rpl-115), og [en rapport](source:rapport-2019).

/// quiz
    id: valg
    confidence: true

Hvad er rigtigt?

- [ ] Det ene.

    > Nej: HEMMELIG-FORKERT.

- [x] Det andet.

    > Ja: HEMMELIG-RIGTIG.
///

/// quiz
    id: alle
    required: answered

Vælg alle, der passer.

- [x] A

    > Ja, A.

- [x] B

    > Ja, B.

- [ ] C

    > Nej, C.
///
"""

SECOND = """\
---
id: anden
title: Den anden
minutes: 6
objectives: [Skrive en tanke]
why: Fordi man også skal tænke selv.
sources: []
law: []
---

Hvor mange?

/// quiz
    id: gaet
    type: estimate
    answer: 40
    tolerance: 5
    unit: pct.
    required: answered

Gæt en andel.

> Det var 40, og det er HEMMELIG-FACIT.
///

/// reflection
    id: mandag

Hvad gør du på mandag?

//// answer
HEMMELIGT-MODELSVAR
////
///
"""

SITUATION = """\
---
id: {id}
title: {title}
role: Klubmedarbejder
level: {level}
law: [rpl-115 stk. 2, barnets-lov-133]
{more}---

En dreng har {title}, og betjenten spørger.

/// quiz
    id: {id}

Fortælle det: Hvad gælder?

- [ ] Må

    > HEMMELIG-MAA

- [ ] Skal

    > HEMMELIG-SKAL

- [x] Må ikke

    > HEMMELIG-IKKE

- [ ] Det kommer an på: spørg

    > HEMMELIG-SPOERG

//// answer
HEMMELIG-GRUND
////
///
"""


def situation(id: str, *, title: str = "set noget", level: int = 1, more: str = "") -> str:
    """Return the file of a situation in which "Må ikke" is right. `more` are further lines of its head."""
    return SITUATION.format(id=id, title=title, level=level, more=more)


def small_tree(
    *, first: str = FIRST, second: str = SECOND, sections: str | None = None, retired: str = "", more: Mapping[str, str] | None = None
) -> dict[str, bytes]:
    """Return a content tree of one module with two lessons; parts of it may be replaced, and files added."""
    module = MODULE.format(retired=retired)
    if sections is not None:
        module = module.replace("    lessons: [foerste, anden]", sections)
    files = {
        "themes.yml": THEMES,
        "facts.csv": FACTS,
        "sources.yml": SOURCES,
        "law.yml": LAW,
        "glossary.yml": TERMS,
        "regions.yml": REGIONS,
        "police_districts.yml": DISTRICTS,
        "municipalities.csv": MUNICIPALITIES,
        "modules/lov/module.md": module,
        "modules/lov/foerste.md": first,
        "modules/lov/anden.md": second,
        "drill/hallen.md": situation("hallen"),
        **(more or {}),
    }
    return {path: text.encode() for path, text in files.items() if text}


def read_tree(files: Mapping[str, bytes], *, now: datetime, published: Mapping[str, frozenset[str]] | None = None) -> Reading:
    """Read a tree as on the day of the test."""
    return read(files, today=now.date(), published=published or {})


def publish_tree(session: Session, files: Mapping[str, bytes], *, now: datetime) -> Report:
    """Read and publish a tree, and commit. Fails on any error in it."""
    reading = read_tree(files, now=now, published=published_ids(session))
    assert not reading.errors, "\n".join(map(str, reading.errors))
    report = publish(
        session, OPERATOR, Publication(files, reading.curriculum), followers=[follow_publication], closers=[follow_tracks], now=now
    )
    session.commit()
    return report
