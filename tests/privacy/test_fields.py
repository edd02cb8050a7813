"""Every column that a form can fill with words refuses a certain CPR number. A new column of text is on one of the two lists below."""

import io
from collections.abc import Callable
from functools import partial

import pytest
from flask.testing import FlaskClient
from sqlalchemy import Enum, String, Text, select
from sqlalchemy.orm import Session
from werkzeug.test import TestResponse

from sspedu.accounts.commands import profile_stamp
from sspedu.accounts.models import User
from sspedu.db import Base
from sspedu.learning.models import LessonReport
from sspedu.policy import Role
from tests.network.documents import docx, pdf
from tests.network.telling import FIELDS
from tests.network.world import World
from tests.people import People, token

# Passes modulus 11; whoever it might belong to is more than a hundred years old.
CPR = "070101-4292"
WORDS = f"Det er {CPR}."
LESSON = "/moduler/lov/anden"


class Everyone:
    """Someone who may fill every form, with something to fill each of them for."""

    def __init__(self, people: People) -> None:
        self.session = people.session
        self.other = people.add("anden@kommune.example")
        world = World(people.session, people.now)
        world.open()
        self.client: FlaskClient = people.sign_in("alle@kommune.example", roles=[Role.ADMIN, Role.INSTRUCTOR])
        self.csrf_token = token(self.client)
        self.send("/moduler/lov/tilmeld")
        self.thread = self.send("/netvaerk/hele/landet/ny", title="Hvordan gør I?", text="Det første indlæg.", nonce="n").location
        self.send(f"{LESSON}/fejl", kind="law", heading="gaet", text="Paragraffen er ændret.")
        self.report_id = self.session.scalars(select(LessonReport.id)).one()

    def send(self, path: str, **fields: object) -> TestResponse:
        return self.client.post(path, data={"csrf_token": self.csrf_token, **fields})

    def call(self, **typed: str) -> TestResponse:
        given = {"title": "Møde", "text": "Om klubber.", "begins_on": "2027-03-01", "begins_at": "14:30", "ends_at": "16:00"}
        return self.send("/netvaerk/hele/landet/indkald", **{**given, "place": "Online", "nonce": "m", **typed})

    def attach(self, name: str, content: bytes) -> TestResponse:
        fields = {"csrf_token": self.csrf_token, "text": "Se her.", "nonce": "m", "files": (io.BytesIO(content), name)}
        return self.client.post(self.thread, data=fields, content_type="multipart/form-data")

    def share(self, field: str) -> TestResponse:
        return self.send("/netvaerk/hele/landet/praksis", **{**FIELDS, field: WORDS, "nonce": "m"})

    def correct(self, user_id: int | None, path: str, **typed: str) -> TestResponse:
        user = self.session.get_one(User, user_id)
        facts = {"name": user.name, "email": user.email, "profession": "ssp_teacher", "municipality": "0265", "police_district": ""}
        more = {"cause": "asked", "language": "da", "based_on": profile_stamp(user)}
        return self.send(path, **{**facts, **more, **typed})

    @property
    def me(self) -> User:
        return self.session.scalars(select(User).where(User.email == "alle@kommune.example")).one()

    def invite(self, **typed: str) -> TestResponse:
        facts = {"name": "Bo Prøve", "email": "bo@kommune.example", "profession": "ssp_teacher", "municipality": "0265", "role": "manager"}
        return self.send("/invitationer", **{**facts, **typed})

    def take_in(self, file: str) -> TestResponse:
        fields = {"csrf_token": self.csrf_token, "file": (io.BytesIO(file.encode()), "folk.csv")}
        return self.client.post("/brugere/import", data=fields, content_type="multipart/form-data")


