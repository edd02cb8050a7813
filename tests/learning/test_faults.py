"""A fault in a lesson: reported by a reader, told to those who look after it, handled, and answered where it was reported."""

from datetime import timedelta

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from sspedu.jobs.models import Mail
from sspedu.learning.models import LessonReport
from sspedu.policy import Role
from tests.content import FIRST, publish_tree, small_tree
from tests.learning.test_drafts import field
from tests.learning.test_views import Learner
from tests.people import People

FAULT = "/moduler/lov/foerste/fejl"


@pytest.fixture
def learner(people: People) -> Learner:
    return Learner(people.sign_in())


@pytest.fixture
def teacher(people: People) -> Learner:
    people.add("ulla@kommune.example", roles=[Role.INSTRUCTOR], name="Ulla Prøve")
    return Learner(people.browser("ulla@kommune.example"))


def report(learner: Learner, **fields: str):  # type: ignore[no-untyped-def]
    return learner.post(FAULT, **{"kind": "law", "heading": "valg", "text": "Paragraffen er ændret.", **fields})


def reports(session: Session) -> list[LessonReport]:
    session.rollback()
    return list(session.scalars(select(LessonReport).order_by(LessonReport.id)))


def recipients(session: Session) -> list[str]:
    session.rollback()
    return list(session.scalars(select(Mail.recipient).where(Mail.kind == "fault_reported").order_by(Mail.recipient)))


def test_a_fault_is_noted_with_its_version_text_and_place(learner: Learner, session: Session) -> None:
    version = field(learner.page(), "version")
    assert report(learner, version=version).location == "/moduler/lov/foerste#side-fejl"
    [found] = reports(session)
    assert (found.lesson_id, found.heading, found.kind, found.text_hash) == ("foerste", "valg", "law", version)
    assert "Du har meldt en fejl den" in learner.page()
    assert "Den er ikke behandlet endnu." in learner.page()


def test_it_reaches_the_instructors_without_its_text(learner: Learner, teacher: Learner, people: People, session: Session) -> None:
    people.add("arne@kommune.example", roles=[Role.ADMIN])
    report(learner)
    assert recipients(session) == ["ulla@kommune.example"]
    mail = session.scalars(select(Mail)).one()
    assert f"/undervis/fejl/{reports(session)[0].id}" in mail.text
    assert "Paragraffen er ændret" not in mail.text + mail.html + mail.subject


def test_without_instructors_it_reaches_the_administrators(learner: Learner, people: People, session: Session) -> None:
    people.add("arne@kommune.example", roles=[Role.ADMIN])
    report(learner)
    assert recipients(session) == ["arne@kommune.example"]


def test_it_is_listed_handled_and_answered_on_the_lesson(learner: Learner, teacher: Learner, session: Session) -> None:
    report(learner)
    [found] = reports(session)
    assert "Paragraffen er ændret." in teacher.client.get("/undervis/fejl").text
    page = teacher.client.get(f"/undervis/fejl/{found.id}").text
    assert 'href="/moduler/lov/foerste#valg"' in page
    assert "Anna Prøve" in page
    learner.client.get("/")
    before = learner.client.get("/moduler/lov/foerste")
    assert teacher.post(f"/undervis/fejl/{found.id}/behandlet", text="Rettet i dag.").status_code == 302
    after = learner.client.get("/moduler/lov/foerste", headers={"If-None-Match": before.headers["ETag"]})
    assert "Rettet i dag." in after.text
    assert "Paragraffen er ændret." not in teacher.client.get("/undervis/fejl").text
    assert "Rettet i dag." in teacher.client.get("/undervis/fejl?vis=behandlede").text


def test_the_text_is_shown_as_it_was_when_the_fault_was_found(learner: Learner, teacher: Learner, session: Session, people: People) -> None:
    report(learner)
    session.rollback()
    publish_tree(session, small_tree(first=FIRST.replace("en rapport", "en bog")), now=people.now)
    page = teacher.client.get(f"/undervis/fejl/{reports(session)[0].id}").text
    assert "en rapport" in page
    assert "Lektionen er ændret, siden fejlen blev meldt." in page
    assert "HEMMELIG" not in page


def test_a_fault_in_a_lesson_that_was_published_anew_belongs_to_the_text_that_was_read(
    learner: Learner, session: Session, people: People
) -> None:
    version = field(learner.page(), "version")
    session.rollback()
    publish_tree(session, small_tree(first=FIRST.replace("en rapport", "en bog")), now=people.now)
    report(learner, version=version)
    assert reports(session)[0].text_hash == version


