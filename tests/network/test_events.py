"""Events: called for a Danish time, changed and called off in sight of all, answered by those who read along, and read by calendars."""

import re
from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from flask import Flask
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import delete, select, update
from sqlalchemy.orm import Session
from werkzeug.test import TestResponse

from sspedu.accounts.models import User
from sspedu.errors import Invalid
from sspedu.network.calendars import LINE_OCTETS, CalendarEvent, ics
from sspedu.network.models import BoardMember, Event, EventAnswer, Post, Thread
from sspedu.network.moments import moment
from sspedu.policy import Role
from tests.counting import counted
from tests.network.test_pages import NATIONAL, Reader
from tests.network.world import AARHUS, ODENSE, World

DENMARK = ZoneInfo("Europe/Copenhagen")
SOON = date(2027, 1, 21)
CPR = "010203-1234"


class Guest(Reader):
    """Someone with a browser who calls and comes."""

    def call(self, board: str = NATIONAL, **fields: str) -> TestResponse:
        given = {"title": "Netværksmøde", "text": "Vi taler om klubber.", "begins_on": SOON.isoformat(), "begins_at": "14:30"}
        return self.send(f"{board}/indkald", **{**given, "ends_at": "16:00", "place": "Online; lokale 1, 2", "nonce": "n", **fields})

    def calls(self, board: str = NATIONAL, **fields: str) -> str:
        answer = self.call(board, **fields)
        assert answer.status_code == 302, answer.text
        return str(answer.location)

    def change(self, thread: str, **fields: str) -> TestResponse:
        given = {"begins_on": SOON.isoformat(), "begins_at": "09.00", "ends_at": "10.00", "place": "Rådhuset", "version": "0"}
        return self.send(f"{thread}/moede", **{**given, **fields})

    def calendar(self, thread: str) -> dict[str, str]:
        text = self.get(f"{thread}/kalender.ics").text.replace("\r\n ", "")
        return dict(line.split(":", 1) for line in text.split("\r\n") if line)


@pytest.fixture
def anna(app: Flask, world: World) -> Guest:
    return Guest(app, world)


@pytest.fixture
def bo(app: Flask, world: World) -> Guest:
    return Guest(app, world, AARHUS)


@pytest.mark.parametrize(
    ("day", "clock", "found"),
    [
        ("2027-01-05", "14:30", datetime(2027, 1, 5, 13, 30, tzinfo=UTC)),
        ("2027-07-05", "14:30", datetime(2027, 7, 5, 12, 30, tzinfo=UTC)),
        (" 5.1.2027 ", "kl. 14.30", datetime(2027, 1, 5, 13, 30, tzinfo=UTC)),
        ("05-01-2027", "9:05", datetime(2027, 1, 5, 8, 5, tzinfo=UTC)),
        # The night when summer time ends has this time twice: the first of them.
        ("2027-10-31", "02:30", datetime(2027, 10, 31, 0, 30, tzinfo=UTC)),
    ],
)
def test_a_danish_time_is_a_moment(day: str, clock: str, found: datetime) -> None:
    assert moment("begins", day, clock, DENMARK) == found


@pytest.mark.parametrize(
    ("day", "clock"),
    [
        *(
            ("", "14:30"),
            ("2027-02-29", "14:30"),
            ("i morgen", "14:30"),
            ("2027-01-05", "25:00"),
            ("2027-01-05", ""),
            ("2027-03-28", "02:30"),
        ),
        *(("0001-01-01", "00:10"), ("1.1.1899", "14:30"), ("9999-12-31", "23:59")),
    ],
)
def test_a_time_that_is_none_is_refused(day: str, clock: str) -> None:
    with pytest.raises(Invalid) as refused:
        moment("begins", day, clock, DENMARK)
    assert refused.value.field == "begins"


@given(st.datetimes(datetime(2026, 1, 1), datetime(2040, 1, 1)))  # noqa: DTZ001 - as a clock on a wall shows it
def test_every_time_that_clocks_show_is_read_back_as_it_was(local: datetime) -> None:
    try:
        found = moment("begins", f"{local:%Y-%m-%d}", f"{local:%H:%M}", DENMARK)
    except Invalid:
        assert (local.month, local.hour) == (3, 2)
        return
    assert f"{found.astimezone(DENMARK):%Y-%m-%d %H:%M}" == f"{local:%Y-%m-%d %H:%M}"


