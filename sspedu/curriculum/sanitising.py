"""The last wall: an allow-list over the finished HTML. The renderer makes nothing else, so whatever falls here was an attack or a bug."""

import html
import re

import nh3

HEADINGS = {"h1", "h2", "h3", "h4", "h5", "h6"}
INLINE = {"a", "abbr", "br", "code", "em", "img", "strong", "sup"}
BLOCKS = {
    "blockquote", "dd", "details", "div", "dl", "dt", "figcaption", "figure", "hr", "li", "ol", "p", "pre", "section", "summary",
    "table", "tbody", "td", "th", "thead", "tr", "ul",
}  # fmt: skip
ALIGNMENTS = {"text-left", "text-right", "text-center"}
CLASSES = {
    "a": {"ref", "ref--law", "ref--fact", "ref--source", "ref--term", "footnote-ref", "footnote-backref"},
    "div": {"table-wrap", "footnote"},
    "section": {"block", "block--case", "block--note", "block--warning", "block--local"},
    "details": {"block", "block--details", "drawing__words"},
    "figure": {"drawing"},
    "figcaption": {"drawing__title"},
    "p": {"block__kind", "block__title"},
    "td": ALIGNMENTS,
    "th": ALIGNMENTS,
}
ATTRIBUTES = {
    "a": {"href", "title", "rel"},
    "abbr": {"title"},
    "img": {"src", "alt"},
    "ol": {"start"},
    "section": {"id", "aria-labelledby"},
    "div": {"id", "aria-label"},
    "p": {"id"},
    "li": {"id"},
    "sup": {"id"},
    **{heading: {"id"} for heading in HEADINGS},
}
VALUES = {"div": {"role": {"region"}, "tabindex": {"0"}}, "th": {"scope": {"col"}}}
CLEANER = nh3.Cleaner(
    tags=HEADINGS | INLINE | BLOCKS,
    attributes=ATTRIBUTES,
    tag_attribute_values=VALUES,
    allowed_classes=CLASSES,
    url_schemes={"http", "https", "mailto"},
    link_rel=None,
)

SIGN = re.compile(r"§ (?=\d)")
BLOCK_TAG = re.compile(rf"</?(?:{'|'.join(sorted(BLOCKS | HEADINGS | {'br', 'img'}))})(?=[\s>/])[^\">]*(?:\"[^\"]*\"[^\">]*)*>")
SUMMARY = re.compile(r"<summary>[^<]*</summary>")
ROW_END = re.compile(r"(?:\s*</t[dh]>)?\s*</(?:li|p|tr|dd|dt|h[1-6])>\s*")
CELL_END = re.compile(r"\s*</t[dh]>\s*(?=<t[dh])")
MARKS_AFTER_MARK = re.compile(r"(?<=[.!?:;,])(?:\s*[.,])+")
ANY_TAG = re.compile(r"</?[a-z][^\">]*(?:\"[^\"]*\"[^\">]*)*>")


def clean(text: str) -> str:
    """Return the HTML with everything gone that is not on the list. A paragraph's sign keeps its number on its own line."""
    return SIGN.sub("§\u00a0", CLEANER.clean(text))


def plain_text(cleaned: str) -> str:
    """Return the words of cleaned HTML on one line."""
    words = ANY_TAG.sub("", BLOCK_TAG.sub(" ", cleaned)) if "<" in cleaned else cleaned
    return " ".join(html.unescape(words).split())


def sentences(cleaned: str) -> str:
    """Return what stands in lists, tables and paragraphs as sentences that can be read aloud one after another."""
    marked = ROW_END.sub(". ", CELL_END.sub(", ", SUMMARY.sub("", cleaned)))
    return MARKS_AFTER_MARK.sub("", plain_text(marked)).strip()
