"""Quotes: made with a click, followed to their posts, and cleared when those are taken away, wherever they stand."""

from dataclasses import replace

import pytest
from flask import Flask
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import select, update
from sqlalchemy.orm import Session

from sspedu.db import Base
from sspedu.drafts.commands import Typed
from sspedu.drafts.fields import joined
from sspedu.drafts.models import Draft
from sspedu.network import commands, queries
from sspedu.network.commands import Edit
from sspedu.network.models import BoardKind, Post, PostQuote, PostRevision
from sspedu.network.noting import Why
from sspedu.network.quoting import GONE, lines_from, quote, with_quote
from sspedu.network.quoting import PostAddress as Address
from sspedu.policy import Actor, Role
from tests.network.test_holding import places_of
from tests.network.test_pages import Reader
from tests.network.test_writing import in_box
from tests.network.world import AARHUS, ODENSE, World

RUN = 20
SECRET = "Drengen fra den gule blok\nsagde, at han ville flytte til sin moster i byen."


@pytest.fixture
def anna(app: Flask, world: World) -> Reader:
    return Reader(app, world)


@pytest.fixture
def bo(app: Flask, world: World) -> Reader:
    return Reader(app, world, AARHUS)


def quoted(world: World, actor: Actor, thread_id: int, number: int) -> str:
    """Return a post as its button quotes it."""
    post = queries.post(world.session, world.thread(actor, thread_id), number)
    return quote(post.author.name, number, f"/netvaerk/traad/{thread_id}#indlaeg-{number}", post.text)


def edit(world: World, actor: Actor, thread_id: int, number: int, text: str) -> None:
    post = queries.post(world.session, world.thread(actor, thread_id), number)
    commands.edit_post(world.session, actor, post, Edit(text, post.version), now=world.now)
    world.session.commit()


def remove(world: World, actor: Actor, thread_id: int, number: int) -> None:
    post = queries.post(world.session, world.thread(actor, thread_id), number)
    commands.remove_post(world.session, actor, post, "", now=world.now)
    world.session.commit()


def everything(world: World) -> str:
    """Return all that stands in any table, as one text."""
    rows = (row for table in Base.metadata.sorted_tables for row in world.session.execute(select(table)))
    return "\n".join(str(value) for row in rows for value in row).replace("\\n", "\n")


def left_of(world: World, text: str) -> list[str]:
    """Return what is left of a text anywhere, as runs of twenty characters."""
    kept = everything(world)
    return [text[start : start + RUN] for start in range(len(text) - RUN + 1) if text[start : start + RUN] in kept]


def text_of(world: World, thread_id: int, number: int) -> str:
    world.session.expire_all()
    return str(world.session.scalar(select(Post.text).where(Post.thread_id == thread_id, Post.number == number)))


def test_the_button_opens_the_form_with_the_post_quoted_in_it(anna: Reader, bo: Reader) -> None:
    thread = anna.begin(text="Første linje\n\nAnden linje")
    page = bo.get(f"{thread}?citer=1").text
    name = anna.actor.name
    assert in_box(page).strip() == f"&gt; **{name}** skrev i nr. 1 ({thread}#indlaeg-1):\n&gt;\n&gt; Første linje\n&gt;\n&gt; Anden linje"
    assert f'href="{thread}?citer=1#tekst"' in page


def test_quoting_keeps_what_stands_in_the_draft_and_quotes_once(anna: Reader) -> None:
    thread = anna.begin(text="Citér mig")
    anna.send(f"{thread}/kladde", text="Begyndt her", tab="a", sequence="1")
    box = in_box(anna.get(f"{thread}?citer=1").text)
    assert box.startswith("Begyndt her\n\n&gt; ")
    assert with_quote(with_quote("Begyndt", "> x"), "> x") == with_quote("Begyndt", "> x")


def test_a_quote_leads_to_its_post(anna: Reader, bo: Reader) -> None:
    thread = anna.begin(text="Citér mig")
    whole = bo.get(f"{thread}/1/citat")
    assert whole.mimetype == "text/plain"
    bo.send(thread, text=f"{whole.text}\n\nEnig!", nonce="x")
    assert f'skrev i <a href="{thread}#indlaeg-1">nr. 1</a>:' in anna.get(thread).text


def test_a_post_on_a_later_page_is_quoted_from_its_page(anna: Reader) -> None:
    thread = anna.begin()
    for number in range(queries.POSTS_A_PAGE):
        anna.world.reply(anna.actor, int(thread.rsplit("/", 1)[1]), f"Svar {number}.", nonce=str(number))
    page = anna.get(f"{thread}?citer=51").text
    assert f"{thread}?fra=51#indlaeg-51" in in_box(page)


