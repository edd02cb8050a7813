"""A file of people from the page: looked at, carried out as it was shown, and once; and 3,219 people with forty faulty rows."""

import io
import re

import pytest
from flask.testing import FlaskClient
from sqlalchemy import func, select
from sqlalchemy.orm import Session
from werkzeug.test import TestResponse

from sspedu.accounts import commands
from sspedu.accounts.importing.files import read_table
from sspedu.accounts.models import Invitation, PasswordLink, PeopleImport, RoleGrant, User
from sspedu.audit import chain
from sspedu.audit.models import AuditEntry
from sspedu.errors import NotFound
from sspedu.jobs.models import Mail
from sspedu.policy import OPERATOR, Role
from tests.counting import counted
from tests.english import danish_in, switch
from tests.people import People, token

HEADER = "id;navn;mail;stilling;kommune;politikreds;roller\r\n"
BO = "7;Bo Prøve;bo@kommune.example;SSP-lærer;Roskilde;;\r\n"
ANNA = "8;Anna Ny Prøve;anna@ny.example;;Aarhus;;leder\r\n"
COUNT, FAULTY = 3_219, 40


@pytest.fixture
def staff(people: People) -> FlaskClient:
    return people.sign_in("chef@kommune.example", roles=[Role.ADMIN])


def send(client: FlaskClient, text: str | bytes) -> TestResponse:
    content = text if isinstance(text, bytes) else text.encode("utf-8-sig")
    data = {"csrf_token": token(client), "file": (io.BytesIO(content), "folk.csv")}
    return client.post("/brugere/import", data=data, content_type="multipart/form-data")


def shown(client: FlaskClient, address: str) -> dict[str, str]:
    """Return the form that carries out what a page shows."""
    return form_of(client.get(address).text)


def form_of(page: str) -> dict[str, str]:
    plan, csrf_token = re.search(r'name="plan" value="(\w+)"', page), re.search(r'name="csrf_token" value="([^"]+)"', page)
    assert plan is not None
    assert csrf_token is not None
    return {"csrf_token": csrf_token[1], "plan": plan[1]}


def count(session: Session, table: type[Invitation | Mail | User | AuditEntry]) -> int:
    session.rollback()
    return session.scalar(select(func.count()).select_from(table)) or 0


def test_looking_at_a_file_changes_nothing(staff: FlaskClient, session: Session) -> None:
    address = send(staff, HEADER + BO).location
    page = staff.get(address).text
    assert "Bo Prøve" in page
    assert "bo@kommune.example, Roskilde Kommune, SSP-lærer" in page
    assert (count(session, Invitation), count(session, Mail)) == (0, 0)


def test_what_was_shown_is_done_once(staff: FlaskClient, session: Session) -> None:
    address = send(staff, HEADER + BO).location
    form = shown(staff, address)
    first = staff.post(address, data=form, follow_redirects=True).text
    assert "Planen er gennemført" in first
    assert "1 blev inviteret" in first
    assert "allerede gennemført" in staff.post(address, data=form, follow_redirects=True).text
    assert (count(session, Invitation), count(session, Mail)) == (1, 1)
    assert "1 inviteret, 0 ændret, 0 med fejl" in staff.get("/brugere/import").text


def test_what_changed_meanwhile_stops_it_and_is_shown(people: People, staff: FlaskClient, session: Session) -> None:
    address = send(staff, HEADER + BO).location
    form = shown(staff, address)
    people.add("bo@kommune.example", name="Bo Prøve")
    answer = staff.post(address, data=form)
    assert answer.status_code == 409
    assert "Intet er gennemført" in answer.text
    assert "1 bliver ændret" in answer.text
    assert count(session, Invitation) == 0
    assert staff.post(address, data=shown(staff, address)).status_code == 302


def test_someone_who_moves_keeps_everything(people: People, staff: FlaskClient, session: Session) -> None:
    anna = people.add()
    session.get_one(User, anna.id).external_id = "8"
    commands.make_password_link(session, OPERATOR, session.get_one(User, anna.id), now=people.now)
    browser = people.browser("anna@kommune.example")
    address = send(staff, HEADER + ANNA).location
    page = staff.get(address).text
    for words in ("Navn: fra Anna Prøve til Anna Ny Prøve", "Kommune: fra Roskilde Kommune til Aarhus Kommune", "Bliver leder"):
        assert words in page
    staff.post(address, data=shown(staff, address))
    session.rollback()
    user = session.get_one(User, anna.id)
    assert (user.name, user.email, user.municipality_code, user.profession) == (
        "Anna Ny Prøve",
        "anna@ny.example",
        "0751",
        "ssp_consultant",
    )
    assert set(session.scalars(select(RoleGrant.role).where(RoleGrant.user_id == anna.id))) == {Role.LEARNER, Role.MANAGER}
    assert session.scalars(select(PasswordLink)).all() == []
    assert sorted(session.scalars(select(Mail.recipient))) == ["anna@kommune.example", "anna@ny.example"]
    # A change of roles ends sign-ins, as it does by hand.
    assert browser.get("/min-laering").status_code == 302
    assert people.browser("anna@ny.example").get("/min-laering").status_code == 200


