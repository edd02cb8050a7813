"""Tracks as learners meet them: begun, worked on, left, completed; what is done counts everywhere."""

from datetime import timedelta

import pytest
from flask.testing import FlaskClient
from sqlalchemy import select
from sqlalchemy.orm import Session
from werkzeug.test import TestResponse

from sspedu.jobs.models import Mail
from sspedu.learning.models import Completion, Enrolment, TrackContractItem, TrackEnrolment
from tests.content import publish_tree
from tests.counting import counted
from tests.learning.tracks import TRACKS, two_modules
from tests.people import People, token

SHORT, LONG = "/forloeb/kort", "/forloeb/langt"
CALL, MINUTES, SECOND = "/moduler/moede/indkald", "/moduler/moede/referat", "/moduler/lov/anden"


def post(client: FlaskClient, path: str, **fields: str) -> str:
    answer = client.post(path, data={"csrf_token": client.environ_base["csrf_token"], **fields}, follow_redirects=True)
    assert answer.status_code == 200, answer.text
    return answer.text


@pytest.fixture
def learner(people: People) -> FlaskClient:
    publish_tree(people.session, two_modules(), now=people.now)
    client = people.sign_in()
    # One token serves a whole sign-in; to ask for it before each form would double the requests.
    client.environ_base["csrf_token"] = token(client)
    return client


def refused(client: FlaskClient, path: str) -> TestResponse:
    return client.post(path, data={"csrf_token": client.environ_base["csrf_token"]})


def finish_second(client: FlaskClient) -> None:
    post(client, f"{SECOND}/laest")
    post(client, f"{SECOND}/spoergsmaal/gaet", value="40", number="1")
    post(client, f"{SECOND}/refleksion/mandag", text="Jeg ringer til skolen.")


def part(page: str, heading: str) -> str:
    """Return what stands between a heading and the next one of its kind; nothing if it is not there."""
    return page.split(f"<h2>{heading}</h2>")[1].split("<h2")[0] if f"<h2>{heading}</h2>" in page else ""


def test_a_visitor_sees_whom_a_track_is_for_and_why_its_lessons_were_chosen(people: People, client: FlaskClient) -> None:
    publish_tree(people.session, two_modules(), now=people.now)
    page = client.get(SHORT).text
    assert "Til dig med travlhed." in page
    assert 'href="/tal#S02"' in page
    assert "11 min" in page
    assert "Log ind for at tilmelde dig" in page
    for path in ("/", "/moduler"):
        assert client.get(path).text.count('href="/forloeb/') == 2
    assert client.get("/forloeb").headers["Location"] == "/moduler#forloeb"


def test_the_main_button_follows_the_state(learner: FlaskClient) -> None:
    assert "Tilmeld mig forløbet" in learner.get(SHORT).text
    assert "Start: Indkald til mødet · 5 min" in post(learner, f"{SHORT}/tilmeld")
    post(learner, f"{CALL}/laest")
    page = learner.get(SHORT).text
    assert "Fortsæt: Den anden · 6 min" in page
    assert "1 af 2 lektioner" in page
    finish_second(learner)
    page = learner.get(SHORT).text
    assert "Gennemført 2" in page
    assert "Fortsæt" not in page


def test_a_lesson_of_a_track_leads_to_the_next_of_the_track(learner: FlaskClient) -> None:
    post(learner, f"{SHORT}/tilmeld")
    page = learner.get(CALL).text
    assert "Lektion 1 af 2 i forløbet" in page
    assert "Næste lektion: Den anden" in page
    assert "Skriv referatet" not in page.split('class="ahead"')[1].split("</nav>")[0]
    assert "Tilbage til Det korte" in learner.get(SECOND).text


def test_with_two_tracks_each_leads_on_by_its_name(learner: FlaskClient) -> None:
    post(learner, f"{LONG}/tilmeld")
    post(learner, f"{SHORT}/tilmeld")
    ahead = learner.get(CALL).text.split('class="ahead"')[1].split("</nav>")[0]
    assert ahead.index("Næste i Det korte: Den anden") < ahead.index("Næste i Det lange: Skriv referatet")


def test_whoever_chose_the_module_too_is_shown_its_next_lesson_beside(learner: FlaskClient) -> None:
    post(learner, "/moduler/moede/tilmeld")
    post(learner, f"{SHORT}/tilmeld")
    ahead = learner.get(CALL).text.split('class="ahead"')[1].split("</nav>")[0]
    assert "Næste lektion: Den anden" in ahead
    assert "Næste i Møder: Skriv referatet" in ahead


