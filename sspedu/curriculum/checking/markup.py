"""What the Markdown itself gets wrong: headings, raw HTML, footnotes, survey figures without a source."""

import re

from sspedu.curriculum.blocks import walk
from sspedu.curriculum.dialect import slug
from sspedu.curriculum.faults import FileFaults, shortened
from sspedu.curriculum.models import QuestionKind
from sspedu.curriculum.prose import Prose, blank
from sspedu.curriculum.questions import read_quiz

HEADING = re.compile(r"(#{1,6})[ \t]*(.*?)[ \t]*#*[ \t]*")
UNDERLINE = re.compile(r"(?:=+|-+) *")
HTML_TAG = re.compile(r"<(?:/?[A-Za-z][A-Za-z0-9-]{0,40}(?:\s[^<>]{0,500})?/?|!--)(?:>|(?<=!--))")
FOOTNOTE = re.compile(r"\[\^([^\]\s]{1,60})\](:?)")
LINK_WORDS = re.compile(r"\[([^\[\]]{0,300})\]\([^()]{0,600}\)")
HEDGES = r"(?:[Kk]nap|[Gg]odt|[Oo]ver|[Uu]nder|[Cc]a\.|[Cc]irka|[Oo]mkring|[Oo]mtrent|[Nn]æsten|[Mm]ere\send|[Mm]indre\send)"
TIMES = "uge|dag|måned|år|time|gang|minut|aften|nat|morgen|mandag|tirsdag|onsdag|torsdag|fredag|lørdag|søndag"
# Each with words without which it cannot match: most texts are done with a look for those.
FIGURES = (
    (("pct", "procent", "%"), re.compile(r"\d{1,3}(?:[.,]\d{1,3})?\s?(?:pct\b\.?|procent\b|%)")),
    (("kommuner",), re.compile(r"\d{1,3}\s(?:af\s(?:de\s|landets\s)?(?:\d{1,3}\s)?)?kommuner\b")),
    (("halvdelen", "edel"), re.compile(rf"{HEDGES}\s(?:halvdelen|en\s(?:tredje|fjerde|femte)del|to\stredjedele|tre\sfjerdedele)\b")),
    (
        ("hver ", "Hver ", "hver\n", "Hver\n"),
        re.compile(rf"[Hh]ver\s(?:anden|tredje|fjerde|femte|sjette|syvende|ottende|niende|tiende)\b(?!\s(?:{TIMES}))"),
    ),
)


def check_markup(prose: Prose) -> None:
    """Note everything that is wrong with the Markdown of a text."""
    _check_headings(prose)
    _check_html(prose)
    _check_footnotes(prose)
    _check_figures(prose)


def anchors_written_in(prose: Prose) -> frozenset[str]:
    """Return the anchors that a text is seen to have: headings as far as lines tell, and the ids of its blocks."""
    found = {block.id for block in walk(prose.blocks) if block.id}
    inside = _lines_of_sortings(prose)
    for number, line in enumerate(prose.lines):
        match = HEADING.fullmatch(line) if line.startswith("#") else None
        if match and number not in inside:
            found.add(slug(LINK_WORDS.sub(r"\1", match[2])))
    return frozenset(found)


def _check_headings(prose: Prose) -> None:
    inside = prose.lines_in_activities() if any(line.startswith("#") for line in prose.lines) else frozenset()
    sortings = _lines_of_sortings(prose)
    level = 1
    for number, line in enumerate(prose.lines):
        at = number + prose.first_line
        if _is_underlined(prose.lines, number):
            prose.faults.error(at, "Overskrifter skrives med ## foran. Skal stregen skille, så sæt en tom linje over den.")
        match = HEADING.fullmatch(line) if line.startswith("#") else None
        if match is None:
            continue
        if number in inside and number not in sortings:
            prose.faults.error(at, "Et spørgsmål kan ikke have overskrifter. Skriv teksten med **fed** i stedet.")
            continue
        if number not in inside:
            level = _check_level(len(match[1]), level, at, prose.faults)
        if not match[2]:
            prose.faults.error(at, "Overskriften er tom. Skriv den, eller slet linjen.")


def _lines_of_sortings(prose: Prose) -> frozenset[int]:
    """Return the indexes of the lines in which a heading is a place to put things in."""
    sortings = [block for block in prose.activities if "type" in block.options and block.options["type"].text == QuestionKind.SORT]
    return frozenset(number for block in sortings for number, _ in block.lines_of_its_own(prose.lines))


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
    if "<" not in prose.masked:
        return
    seen = 0
    for match in HTML_TAG.finditer(prose.masked):
        line = prose.line_at(match.start())
        if line != seen:
            words = shortened(match[0], 40)
            prose.faults.warning(line, f"HTML bliver vist som tekst: {words}. Brug Markdown, eller sæt det i `kode`.")
        seen = line


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
    """A survey figure belongs in a fact link; a wrong option may name any figure, and a link in what is to be placed could give it away."""
    patterns = [pattern for words, pattern in FIGURES if any(word in prose.masked for word in words) and pattern.search(prose.masked)]
    if not patterns:
        return
    text = blank(prose.without_links(), _option_spans(prose))
    for match in (match for pattern in patterns for match in pattern.finditer(text)):
        if match.start() and text[match.start() - 1].isalnum():
            continue
        words = shortened(match[0])
        prose.warning(match.start(), f'"{words}" ligner et tal fra en undersøgelse uden kilde. Er det det, så skriv [{words}](fact:…).')


def _option_spans(prose: Prose) -> list[tuple[int, int]]:
    """Return where the words of options, entries and places stand: each from its first line to the next empty one."""
    spans: list[tuple[int, int]] = []
    for block in prose.activities:
        for number in range(block.line, block.start):
            spans.append((prose.start_of(number), prose.start_of(number) + len(prose.lines[number])))
        text = read_quiz(block, prose.lines, FileFaults(""))
        for number in text.lines_of_choices():
            end = prose.body.find("\n\n", prose.start_of(number))
            spans.append((prose.start_of(number), end if end >= 0 else len(prose.body)))
    return spans