def calendar(title: str, place: str) -> str:
    at = datetime(2027, 1, 5, 13, 30, tzinfo=UTC)
    return ics(CalendarEvent("moede-1@x", 2, at, at, at, title, place, "https://x.example/" + "a" * 90, is_called_off=False))


@given(st.text(max_size=200), st.text(max_size=200))
def test_a_calendar_reads_the_words_back_whatever_is_in_them(title: str, place: str) -> None:
    text = calendar(title, place)
    lines = text.split("\r\n")
    assert lines[-1] == ""
    assert all(0 < len(line.encode()) <= LINE_OCTETS for line in lines[:-1])
    assert not re.search(r"(?<!\r)\n|\r(?!\n)|[\x00-\x09\x0b\x0c\x0e-\x1f]", text)
    unfolded = text.replace("\r\n ", "").split("\r\n")
    assert len(unfolded) == 17
    for name, words in (("SUMMARY", title), ("LOCATION", place)):
        [said] = [line.removeprefix(f"{name}:") for line in unfolded if line.startswith(f"{name}:")]
        assert re.sub(r"\\([\\;,])", r"\1", said) == "".join(mark for mark in " ".join(words.splitlines()) if mark.isprintable())
        assert not re.search(r"(?<!\\)(\\\\)*[;,]", said)


def test_an_event_stands_at_the_head_of_its_thread_and_in_the_lists(anna: Guest, bo: Guest) -> None:
    thread = anna.calls(url="https://moede.example/1", audience="SSP-konsulenter")
    page = bo.get(thread).text
    for words in ("kl. 14.30", "Online; lokale 1, 2", "https://moede.example/1", "SSP-konsulenter", "Vi taler om klubber."):
        assert words in page
    for path in ("/netvaerk", f"{NATIONAL}/kommende"):
        assert "Netværksmøde" in bo.get(path).text
    piece = bo.client.get(f"{NATIONAL}/kommende", headers={"HX-Request": "true"}).text
    assert "Netværksmøde" in piece
    assert "<html" not in piece


def test_pages_with_events_ask_no_more_than_before(anna: Guest) -> None:
    thread = anna.calls()
    for path in (thread, "/netvaerk", NATIONAL, f"{NATIONAL}/kommende"):
        with counted() as statements:
            anna.get(path)
        assert len(statements) <= 3, path


def test_the_same_invitation_sent_twice_is_one_and_another_time_is_another(anna: Guest) -> None:
    assert anna.calls() == anna.calls()
    assert anna.calls(begins_at="15:00") != anna.calls()
    assert (anna.count(Event), anna.count(Thread)) == (2, 2)


@pytest.mark.parametrize(
    ("field", "value", "words"),
    [
        ("begins_on", "", "Skriv dagen"),
        ("begins_at", "kl. tre", "Skriv klokkeslættet"),
        ("begins_on", "2020-01-01", "passeret"),
        ("ends_at", "14:00", "slutte"),
        ("place", "", "Skriv, hvor"),
        ("place", f"Hos {CPR}", "CPR-nummer"),
        ("audience", "Skriv til bo.proeve@gmail.com", "føre til en person"),
        ("url", "javascript:alert(1)", "hel adresse"),
        ("url", "https://x.example/\"><script>", "hel adresse"),
        ("title", "", "Giv tråden en titel"),
        ("text", "", "Skriv noget"),
    ],
)  # fmt: skip
def test_what_is_wrong_is_said_and_what_was_typed_is_there(anna: Guest, field: str, value: str, words: str) -> None:
    ends = {"ends_on": "2020-01-01"} if value == "2020-01-01" else {}
    answer = anna.call(**{"title": "Titel her", "audience": "For alle", **ends, field: value})
    assert answer.status_code == 422
    assert words in answer.text
    for stays in ({"title": "Titel her", "audience": "For alle"} | {field: value}).values():
        assert str(stays).replace('"', "&#34;").replace("<", "&lt;").replace(">", "&gt;") in answer.text
    assert anna.count(Thread) == 0


