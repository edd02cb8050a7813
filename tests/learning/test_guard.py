"""The case-data guard where people write today: what must go stops, what may be in order comes back once, and what is fine goes through."""

import re

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session
from werkzeug.test import TestResponse

from sspedu.drafts.models import Draft
from sspedu.learning.models import LessonReport, WrittenReflection
from tests.learning.test_drafts import DRAFT, REFLECTION, field
from tests.learning.test_views import Learner
from tests.people import People

FAULT = "/moduler/lov/anden/fejl"
PHONE = "Jeg ringede til hende.\nHun har 23 45 67 90 nu."
NUMBER = "Der står 1203041234 på mappen."


@pytest.fixture
def learner(people: People) -> Learner:
    return Learner(people.sign_in())


def confirmed(page: TestResponse) -> str:
    found = re.search(r'name="confirmed" value="([^"]*)"', page.text)
    assert found is not None
    return found[1]


def saved(session: Session) -> list[str]:
    session.rollback()
    return list(session.scalars(select(WrittenReflection.text)))


def test_a_warning_comes_back_once_with_marks_and_advice_and_a_way_on(learner: Learner, session: Session) -> None:
    back = learner.post(REFLECTION, text=PHONE, based_on="")
    assert back.status_code == 422
    assert "Hun har <mark>23 45 67 90</mark> nu." in back.text
    assert "Linje 2: Telefonnummer." in back.text
    assert "Slet nummeret, medmindre" in back.text
    assert "Det er ikke en rigtig person – gem alligevel" in back.text
    assert saved(session) == []

    assert learner.post(REFLECTION, text=PHONE, based_on="", confirmed=confirmed(back)).status_code == 302
    assert saved(session) == [PHONE]


def test_a_writer_who_goes_on_is_asked_about_nothing_but_what_is_new(learner: Learner) -> None:
    seen = confirmed(learner.post(REFLECTION, text=PHONE, based_on=""))
    more = learner.post(REFLECTION, text=f"{PHONE} Han har 31 45 67 90.", based_on="", confirmed=seen)
    assert more.status_code == 422
    assert learner.post(REFLECTION, text=f"Rettet: {PHONE}", based_on="", confirmed=seen).status_code == 302


def test_what_may_be_a_cpr_number_asks_what_it_is(learner: Learner, session: Session) -> None:
    back = learner.post(REFLECTION, text=NUMBER, based_on="")
    assert back.status_code == 422
    assert "Er det ikke et CPR-nummer? Sig, hvad tallet er:" in back.text
    unsaid = learner.post(REFLECTION, text=NUMBER, based_on="", confirmed=confirmed(back))
    assert unsaid.status_code == 422
    assert "Vælg, hvad tallet er, eller slet det." in unsaid.text
    assert saved(session) == []
    assert learner.post(REFLECTION, text=NUMBER, based_on="", confirmed=confirmed(back), reason="case").status_code == 302
    assert saved(session) == [NUMBER]


def test_a_certain_cpr_number_has_no_way_on(learner: Learner, session: Session) -> None:
    back = learner.post(REFLECTION, text="Han har 120304-1234, og tlf. 23456790.", based_on="")
    assert back.status_code == 422
    assert "Han har <mark>120304-1234</mark>, og" in back.text
    assert "CPR-nummer, i linje 1" in back.text
    assert 'name="confirmed"' not in back.text
    anyway = "".join(f"{number:032x} " for number in range(40))
    assert learner.post(REFLECTION, text="Han har 120304-1234.", based_on="", confirmed=anyway, reason="case").status_code == 422
    assert saved(session) == []


def test_what_is_marked_is_shown_as_text_and_never_as_markup(learner: Learner) -> None:
    back = learner.post(REFLECTION, text="<b>x</b> <script>1</script> 23 45 67 90 <i>y</i>", based_on="")
    assert "&lt;script&gt;1&lt;/script&gt; <mark>23 45 67 90</mark> &lt;i&gt;y&lt;/i&gt;" in back.text


def test_a_name_alone_never_brings_a_text_back(learner: Learner, session: Session) -> None:
    assert learner.post(REFLECTION, text="Oliver Jensen kom i klubben.", based_on="").status_code == 302
    assert saved(session) == ["Oliver Jensen kom i klubben."]


def test_a_draft_is_kept_and_says_at_once_what_to_look_at(learner: Learner, session: Session) -> None:
    answer = learner.post(DRAFT, text="Oliver Jensen har 23 45 67 90", tab="a", sequence=1)
    assert answer.status_code == 200
    assert "<mark>Oliver Jensen</mark>" in answer.text
    assert "Linje 1: Telefonnummer." in answer.text
    assert session.scalars(select(Draft.text)).all() == ["Oliver Jensen har 23 45 67 90"]
    masked = learner.post(DRAFT, text="Han har 120304-1234", tab="a", sequence=2)
    assert masked.status_code == 200
    assert "<mark>120304-1234</mark>" in masked.text


def test_a_fault_is_sent_once_its_writer_has_looked(learner: Learner, session: Session) -> None:
    fields = {"kind": "law", "text": "Nummeret 23 45 67 90 er forkert.", "version": field(learner.page("anden"), "version")}
    back = learner.post(FAULT, **fields)
    assert back.status_code == 422
    assert "Det er ikke en rigtig person – send alligevel" in back.text
    assert "<mark>23 45 67 90</mark>" in back.text
    assert learner.post(FAULT, **fields, confirmed=confirmed(back)).status_code == 302
    assert session.scalars(select(LessonReport.text)).all() == ["Nummeret 23 45 67 90 er forkert."]


def test_the_page_names_what_was_found_by_nothing_that_tells_it(learner: Learner) -> None:
    names = confirmed(learner.post(REFLECTION, text=NUMBER, based_on=""))
    assert re.fullmatch(r"[0-9a-f]{32}", names)
