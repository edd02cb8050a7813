"""Links and pictures: does each lead somewhere, does it say what its register says, is a law that no longer holds named as such."""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date

from sspedu.curriculum.faults import nearest, shortened
from sspedu.curriculum.links import ANCHOR_TARGET, OUTSIDE_TARGET, PAGE_TARGET, PICTURE_TARGET, REGISTER_PATHS, REGISTER_TARGET, Link
from sspedu.curriculum.prose import Prose
from sspedu.curriculum.registers import SCHEMES, SOURCES, Known

FORMERLY = re.compile(r"\b(?:tidligere|dagældende)\b", re.IGNORECASE)
BESIDE = 40
DANISH_SCHEMES = {"lov": "law", "tal": "fact", "kilde": "source", "ord": "term", "begreb": "term"}
MARKUP = re.compile(r"\\(?=[^\w\s])|[*_`]")
SCHEME_OF_PATH = {path.removesuffix("{}"): scheme for scheme, path in REGISTER_PATHS.items()}
RENDERED = re.compile(r'href="(/lov/|/tal#|/kilder#|/ord#)([^"]*)"')
SCHEME = re.compile(r"([A-Za-zæøåÆØÅ][\w+.-]{0,30}):(.*)", re.DOTALL)


@dataclass(frozen=True, slots=True)
class Surroundings:
    """What the links of a text are held against. Paths are those of the content tree; `anchors` has the anchors of each page."""

    known: Known
    today: date
    folder: str
    paths: frozenset[str]
    media: frozenset[str]
    anchors: Mapping[str, frozenset[str]]

    def path_of(self, written: str) -> str:
        """Return the path in the tree of a file named in a link, which is relative to the module's folder."""
        return f"modules/{written[3:]}" if written.startswith("../") else f"{self.folder}{written}"


@dataclass(slots=True)
class Citations:
    """What a text refers to, in the order of its first mention."""

    sources: dict[str, None] = field(default_factory=dict)
    facts: dict[str, None] = field(default_factory=dict)


def check_links(prose: Prose, around: Surroundings) -> Citations:
    """Check every link and picture of a text and return what it cites."""
    citations = Citations()
    for link in prose.links:
        if prose.faults.is_full:
            break
        if link.is_picture:
            _check_picture(link, prose, around)
            continue
        if not link.words.strip():
            prose.error(link.start, "Linket har ingen ord. Skriv mellem de kantede parenteser, hvad det fører til.")
        _check_target(link, prose, around)
        match = REGISTER_TARGET.fullmatch(link.target)
        if match and match[1] in ("source", "fact"):
            (citations.sources if match[1] == "source" else citations.facts)[match[2]] = None
    return citations


def check_sources_are_cited(lines: Mapping[str, int], citations: Citations, prose: Prose, known: Known) -> None:
    """Warn of sources that the head lists and the text never cites. A figure cites the source it comes from."""
    behind_facts = {known.facts[fact].source for fact in citations.facts if fact in known.facts}
    for source, line in lines.items():
        if source in known.ids_of(SOURCES) and source not in citations.sources and source not in behind_facts:
            hint = f"Skriv [tekst](source:{source}), eller slet den."
            sentence = f'Kilden "{source}" står øverst, men teksten henviser aldrig til den. {hint}'
            prose.faults.warning(line, sentence)


def check_rendered_links(parts: Iterable[str], prose: Prose, known: Known) -> None:
    """Catch what the library took for a link and the eye above did not (brackets in brackets in brackets): no page may lead nowhere."""
    for path, id in (match for part in parts for match in RENDERED.findall(part)):
        scheme = SCHEME_OF_PATH[path]
        if id not in known.ids_of(SCHEMES[scheme]):
            sentence = f"Et link til {scheme}:{shortened(id)} fører ingen steder hen. Skriv det enkelt: [tekst]({scheme}:id)."
            prose.faults.error(prose.first_line, sentence)


def _check_target(link: Link, prose: Prose, around: Surroundings) -> None:
    target = link.target
    if match := REGISTER_TARGET.fullmatch(target):
        _check_register(link, match[1], match[2], prose, around)
    elif match := PAGE_TARGET.fullmatch(target):
        _check_page(link, match[1], match[2] or "", prose, around)
    elif match := ANCHOR_TARGET.fullmatch(target):
        _check_anchor(link, prose.path, match[1], prose, around)
    elif OUTSIDE_TARGET.fullmatch(target) is None:
        prose.error(link.start, _explain_target(target))


