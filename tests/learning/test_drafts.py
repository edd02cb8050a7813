"""A reflection that is being written: kept on the way, shown again, gone when it is saved or thrown away."""

import re
from concurrent.futures import ThreadPoolExecutor

import pytest
from flask.testing import FlaskClient
from sqlalchemy import select, text
from sqlalchemy.orm import Session

from sspedu.drafts.commands import Sent
from sspedu.drafts.models import Draft
from sspedu.learning import commands
from sspedu.learning.models import Enrolment, WrittenReflection
from sspedu.library.queries import shelf
from sspedu.policy import Actor
from tests.learning.test_views import Learner
from tests.people import People
from tests.post import until

LESSON = "/moduler/lov/anden"
REFLECTION = f"{LESSON}/refleksion/mandag"
DRAFT = f"{REFLECTION}/kladde"


@pytest.fixture
def learner(people: People) -> Learner:
    return Learner(people.sign_in())


def field(page: str, name: str) -> str:
    found = re.search(rf'name="{name}" value="([^"]*)"', page)
    assert found is not None
    return found[1]


def test_what_is_typed_is_in_the_form_again(learner: Learner) -> None:
    # No time: a test may run across midnight, and then the day is said too.
    assert "Kladde gemt " in learner.post(DRAFT, text="Halvt skrevet", tab="a", sequence=1).text
    page = learner.page("anden")
    assert "Halvt skrevet" in page
    assert "Kladde fra " in page
    assert "ikke gemt endnu" in page


def test_a_page_with_a_new_draft_is_not_answered_as_unchanged(learner: Learner) -> None:
    learner.client.get("/")
    first = learner.client.get(LESSON)
    tag = {"If-None-Match": first.headers["ETag"]}
    assert learner.client.get(LESSON, headers=tag).status_code == 304
    learner.post(DRAFT, text="Halvt skrevet", tab="a", sequence=1)
    second = learner.client.get(LESSON, headers=tag)
    assert "Halvt skrevet" in second.text
    learner.post(f"{DRAFT}/kasser", seen=field(second.text, "seen"))
    learner.client.get("/")
    assert "Halvt skrevet" not in learner.client.get(LESSON, headers={"If-None-Match": second.headers["ETag"]}).text


def test_a_page_is_not_unchanged_when_only_what_another_tab_wrote_is_gone(learner: Learner) -> None:
    learner.post(DRAFT, text="Fra den ene fane", tab="a", sequence=1)
    learner.post(DRAFT, text="Fra den anden fane", tab="b", sequence=1)
    learner.client.get("/")
    first = learner.client.get(LESSON)
    assert "Fra den ene fane" in first.text
    learner.post(DRAFT, text="", tab="a", sequence=2)
    second = learner.client.get(LESSON, headers={"If-None-Match": first.headers["ETag"]})
    assert second.status_code == 200
    assert "Fra den ene fane" not in second.text
    assert "Fra den anden fane" in second.text


def test_saving_removes_the_draft(learner: Learner, session: Session) -> None:
    learner.post(DRAFT, text="Halvt skrevet", tab="a", sequence=1)
    page = learner.page("anden")
    learner.post(REFLECTION, text="Helt skrevet", seen=field(page, "seen"))
    assert session.scalars(select(Draft.text)).all() == []
    assert session.scalars(select(WrittenReflection.text)).all() == ["Helt skrevet"]


def test_a_save_that_arrives_after_the_reflection_was_kept_leaves_no_draft(learner: Learner, session: Session) -> None:
    learner.post(REFLECTION, text="Helt skrevet, til sidste punktum.", seen="", tab="a")
    learner.post(DRAFT, text="Helt skrevet, til", tab="a", sequence=3)
    assert session.scalars(select(Draft.text)).all() == []


def test_a_saved_reflection_that_is_only_made_shorter_is_kept_as_a_draft(learner: Learner) -> None:
    learner.post(REFLECTION, text="Helt skrevet, til sidste punktum.", seen="")
    learner.post(DRAFT, text="Helt skrevet", tab="b", sequence=1, based_on=field(learner.page("anden"), "based_on"))
    page = learner.page("anden")
    assert "ikke gemt endnu" in page
    assert ">\nHelt skrevet</textarea>" in page


def test_a_draft_that_waits_for_its_reflection_to_be_saved_finds_it_saved(learner: Learner, session: Session, people: People) -> None:
    """What stands saved is read under the lock under which it is saved, so that no draft of the very same text stays behind."""
    other_tab = Learner(people.browser("anna@kommune.example"))
    session.rollback()
    [enrolment] = session.scalars(select(Enrolment).with_for_update())
    thought = commands.Thought("mandag", "Den samme tekst", sent=Sent("", "a"))
    commands.reflect(session, Actor(id=enrolment.user_id), enrolment, shelf(session).module("lov"), thought, now=people.now)

    def save() -> int:
        fields = {"csrf_token": other_tab.csrf_token, "text": "Den samme tekst", "tab": "a", "sequence": "1"}
        return FlaskClient.open(other_tab.client, DRAFT, method="POST", data=fields).status_code

    with ThreadPoolExecutor(1) as tab:
        saving = tab.submit(save)
        until(lambda: saving.done() or is_waited_for(session))
        session.commit()
        assert saving.result() == 200
    assert session.scalars(select(Draft.text)).all() == []