def test_all_that_is_wrong_is_said_at_once_in_the_order_of_the_fields(anna: Guest) -> None:
    answer = anna.call(title="", begins_on="i går", ends_at="kl. tre", place="", url="x", audience=f"Hos {CPR}", text="")
    assert answer.status_code == 422
    linked = re.findall(r'<li><a href="#(\w+)">([^<]+)</a> [^<]+</li>', answer.text)
    assert [field for field, _ in linked] == ["title", "begins", "ends", "place", "url", "audience", "text"]
    for field, name in linked:
        assert re.search(rf'<label[^>]* for="{field}">\s*{re.escape(name)}|<legend class="form-label">{re.escape(name)}', answer.text)
        assert f'id="{field}-fejl"' in answer.text
    thread = anna.calls()
    changed = anna.change(thread, title="", begins_on="", place="", reason_text=f"Fordi {CPR}")
    assert re.findall(r'<li><a href="#(\w+)">', changed.text) == ["title", "begins", "ends", "place", "reason"]


def test_one_way_on_goes_past_the_warnings_of_two_fields(anna: Guest) -> None:
    fields = {"audience": "Skriv til bo.proeve@gmail.com", "text": "Eller til ida.proeve@gmail.com."}
    confirmed = anna.call(**fields).text.split('name="confirmed" value="')[-1].split('"')[0]
    assert anna.call(**fields, confirmed=confirmed).status_code == 302


def test_a_title_is_changed_with_the_rest_and_found_by_its_new_words(anna: Guest, bo: Guest) -> None:
    thread = anna.calls()
    same = {"begins_at": "14:30", "ends_at": "16:00", "place": "Online; lokale 1, 2"}
    assert 'name="title" value="Netværksmøde"' in anna.get(f"{thread}/moede").text
    assert anna.change(thread, title="  Møde om   klubber ", **same).status_code == 302
    assert "<h1>Møde om klubber</h1>" in re.sub(r"<h1[^>]*>", "<h1>", bo.get(thread).text)
    assert "Før var det" not in bo.get(thread).text
    after = bo.calendar(thread)
    assert (after["SUMMARY"], after["SEQUENCE"]) == ("Møde om klubber", "1")
    assert thread in bo.get("/soeg?q=klubber&slags=netvaerk").text
    assert anna.change(thread, title="Fra en anden fane", **same).status_code == 409
    assert bo.change(thread, title="Ikke mit").status_code == 403


def test_a_form_without_a_title_leaves_the_title(anna: Guest, bo: Guest) -> None:
    thread = anna.calls()
    assert anna.change(thread).status_code == 302
    assert "Netværksmøde" in bo.get(thread).text


def test_an_event_beyond_the_days_limit_comes_back_with_what_was_typed(anna: Guest) -> None:
    for number in range(10):
        anna.calls(title=f"Møde nr. {number}", nonce=str(number))
    answer = anna.call(title="Et møde for meget", nonce="flere")
    assert answer.status_code == 429
    assert 'value="Et møde for meget"' in answer.text
    assert "Det lykkedes ikke endnu" in answer.text


def test_a_changed_time_is_told_at_the_head_and_to_calendars(anna: Guest, bo: Guest) -> None:
    thread = anna.calls()
    before = bo.calendar(thread)
    assert anna.change(thread, reason_text="Lokalet var optaget").status_code == 302
    page = bo.get(thread).text
    assert "Før var det" in page
    assert "Lokalet var optaget" in page
    after = bo.calendar(thread)
    assert (before["UID"], before["SEQUENCE"], after["SEQUENCE"]) == (after["UID"], "0", "1")
    assert before["DTSTART"] != after["DTSTART"]
    assert after["LOCATION"] == "Rådhuset"
    # Once more, from a second click, changes nothing; another change from the same old page is a conflict.
    assert anna.change(thread, reason_text="Lokalet var optaget").status_code == 302
    assert anna.change(thread, place="Et tredje sted").status_code == 409
    assert bo.calendar(thread)["SEQUENCE"] == "1"


