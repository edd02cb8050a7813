"""Law as the whole tree cites it: nothing that no longer holds is said as if it did, and what is not certain carries its reservation.

Links are held against the register whenever something is read. This look goes further: lists of law, registers, and paragraphs that are
only mentioned.
"""

from collections import Counter
from collections.abc import Iterator

from sspedu.curriculum.checking.law_mentions import Mention, mentions_in, section_key
from sspedu.curriculum.checking.links import BESIDE, FORMERLY
from sspedu.curriculum.faults import FileFaults, nearest
from sspedu.curriculum.links import REGISTER_TARGET
from sspedu.curriculum.looks import Tree
from sspedu.curriculum.models import LegalState, Provision
from sspedu.curriculum.prose import Prose, blank
from sspedu.curriculum.register_texts import lines_of_rows, listed, passages_in
from sspedu.curriculum.registers import LAW, LEGAL_QUESTIONS, TERMS

UNCERTAIN = (LegalState.UNKNOWN, LegalState.AMENDED_UNREAD)
FORMER_WORDS = 'Skriv "tidligere" eller "dagældende" lige foran, eller nævn reglen, der afløste den'


def check_law(tree: Tree) -> None:
    """Note every place where the law is cited as it does not hold, or without what a reader must know of it."""
    taught: Counter[str] = Counter()
    for _, lesson in tree.lessons:
        ids = {scalar.text: scalar.line for scalar in lesson.head.law} if lesson.head else {}
        taught.update(ids)
        for id, line in ids.items():
            _check_listed(id, line, ids, lesson.faults, tree)
    for faults, prose in tree.proses:
        taught.update(id for id in _linked(prose))
        _check_prose(prose, faults, tree)
    _check_registers(tree)
    _check_reservations(frozenset(taught), tree)
    _check_neighbours(tree)
    _check_questions(tree)


def _check_listed(id: str, line: int, beside: dict[str, int], faults: FileFaults, tree: Tree) -> None:
    """Refuse a provision that does not hold in a list of law, unless the list names its successor too: then it is there as history."""
    provision = tree.known.law.get(id)
    state = provision.state_on(tree.today) if provision else LegalState.IN_FORCE
    if provision is None or state not in (LegalState.SUPERSEDED, LegalState.NOT_YET):
        return
    if state is LegalState.NOT_YET:
        faults.error(line, f'"{id}" gælder ikke endnu og kan ikke stå som gældende lov.')
    elif provision.replaced_by not in beside:
        hint = f' Skriv "{provision.replaced_by}".' if provision.replaced_by else " Slet den, eller skriv reglen, der gælder i dag."
        faults.error(line, f'"{id}" gælder ikke længere og står her som gældende lov.{hint}')


def _linked(prose: Prose) -> Iterator[str]:
    for link in prose.links:
        match = REGISTER_TARGET.fullmatch(link.target)
        if match and match[1] == "law":
            yield match[2]


def _check_prose(prose: Prose, faults: FileFaults, tree: Tree) -> None:
    """Hold the paragraphs that a text mentions without a link against the register."""
    linked = frozenset(_linked(prose))
    text = blank(prose.masked, [(link.start, link.end) for link in prose.links])
    for start, mention in mentions_in(text):
        before = " ".join(text[max(0, start - BESIDE) : start].split())
        _check_mention(mention, before, prose.line_at(start), faults, tree, linked)


