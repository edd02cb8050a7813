"""Whatever an author, a thief with an author's password or a broken program writes: the page runs nothing of it."""

from html.parser import HTMLParser

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sspedu.curriculum.dialect import HOLE, SEAM
from sspedu.curriculum.layout import CLOSE, OPEN
from sspedu.curriculum.rendering import LessonSource, render_lesson, render_snippet
from sspedu.curriculum.sanitising import ATTRIBUTES, BLOCKS, HEADINGS, INLINE, VALUES

TAGS = HEADINGS | INLINE | BLOCKS
NAMES = {name for names in ATTRIBUTES.values() for name in names} | {name for values in VALUES.values() for name in values} | {"class"}
OURS = ("/lov/", "/tal#", "/kilder#", "/ord#", "/moduler/", "#", "http://", "https://", "mailto:")
PRIVATE = {OPEN, CLOSE, HOLE, SEAM}

SCRIPTS = [
    "<script>alert(1)</script>", "<SCRIPT SRC=//x.dk/a.js></SCRIPT>", "<img src=x onerror=alert(1)>", "<svg/onload=alert(1)>", "<svg><script>alert(1)</script>",
    "<iframe src=javascript:alert(1)>", "<iframe srcdoc='<script>alert(1)</script>'>", "<body onload=alert(1)>", "<a href=javascript:alert(1)>x</a>",
    "<a href='&#106;avascript:alert(1)'>x</a>", "<math><a xlink:href=javascript:alert(1)>x</a></math>", "<object data=javascript:alert(1)>", "<embed src=//x.dk/a.swf>",
    "<form action=javascript:alert(1)><button>x</button></form>", "<button formaction=javascript:alert(1)>x", "<input autofocus onfocus=alert(1)>",
    "<details open ontoggle=alert(1)>", "<video><source onerror=alert(1)>", "<audio src=x onerror=alert(1)>", "<marquee onstart=alert(1)>", "<style>@import 'x'</style>",
    "<link rel=stylesheet href=//x.dk>", "<meta http-equiv=refresh content='0;url=javascript:alert(1)'>", "<base href=//x.dk/>", "<div style='background:url(javascript:alert(1))'>",
    "<!--><script>alert(1)</script>-->", "<!--[if IE]><script>alert(1)</script><![endif]-->", "<![CDATA[<script>alert(1)</script>]]>", "<?php echo 1 ?>", "</p><script>alert(1)</script>",
    "<noscript><p title='</noscript><img src=x onerror=alert(1)>'>", "<template><script>alert(1)</script></template>", "<textarea><script>alert(1)</script>", "<title><img src=x onerror=alert(1)>",
    "<xmp><script>alert(1)</script>", "<plaintext>", "<p id=x tabindex=1 onfocus=alert(1)>", '"><script>alert(1)</script>', "'><img src=x onerror=alert(1)>", "` onmouseover=alert(1) `",
    "<<script>alert(1)//<</script>", "<scr<script>ipt>alert(1)</scr</script>ipt>", "<img src=`javascript:alert(1)`>", "<a\u0000href=javascript:alert(1)>", "\\<script>alert(1)\\</script>",
    "&lt;script&gt;alert(1)&lt;/script&gt;", "&#60;script&#62;alert(1)", "{{ 7*7 }}{% raw %}", "${alert(1)}", "<div id=\"__proto__\">", '{: onclick="alert(1)" }', "{onclick=alert(1)}",
]  # fmt: skip
TARGETS = [
    "javascript:alert(1)", "JaVaScRiPt:alert(1)", " javascript:alert(1)", "java\tscript:alert(1)", "java\nscript:alert(1)", "&#106;avascript:alert(1)", "&#x6A;avascript:alert(1)",
    "&#0000106avascript:alert(1)", "&amp;#106;avascript:alert(1)", "javascript&colon;alert(1)", "javascript&#58;alert(1)", "java&Tab;script:alert(1)", "java&NewLine;script:alert(1)",
    "\\javascript:alert(1)", "javascript\\:alert(1)", "\x01javascript:alert(1)", "%6Aavascript:alert(1)", "javascript%3Aalert(1)", "data:text/html,<script>alert(1)</script>",
    "data:text/html;base64,PHNjcmlwdD4=", "vbscript:msgbox(1)", "//x.dk/a", "\\\\x.dk\\a", "/\\x.dk", "///x.dk", "http:javascript:alert(1)", "https://x.dk/\" onclick=\"alert(1)",
    "https://x.dk/'onclick='alert(1)", "https://x.dk/<script>", "law:x\" onclick=\"alert(1)", "law:x'onclick=alert(1)", "law:../../ud", "law:<script>", "fact:S06&quot;onclick=1",
    "source:%22onclick", "term:javascript:alert(1)", "anden.md\"onclick=\"alert(1)", "anden.md#\"onclick", "#\"onclick=alert(1)", "media/x.png\"onerror=\"alert(1)", "media/../../x.png",
    "media/javascript:alert(1).png", "mailto:a@b.dk?subject=\"onclick=", "mailto:javascript:alert(1)@x.dk", "feed:javascript:alert(1)", "jar:javascript:alert(1)!/", "livescript:alert(1)",
    "blob:https://x.dk/1", "filesystem:https://x.dk", "view-source:javascript:alert(1)", "ｊavascript:alert(1)", "java\u200bscript:alert(1)", "\u202ejavascript:alert(1)", "<javascript:alert(1)>",
]  # fmt: skip
CONTEXTS = [
    "{}", "# {}", "> {}", "- {}", "    {}", "| a | {} |\n|---|---|\n| {} | b |", "Ord\n:   {}", "*[Ord]: {}\n\nOrd", "[^{}]\n\n[^{}]: {}", "[{}][r]\n\n[r]: https://x.dk \"{}\"", "`{}`", "**{}** _{}_",
    "/// case | {}\n    id: x\n\n{}\n///", "/// details | {}\n{}\n///", "/// note | T\n    id: {}\n\n{}\n///", "/// local | {}\n    id: {}\n\nA\n///",
    "/// quiz\n    id: {}\n\n{}\n\n- [ ] {}\n\n    > {}\n\n- [x] {}\n\n//// answer\n{}\n////\n///", "/// reflection\n    id: x\n\n{}\n///", "/// quiz\n    id: x\n    type: order\n\n{}\n\n1. {}\n\n    > {}\n\n2. B\n///",
    "/// quiz\n    id: x\n    type: match\n\n{}\n\n{}\n:   {}\n\n    > {}\n\nB\n:   C\n///", "/// quiz\n    id: x\n    type: sort\n\n{}\n\n### {}\n\n- {}\n\n    > {}\n\n### B\n\n- C\n///",
    "![{}](media/x.png \"{}\")", "[{}](law:rpl-115 \"{}\")",
]  # fmt: skip
LINKS = [
    "[x]({})",
    "[x](<{}>)",
    "![x]({})",
    "[x][r]\n\n[r]: {}",
    "[x][r]\n\n[r]: <{}>",
    "<{}>",
    '[x]({} "t")',
    "![x][r]\n\n[r]: {}",
    "[![x]({})]({})",
]