def test_an_event_that_is_called_off_says_why_and_stays_so(anna: Guest, bo: Guest) -> None:
    thread = anna.calls()
    assert anna.send(f"{thread}/aflys", reason_text="").status_code == 422
    assert anna.send(f"{thread}/aflys", reason_text="For få meldte sig").status_code == 302
    assert "For få meldte sig" in bo.get(thread).text
    assert (bo.calendar(thread)["STATUS"], bo.calendar(thread)["SEQUENCE"]) == ("CANCELLED", "1")
    assert "Aflyst" in bo.get("/netvaerk").text
    assert bo.send(f"{thread}/kommer", coming="yes").status_code == 409
    assert anna.change(thread, version="1").status_code == 409
    assert anna.send(f"{thread}/aflys", reason_text="En anden grund").status_code == 302
    assert "En anden grund" not in bo.get(thread).text


def test_only_its_author_changes_an_event_or_calls_it_off(anna: Guest, bo: Guest) -> None:
    thread = anna.calls()
    assert "/aflys" not in bo.get(thread).text
    answers = [bo.get(f"{thread}/moede"), bo.get(f"{thread}/aflys"), bo.change(thread), bo.send(f"{thread}/aflys", reason_text="Nej tak")]
    assert [answer.status_code for answer in answers] == [403] * 4


def test_each_person_answers_once_and_may_change_it(anna: Guest, bo: Guest) -> None:
    thread = anna.calls()
    for said, counts in (("yes", "Ja: 1 · Måske: 0 · Nej: 0"), ("maybe", "Ja: 0 · Måske: 1 · Nej: 0"), ("no", "Ja: 0 · Måske: 0 · Nej: 1")):
        bo.send(f"{thread}/kommer", coming=said)
        assert counts in anna.get(thread).text
        assert ("De kommer: Person 2" in anna.get(thread).text) == (said == "yes")
    bo.send(f"{thread}/kommer", coming="")
    assert "Ja: 0 · Måske: 0 · Nej: 0" in anna.get(thread).text
    anna.send(f"{thread}/kommer", coming="yes")
    bo.send(f"{thread}/kommer", coming="yes")
    assert "De kommer: Person 1, Person 2" in anna.get(thread).text


def test_an_answer_goes_with_the_access_to_the_board(anna: Guest, app: Flask, world: World) -> None:
    neighbour = Guest(app, world)
    thread = anna.calls("/netvaerk/kommune/0265")
    neighbour.send(f"{thread}/kommer", coming="yes")
    assert "Person 2" in anna.get(thread).text
    world.session.execute(update(User).where(User.id == neighbour.actor.id).values(municipality_code=ODENSE))
    assert "Person 2" not in anna.get(thread).text
    assert "Ja: 0" in anna.get(thread).text


@pytest.mark.parametrize(("coming", "answer"), [("yes", "Ja"), ("maybe", "Måske"), ("no", "Nej")])
def test_an_answer_goes_with_the_group_also_for_a_member_of_another_group(
    anna: Guest, bo: Guest, world: World, coming: str, answer: str
) -> None:
    left = world.group(anna.actor, bo.actor, place="den-ene")
    world.group(bo.actor, place="den-anden")
    thread = anna.calls("/netvaerk/gruppe/den-ene")
    bo.send(f"{thread}/kommer", coming=coming)
    assert f"{answer}: 1" in anna.get(thread).text
    world.session.execute(delete(BoardMember).where(BoardMember.board_id == left.id, BoardMember.user_id == bo.actor.id))
    world.session.commit()
    page = anna.get(thread).text
    assert f"{answer}: 0" in page
    assert bo.actor.name not in page


def test_strangers_see_nothing_of_an_event(anna: Guest, bo: Guest) -> None:
    thread = anna.calls("/netvaerk/kommune/0265")
    assert "Netværksmøde" not in bo.get("/netvaerk").text
    for path in (thread, f"{thread}/kalender.ics", f"{thread}/moede", "/netvaerk/kommune/0265/kommende"):
        assert bo.get(path).status_code == 404
    assert bo.send(f"{thread}/kommer", coming="yes").status_code == 404
    assert bo.count(EventAnswer) == 0


