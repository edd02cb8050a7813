"""Files of a practice example: a local evaluation, say, which step 3 of how it is known speaks of."""

import pytest
from flask import Flask

from sspedu.network.models import Attachment, Thread
from tests.network.documents import docx, pdf
from tests.network.telling import FIELDS
from tests.network.test_files import CPR, Sender, held
from tests.network.test_pages import NATIONAL, Reader
from tests.network.world import AARHUS, World

FORM = f"{NATIONAL}/praksis"
EVALUATION = ("evaluering.pdf", pdf())


@pytest.fixture
def anna(app: Flask, world: World) -> Sender:
    return Sender(app, world)


def share(anna: Sender) -> str:
    """Share an example with its evaluation; return the address of its page."""
    return str(anna.attach(FORM, EVALUATION, attached=(), **FIELDS).location)


def test_an_example_is_shared_with_its_evaluation_which_its_readers_can_fetch(app: Flask, world: World, anna: Sender) -> None:
    page = share(anna)
    reader = Reader(app, world, AARHUS)
    assert "evaluering.pdf" in reader.get(page).text
    [link] = anna.links(page)
    assert reader.get(link).data == pdf()


def test_a_form_that_is_refused_keeps_its_file_until_it_is_sent_again(anna: Sender) -> None:
    refused = anna.attach(FORM, EVALUATION, attached=(), **{**FIELDS, "problem": ""})
    assert refused.status_code == 422
    assert "evaluering.pdf" in refused.text
    shared = anna.attach(FORM, attached=tuple(held(refused)), **FIELDS)
    assert len(anna.links(str(shared.location))) == 1


def test_the_same_form_sent_twice_shares_one_example_with_one_file(anna: Sender) -> None:
    assert share(anna) == share(anna)
    assert (anna.count(Thread), len(anna.links(share(anna)))) == (1, 1)


@pytest.mark.parametrize(
    "wrong", [("program.exe", b"MZ"), ("journal.docx", docx(f"Vi talte med {CPR}."))], ids=["of another kind", "with a number in it"]
)
def test_a_file_that_cannot_stand_is_refused_at_its_field_and_nothing_is_lost(anna: Sender, wrong: tuple[str, bytes]) -> None:
    refused = anna.attach(FORM, EVALUATION, wrong, attached=(), **FIELDS)
    assert refused.status_code == 422
    assert 'id="filer-fejl"' in refused.text
    assert FIELDS["problem"] in refused.text
    assert "evaluering.pdf" in refused.text
    assert anna.count(Thread) == 0


def test_a_change_keeps_the_file_adds_one_and_leaves_one_out(anna: Sender) -> None:
    page = share(anna)
    [stays] = held(anna.get(f"{page}/ret"))
    anna.attach(f"{page}/ret", ("skema.pdf", pdf(b"<< /Skema 1 >>")), attached=(stays,), version="1", **FIELDS)
    assert [link.rsplit("/", 1)[1] for link in anna.links(page)] == ["evaluering.pdf", "skema.pdf"]
    anna.attach(f"{page}/ret", attached=(stays,), version="2", **{**FIELDS, "pitfalls": "Intet gik galt."})
    assert [link.rsplit("/", 1)[1] for link in anna.links(page)] == ["evaluering.pdf"]
    assert anna.count(Attachment) == 1


def test_a_change_that_comes_too_late_keeps_its_file_too(anna: Sender) -> None:
    page = share(anna)
    [stays] = held(anna.get(f"{page}/ret"))
    anna.attach(f"{page}/ret", attached=(stays,), version="1", **{**FIELDS, "pitfalls": "Intet gik galt."})
    late = anna.attach(f"{page}/ret", ("skema.pdf", pdf(b"<< /Skema 1 >>")), attached=(stays,), version="1", **{**FIELDS, "title": "Sent"})
    assert late.status_code == 409
    assert "skema.pdf" in late.text