def is_waited_for(session: Session) -> bool:
    """Say whether another transaction waits for a lock. SQLite does not tell; there one writer waits for another anyway."""
    waiting = text("SELECT count(*) FROM pg_locks WHERE NOT granted")
    return session.get_bind().dialect.name == "sqlite" or bool(session.scalar(waiting))


def test_a_refused_reflection_keeps_its_draft(learner: Learner, session: Session) -> None:
    learner.post(DRAFT, text="Uden nummer", tab="a", sequence=1)
    refused = learner.post(REFLECTION, text="Med nummer 010203-1234", seen=field(learner.page("anden"), "seen"))
    assert refused.status_code == 422
    assert "Med nummer 010203-1234" in refused.text
    assert session.scalars(select(Draft.text)).all() == ["Uden nummer"]


def test_a_draft_is_kept_without_the_cpr_number_in_it_and_the_page_says_what_was_left_out(learner: Learner, session: Session) -> None:
    answer = learner.post(DRAFT, text="Han hedder noget,\nog 010203-1234.", tab="a", sequence=1)
    assert answer.status_code == 200
    assert "uden det, der ligner et CPR-nummer: der står [skjult] i stedet" in answer.text
    assert "data-masked" in answer.text
    assert "<mark>010203-1234</mark>" in answer.text
    assert session.scalars(select(Draft.text)).all() == ["Han hedder noget,\nog [skjult]."]
    assert "Det, der lignede et CPR-nummer, er ikke gemt" in learner.page("anden")


def test_the_answer_says_what_another_tab_wrote(learner: Learner) -> None:
    learner.post(DRAFT, text="Fra den ene fane", tab="a", sequence=1)
    answer = learner.post(DRAFT, text="Fra den anden fane", tab="b", sequence=1)
    assert "Fra den ene fane" in answer.text
    assert "i en anden fane eller på en anden enhed" in answer.text
    page = learner.page("anden")
    assert "Fra den ene fane" in page
    assert "Fra den anden fane" in page


def test_a_reflection_that_was_saved_since_the_draft_began_is_shown_beside_it(learner: Learner) -> None:
    learner.post(REFLECTION, text="Den gemte tanke", tab="b", seen="")
    learner.post(DRAFT, text="Fra en fane, der stod åben", tab="a", sequence=1, based_on="")
    page = learner.page("anden")
    assert "Den gemte tanke" in page
    assert "Fra en fane, der stod åben" in page
    saved = learner.post(REFLECTION, text="Begge dele", based_on=field(page, "based_on"), seen=field(page, "seen"))
    assert saved.status_code == 302


def test_throwing_a_draft_away_asks_once_and_says_what_is_lost(learner: Learner) -> None:
    learner.post(DRAFT, text="Halvt skrevet", tab="a", sequence=1)
    page = learner.client.get(DRAFT).text
    assert "Kassér kladden?" in page
    assert "Halvt skrevet" in page
    assert learner.post(f"{DRAFT}/kasser", seen=field(page, "seen")).location == f"{LESSON}#mandag"
    assert "Halvt skrevet" not in learner.page("anden")


def test_what_was_written_while_one_was_asked_is_not_thrown_away(learner: Learner) -> None:
    learner.post(DRAFT, text="Halvt skrevet", tab="a", sequence=1)
    page = learner.client.get(DRAFT).text
    learner.post(DRAFT, text="Skrevet imens", tab="a", sequence=2)
    learner.post(f"{DRAFT}/kasser", seen=field(page, "seen"))
    assert "Skrevet imens" in learner.page("anden")


def test_there_is_nothing_to_throw_away_where_nothing_is_written(learner: Learner) -> None:
    assert learner.client.get(DRAFT).location == f"{LESSON}#mandag"


def test_nobody_else_sees_a_draft(learner: Learner, people: People) -> None:
    learner.post(DRAFT, text="Halvt skrevet", tab="a", sequence=1)
    other = Learner(people.sign_in("bo@kommune.example"))
    assert "Halvt skrevet" not in other.page("anden")


def test_one_who_is_not_on_the_module_has_no_drafts_in_it(people: People) -> None:
    client: FlaskClient = people.sign_in()
    token = field(client.get("/min-laering").text, "csrf_token")
    assert client.post(DRAFT, data={"text": "Hej", "csrf_token": token}).status_code == 404


@pytest.mark.parametrize("sequence", ["", "mange", "-1", "9" * 30, "²"])
def test_a_count_that_is_none_harms_nobody(learner: Learner, sequence: str) -> None:
    assert learner.post(DRAFT, text="Halvt skrevet", tab="a", sequence=sequence).status_code == 200