@pytest.mark.parametrize("number", ["0", "99", "x", "-1", "9" * 30])
def test_quoting_what_is_not_there_quotes_nothing(anna: Reader, number: str) -> None:
    thread = anna.begin()
    assert in_box(anna.get(f"{thread}?citer={number}").text) == ""


def test_a_post_that_is_gone_or_may_not_be_read_cannot_be_quoted(anna: Reader, bo: Reader, world: World) -> None:
    thread = anna.begin()
    anna.send(f"{thread}/1/fjern")
    assert bo.get(f"{thread}/1/citat").status_code == 404
    odense = world.person(ODENSE)
    closed = world.begin(odense, world.board(odense, BoardKind.MUNICIPALITY, ODENSE))
    assert anna.get(f"/netvaerk/traad/{closed.id}/1/citat").status_code == 404


def test_a_moderator_quotes_no_words_that_are_hidden(anna: Reader, bo: Reader, app: Flask, world: World) -> None:
    thread = anna.begin()
    world.session.execute(update(Post).values(hidden_at=world.now, hidden_reason="Et navn stod der."))
    world.session.commit()
    judge = Reader(app, world, roles=[Role.MODERATOR])
    page = judge.get(thread).text
    assert "Det første indlæg." in page
    assert "?citer=1" not in page
    assert in_box(judge.get(f"{thread}?citer=1").text) == ""
    assert judge.get(f"{thread}/1/citat").status_code == 404


def test_what_is_taken_away_is_gone_from_posts_that_quote_it_and_from_how_they_stood_before(world: World) -> None:
    anna, bent, carl = world.person(), world.person(), world.person()
    thread = world.begin(anna).id
    world.reply(anna, thread, SECRET)
    quoting = world.reply(bent, thread, f"Mit eget.\n\n{quoted(world, anna, thread, 2)}\n\nMere af mit eget.", nonce="c")
    world.reply(
        carl, thread, quoted(world, carl, thread, quoting).replace("> Mit", f"> {quoted(world, carl, thread, 2)}\n> Mit"), nonce="d"
    )
    edit(world, bent, thread, quoting, "Rettet, uden citat.")
    edit(world, bent, thread, quoting, f"Med citat igen.\n> {SECRET.splitlines()[0]}")
    remove(world, anna, thread, 2)
    assert left_of(world, SECRET) == []
    assert text_of(world, thread, quoting) == f"Med citat igen.\n> {GONE}"
    before = world.session.scalars(select(PostRevision.text).order_by(PostRevision.version)).all()
    assert before[0].startswith("Mit eget.\n\n> **")
    assert before[0].endswith(f"):\n>\n> {GONE}\n\nMere af mit eget.")
    assert world.session.scalars(select(PostQuote).join(Post, Post.id == PostQuote.quoted_id).where(Post.number == 2)).all() == []


def test_a_line_that_was_copied_by_hand_is_cleared_too(world: World) -> None:
    anna, bent = world.person(), world.person()
    thread = world.begin(anna).id
    world.reply(anna, thread, SECRET)
    number = world.reply(bent, thread, f"> {SECRET.splitlines()[1]}\n\nEnig.", nonce="c")
    remove(world, anna, thread, 2)
    assert text_of(world, thread, number) == f"> {GONE}\n\nEnig."


def test_words_that_are_passed_on_from_quote_to_quote_are_cleared_in_all_of_them(world: World) -> None:
    anna, bent, carl = world.person(), world.person(), world.person()
    thread = world.begin(anna).id
    world.reply(anna, thread, SECRET)
    second = world.reply(bent, thread, quoted(world, bent, thread, 2), nonce="c")
    elsewhere = world.begin(carl, nonce="n").id
    passed_on = f"> Fra /netvaerk/traad/{thread}#indlaeg-{second}\n> {SECRET.splitlines()[1]}"
    world.reply(carl, elsewhere, passed_on, nonce="d")
    remove(world, anna, thread, 2)
    assert left_of(world, SECRET) == []


def test_a_form_with_the_old_text_is_asked_before_the_quote_stands_again(world: World) -> None:
    anna, bent = world.person(), world.person()
    thread = world.begin(anna).id
    world.reply(anna, thread, SECRET)
    number = world.reply(bent, thread, quoted(world, anna, thread, 2), nonce="c")
    opened = queries.post(world.session, world.thread(bent, thread), number)
    remove(world, anna, thread, 2)
    with pytest.raises(commands.EditConflict):
        commands.edit_post(world.session, bent, opened, Edit(f"{opened.text}\n\nMere.", opened.version), now=world.now)


