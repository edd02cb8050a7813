"""The registers that lessons link to: themes, figures, law, sources, words, places. Read from YAML and CSV, cross references checked."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from sspedu.curriculum.faults import Faults
from sspedu.curriculum.fields import Fields
from sspedu.curriculum.legal_questions import Inquiry, LegalQuestion
from sspedu.curriculum.models import (
    Fact,
    LegalState,
    Precision,
    Provision,
    Registers,
    Source,
    Term,
    Theme,
)
from sspedu.curriculum.offers import Recommendation
from sspedu.curriculum.places import Municipality, PoliceDistrict, Region
from sspedu.curriculum.register_rows import Register, Rows, read_rows, refer, refer_one

THEMES = Register("themes.yml", "Temaet", ("id", "title", "category", "fact", "description", "note"))
FACTS = Register(
    "facts.csv", "Tallet",
    ("id", "quantity", "value", "unit", "precision", "source_wording", "n", "source", "heading", "wordings", "note"),
)  # fmt: skip
SOURCES = Register("sources.yml", "Kilden", ("id", "title", "author", "publisher", "year", "kind", "url", "read", "read_on", "language"))
LAW = Register(
    "law.yml", "Bestemmelsen",
    ("id", "law", "section", "title", "aliases", "valid_from", "valid_to", "replaces", "replaced_by", "amended_on", "text_as_of",
     "place_unknown", "basis", "checked_on", "checked_against", "sources", "reviewed_by_lawyer", "reservation",
     "says", "does_not_say", "unchecked"),
)  # fmt: skip
TERMS = Register("glossary.yml", "Ordet", ("id", "term", "meaning", "aliases", "law", "sources", "reservation"))
REGIONS = Register("regions.yml", "Regionen", ("id", "name", "valid_from", "valid_to", "replaced_by", "basis"))
POLICE_DISTRICTS = Register("police_districts.yml", "Politikredsen", ("id", "name"))
MUNICIPALITIES = Register("municipalities.csv", "Kommunen", ("code", "name", "region", "police_district"), key="code")
LEGAL_QUESTIONS = Register(
    "legal_questions.yml", "Spørgsmålet",
    ("id", "question", "why", "law", "taught_in", "state", "asked", "answer"), is_optional=True,
)  # fmt: skip
RECOMMENDATIONS = Register(
    "recommendations.yml", "Anbefalingen", ("id", "title", "description", "source", "heading"), is_optional=True
)  # fmt: skip

REGISTERS = (THEMES, FACTS, SOURCES, LAW, TERMS, REGIONS, POLICE_DISTRICTS, MUNICIPALITIES, LEGAL_QUESTIONS, RECOMMENDATIONS)
SCHEMES = {"law": LAW, "fact": FACTS, "source": SOURCES, "term": TERMS}
SOURCE_KINDS = ("rapport", "folder", "lov", "lovforslag", "vejledning", "myndighedsside", "kommuneside", "artikel")
SOURCE_LANGUAGES = ("da", "en", "nb", "sv")
WEB_ADDRESS = re.compile(r"https?://[^\s<>\"'\\]+")
CODE = re.compile(r"[0-9]{4}")


@dataclass(frozen=True, slots=True)
class Known:
    """The registers together with every id that stands in a file, so that a link to a faulty row is not blamed for it."""

    registers: Registers
    ids: Mapping[str, frozenset[str]]
    facts: Mapping[str, Fact]
    law: Mapping[str, Provision]

    def ids_of(self, register: Register) -> frozenset[str]:
        """Return every id of a register."""
        return self.ids[register.path]

    def is_superseded(self, id: str, today: date) -> bool:
        """Whether a provision is known to hold no longer."""
        provision = self.law.get(id)
        return provision is not None and provision.state_on(today) is LegalState.SUPERSEDED


def read_registers(texts: Mapping[str, str | None], faults: Faults) -> Known:
    """Read all registers. Faulty rows are noted and left out."""
    rows = {register.path: read_rows(register, texts, faults) for register in REGISTERS}
    builder = _Builder(rows)
    registers = Registers(
        themes=rows[THEMES.path].values(builder.theme),
        facts=rows[FACTS.path].values(builder.fact),
        sources=rows[SOURCES.path].values(builder.source),
        law=rows[LAW.path].values(builder.provision),
        terms=rows[TERMS.path].values(builder.term),
        regions=rows[REGIONS.path].values(builder.region),
        police_districts=rows[POLICE_DISTRICTS.path].values(builder.police_district),
        municipalities=rows[MUNICIPALITIES.path].values(builder.municipality),
        legal_questions=rows[LEGAL_QUESTIONS.path].values(builder.legal_question),
        recommendations=rows[RECOMMENDATIONS.path].values(builder.recommendation),
    )
    return Known(
        registers,
        ids={path: frozenset(found.ids) for path, found in rows.items()},
        facts={fact.id: fact for fact in registers.facts},
        law={provision.id: provision for provision in registers.law},
    )


class _Builder:
    """Makes a value of each row, asking the other registers about its references."""

    def __init__(self, rows: Mapping[str, Rows]) -> None:
        self.rows = rows
        self.region_ids = _ids_by_name(rows[REGIONS.path])
        self.district_ids = _ids_by_name(rows[POLICE_DISTRICTS.path])
        self.municipality_names: dict[str, int] = {}

    def theme(self, fields: Fields) -> Theme:
        return Theme.model_construct(
            id=fields.id(),
            title=fields.text("title"),
            category=fields.number("category", lowest=1, highest=2) or 0,
            fact=self._one(fields, "fact", FACTS),
            description=fields.text("description"),
            note=fields.text("note", is_optional=True),
        )

    def fact(self, fields: Fields) -> Fact:
        return Fact.model_construct(
            id=fields.text("id"),
            quantity=fields.text("quantity"),
            value=fields.text("value", is_optional=True),
            unit=fields.text("unit", is_optional=True),
            precision=Precision(fields.one_of("precision", tuple(Precision)) or Precision.EXACT),
            source_wording=fields.text("source_wording", is_optional=True),
            n=fields.text("n", is_optional=True),
            source=self._one(fields, "source", SOURCES),
            heading=fields.text("heading"),
            wordings=tuple(words.strip() for words in fields.text("wordings").split("|") if words.strip()),
            note=fields.text("note", is_optional=True),
        )

    def source(self, fields: Fields) -> Source:
        url = fields.text("url", is_optional=True)
        if url and WEB_ADDRESS.fullmatch(url) is None:
            fields.faults.error(fields.line_of("url"), "Adressen skal skrives helt ud og begynde med https:// eller http://.")
        return Source.model_construct(
            id=fields.id(),
            title=fields.text("title"),
            author=fields.text("author"),
            publisher=fields.text("publisher", is_optional=True),
            year=fields.text("year", is_optional=True),
            kind=fields.one_of("kind", SOURCE_KINDS),
            url=url,
            read=fields.text("read"),
            read_on=fields.day_if_given("read_on"),
            language=fields.one_of("language", SOURCE_LANGUAGES, default="da"),
        )

    def provision(self, fields: Fields) -> Provision:
        return Provision.model_construct(
            id=fields.id(),
            law=fields.text("law"),
            section=fields.text("section", is_optional=True),
            title=fields.text("title"),
            aliases=_words(fields, "aliases"),
            valid_from=fields.partial_day("valid_from"),
            valid_to=fields.partial_day("valid_to"),
            replaces=self._one(fields, "replaces", LAW, is_optional=True) or None,
            replaced_by=self._one(fields, "replaced_by", LAW, is_optional=True) or None,
            amended_on=fields.partial_day("amended_on"),
            text_as_of=fields.partial_day("text_as_of"),
            is_place_unknown=fields.flag("place_unknown", default=False),
            basis=fields.text("basis", is_optional=True),
            checked_on=fields.day("checked_on"),
            checked_against=fields.text("checked_against"),
            sources=self._many(fields, "sources", SOURCES),
            is_reviewed_by_lawyer=fields.flag("reviewed_by_lawyer", default=False),
            reservation=fields.text("reservation", is_optional=True),
            says=_words(fields, "says"),
            does_not_say=_words(fields, "does_not_say"),
            unchecked=_words(fields, "unchecked"),
        )

    def term(self, fields: Fields) -> Term:
        return Term.model_construct(
            id=fields.id(),
            term=fields.text("term"),
            meaning=fields.text("meaning"),
            aliases=_words(fields, "aliases"),
            law=self._many(fields, "law", LAW),
            sources=self._many(fields, "sources", SOURCES),
            reservation=fields.text("reservation", is_optional=True),
        )

    def legal_question(self, fields: Fields) -> LegalQuestion:
        question = LegalQuestion.model_construct(
            id=fields.id(),
            question=fields.text("question"),
            why=fields.text("why"),
            law=self._many(fields, "law", LAW),
            taught_in=_words(fields, "taught_in"),
            state=Inquiry(fields.one_of("state", tuple(Inquiry)) or Inquiry.OPEN),
            asked=fields.text("asked", is_optional=True),
            answer=fields.text("answer", is_optional=True),
        )
        if question.state is not Inquiry.OPEN and not question.asked:
            fields.faults.error(fields.line_of("state"), 'Skriv under "asked", hvem der er spurgt, og hvornår.')
        if question.state is Inquiry.ANSWERED and not question.answer:
            fields.faults.error(fields.line_of("state"), 'Skriv svaret under "answer".')
        return question

    def region(self, fields: Fields) -> Region:
        return Region.model_construct(
            id=fields.id(),
            name=fields.text("name"),
            valid_from=fields.day_if_given("valid_from"),
            valid_to=fields.day_if_given("valid_to"),
            replaced_by=self._one(fields, "replaced_by", REGIONS, is_optional=True) or None,
            basis=fields.text("basis", is_optional=True),
        )

    def police_district(self, fields: Fields) -> PoliceDistrict:
        return PoliceDistrict.model_construct(id=fields.id(), name=fields.text("name"))

    def municipality(self, fields: Fields) -> Municipality:
        code, name = fields.text("code"), fields.text("name")
        if code and CODE.fullmatch(code) is None:
            fields.faults.error(fields.line, f'Kommunekoden "{code[:20]}" skal være fire cifre, fx 0101.')
        if name in self.municipality_names:
            fields.faults.error(fields.line, f'Kommunen "{name}" står allerede i linje {self.municipality_names[name]}. Slet den ene.')
        self.municipality_names.setdefault(name, fields.line)
        return Municipality.model_construct(
            code=code,
            name=name,
            region=self.region_ids.get(refer_one(fields, "region", self.region_ids, REGIONS.name), ""),
            police_district=self.district_ids.get(refer_one(fields, "police_district", self.district_ids, POLICE_DISTRICTS.name), ""),
        )

    def recommendation(self, fields: Fields) -> Recommendation:
        return Recommendation.model_construct(
            id=fields.id(),
            title=fields.text("title"),
            description=fields.text("description"),
            source=self._one(fields, "source", SOURCES),
            heading=fields.text("heading"),
        )

    def _one(self, fields: Fields, key: str, register: Register, *, is_optional: bool = False) -> str:
        return refer_one(fields, key, self.rows[register.path].ids, register.name, is_optional=is_optional)

    def _many(self, fields: Fields, key: str, register: Register) -> tuple[str, ...]:
        return refer(fields, key, fields.texts(key, is_optional=True), self.rows[register.path].ids, register.name)


def _words(fields: Fields, key: str) -> tuple[str, ...]:
    return tuple(item.text for item in fields.texts(key, is_optional=True))


def _ids_by_name(rows: Rows) -> dict[str, str]:
    """Return the id of each name in a register of places, faulty rows included."""
    found: dict[str, str] = {}
    for table in rows.tables:
        texts = {key.text: getattr(value, "text", "").strip() for key, value in table.entries}
        if texts.get("name"):
            found[texts["name"]] = texts.get("id", "")
    return found