def test_a_lesson_done_in_one_track_counts_in_the_other_and_in_its_module(learner: FlaskClient) -> None:
    post(learner, f"{SHORT}/tilmeld")
    post(learner, f"{CALL}/laest")
    assert "1 af 4 lektioner" in post(learner, f"{LONG}/tilmeld")
    assert "1 af 2 lektioner" in post(learner, "/moduler/moede/tilmeld")


def test_what_was_done_before_counts_from_the_beginning_and_may_be_all(learner: FlaskClient, session: Session) -> None:
    post(learner, "/moduler/moede/tilmeld")
    post(learner, f"{CALL}/laest")
    page = learner.get(SHORT).text
    assert "Det, du allerede har taget, tæller med" in page
    post(learner, "/moduler/lov/tilmeld")
    finish_second(learner)
    assert "Gennemført 2" in post(learner, f"{SHORT}/tilmeld")
    session.rollback()
    assert session.scalars(select(Mail.kind)).all() == ["track_completed"]


def test_my_learning_names_the_track_and_not_the_modules_that_it_opened(learner: FlaskClient) -> None:
    page = learner.get("/min-laering").text
    assert "Vælg et forløb herunder" in page
    assert "Til dig med travlhed." in part(page, "Forløb at vælge imellem")
    post(learner, f"{SHORT}/tilmeld")
    post(learner, f"{CALL}/laest")
    page = learner.get("/min-laering").text
    under_way = part(page, "I gang")
    assert "Det korte" in under_way
    assert "Næste: Den anden" in under_way
    assert "Møder" not in under_way
    assert "Fortsæt · 6 min" in page
    assert "Møder" in part(page, "Flere moduler")
    assert "Det lange" in part(page, "Flere forløb")


def test_a_few_minutes_are_spent_on_the_lessons_of_the_track(learner: FlaskClient) -> None:
    post(learner, f"{SHORT}/tilmeld")
    page = learner.get("/min-laering/tid/20").text
    assert "Indkald til mødet" in page
    assert "Skriv referatet" not in page


def test_a_module_that_a_track_opened_can_be_chosen_and_left_again(learner: FlaskClient) -> None:
    post(learner, f"{SHORT}/tilmeld")
    page = learner.get("/moduler/moede").text
    assert "Lektioner herfra er med i dit forløb" in page
    assert "/moduler/moede/forlad" not in page
    post(learner, "/moduler/moede/tilmeld")
    assert "Møder" in part(learner.get("/min-laering").text, "I gang")
    assert "som er med i dit forløb, er åbne stadig" in post(learner, "/moduler/moede/forlad")
    assert "Møder" not in part(learner.get("/min-laering").text, "I gang")
    assert "Markér som læst" in learner.get(CALL).text


def test_leaving_a_track_loses_nothing_and_closes_only_what_it_opened(learner: FlaskClient, session: Session) -> None:
    post(learner, "/moduler/lov/tilmeld")
    post(learner, f"{SHORT}/tilmeld")
    post(learner, f"{CALL}/laest")
    assert "Du mister ingenting." in learner.get(f"{SHORT}/forlad").text
    mine = post(learner, f"{SHORT}/forlad")
    assert "Det korte" not in part(mine, "I gang")
    assert "Lov i små bidder" in part(mine, "I gang")
    assert "Du har været i gang: 1 af 2 lektion" in mine
    session.rollback()
    left = {row.module_id: row.left_at is not None for row in session.scalars(select(Enrolment))}
    assert left == {"lov": False, "moede": True}
    assert session.scalars(select(Completion.item_id)).all() == ["indkald"]
    assert "Velkommen tilbage" in post(learner, f"{SHORT}/tilmeld")
    assert "Fortsæt: Den anden" in learner.get(SHORT).text


def test_a_module_that_another_track_needs_stays_open(learner: FlaskClient) -> None:
    post(learner, f"{SHORT}/tilmeld")
    post(learner, f"{LONG}/tilmeld")
    post(learner, f"{SHORT}/forlad")
    assert "Markér som læst" in learner.get(CALL).text


def test_what_is_sent_from_an_open_tab_after_leaving_counts_and_chooses_the_module(learner: FlaskClient) -> None:
    post(learner, f"{SHORT}/tilmeld")
    post(learner, f"{SHORT}/forlad")
    assert "du er med på modulet igen" in post(learner, f"{CALL}/laest")
    assert "Møder" in part(learner.get("/min-laering").text, "I gang")
    assert "Fortsæt: Den anden" in post(learner, f"{SHORT}/tilmeld")


def test_a_completed_track_cannot_be_left(learner: FlaskClient) -> None:
    post(learner, f"{SHORT}/tilmeld")
    post(learner, f"{CALL}/laest")
    finish_second(learner)
    assert learner.get(f"{SHORT}/forlad").status_code == 302
    answer = refused(learner, f"{SHORT}/forlad")
    assert answer.status_code == 409
    assert "kan ikke forlades" in answer.text
    assert refused(learner, f"{LONG}/forlad").status_code == 404