PRACTICE_FIELDS = (
    "problem", "action", "target", "special", "preconditions", "resources", "mechanism", "outcome", "reference", "pitfalls",
)  # fmt: skip
HEADER = "id;navn;mail;kommune;bemærkning\n"
Way = Callable[[Everyone], TestResponse]
# How each column is filled. A column may be on the list under several forms.
WAYS: list[tuple[str, Way]] = [
    ("user_account.name", lambda all_: all_.correct(all_.me.id, "/profil", name=f"Bo {CPR}")),
    ("user_account.name", lambda all_: all_.correct(all_.other.id, f"/brugere/{all_.other.id}/ret", name=f"Bo {CPR}")),
    ("user_account.email", lambda all_: all_.correct(all_.other.id, f"/brugere/{all_.other.id}/ret", email=f"bo.{CPR}@kommune.example")),
    ("user_account.external_id", lambda all_: all_.take_in(f"{HEADER}{CPR};Bo Prøve;bo@kommune.example;0265;\n")),
    ("user_account.suspended_reason", lambda all_: all_.send(f"/brugere/{all_.other.id}/spaer", reason=WORDS)),
    ("invitation.name", lambda all_: all_.invite(name=f"Bo {CPR}")),
    ("invitation.name", lambda all_: all_.take_in(f"{HEADER}7;Bo {CPR};bo@kommune.example;0265;\n")),
    ("invitation.email", lambda all_: all_.invite(email=f"bo.{CPR}@kommune.example")),
    ("invitation.external_id", lambda all_: all_.take_in(f"{HEADER}{CPR};Bo Prøve;bo@kommune.example;0265;\n")),
    ("people_import.text", lambda all_: all_.take_in(f"{HEADER}7;Bo Prøve;bo@kommune.example;0265;{WORDS}\n")),
    ("people_import.text", lambda all_: all_.take_in(f"{HEADER.strip()};{CPR}\n7;Bo Prøve;bo@kommune.example;0265;;\n")),
    ("reflection.text", lambda all_: all_.send(f"{LESSON}/refleksion/mandag", text=WORDS, based_on="")),
    ("attempt.given", lambda all_: all_.send(f"{LESSON}/spoergsmaal/gaet", value=CPR, number="1")),
    ("lesson_report.text", lambda all_: all_.send(f"{LESSON}/fejl", kind="law", heading="gaet", text=WORDS)),
    ("lesson_report.note", lambda all_: all_.send(f"/undervis/fejl/{all_.report_id}/behandlet", text=WORDS)),
    ("thread.title", lambda all_: all_.send("/netvaerk/hele/landet/ny", title=WORDS, text="Det første indlæg.", nonce="m")),
    ("post.text", lambda all_: all_.send("/netvaerk/hele/landet/ny", title="Hvordan?", text=WORDS, nonce="m")),
    ("post.text", lambda all_: all_.send(all_.thread, text=WORDS, nonce="m")),
    ("post.text", lambda all_: all_.send(f"{all_.thread}/1/ret", text=WORDS, version="1")),
    ("board.name", lambda all_: all_.send("/netvaerk/ny-gruppe", name=f"Om {CPR}", purpose="", nonce="m")),
    ("board.purpose", lambda all_: all_.send("/netvaerk/ny-gruppe", name="Om møder", purpose=WORDS, nonce="m")),
    ("event.place", lambda all_: all_.call(place=WORDS)),
    ("event.audience", lambda all_: all_.call(audience=WORDS)),
    ("event.url", lambda all_: all_.call(url=f"https://moede.example/{CPR}")),
    ("attachment.name", lambda all_: all_.attach(f"{CPR}.pdf", pdf())),
    ("attachment.text", lambda all_: all_.attach("referat.docx", docx(f"Drengen er {CPR}."))),
    *((f"practice_example.{field}", partial(Everyone.share, field=field)) for field in PRACTICE_FIELDS),
    ("post.removed_reason", lambda all_: all_.send(f"{all_.thread}/1/fjern", reason_text=WORDS)),
]
# Answered with the number masked, since nothing typed may be lost.
MASKED = ["draft.text"]
# Why a column needs no guard of its own.
NO_WORDS_OF_A_FORM = {
    "a hash or a secret that we made": [
        "audit_end.hash", "audit_entry.previous_hash", "audit_entry.hash", "file_content.hash", "file_set.hash", "file_set_entry.set_hash",
        "file_set_entry.content_hash", "register_version.files_hash", "lesson_text.hash", "user_account.password_hash", "sign_in.token_hash",
        "password_link.token_hash", "invitation.token_hash", "people_import.plan_hash", "module_version.files_hash", "drill_answer.text_hash",
        "attempt.text_hash", "lesson_report.text_hash", "sign_in_throttle.account_key", "worker_beat.worker", "post.nonce", "mail.key", "stored_file.sha256",
        "attachment.sha256", "attachment.nonce", "held_text.nonce", "moderation_case.sending",
    ],
    "an id of what is published, or of a place": [
        "module.id", "municipality.code", "municipality.name", "municipality.region_id", "municipality.police_district_id",
        "police_district.id", "police_district.name", "region.id", "region.name", "region.replaced_by_id", "user_account.municipality_code",
        "user_account.police_district_id", "invitation.municipality_code", "invitation.police_district_id", "attempt.module_id",
        "attempt.item_id", "drill_answer.situation_id", "reflection.module_id", "reflection.item_id", "completion.module_id",
        "completion.item_id", "enrolment.module_id", "track_enrolment.track_id", "track_contract_item.module_id",
        "track_contract_item.item_id", "version_item.item_id", "contract_item.item_id", "lesson_report.module_id",
        "lesson_report.lesson_id", "lesson_report.heading", "module_version.module_id", "thread.lesson", "draft.kind", "draft.key",
        "held_text.lesson", "board.place", "practice_example.municipality_code", "practice_try.municipality_code",
        "practice_mark.value",
    ],
    "content that an editor publishes from files": [
        "file_set_entry.path", "register_version.document", "lesson_text.document", "module_version.document", "module_version.note",
    ],
    "made from columns that are guarded, or from what is published": [
        "post_word.token", "post_entry.words",
        "mail.kind", "mail.recipient", "mail.subject", "mail.text", "mail.html", "mail.fault", "post.html", "post_revision.text",
        "search_document.kind", "search_document.thing", "search_document.edition", "search_document.audience", "search_document.url",
        "search_document.title", "search_document.context", "search_document.sections", "search_document.title_stems",
        "search_document.heading_stems", "search_document.body_stems", "search_misspelling.key", "search_misspelling.word",
        "search_state.mark", "search_word.word", "search_word.audience", "search_word.shown",
    ],
    "a code": ["audit_entry.action", "audit_entry.subject", "user_account.language", "worker_beat.fault"],
    "what a page calls itself and the text that it began from: made by our own script, cut short": ["draft.tab", "draft.based_on"],
    "what is said to moderators and by them: tests/network/test_moderation.py and test_holding.py": [
        "thread.locked_reason", "thread.hidden_reason", "post.hidden_reason", "moderation_act.reason", "moderation_case.reason",
        "moderation_case.words", "moderation_case.answer",
    ],
    "a text that is held because of the number, for the board's moderators alone: tests/network/test_holding.py": [
        "held_text.title", "held_text.text",
    ],
    "why something was changed or assessed, by the same guard: tests/network/test_events.py and test_practice.py": [
        "event.change_reason", "practice_example.review_reason",
    ],
    "masked when it is kept": ["people_import.file_name"],
}  # fmt: skip