class Watch(HTMLParser):
    """Notes everything in a page that the allow-list does not know."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.dangers: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag not in TAGS:
            self.dangers.append(f"<{tag}>")
        for name, value in attrs:
            if name not in NAMES:
                self.dangers.append(f"{tag} {name}")
            if name in ("href", "src") and not (value or "").startswith(OURS):
                self.dangers.append(f"{name}={value}")
            if name == "src" and not (value or "").startswith("/moduler/"):
                self.dangers.append(f"src={value}")

    def handle_comment(self, data: str) -> None:
        self.dangers.append("comment")

    def handle_decl(self, decl: str) -> None:
        self.dangers.append("declaration")

    def handle_pi(self, data: str) -> None:
        self.dangers.append("instruction")


def dangers(html: str) -> list[str]:
    watch = Watch()
    watch.feed(html)
    watch.close()
    return watch.dangers + [f"private {mark!r}" for mark in PRIVATE if mark in html]


def check(source: str) -> None:
    text = render_lesson(LessonSource("lov", "l", source, (("anden.md", "/moduler/lov/anden"),)))
    assert len(text.html) % 2 == 1
    for piece in text.pieces():
        assert not dangers(piece), (source, piece)
    assert not dangers(render_snippet(source, prefix="p"))


@pytest.mark.parametrize("script", SCRIPTS)
def test_a_script_stays_text_wherever_it_stands(script: str) -> None:
    for context in CONTEXTS:
        check(context.replace("{}", script))


@pytest.mark.parametrize("target", TARGETS)
def test_a_link_leads_only_where_links_may_lead(target: str) -> None:
    for link in LINKS:
        check(link.replace("{}", target))
        check("/// case | T\n    id: x\n\n" + link.replace("{}", target) + "\n\n///\n")


def test_the_watch_itself_sees_danger() -> None:
    assert dangers("<script>") == ["<script>"]
    assert dangers("<p onclick=1>") == ["p onclick"]
    assert dangers('<a href="&#106;avascript:x">') == ["href=javascript:x"]
    assert dangers("<!-- x -->") == ["comment"]


HOSTILE = st.lists(
    st.sampled_from([*SCRIPTS, *TARGETS, "[", "](", ")", "![", "> ", "\n", "\n\n", "    ", "- ", "- [x] ", "/// quiz\n    id: a\n", "    type: order\n", "    type: match\n", "    type: sort\n", ":   ", "### ", "///\n", "////\n", "/// case | <b>\n", "|", "`", "*", "_", "[^1]", "[^1]: ", "*[x]: ",
                     "<", ">", "&", ";", "\"", "'", "\\", "\x02", "\x03", "\x02amp\x03", "\x02wzxhzdk:0\x03", "klzzwxh:0000", "\ue0000", "\ue001", "\ue002", "\ue003"]),
    max_size=14,
).map("".join)  # fmt: skip


@settings(max_examples=300, deadline=None)
@given(HOSTILE | st.text(max_size=200))
def test_any_mixture_is_safe(source: str) -> None:
    check(source)


@settings(max_examples=100, deadline=None)
@given(st.text(max_size=100))
def test_the_same_source_gives_the_same_html_whatever_was_rendered_before(source: str) -> None:
    lesson = LessonSource("lov", "l", "Først[^1].\n\n[^1]: Note\n\n*[HTML]: x\n\nHTML [a][r]\n\n[r]: https://x.dk\n")
    before = render_lesson(lesson)
    render_lesson(LessonSource("lov", "l", source))
    assert render_lesson(lesson) == before