def test_a_pending_invitation_follows_the_file(people: People, staff: FlaskClient, session: Session) -> None:
    for row in (BO, BO.replace("Bo Prøve", "Bo Ny Prøve"), BO.replace("bo@", "bo.ny@")):
        address = send(staff, HEADER + row).location
        staff.post(address, data=shown(staff, address))
    session.rollback()
    (invitation,) = session.scalars(select(Invitation))
    assert (invitation.email, invitation.name, invitation.external_id) == ("bo.ny@kommune.example", "Bo Prøve", "7")
    # A new name sends no new mail; a new address does.
    assert list(session.scalars(select(Mail.recipient).order_by(Mail.id))) == ["bo@kommune.example", "bo.ny@kommune.example"]
    secret = re.findall(r"/invitation/(\S+)", session.scalars(select(Mail.text).order_by(Mail.id.desc())).first() or "")[0]
    user = commands.accept_invitation(session, OPERATOR, secret, "x", now=people.now)
    assert user.external_id == "7"


def test_an_import_speaks_english_and_marks_what_is_danish(people: People, staff: FlaskClient, session: Session) -> None:
    anna = people.add()
    session.get_one(User, anna.id).external_id = "8"
    session.commit()
    switch(staff)
    faulty = (
        "9;Cy Ny;cy@kommune.example;Læge;Søby;;gæst",
        "1;Di Ny;di@kommune.example;;<b>Ås;;underviser",
        "2;Ed Ny;ed@kommune.example;;;Fyns Politi;",
    )
    text = HEADER.replace("\r", ";lønnr\r") + BO + ANNA + "\r\n".join(faulty)
    address = send(staff, text).location
    pages = {part: staff.get(f"{address}?vis={part}").text for part in ("fejl", "aendringer", "nye")}
    assert '‘<span lang="da">Søby</span>’' in pages["fejl"]
    assert '<span lang="da">&lt;b&gt;Ås</span>' in pages["fejl"]
    assert 'Municipality: from <span lang="da">Roskilde Kommune</span> to <span lang="da">Aarhus Kommune</span>' in pages["aendringer"]
    assert 'bo@kommune.example, <span lang="da">Roskilde Kommune</span>, SSP teacher' in pages["nye"]
    missing = send(staff, "navn;mail\r\n").text
    assert 'There is no column ‘<span lang="da">kommune</span>’ (municipality)' in missing
    staff.post(address, data=shown(staff, address))
    for page in (
        *pages.values(),
        missing,
        *(staff.get(path).text for path in (address, "/brugere/import", "/brugere", "/brugere/invitationer")),
    ):
        assert '<html lang="en" ' in page
        assert danish_in(re.sub("Prøve", "", page)) == []


def test_a_new_address_is_told_in_the_language_of_whoever_has_it(people: People, staff: FlaskClient, session: Session) -> None:
    ids = {"8": people.add(), "9": people.add("bo@kommune.example")}
    for external_id, person in ids.items():
        session.get_one(User, person.id).external_id = external_id
    session.get_one(User, ids["9"].id).language = "en"
    session.commit()
    switch(staff)
    address = send(staff, HEADER + ANNA + BO.replace("7;", "9;").replace("bo@kommune", "bo@ny")).location
    staff.post(address, data=shown(staff, address))
    session.rollback()
    said = {mail.recipient: mail.subject for mail in session.scalars(select(Mail))}
    assert said["anna@kommune.example"] == said["anna@ny.example"] == "Din mailadresse i SSP Læring er ændret"
    assert said["bo@kommune.example"] == said["bo@ny.example"] == "Your e-mail address in SSP Læring has been changed"


@pytest.mark.parametrize(
    ("content", "status", "sentence"),
    [
        (b"", 422, "Filen er tom"),
        (b"PK\x03\x04", 422, "Excel-ark"),
    ],
)
def test_a_file_that_cannot_be_used_gets_a_sentence_on_the_page(
    staff: FlaskClient, session: Session, content: bytes, status: int, sentence: str
) -> None:
    answer = send(staff, content)
    assert answer.status_code == status
    assert sentence in answer.text
    session.rollback()
    assert session.scalars(select(PeopleImport)).all() == []


def test_a_file_that_is_too_large_gets_a_sentence_on_the_page(staff: FlaskClient) -> None:
    answer = staff.post("/brugere/import", data=b"x" * 1_100_000, content_type="multipart/form-data; boundary=x")
    assert answer.status_code == 413
    assert "højst fylde 1 MB" in answer.text


def test_no_file_at_all_is_said(staff: FlaskClient) -> None:
    answer = staff.post("/brugere/import", data={"csrf_token": token(staff)})
    assert (answer.status_code, "Vælg en fil" in answer.text) == (422, True)