def test_completing_a_track_promises_one_mail_and_none_for_the_modules_that_it_opened(learner: FlaskClient, session: Session) -> None:
    post(learner, f"{SHORT}/tilmeld")
    post(learner, f"{LONG}/tilmeld")
    for lesson in (CALL, MINUTES):
        post(learner, f"{lesson}/laest")
    finish_second(learner)
    page = learner.get(SECOND).text
    assert "Du har gennemført forløbet Det korte." in page
    session.rollback()
    [mail] = session.scalars(select(Mail))
    assert mail.subject == "Du har gennemført ”Det korte”"
    assert "/forloeb/kort" in mail.text
    post(learner, f"{SECOND}/laest")
    session.rollback()
    assert len(session.scalars(select(Mail)).all()) == 1


def test_beginning_twice_makes_one_contract(learner: FlaskClient, session: Session) -> None:
    for _ in range(2):
        post(learner, f"{SHORT}/tilmeld")
    assert len(session.scalars(select(TrackEnrolment)).all()) == 1
    items = {(row.module_id, row.item_id) for row in session.scalars(select(TrackContractItem))}
    assert items == {("moede", "indkald"), ("lov", "anden"), ("lov", "gaet"), ("lov", "mandag")}


def test_a_track_that_is_offered_no_longer_is_kept_for_those_on_it(learner: FlaskClient, people: People) -> None:
    post(learner, f"{SHORT}/tilmeld")
    hidden = TRACKS.replace("  minutes: 11\n", "  minutes: 11\n  offered: false\n")
    people.session.rollback()
    publish_tree(people.session, two_modules(hidden), now=people.now + timedelta(days=1))
    assert "Start: Indkald til mødet" in learner.get(SHORT).text
    other = people.sign_in("bo@kommune.example")
    assert other.get(SHORT).status_code == 404
    assert other.post(f"{SHORT}/tilmeld", data={"csrf_token": token(other)}).status_code == 409
    assert "Det korte" not in other.get("/moduler").text


def test_pages_that_the_browser_has_change_when_a_track_does(learner: FlaskClient) -> None:
    paths = (SHORT, "/min-laering", CALL, "/moduler/moede")
    for act in (f"{SHORT}/tilmeld", f"{CALL}/laest", f"{SHORT}/forlad", f"{SHORT}/tilmeld"):
        learner.get(SHORT)
        tags = {path: learner.get(path).headers["ETag"] for path in paths}
        assert all(learner.get(path, headers={"If-None-Match": tag}).status_code == 304 for path, tag in tags.items())
        post(learner, act)
        assert [learner.get(path, headers={"If-None-Match": tag}).status_code for path, tag in tags.items()] == [200] * len(paths)


def test_tracks_cost_hot_pages_no_question_more(learner: FlaskClient) -> None:
    post(learner, f"{SHORT}/tilmeld")
    post(learner, f"{LONG}/tilmeld")
    post(learner, f"{CALL}/laest")
    for path, most in ((SHORT, 3), ("/min-laering", 3), ("/min-laering/tid/10", 3), (CALL, 3), ("/moduler/moede", 4), ("/moduler", 2)):
        learner.get(path)
        with counted() as statements:
            assert learner.get(path).status_code == 200
        assert len(statements) <= most, f"{path}\n" + "\n".join(statements)


@pytest.mark.parametrize("first", ["on_it", "beside"])
def test_only_whoever_was_on_the_track_reads_that_it_is_completed(people: People, session: Session, first: str) -> None:
    # The selection's words differ, so that neither order finds what the other kept.
    tracks = TRACKS.replace("minutes: 11\n  lessons: [moede/indkald, lov/anden]", "minutes: 5\n  lessons: [moede/indkald]")
    publish_tree(session, two_modules(tracks.replace("To lektioner.", f"Kun én, {first}.")), now=people.now)
    readers = {name: people.sign_in(f"{name}@kommune.example") for name in ("on_it", "beside")}
    for client in readers.values():
        client.environ_base["csrf_token"] = token(client)
    post(readers["on_it"], "/forloeb/kort/tilmeld")
    for client in readers.values():
        post(client, "/moduler/moede/tilmeld")
        post(client, "/moduler/moede/indkald/laest")
        client.get("/min-laering")
    order = sorted(readers, key=lambda name: name != first)
    pages = {name: readers[name].get("/moduler/moede/indkald").text for name in order}
    assert "Du har gennemført forløbet" in pages["on_it"]
    assert "Du har gennemført forløbet" not in pages["beside"]