def test_a_quote_that_arrives_after_its_post_was_taken_away_is_cleared(world: World) -> None:
    anna, bent = world.person(), world.person()
    thread = world.begin(anna).id
    world.reply(anna, thread, SECRET)
    late = quoted(world, bent, thread, 2)
    remove(world, anna, thread, 2)
    number = world.reply(bent, thread, f"{late}\n\nEnig.", nonce="c")
    assert left_of(world, SECRET) == []
    assert text_of(world, thread, number).endswith(f"{GONE}\n\nEnig.")


def test_a_draft_that_quotes_it_loses_the_quote_and_its_own_edit_is_gone(world: World) -> None:
    anna, bent = world.person(), world.person()
    thread = world.begin(anna).id
    world.reply(anna, thread, SECRET)
    post = queries.post(world.session, world.thread(anna, thread), 2)
    commands.keep_edit_draft(world.session, anna, post, Typed(f"{SECRET} Rettet.", "a", 1), now=world.now)
    for tab, own in (("b", "Først"), ("c", "Så")):
        typed = Typed(f"{own}\n\n{quoted(world, bent, thread, 2)}", tab, 1)
        commands.keep_reply_draft(world.session, bent, world.thread(bent, thread), typed, now=world.now)
    world.session.commit()
    remove(world, anna, thread, 2)
    assert left_of(world, SECRET) == []
    [draft] = world.session.scalars(select(Draft))
    assert draft.text.startswith("Så\n\n> ")
    assert draft.text.endswith(GONE)


@pytest.mark.parametrize("form", ["thread", "reply", "edit", "fields"])
def test_a_page_that_is_open_still_brings_no_quote_back_into_its_draft(world: World, form: str) -> None:
    anna, bent = world.person(), world.person()
    thread = world.begin(anna).id
    own = world.reply(bent, thread, nonce="o")
    number = world.reply(anna, thread, SECRET)
    typed = Typed(f"Først\n\n{quoted(world, bent, thread, number)}\n\nEnig.", "b", 1)
    remove(world, anna, thread, number)
    board, opened = world.board(bent), world.thread(bent, thread)
    if form == "thread":
        commands.keep_thread_draft(world.session, bent, board, typed, now=world.now)
    elif form == "reply":
        commands.keep_reply_draft(world.session, bent, opened, typed, now=world.now)
    elif form == "edit":
        commands.keep_edit_draft(world.session, bent, queries.post(world.session, opened, own), typed, now=world.now)
    else:
        fields = replace(typed, text=joined({"place": typed.text}))
        commands.keep_fields_draft(world.session, bent, board, queries.event_place(board), fields, now=world.now)
    world.session.commit()
    assert left_of(world, SECRET) == []
    [draft] = world.session.scalars(select(Draft))
    assert "Først\n\n> " in draft.text
    assert draft.text.endswith(f"{GONE}\n\nEnig.")


def test_a_quote_in_another_thread_is_followed_if_its_writer_may_read_there(world: World) -> None:
    anna, bent, odense = world.person(ODENSE), world.person(ODENSE), world.person(AARHUS)
    closed = world.begin(anna, world.board(anna, BoardKind.MUNICIPALITY, ODENSE)).id
    world.reply(anna, closed, SECRET)
    passed_on = quoted(world, bent, closed, 2)
    national = world.begin(bent, nonce="n").id
    number = world.reply(bent, national, passed_on, nonce="c")
    world.reply(odense, national, f"{passed_on.splitlines()[0]}\n> Det véd jeg intet om.", nonce="d")
    rows = world.session.execute(select(Post.number).join(PostQuote, PostQuote.post_id == Post.id)).scalars().all()
    assert rows == [number]
    remove(world, anna, closed, 2)
    assert left_of(world, SECRET) == []
    assert "Det véd jeg intet om." in text_of(world, national, 3)


def test_a_link_to_a_post_without_words_of_it_is_no_quote(world: World) -> None:
    anna = world.person()
    thread = world.begin(anna).id
    world.reply(anna, thread, f"Se /netvaerk/traad/{thread}#indlaeg-1\n\n> Et helt andet sted fra.")
    assert world.session.scalars(select(PostQuote)).all() == []


def test_a_short_post_is_quoted_by_its_name() -> None:
    text = "> **A** skrev i nr. 1 (/netvaerk/traad/1#indlaeg-1):\n>\n> Ja.\n\nJa."
    assert len(lines_from(text, ["Ja."], Address(1, 1))) == 1
    assert lines_from("Ja.", ["Ja."], Address(1, 1)) == frozenset()


