"""What the Markdown itself gets wrong: headings, raw HTML, footnotes, survey figures without a source, personal data."""

import re

from sspedu.curriculum.blocks import walk
from sspedu.curriculum.dialect import slug
from sspedu.curriculum.faults import FileFaults, shortened
from sspedu.curriculum.prose import Prose, blank
from sspedu.curriculum.questions import OPTION
from sspedu.privacy import scan

HEADING = re.compile(r"(#{1,6})[ \t]*(.*?)[ \t]*#*[ \t]*")
UNDERLINE = re.compile(r"(?:=+|-+) *")
HTML_TAG = re.compile(r"<(?:/?[A-Za-z][A-Za-z0-9-]{0,40}(?:\s[^<>]{0,500})?/?|!--)(?:>|(?<=!--))")
FOOTNOTE = re.compile(r"\[\^([^\]\s]{1,60})\](:?)")
LINK_WORDS = re.compile(r"\[([^\[\]]{0,300})\]\([^()]{0,600}\)")
FIGURE = re.compile(
    r"\b\d{1,3}(?:[.,]\d{1,3})?\s?(?:pct\b\.?|procent\b|%)"
    r"|\b(?:knap|godt|over|under|ca\.|cirka|omkring|omtrent|næsten|mere\send|mindre\send)\s"
    r"(?:halvdelen|en\s(?:tredje|fjerde|femte)del|to\stredjedele|tre\sfjerdedele)\b"
    r"|\bhver\s(?:anden|tredje|fjerde|femte|sjette|syvende|ottende|niende|tiende)\b"
    r"(?!\s(?:uge|dag|måned|år|time|gang|minut|aften|nat|morgen|mandag|tirsdag|onsdag|torsdag|fredag|lørdag|søndag))"
    r"|\b\d{1,3}\s(?:af\s(?:de\s|landets\s)?(?:\d{1,3}\s)?)?kommuner\b",
    re.IGNORECASE,
)


def check_markup(prose: Prose) -> None:
    """Note everything that is wrong with the Markdown of a text."""
    _check_headings(prose)
    _check_html(prose)
    _check_footnotes(prose)
    _check_figures(prose)
    _check_personal_data(prose)


def anchors_written_in(prose: Prose) -> frozenset[str]:
    """Return the anchors that a text is seen to have: headings as far as lines tell, and the ids of its blocks."""
    found = {block.id for block in walk(prose.blocks) if block.id}
    for line in prose.lines:
        match = HEADING.fullmatch(line) if line.startswith("#") else None
        if match:
            found.add(slug(LINK_WORDS.sub(r"\1", match[2])))
    return frozenset(found)


def _check_headings(prose: Prose) -> None:
    inside = prose.lines_in_activities() if any(line.startswith("#") for line in prose.lines) else frozenset()
    level = 1
    for number, line in enumerate(prose.lines):
        at = number + prose.first_line
        if _is_underlined(prose.lines, number):
            prose.faults.error(at, "Overskrifter skrives med ## foran. Skal stregen skille, så sæt en tom linje over den.")
        match = HEADING.fullmatch(line) if line.startswith("#") else None
        if match is None:
            continue
        if number in inside:
            prose.faults.error(at, "Et spørgsmål kan ikke have overskrifter. Skriv teksten med **fed** i stedet.")
            continue
        level = _check_level(len(match[1]), level, at, prose.faults)
        if not match[2]:
            prose.faults.error(at, "Overskriften er tom. Skriv den, eller slet linjen.")


def _check_level(level: int, above: int, line: int, faults: FileFaults) -> int:
    if level == 1:
        faults.error(line, "Overskrifter begynder med ##. Titlen øverst på siden kommer fra title.")
        return above
    if level > above + 1:
        faults.error(line, f"Overskriften springer et niveau over. Brug {'#' * (above + 1)} her.")
    return level


def _is_underlined(lines: list[str], number: int) -> bool:
    """Whether the library would take this line and the one above it for a heading."""
    if number == 0 or UNDERLINE.fullmatch(lines[number]) is None or not lines[number - 1].strip():
        return False
    return number == 1 or not lines[number - 2].strip()


def _check_html(prose: Prose) -> None:
    for match in HTML_TAG.finditer(prose.masked):
        prose.warning(match.start(), f"HTML bliver vist som tekst: {shortened(match[0], 40)}. Brug Markdown, eller sæt det i `kode`.")
        if prose.faults.is_full:
            return


def _check_footnotes(prose: Prose) -> None:
    inside = prose.lines_in_activities() if "[^" in prose.masked else frozenset()
    notes = list(FOOTNOTE.finditer(prose.masked))
    defined = {match[1] for match in notes if match[2]}
    for match in notes:
        if prose.line_at(match.start()) - prose.first_line in inside:
            prose.error(match.start(), "Fodnoter kan ikke stå i et spørgsmål eller en refleksion. Skriv det i teksten.")
        elif match[1] not in defined:
            prose.warning(match.start(), f"Fodnoten [^{match[1]}] mangler sin tekst. Skriv et sted: [^{match[1]}]: Teksten.")


def _check_figures(prose: Prose) -> None:
    """A survey figure belongs in a fact link; a wrong option may name any figure."""
    if FIGURE.search(prose.masked) is None:
        return
    text = blank(prose.without_links(), _option_spans(prose))
    for match in FIGURE.finditer(text):
        words = shortened(match[0])
        prose.warning(match.start(), f'"{words}" ligner et tal fra en undersøgelse uden kilde. Er det det, så skriv [{words}](fact:…).')


def _option_spans(prose: Prose) -> list[tuple[int, int]]:
    """Return where the words of quiz options stand: each from its bullet to the next empty line."""
    spans: list[tuple[int, int]] = []
    for block in prose.activities:
        for number in range(block.line, block.start):
            spans.append((prose.start_of(number), prose.start_of(number) + len(prose.lines[number])))
        for number in range(block.start, min(block.end, len(prose.lines))):
            if OPTION.fullmatch(prose.lines[number]):
                end = prose.body.find("\n\n", prose.start_of(number))
                spans.append((prose.start_of(number), end if end >= 0 else len(prose.body)))
    return spans


def _check_personal_data(prose: Prose) -> None:
    for finding in scan(prose.body):
        prose.error(finding.start, "Linjen rummer noget, der ligner et CPR-nummer. Slet det; cases er konstruerede og har ingen numre.")
