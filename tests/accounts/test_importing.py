"""Files of people: what Danish Excel writes, what each row says, and what it would do."""

import csv
import io
from collections.abc import Iterable

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sspedu.accounts import commands
from sspedu.accounts.importing.files import FORMULA, Column, decode, read_table, template, write_table
from sspedu.accounts.importing.plans import ImportPlan, faulty_rows, plan, understand
from sspedu.accounts.models import Profession, User
from sspedu.errors import Forbidden, Invalid
from sspedu.policy import OPERATOR, Actor, Role
from tests.people import People

HEADER = "id;navn;mail;stilling;kommune;politikreds;roller\r\n"
BO = "7;Bo Østergård;bo@kommune.example;SSP-lærer;Roskilde;;\r\n"


def planned(people: People, text: str) -> ImportPlan:
    return plan(people.session, understand(people.session, read_table(text)), now=people.now)


def carry_out(people: People, text: str, actor: Actor = OPERATOR) -> None:
    prepared = commands.prepare(people.session, actor, read_table(text), now=people.now)
    commands.carry_out(people.session, actor, prepared, now=people.now)


def told(found: ImportPlan) -> list[tuple[int, str]]:
    return [(fault.line, " ".join(map(str, fault.problems))) for fault in found.faults]


@pytest.mark.parametrize(
    "content",
    [
        (HEADER + BO).encode(),
        (HEADER + BO).encode("utf-8-sig"),
        (HEADER + BO).encode("cp1252"),
        (HEADER + BO).encode("utf-16"),
        (HEADER + BO).replace(";", ",").encode(),
        (HEADER + BO).replace(";", "\t").encode("utf-8-sig"),
        (HEADER + BO).replace("\r\n", "\n").encode(),
        (HEADER + BO).replace("\r\n", "\r").encode(),
        ("sep=;\r\n" + HEADER + BO).encode("cp1252"),
        (HEADER + BO).replace("Østergård", "Østerga\u030ard").encode(),
    ],
)
def test_what_danish_excel_writes_is_read(content: bytes) -> None:
    (row,) = read_table(decode(content)).rows
    assert row.cells[Column.NAME] == "Bo Østergård"
    assert row.cells[Column.EMAIL] == "bo@kommune.example"


@pytest.mark.parametrize(
    ("content", "sentence"),
    [
        (b"PK\x03\x04rest", "Excel-ark"),
        (b"navn;mail\x00", "kan ikke læses som tekst"),
        (b"", "Filen er tom"),
        (b"\r\n;;;\r\n", "Filen er tom"),
        (b"navn;kommune\r\nBo;0265", "mail"),
        (b"navn;mail\r\nBo;a@b.example", "kommune"),
        (b"navn;mail;e-mail;kommune\r\n", "to gange"),
        (b'navn;mail;kommune\r\nBo;b@b.example;0265\r\n"Ida;i@b.example;0265\r\n', "begynder i linje 3"),
        (b"navn;mail;kommune\r\n" + b"x;y;z\r\n" * 10_001, "mere end 10000"),
    ],
)
def test_a_file_that_cannot_be_used_gets_a_sentence(content: bytes, sentence: str) -> None:
    with pytest.raises(Invalid, match=sentence):
        read_table(decode(content))


def test_lines_are_the_files_own(people: People) -> None:
    text = 'sep=;\r\nnavn;mail;kommune;note\r\n"Ida Prøve";ida@b.example;0265;"to\r\nlinjer"\r\n\r\n;;;\r\nBo;bo@;0265;\r\n'
    found = planned(people, text)
    assert [step.wanted.line for step in found.created] == [3]
    assert [line for line, _ in told(found)] == [7]
    assert found.unknown_columns == ("note",)


def test_columns_stand_in_any_order_under_several_names(people: People) -> None:
    (step,) = planned(people, "Kommunekode,E-mail,Medarbejder-nr.,NAVN\n265,BO@Kommune.example,7,Bo Prøve\n").created
    assert (step.wanted.municipality_code, step.wanted.email, step.wanted.external_id) == ("0265", "bo@kommune.example", "7")


@pytest.mark.parametrize("place", ["0265", "265", "Roskilde", "ROSKILDE kommune", " Roskilde\u00a0Kommune "])
def test_a_municipality_is_known_by_name_and_code(people: People, place: str) -> None:
    (step,) = planned(people, HEADER + BO.replace("Roskilde", place)).created
    assert step.wanted.municipality_code == "0265"


