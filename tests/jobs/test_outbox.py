"""Mail in the outbox: promised with its cause, claimed before it is sent, put off, given up, forgotten."""

from datetime import datetime, timedelta

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from sspedu.jobs import outbox
from sspedu.jobs.models import Mail


def letter(recipient: str = "anna@kommune.example", *, subject: str = "Hej", expires_at: datetime | None = None) -> outbox.Letter:
    return outbox.Letter("try", recipient, subject, "Hej Anna.", "<p>Hej Anna.</p>", expires_at)


def the_mail(session: Session) -> Mail:
    session.commit()
    return session.scalars(select(Mail).execution_options(populate_existing=True)).one()


def test_a_mail_is_promised_only_if_its_cause_is_committed(session: Session, now: datetime) -> None:
    outbox.put(session, letter(), now=now)
    session.rollback()
    assert outbox.tally(session).waiting == 0
    outbox.put(session, letter(), now=now)
    session.commit()
    assert outbox.tally(session).waiting == 1


@pytest.mark.parametrize("mark", ["\n", "\r\n", "\u2028", "\u2029", "\x85", "\x0b", "\x1c", "\x00", "\t"])
def test_a_subject_stays_on_one_line(session: Session, now: datetime, mark: str) -> None:
    assert outbox.put(session, letter(subject=f"Kære{mark}Bcc: alle@ond.example"), now=now).subject == "Kære Bcc: alle@ond.example"


def test_a_subject_is_not_endless(session: Session, now: datetime) -> None:
    assert len(outbox.put(session, letter(subject="ord " * 1000), now=now).subject) <= outbox.MAX_SUBJECT


def test_a_mail_is_claimed_once(session: Session, now: datetime) -> None:
    outbox.put(session, letter(), now=now)
    assert outbox.claim_next(session, now=now) is not None
    assert outbox.claim_next(session, now=now) is None


def test_the_one_that_waited_longest_is_claimed_first(session: Session, now: datetime) -> None:
    outbox.put(session, letter("b@kommune.example"), now=now)
    outbox.put(session, letter("a@kommune.example"), now=now - timedelta(minutes=1))
    claimed = outbox.claim_next(session, now=now)
    assert claimed is not None
    assert claimed.letter.recipient == "a@kommune.example"


def test_a_claim_that_nobody_finished_is_taken_again_under_the_same_key(session: Session, now: datetime) -> None:
    outbox.put(session, letter(), now=now)
    first = outbox.claim_next(session, now=now)
    second = outbox.claim_next(session, now=now + outbox.CLAIM)
    assert first is not None
    assert second is not None
    assert (first.key, first.attempts, second.attempts) == (second.key, 1, 2)


def test_a_worker_that_was_overtaken_changes_nothing(session: Session, now: datetime) -> None:
    outbox.put(session, letter(), now=now)
    slow = outbox.claim_next(session, now=now)
    fast = outbox.claim_next(session, now=now + outbox.CLAIM)
    assert slow is not None
    assert fast is not None
    outbox.mark_failed(session, slow, "too slow", is_final=True, now=now + outbox.CLAIM)
    assert the_mail(session).dead_at is None
    outbox.mark_sent(session, fast, now=now + outbox.CLAIM)
    assert the_mail(session).sent_at == now + outbox.CLAIM


def test_what_is_sent_is_forgotten(session: Session, now: datetime) -> None:
    outbox.put(session, letter(), now=now)
    claimed = outbox.claim_next(session, now=now)
    assert claimed is not None
    outbox.mark_sent(session, claimed, now=now)
    assert (the_mail(session).text, the_mail(session).html) == ("", "")


def test_a_failed_mail_waits_longer_each_time_and_is_a_dead_letter_in_the_end(session: Session, now: datetime) -> None:
    outbox.put(session, letter(), now=now)
    moment, waits = now, []
    while the_mail(session).dead_at is None:
        claimed = outbox.claim_next(session, now=moment)
        assert claimed is not None
        outbox.mark_failed(session, claimed, "refused", is_final=False, now=moment)
        later = the_mail(session).next_try_at or moment
        waits.append(later - moment)
        moment = later
    assert waits == [*outbox.BACK_OFF, timedelta()]
    assert the_mail(session).fault == "refused"


def test_a_mail_on_which_workers_die_is_given_up_too(session: Session, now: datetime) -> None:
    outbox.put(session, letter(), now=now)
    for number in range(outbox.MAX_TRIES):
        assert outbox.claim_next(session, now=now + number * outbox.CLAIM) is not None
    assert outbox.claim_next(session, now=now + outbox.MAX_TRIES * outbox.CLAIM) is None
    assert the_mail(session).fault == outbox.UNFINISHED


def test_a_mail_that_is_worth_nothing_any_more_is_not_sent_and_its_text_is_forgotten(session: Session, now: datetime) -> None:
    outbox.put(session, letter(expires_at=now + timedelta(minutes=30)), now=now)
    assert outbox.claim_next(session, now=now + timedelta(minutes=30)) is None
    assert (the_mail(session).fault, the_mail(session).text) == (outbox.TOO_OLD, "")
    assert outbox.revive(session, now=now + timedelta(minutes=30)) == 0


def test_a_dead_letter_can_be_tried_afresh(session: Session, now: datetime) -> None:
    outbox.put(session, letter(), now=now)
    claimed = outbox.claim_next(session, now=now)
    assert claimed is not None
    outbox.mark_failed(session, claimed, "refused", is_final=True, now=now)
    assert [mail.recipient for mail in outbox.dead_letters(session)] == ["anna@kommune.example"]
    assert outbox.revive(session, now=now) == 1
    again = outbox.claim_next(session, now=now)
    assert again is not None
    assert (again.key, again.attempts) == (claimed.key, 1)


def test_old_mail_is_forgotten_and_waiting_mail_never(session: Session, now: datetime) -> None:
    for recipient in ("sendt@kommune.example", "venter@kommune.example"):
        outbox.put(session, letter(recipient), now=now)
    claimed = outbox.claim_next(session, now=now)
    assert claimed is not None
    outbox.mark_sent(session, claimed, now=now)
    outbox.forget_old(session, now=now + timedelta(days=365))
    assert the_mail(session).recipient == "venter@kommune.example"