def test_a_hidden_thread_has_no_calendar_and_stands_in_no_list(anna: Guest, world: World) -> None:
    thread = anna.calls()
    world.session.execute(update(Thread).values(hidden_at=world.now))
    assert anna.get(f"{thread}/kalender.ics").status_code == 404
    assert "Netværksmøde" not in anna.get("/netvaerk").text


def test_an_invitation_whose_text_is_hidden_shows_time_and_place_to_moderators_alone(
    anna: Guest, bo: Guest, app: Flask, world: World
) -> None:
    moderator = Guest(app, world, ODENSE, roles=[Role.MODERATOR])
    thread = anna.calls(url="https://moede.example/1", audience="SSP-konsulenter")
    anna.change(thread, reason_text="Salen er optaget.", audience="SSP-konsulenter")
    assert "Salen er" in bo.get(thread).text
    world.session.execute(update(Post).values(hidden_at=world.now))
    for reader in (anna, bo):
        assert reader.get(f"{thread}/kalender.ics").status_code == 404
        pages = [reader.get(path).text for path in (thread, "/netvaerk", f"{NATIONAL}/kommende")]
        assert not [words for words in ("Rådhuset", "SSP-konsulenter", "Salen er", "kl. 9") for page in pages if words in page]
    assert anna.change(thread).status_code == 404
    assert "Rådhuset" in moderator.get(thread).text
    assert "Rådhuset" not in moderator.get("/netvaerk").text
    world.session.execute(update(Post).values(hidden_at=None))
    assert "Rådhuset" in bo.get("/netvaerk").text


def test_the_calendar_holds_title_time_place_and_link_and_nothing_else(anna: Guest) -> None:
    found = anna.calendar(anna.calls(url="https://moede.example/1", audience="SSP-konsulenter"))
    assert found["SUMMARY"] == "Netværksmøde"
    assert found["LOCATION"] == "Online\\; lokale 1\\, 2"
    assert found["URL"] == "https://moede.example/1"
    local = datetime(SOON.year, SOON.month, SOON.day, 14, 30, tzinfo=DENMARK)
    assert found["DTSTART"] == f"{local.astimezone(UTC):%Y%m%dT%H%M%SZ}"
    assert set(found) == {
        *(
            "BEGIN",
            "END",
            "VERSION",
            "PRODID",
            "METHOD",
            "UID",
            "DTSTAMP",
            "SEQUENCE",
            "DTSTART",
            "DTEND",
            "SUMMARY",
            "LOCATION",
            "URL",
            "STATUS",
        )
    }


def test_what_is_over_is_in_no_list(anna: Guest, world: World) -> None:
    anna.calls()
    past = datetime.now(UTC) - timedelta(days=2)
    world.session.execute(update(Event).values(begins_at=past, ends_at=past + timedelta(hours=1)))
    assert "Netværksmøde" not in anna.get("/netvaerk").text


def test_an_invitation_that_is_taken_away_leaves_no_time_or_place(anna: Guest) -> None:
    thread = anna.calls()
    anna.send(f"{thread}/kommer", coming="yes")
    anna.send(f"{thread}/1/fjern", reason_text="")
    assert (anna.count(Event), anna.count(EventAnswer)) == (0, 0)
    assert "Online; lokale" not in anna.get(thread).text
    assert anna.get(f"{thread}/kalender.ics").status_code == 404


def test_a_thread_that_is_no_event_has_no_calendar(anna: Guest) -> None:
    assert anna.get(f"{anna.begin()}/kalender.ics").status_code == 404


def test_a_form_that_comes_again_after_its_event_was_taken_away_calls_nothing(app: Flask, world: World, session: Session) -> None:
    anna = Guest(app, world)
    thread = anna.calls()
    anna.send(f"{thread}/1/fjern", reason_text="")
    anna.call()
    session.rollback()
    assert session.scalars(select(Event)).all() == []