@pytest.mark.parametrize(
    ("fields", "sentence"),
    [
        ({"text": " "}, "Skriv kort, hvad der er galt."),
        ({"text": "x" * 2001}, "2001 tegn"),
        ({"text": "Jeg tænker på 010203-1234"}, "CPR-nummer, i linje 1"),
        ({"kind": ""}, "Vælg, hvad det er for en slags fejl."),
        ({"kind": "noget"}, "Vælg, hvad det er for en slags fejl."),
    ],
)
def test_a_report_that_cannot_be_used_comes_back_with_its_text(
    learner: Learner, session: Session, fields: dict[str, str], sentence: str
) -> None:
    refused = report(learner, **fields)
    assert refused.status_code == 422
    assert sentence in refused.text
    assert fields.get("text", "Paragraffen er ændret.") in refused.text
    assert '<option value="valg" selected>' in refused.text
    assert reports(session) == []


def test_a_double_click_reports_once(learner: Learner, teacher: Learner, session: Session) -> None:
    report(learner)
    report(learner)
    assert len(reports(session)) == 1
    assert len(recipients(session)) == 1


def test_after_ten_in_a_day_one_is_thanked_and_asked_to_wait(learner: Learner, session: Session) -> None:
    for number in range(10):
        report(learner, text=f"Fejl nummer {number}")
    refused = report(learner, text="Den ellevte fejl")
    assert refused.status_code == 429
    assert "Tak for det!" in refused.text
    assert "Den ellevte fejl" in refused.text
    for found in reports(session):
        found.reported_at -= timedelta(days=1)
    session.commit()
    assert report(learner, text="Den ellevte fejl").status_code == 302


def test_a_place_that_the_lesson_does_not_have_is_left_out(learner: Learner, session: Session) -> None:
    report(learner, heading="findes-ikke", version="f" * 64)
    assert reports(session)[0].heading == ""


def test_a_heading_can_be_chosen_by_the_address(learner: Learner) -> None:
    assert '<option value="valg" selected>' in learner.client.get("/moduler/lov/foerste?sted=valg").text


def test_a_fault_in_a_lesson_that_is_gone_comes_back_with_its_text(learner: Learner) -> None:
    refused = learner.post("/moduler/lov/vaek/fejl", kind="fact", text="Det var forkert")
    assert refused.status_code == 409
    assert "Det var forkert" in refused.text


def test_two_who_handle_the_same_fault_are_told(learner: Learner, teacher: Learner, session: Session) -> None:
    report(learner)
    address = f"/undervis/fejl/{reports(session)[0].id}/behandlet"
    assert teacher.post(address, text="Rettet.").status_code == 302
    assert teacher.post(address, text="Rettet.").status_code == 302
    refused = teacher.post(address, text="Ikke en fejl.")
    assert refused.status_code == 409
    assert "Ikke en fejl." in refused.text
    assert reports(session)[0].note == "Rettet."


@pytest.mark.parametrize("note", ["", "010203-1234 er rettet"])
def test_a_note_that_cannot_be_used_comes_back(learner: Learner, teacher: Learner, session: Session, note: str) -> None:
    report(learner)
    refused = teacher.post(f"/undervis/fejl/{reports(session)[0].id}/behandlet", text=note)
    assert refused.status_code == 422
    assert note in refused.text


def test_older_faults_are_a_page_further_on(learner: Learner, teacher: Learner, session: Session, people: People) -> None:
    report(learner)
    [found] = reports(session)
    columns = {column.name: getattr(found, column.name) for column in LessonReport.__table__.columns if column.name != "id"}
    session.add_all(LessonReport(**{**columns, "text": f"Nummer {number:02}"}) for number in range(50))
    session.commit()
    page = teacher.client.get("/undervis/fejl").text
    assert "Paragraffen er ændret." not in page
    older = page.split('href="/undervis/fejl?foer=')[1].split('"')[0]
    assert "Paragraffen er ændret." in teacher.client.get(f"/undervis/fejl?foer={older}").text


@pytest.mark.parametrize("role", Role)
def test_only_those_who_handle_faults_have_the_word_in_the_bar(people: People, role: Role) -> None:
    page = people.sign_in(roles=[role]).get("/min-laering").text
    assert (">Undervis<" in page) == (role in {Role.INSTRUCTOR, Role.ADMIN})


def test_a_report_stays_without_a_name_when_its_reporter_is_gone(learner: Learner, teacher: Learner, session: Session) -> None:
    report(learner)
    found = reports(session)[0]
    found.user_id = None
    session.commit()
    page = teacher.client.get(f"/undervis/fejl/{found.id}").text
    assert "Paragraffen er ændret." in page
    assert "Anna Prøve" not in page