def _check_register(link: Link, scheme: str, id: str, prose: Prose, around: Surroundings) -> None:
    register = SCHEMES[scheme]
    ids = around.known.ids_of(register)
    if link.is_definition:
        prose.error(link.start, f"Skriv {scheme}-henvisningen direkte i linket: [tekst]({link.target}).")
    elif id not in ids:
        prose.error(link.start, f'{register.name} "{shortened(id)}" findes ikke i {register.path}.{nearest(id, ids)}')
    elif scheme == "fact":
        _check_wording(link, id, prose, around)
    elif scheme == "law" and around.known.is_superseded(id, around.today):
        _check_formerly(link, id, prose)


def _check_wording(link: Link, id: str, prose: Prose, around: Surroundings) -> None:
    fact = around.known.facts.get(id)
    if fact is None or _folded(link.words) in {_folded(words) for words in fact.wordings}:
        return
    accepted = ", ".join(f'"{words}"' for words in fact.wordings[:4])
    prose.error(link.start, f'"{shortened(link.words)}" er ikke en ordlyd, som registret kender for {id}. Skriv fx {accepted}.')


def _check_formerly(link: Link, id: str, prose: Prose) -> None:
    beside = " ".join(prose.masked[max(0, link.start - BESIDE) : link.start].split()) + " " + link.words
    if FORMERLY.search(beside) is None:
        hint = 'Skriv "tidligere" eller "dagældende" lige før linket, eller link til reglen, der afløste den.'
        prose.error(link.start, f'"{id}" gælder ikke længere. {hint}')


def _check_page(link: Link, written: str, anchor: str, prose: Prose, around: Surroundings) -> None:
    path = around.path_of(written)
    if path not in around.paths:
        own = [other.removeprefix(around.folder) for other in around.paths if other.startswith(around.folder)]
        others = [f"../{other.removeprefix('modules/')}" for other in around.paths if not other.startswith(around.folder)]
        prose.error(link.start, f'Filen "{shortened(written)}" findes ikke.{nearest(written, sorted(own + others))}')
    elif anchor:
        _check_anchor(link, path, anchor, prose, around)


def _check_anchor(link: Link, path: str, anchor: str, prose: Prose, around: Surroundings) -> None:
    anchors = around.anchors.get(path, frozenset())
    if anchor in anchors:
        return
    where = "teksten" if path == prose.path else path.rsplit("/", 1)[-1]
    prose.error(link.start, f'Der er ingen overskrift i {where} med ankeret "{shortened(anchor)}".{nearest(anchor, sorted(anchors))}')


def _check_picture(link: Link, prose: Prose, around: Surroundings) -> None:
    target = link.target
    if not link.words.strip():
        prose.error(link.start, "Billedet mangler en tekst, der siger, hvad det viser. Skriv den her: ![Tekst](media/navn.png).")
    if PICTURE_TARGET.fullmatch(target):
        if target not in around.media:
            prose.error(link.start, f'Billedet "{shortened(target)}" findes ikke i modulets mappe.{nearest(target, sorted(around.media))}')
    elif target.lower().startswith(("http:", "https:", "//")):
        prose.error(link.start, "Billedet ligger på en anden side. Læg det i modulets mappe media, og skriv ![Tekst](media/navn.png).")
    else:
        prose.error(link.start, "Et billede skal ligge i modulets mappe media og være png, jpg, gif eller webp: ![Tekst](media/navn.png).")


def _explain_target(target: str) -> str:
    if not target:
        return "Linket fører ingen steder hen. Skriv en adresse i parentesen."
    match = SCHEME.fullmatch(target)
    if match and match[1] in SCHEMES:
        return f'"{shortened(match[2])}" duer ikke som id i et {match[1]}-link. Brug bogstaver a-z, tal og bindestreger.'
    if match:
        scheme = match[1].lower()
        hint = nearest(DANISH_SCHEMES.get(scheme, scheme), SCHEMES) or " Brug law, fact, source, term, https eller mailto."
        return f'"{shortened(match[1])}:" er ikke en slags link, der kendes.{hint}'
    if target.startswith("www."):
        return "Adressen skal begynde med https://."
    if target.startswith("/"):
        return "Link ikke til en adresse på siden selv. Skriv lektionens fil (navn.md), eller law:, fact:, source: eller term:."
    return f'Linket "{shortened(target)}" fører ingen steder hen. Skriv lektionens fil (navn.md), en henvisning (law:id) eller https://…'


def _folded(words: str) -> str:
    return " ".join(MARKUP.sub("", words).casefold().split())