def test_a_body_that_is_too_large_elsewhere_gets_the_general_page(staff: FlaskClient) -> None:
    answer = staff.post("/invitationer", data={"csrf_token": token(staff), "name": "x" * 1_100_000})
    assert answer.status_code == 413
    assert "Det er for stort" in answer.text


def test_a_file_is_forgotten_once_it_is_carried_out_but_for_its_faults(staff: FlaskClient, session: Session) -> None:
    address = send(staff, HEADER + BO + "9;=Fejl;ingen;;0265;;\r\n").location
    before = staff.get(f"{address}/fejl.csv")
    staff.post(address, data=shown(staff, address))
    after = staff.get(f"{address}/fejl.csv")
    assert before.data == after.data
    assert "bo@kommune.example" not in after.text
    assert after.text.splitlines()[1].startswith("9;'=Fejl;ingen;;0265;;;3;")
    assert after.headers["Content-Disposition"].startswith("attachment")


def test_the_template_is_handed_out(staff: FlaskClient) -> None:
    answer = staff.get("/brugere/import/skabelon.csv")
    assert answer.data == b"\xef\xbb\xbf" + HEADER.encode()


def many() -> tuple[str, list[int]]:
    """Return a file of 3,219 people, and the lines of the forty rows that are faulty: ten of each of four kinds."""
    rows, line = [HEADER], 2
    lines: list[int] = []
    for number in range(COUNT):
        fault = number // 80 % 4 if number % 80 == 40 and len(lines) < FAULTY else None
        cells = [f"M{number}", f"Person {number}", f"person{number}@kommune.example", "SSP-lærer", "Roskilde", "", ""]
        if fault is not None:
            index, cell = ((2, "ingen-adresse"), (4, "Atlantis"), (0, "M0"), (6, "administrator"))[fault]
            cells[index] = cell
            lines.append(line)
        if number % 7 == 0:
            cells[1] = f'"Person\r\n{number}"'
        rows.append(";".join(cells) + "\r\n")
        line += 1 + (number % 7 == 0)
    return "".join(rows), lines


def test_3219_people_of_whom_forty_rows_are_faulty(staff: FlaskClient, session: Session) -> None:
    text, lines = many()
    assert len(lines) == FAULTY
    address = send(staff, text.encode("cp1252")).location
    page = staff.get(f"{address}?vis=fejl").text
    assert "3.179 bliver inviteret" in page or "3179 bliver inviteret" in page
    assert "40 rækker har fejl" in page
    assert [int(found) for found in re.findall(r"Linje (\d+)</th>", page)] == lines
    with counted() as statements:
        assert staff.post(address, data=form_of(page)).status_code == 302
    assert len(statements) <= 30
    assert (count(session, Invitation), count(session, Mail)) == (COUNT - FAULTY, COUNT - FAULTY)
    assert chain.verify(session).fault == ""
    # The second time nothing is new, and the same forty are faulty.
    again = staff.get(send(staff, text).location).text
    assert "Der er ikke noget at gennemføre" in again
    assert "40 rækker har fejl" in again


def test_people_who_move_are_changed_in_few_statements(staff: FlaskClient, session: Session) -> None:
    some = "".join(many()[0].splitlines(keepends=True)[:400])
    for text in (some, some.replace(";Roskilde;", ";Aarhus;")):
        address = send(staff, text).location
        form = shown(staff, address)
        with counted() as statements:
            staff.post(address, data=form)
        assert len(statements) <= 30
    session.rollback()
    (invited,) = session.scalars(select(func.count()).select_from(Invitation))
    assert session.scalar(select(func.count()).select_from(Invitation).where(Invitation.municipality_code == "0751")) == invited > 300
    # Nobody is asked in twice.
    assert count(session, Mail) == invited


def test_a_file_that_is_too_large_shows_the_staff_page_to_staff_only(people: People) -> None:
    client = people.sign_in()
    answer = client.post("/brugere/import", data=b"x" * 1_100_000, content_type="multipart/form-data; boundary=x")
    assert answer.status_code == 413
    assert "Filer fra den sidste uge" not in answer.text


def test_a_file_that_was_forgotten_while_it_was_carried_out_says_so(people: People, session: Session) -> None:
    kept = commands.keep_file(session, OPERATOR, "folk.csv", read_table(HEADER + BO), now=people.now)
    prepared = commands.prepare(session, OPERATOR, read_table(kept.text), now=people.now)
    import_id = kept.id
    session.delete(kept)
    session.commit()
    with pytest.raises(NotFound, match="glemt"):
        commands.carry_out_file(session, OPERATOR, import_id, prepared, "", now=people.now)


def test_a_plan_shows_both_places_and_how_many_rows_each_part_has(staff: FlaskClient) -> None:
    both = "9;Eva Prøve;eva@kommune.example;;Roskilde;Østjyllands Politi;\r\n"
    page = staff.get(send(staff, HEADER + BO + both).location).text
    assert "eva@kommune.example, Roskilde Kommune, Østjyllands Politi" in page
    assert "Nye (2)" in page
    assert "Fejl (0)" in page