WORDS = (
    "barnet",
    "skolen",
    "mødet",
    "tirsdag",
    "klubben",
    "bekymret",
    "forældre",
    "aftalen",
    "cykel",
    "hallen",
    "**fed**",
    "[link](x)",
    "æøå",
)
ACTS = st.sampled_from(["write", "quote", "copy", "edit", "draft"])
SAID = st.lists(st.sampled_from(WORDS), min_size=6, max_size=14)
STEPS = st.lists(st.tuples(ACTS, st.integers(0, 2), st.integers(1, 6), SAID, st.booleans()), min_size=3, max_size=10)


@settings(max_examples=20, suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow])
@given(steps=STEPS, doomed=st.integers(1, 6))
def test_however_a_post_was_quoted_nothing_of_it_is_left_when_it_is_gone(
    world: World, steps: list[tuple[str, int, int, list[str], bool]], doomed: int
) -> None:
    """Everyone marks their words with the step, so that a run of twenty characters tells whose they are."""
    people = [world.person() for _ in range(3)]
    thread = world.begin(people[0], nonce=f"run {world.count}").id
    author, said, passed_on = {1: people[0]}, {1: ["Det første indlæg."]}, [1]
    for step, (act, who, target, words, is_broken) in enumerate(steps):
        target = min(target, len(author))
        own = ("\n" if is_broken else " ").join(f"{word}{world.count}x{step}" for word in words)
        passage = quoted(world, people[who], thread, target)
        copied = "\n".join(line for line in passage.split("\n")[2:] if len(line) > RUN)
        text = {"write": own, "quote": f"{passage}\n\n{own}", "copy": f"{copied}\n\n{own}"}.get(act, f"{own}\n\n{passage}")
        if act == "edit":
            said[target].append(own)
            edit(world, author[target], thread, target, own if is_broken else f"{quoted(world, people[who], thread, 1)}\n\n{own}")
        elif act == "draft":
            opened = world.thread(people[who], thread)
            commands.keep_reply_draft(world.session, people[who], opened, Typed(text, f"tab {step}", 1), now=world.now)
            world.session.commit()
        else:
            number = world.reply(people[who], thread, text, nonce=f"step {step}")
            author[number], said[number] = people[who], [own]
        passed_on += [target] * (act in {"quote", "copy", "draft"})
    doomed = passed_on[-doomed % len(passed_on)]
    remove(world, author[doomed], thread, doomed)
    assert [run for text in said[doomed] for run in left_of(world, text)] == []


def test_a_quote_in_a_draft_that_was_set_aside_goes_with_its_source(world: World, session: Session) -> None:
    anna, bo = world.person(), world.person()
    thread = world.begin(anna, text=SECRET)
    draft = Draft(kind="reply", key=str(thread.id), user_id=bo.id, text="Noget andet.", tab="t", sequence=1, based_on="")
    draft.updated_at, draft.set_aside = world.now, [{"text": quoted(world, bo, thread.id, 1)}]
    session.add(draft)
    session.commit()
    commands.remove_post(session, anna, queries.post(session, world.thread(anna, thread.id), 1), "", now=world.now)
    session.commit()
    assert places_of(session, SECRET.split("\n")[1]) == []


@pytest.mark.parametrize("is_split", [True, False], ids=["split", "merged"])
def test_a_quote_of_a_post_that_was_moved_stands_until_the_post_is_taken_away(world: World, is_split: bool) -> None:
    anna, bo, judge = world.person(), world.person(), world.person(AARHUS, roles=[Role.MODERATOR])
    thread, other = world.begin(anna), world.begin(bo, nonce="o")
    world.reply(anna, thread.id, SECRET)
    words = f"{quoted(world, bo, thread.id, 2)}\n\nEnig."
    as_judge, why = world.thread(judge, thread.id), Why("Det hører til et andet sted.")
    if is_split:
        new_id, _done = commands.split_thread(world.session, judge, as_judge, commands.Split([2], "Ny"), why, now=world.now)
        place = (new_id, 1)
    else:
        commands.merge_threads(world.session, judge, as_judge, world.thread(judge, other.id), why, now=world.now)
        place = (other.id, 3)
    world.session.commit()
    number = world.reply(bo, other.id, words, nonce="q")
    edit(world, bo, other.id, number, f"{words} Rettet.")
    assert queries.post(world.session, world.thread(bo, other.id), number).text == f"{words} Rettet."
    remove(world, anna, *place)
    assert all(line not in everything(world) for line in SECRET.split("\n"))