def test_an_officer_has_a_district(people: People) -> None:
    row = "7;Bo Prøve;bo@politi.example;lokalbetjent;;Østjyllands Politi;\r\n"
    (step,) = planned(people, HEADER + row).created
    assert (step.wanted.municipality_code, step.wanted.police_district_id) == (None, "oestjyllands-politi")


@pytest.mark.parametrize(
    ("row", "sentence"),
    [
        ("7;;bo@b.example;;0265;;", "Navnet"),
        ("7;Bo Prøve;bo;;0265;;", "ikke en mailadresse"),
        ("7;Bo Prøve;;;0265;;", "ikke en mailadresse"),
        ("7;Bo Prøve;bo@b.example;;;;", "Kommune mangler"),
        ("7;Bo Prøve;bo@b.example;;Atlantis;;", "Atlantis"),
        ("7;Bo Prøve;bo@b.example;;;Månens Politi;", "Månens Politi"),
        ("7;Bo Prøve;bo@b.example;pirat;0265;;", "pirat"),
        ("7;Bo Prøve;bo@b.example;;0265;;konge", "konge"),
        ("7;Bo Prøve;bo@b.example;;0265;;administrator", "Administrator« kan ikke gives fra en fil"),
        ("7;Bo Prøve;bo@b.example;;0265;;leder, moderator", "Moderator« kan ikke gives fra en fil"),
        ("010190-1234;Bo Prøve;bo@b.example;;0265;;", "CPR"),
        ("0101901234;Bo Prøve;bo@b.example;;0265;;", "CPR"),
        ("x" * 65 + ";Bo Prøve;bo@b.example;;0265;;", "64"),
        ("7;Bo; Prøve;bo@b.example;;0265;;;;x", "flere felter"),
    ],
)
def test_a_faulty_row_is_told_with_its_line(people: People, row: str, sentence: str) -> None:
    found = planned(people, HEADER + row + "\r\n" + BO.replace("7;", "8;").replace("bo@", "rigtig@"))
    ((line, said),) = told(found)
    assert (line, sentence in said) == (2, True), said
    assert len(found.created) == 1


def test_everything_that_is_wrong_with_a_row_is_told_at_once(people: People) -> None:
    ((_, said),) = told(planned(people, HEADER + "7;;bo;pirat;Atlantis;;\r\n"))
    assert all(word in said for word in ("Navnet", "mailadresse", "pirat", "Atlantis"))


def test_of_rows_with_the_same_id_or_address_the_first_counts(people: People) -> None:
    again = BO + BO.replace("7;", "8;") + BO.replace("bo@", "anden@")
    found = planned(people, HEADER + again)
    assert [step.wanted.line for step in found.created] == [2]
    assert told(found) == [
        (3, "Mailadressen står allerede i linje 2, og den række bruges."),
        (4, "Id'et står allerede i linje 2, og den række bruges."),
    ]


def with_id(people: People, external_id: str, email: str = "anna@kommune.example", roles: Iterable[Role] = ()) -> Actor:
    actor = people.add(email, roles=roles)
    people.session.get_one(User, actor.id).external_id = external_id
    people.session.commit()
    return actor


def test_who_has_the_id_is_changed_whatever_else_is_new(people: People) -> None:
    anna = with_id(people, "7")
    (step,) = planned(people, HEADER + BO.replace("Roskilde", "Aarhus")).changed
    assert step.target_id == anna.id
    assert {change.field for change in step.changes} == {"name", "email", "profession", "municipality_code"}


def test_an_empty_profession_and_a_missing_column_change_nothing(people: People) -> None:
    people.add()
    found = planned(people, "navn;mail;kommune\r\nAnna Prøve;ANNA@kommune.example;Roskilde\r\n")
    assert (found.changed, found.unchanged_count) == ((), 1)


def test_who_has_no_id_is_found_by_address_and_gets_one(people: People) -> None:
    anna = people.add()
    (step,) = planned(people, HEADER + "7;Anna Prøve;anna@kommune.example;;0265;;\r\n").changed
    assert (step.target_id, [change.field for change in step.changes]) == (anna.id, ["external_id"])


