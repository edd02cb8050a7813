"""The ids that the page around a lesson has for its own links, labels and scripts: no heading and no block of a lesson takes one of them.

The templates of `learning` and `web` write them; a test holds a lesson's page to this list.
"""

PAGE_IDS = frozenset(
    {
        "main-content",
        "side-beskeder",
        "side-derfor",
        "side-fejl",
        "side-fejl-broken",
        "side-fejl-fact",
        "side-fejl-fejl",
        "side-fejl-hjaelp",
        "side-fejl-language",
        "side-fejl-law",
        "side-fejl-other",
        "side-fejl-sted",
        "side-fejl-tekst",
        "side-fejl-titel",
        "side-gennemfoer",
        "side-gennemfoer-titel",
        "side-kilder-titel",
        "side-lektioner",
        "side-lov-titel",
        "spurgt",
    }
)