def _check_mention(mention: Mention, before: str, line: int, faults: FileFaults, tree: Tree, linked: frozenset[str] | None) -> None:
    """Check one mention. `linked` are the provisions that the same text links to; None where a text cannot have links."""
    found = [provision for provision in tree.known.law.values() if mention.may_mean(provision)]
    is_former = FORMERLY.search(f"{before} {mention.words}") is not None
    gone = [provision for provision in found if provision.state_on(tree.today) is LegalState.SUPERSEDED]
    if found and len(gone) == len(found) and not is_former:
        faults.error(line, f'"{mention.words}" gælder ikke længere. {FORMER_WORDS}{_successor(gone[0])}.')
    elif faults.path != LAW.path and not found and mention.is_known_law(tree.known.law.values()):
        close = nearest(_id_like(mention), tree.known.law)
        faults.error(line, f'"{mention.words}" står ikke i lovregistret.{close} Link til den rigtige, eller skriv den i law.yml.')
    elif mention.law and found and linked is not None and not linked & {provision.id for provision in found} and not is_former:
        faults.error(line, f'"{mention.words}" er nævnt uden link. Skriv [{mention.words}](law:{found[0].id}), i hvert fald første gang.')


def _successor(provision: Provision) -> str:
    return f" (law:{provision.replaced_by})" if provision.replaced_by else ""


def _id_like(mention: Mention) -> str:
    return f"{mention.law}-{section_key(mention.section)}".casefold().replace(" ", "-")


def _check_registers(tree: Tree) -> None:
    """Hold what the registers say of the law against the law register itself."""
    for text in passages_in(tree.texts):
        superseded = tree.known.is_superseded(text.row, tree.today) if text.path == LAW.path else False
        if superseded:
            continue
        for start, mention in mentions_in(text.words):
            before = text.words[max(0, start - BESIDE) : start]
            _check_mention(mention, before, text.line, tree.faults.on(text.path), tree, None)
    for path in (TERMS.path, LEGAL_QUESTIONS.path):
        for row in listed(tree.texts, path, "law"):
            beside = {scalar.text: scalar.line for scalar in row}
            for id, line in beside.items():
                _check_listed(id, line, beside, tree.faults.on(path), tree)


def _check_reservations(taught: frozenset[str], tree: Tree) -> None:
    lines = lines_of_rows(tree.texts, LAW.path)
    for id in sorted(taught):
        provision = tree.known.law.get(id)
        if provision and provision.state_on(tree.today) in UNCERTAIN and not provision.reservation:
            said = f'"{id}" undervises der i, men vi ved ikke, hvad der gælder i dag. Skriv det under reservation, så læseren ser det.'
            tree.faults.on(LAW.path).error(lines.get(id, 1), said)


def _check_neighbours(tree: Tree) -> None:
    """Two provisions that follow one another must say so of each other."""
    lines = lines_of_rows(tree.texts, LAW.path)
    law = tree.known.law
    for provision in law.values():
        line, faults = lines.get(provision.id, 1), tree.faults.on(LAW.path)
        successor, predecessor = law.get(provision.replaced_by or ""), law.get(provision.replaces or "")
        if successor and successor.replaces != provision.id:
            faults.error(line, f'"{provision.id}" siger, at den er afløst af "{successor.id}". Skriv også replaces: {provision.id} dér.')
        if predecessor and predecessor.replaced_by != provision.id:
            faults.error(line, f'"{provision.id}" siger, at den erstattede "{predecessor.id}". Skriv også replaced_by: {provision.id} dér.')
        if provision.valid_from and provision.valid_to and provision.valid_to.first_day < provision.valid_from.first_day:
            faults.error(line, f'"{provision.id}" holder op, før den begynder. Ret valid_from eller valid_to.')


def _check_questions(tree: Tree) -> None:
    """Each place at which an open question is said to be taught must be there."""
    places = {f"{module.id}/{lesson.id}": tree.anchors.get(lesson.path, frozenset()) for module, lesson in tree.lessons}
    faults = tree.faults.on(LEGAL_QUESTIONS.path)
    for row in listed(tree.texts, LEGAL_QUESTIONS.path, "taught_in"):
        for scalar in row:
            page, _, anchor = scalar.text.partition("#")
            if page not in places:
                faults.error(scalar.line, f'Lektionen "{page}" findes ikke. Skriv modul/lektion.{nearest(page, places)}')
            elif anchor and anchor not in places[page]:
                faults.error(scalar.line, f'Der er intet sted "{anchor}" i {page}.{nearest(anchor, sorted(places[page]))}')