@pytest.mark.parametrize(
    ("row", "sentence"),
    [
        # Someone new has the address of someone who is there under another id.
        ("9;Ny Prøve;anna@kommune.example;;0265;;", "en person med et andet id"),
        (";Ny Prøve;anna@kommune.example;;0265;;", "Skriv id'et"),
        # Someone who is there gets an address that is another's.
        ("7;Anna Prøve;bo@kommune.example;;0265;;", "bruges af en anden"),
        ("7;Anna Prøve;inviteret@kommune.example;;0265;;", "bruges af en anden"),
        # An invitation is as good as an account.
        ("9;Ny Prøve;inviteret@kommune.example;;0265;;", "en person med et andet id"),
        ("8;Ny Prøve;anna@kommune.example;;0265;;", "bruges af en anden"),
        # The address is what a password is renewed by.
        ("1;Chef Prøve;overtaget@kommune.example;;0265;;", "kan ikke ændres fra en fil"),
    ],
)
def test_no_row_takes_over_what_is_anothers(people: People, row: str, sentence: str) -> None:
    with_id(people, "7")
    people.add("bo@kommune.example")
    with_id(people, "1", "chef@kommune.example", roles=[Role.ADMIN])
    carry_out(people, HEADER + "8;Inviteret;inviteret@kommune.example;;0265;;\r\n")
    found = planned(people, HEADER + row + "\r\n")
    assert (found.created, found.changed) == ((), ())
    assert sentence in told(found)[0][1]


def test_two_rows_about_one_person_count_once(people: People) -> None:
    with_id(people, "7")
    found = planned(people, HEADER + "7;Anna Prøve;ny@kommune.example;;0265;;\r\n9;Anden Prøve;anna@kommune.example;;0265;;\r\n")
    assert len(found.changed) == 1
    assert "andet id" in told(found)[0][1]


@pytest.mark.parametrize(
    ("cell", "becomes"), [("leder", True), ("deltager, leder", True), ("Deltager og Leder", True), ("deltager", False)]
)
def test_a_file_makes_someone_a_manager_or_not(people: People, cell: str, becomes: bool) -> None:
    people.add(roles=[] if becomes else [Role.MANAGER])
    (step,) = planned(people, HEADER + f"7;Anna Prøve;anna@kommune.example;;0265;;{cell}\r\n".replace(", ", "+")).changed
    change = step.changed("manager")
    assert change is not None
    assert bool(change.after) is becomes


def test_an_empty_cell_takes_no_role(people: People) -> None:
    people.add(roles=[Role.MANAGER])
    assert planned(people, "navn;mail;kommune;roller\r\nAnna Prøve;anna@kommune.example;0265;\r\n").unchanged_count == 1


def test_the_hash_follows_what_would_be_done(people: People) -> None:
    people.add()
    text = HEADER + BO + "9;Anna Prøve;anna@kommune.example;leder;0265;;\r\n"
    before = planned(people, text).hash
    assert planned(people, text).hash == before
    user = people.session.query(User).one()
    user.profession = Profession.OTHER
    people.session.flush()
    assert planned(people, text).hash != before


def test_faulty_rows_can_be_mended_and_sent_again(people: People) -> None:
    table = read_table("navn;mail;kommune;telefon\r\n=Bo Prøve;bo;0265;+4512345678\r\nIda Prøve;ida@b.example;0265;\r\n")
    faulty = write_table(faulty_rows(table, plan(people.session, understand(people.session, table), now=people.now), str))
    assert [row[0] for row in csv.reader(io.StringIO(faulty), delimiter=";")] == ["\ufeffnavn", "'=Bo Prøve"]
    again = read_table(decode(faulty.replace(";bo;", ";bo@b.example;").replace("'=Bo", "Bo").encode()))
    assert again.unknown == ("telefon",)
    (step,) = plan(people.session, understand(people.session, again), now=people.now).created
    assert step.wanted.name == "Bo Prøve"


@pytest.mark.parametrize("name", ["=1+1", "+45 12", "-Bo", "@bo"])
def test_a_formula_is_no_name(people: People, name: str) -> None:
    table = read_table(f"navn;mail;kommune\r\n{name};bo@b.example;0265\r\n")
    assert plan(people.session, understand(people.session, table), now=people.now).created == ()


def test_the_template_opens_in_danish_excel() -> None:
    assert template() == "\ufeffid;navn;mail;stilling;kommune;politikreds;roller\r\n"


@settings(max_examples=50)
@given(st.lists(st.lists(st.text(), min_size=1), min_size=1))
def test_no_cell_that_is_handed_out_is_a_formula(rows: list[list[str]]) -> None:
    text = write_table(rows).removeprefix("\ufeff")
    for row in csv.reader(io.StringIO(text, newline=""), delimiter=";"):
        assert not any(cell.startswith(FORMULA) for cell in row)


def test_only_administrators_import(people: People) -> None:
    manager = people.add(roles=[Role.MANAGER])
    with pytest.raises(Forbidden):
        carry_out(people, HEADER + BO, manager)