def text_columns() -> list[str]:
    tables = Base.metadata.sorted_tables
    return [f"{table.name}.{column.name}" for table in tables for column in table.columns if _is_text(column.type)]


def _is_text(type_: object) -> bool:
    return isinstance(type_, String | Text) and not isinstance(type_, Enum)


def test_every_column_of_text_is_guarded_or_explained() -> None:
    guarded, explained = {column for column, _ in WAYS}, [column for columns in NO_WORDS_OF_A_FORM.values() for column in columns]
    assert not guarded & set(explained)
    assert sorted([*guarded, *MASKED, *explained]) == sorted(text_columns())


@pytest.mark.parametrize(("column", "way"), [pytest.param(column, way, id=f"{column}-{at}") for at, (column, way) in enumerate(WAYS)])
def test_a_certain_cpr_number_is_refused(people: People, column: str, way: Way) -> None:
    answer = way(Everyone(people))
    assert answer.status_code == 422, (column, answer.status_code)
    assert kept_anywhere(people.session) == []


def test_a_draft_is_kept_with_the_number_masked(people: People) -> None:
    answer = Everyone(people).send(f"{LESSON}/refleksion/mandag/kladde", text=WORDS, tab="a", sequence="1")
    assert answer.status_code == 200
    assert kept_anywhere(people.session) == []


def kept_anywhere(session: Session) -> list[str]:
    session.rollback()
    found = []
    for table in Base.metadata.sorted_tables:
        for column in table.columns:
            if _is_text(column.type) and any(CPR in str(value) for value in session.scalars(select(column))):
                found.append(f"{table.name}.{column.name}")
    return found


def test_a_file_with_a_cpr_number_is_refused_by_line_and_column_and_never_by_what_stands_there(people: People) -> None:
    everyone = Everyone(people)
    page = everyone.take_in(f"{HEADER}7;Bo Prøve;bo@kommune.example;0265;\n\n8;Ida Prøve;ida@kommune.example;0265;{WORDS}\n").text
    assert "I linje 4, kolonne »bemærkning«, står et CPR-nummer." in page
    assert CPR not in page
    beside = everyone.take_in(f"{HEADER}7;Bo Prøve;bo@kommune.example;0265;;{CPR}\n").text
    assert "kolonne »6«" in beside
    called = everyone.take_in("cpr;navn;mail;kommune\n0701013333;Bo Prøve;bo@kommune.example;0265\n").text
    assert "I linje 2, kolonne »cpr«" in called


def test_what_no_column_of_ours_has_a_place_for_is_not_kept(people: People) -> None:
    everyone = Everyone(people)
    file = f'{HEADER}7;"Bo\nPrøve";bo@kommune.example;0265;"Søn af\nen nabo"\n\n8;Ida Prøve;ingen;0265;Hemmeligt;Mere\n'
    address = everyone.take_in(file).location
    (kept,) = people.session.execute(select(Base.metadata.tables["people_import"].c.text)).one()
    people.session.rollback()
    assert "nabo" not in kept
    assert "Hemmeligt" not in kept
    assert "Mere" not in kept
    page = everyone.client.get(f"{address}?vis=fejl").text
    assert "bemærkning" in page, "what is not used is said still"
    assert "Linje 6" in page or "linje 6" in page, "and rows are known by the lines they stood on"
