"""Finds the names that a text may mean, in any language, and says how well each fits."""

import re
from bisect import bisect_left
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from enum import IntEnum

from rapidfuzz import fuzz, process

from habitat_graph.knowledge.folding import (
    bag,
    bigrams,
    compact,
    is_cjk,
    tokens,
    unqualified,
    weighty,
)

LONGEST = 300
"""Characters of a text that are looked at; no name is longer than a short paragraph."""

_LIKE = 78.0
_LIKE_CJK = 60.0
_LIKE_WORD = 72.0
_SHORTEST_TYPO = 4
_MOST_LIKE = 60
_EVERY = 0.6
_BRACKETED = re.compile(r"(.*\S)\s*[(（](.+)[)）]\s*")


class How(IntEnum):
    """How a name fits a text, the best way first."""

    EXACT = 1
    REWORDED = 2
    PREFIX = 3
    WORD = 4
    SUBSTRING = 5
    FUZZY = 6


_FITS = ((How.WORD, "whole", 65), (How.WORD, "start", 55), (How.SUBSTRING, "inside", 40))
"""How a name may have the words of a text, and the score that it has for that at least."""


@dataclass(frozen=True)
class Name:
    """One name of a thing; `language` is None for a name in no language."""

    thing: str
    text: str
    language: str | None


@dataclass(frozen=True)
class Match:
    """A name that fits, how, and how well from 0 to 100."""

    name: Name
    how: How
    score: float

    @property
    def thing(self) -> str:
        """The IRI of the thing that bears the name."""
        return self.name.thing

    @property
    def order(self) -> tuple[int, float]:
        """What sorts matches, the best first."""
        return self.how, -self.score


@dataclass(frozen=True)
class _Sought:
    """A text in the forms in which it is looked for."""

    words: tuple[str, ...]
    whole: str
    halves: tuple[str, ...]

    @classmethod
    def of(cls, text: str) -> "_Sought":
        words = tokens(text[:LONGEST])
        bracketed = _BRACKETED.fullmatch(text[:LONGEST])
        halves = map(tokens, bracketed.groups() if bracketed else ())
        return cls(words, compact(words), tuple(map(compact, halves)))


class Matcher:
    """All names, indexed by their words and, for Chinese, by pairs of characters."""

    def __init__(self, names: Iterable[Name]) -> None:
        self._names = tuple(name for name in dict.fromkeys(names) if tokens(name.text))
        words = [tokens(name.text) for name in self._names]
        self._wholes = [compact(each) for each in words]
        self._by_whole = _positions((whole,) for whole in self._wholes)
        self._by_bag = _positions((" ".join(bag(each)),) for each in words)
        self._sorted = sorted(self._by_whole)
        grams = [_grams(each) for each in words]
        self._sizes = [len(each) for each in grams]
        self._by_gram = _positions(grams)
        self._forms: dict[str, str] = {}
        self._vocabulary = tuple(gram for gram in self._by_gram if not is_cjk(gram))

    def matches(self, text: str, admits: Callable[[str], bool] = lambda _: True) -> list[Match]:
        """The best match of every thing that `text` may mean and `admits` lets in, best first.

        What is merely like the text is given only where nothing has it as a word.
        """
        sought = _Sought.of(text)
        if not sought.whole:
            return []
        found: dict[int, Match] = {}
        for at, how, score in self._sure(sought):
            if at not in found and admits(self._names[at].thing):
                found[at] = Match(self._names[at], how, score)
        if not any(match.how < How.SUBSTRING for match in found.values()):
            for at, score in self._like(sought):
                if (at not in found or found[at].score < score) and admits(self._names[at].thing):
                    found[at] = Match(self._names[at], How.FUZZY, score)
        return _best(found.values())

    def likeness(self, text: str, names: Iterable[str]) -> float:
        """How like the likest of `names`, which are the graph's own, is to `text`, up to 100."""
        whole = _Sought.of(text).whole
        return max((fuzz.ratio(whole, self._form(name)) for name in names), default=0.0)

    def _form(self, name: str) -> str:
        """The form of a name of the graph; kept, for to make it takes longer than to compare it."""
        if name not in self._forms:
            self._forms[name] = _Sought.of(name).whole
        return self._forms[name]

    def _sure(self, sought: _Sought) -> Iterator[tuple[int, How, float]]:
        """The names that have all of the text, the best way first."""
        for at in self._by_whole.get(sought.whole, ()):
            yield at, How.EXACT, 100.0
        for at in self._by_bag.get(" ".join(bag(sought.words)), ()):
            yield at, How.REWORDED, 95.0
        for at in self._by_whole.get(compact(unqualified(sought.words)), ()):
            yield at, How.REWORDED, 90.0
        for at in self._named_twice(sought.halves):
            yield at, How.REWORDED, 92.0
        for whole in self._beginning(sought.whole):
            for at in self._by_whole[whole]:
                yield at, How.PREFIX, 70 + 20 * len(sought.whole) / len(whole)
        yield from self._containing(sought)

    def _named_twice(self, halves: Sequence[str]) -> Iterator[int]:
        """The names of what a name and the one in brackets behind it both stand for.

        One of them is not enough: “Congo (Kinshasa)” is not the Congo.
        """
        found = [self._by_whole.get(half, ()) for half in halves]
        things = [{self._names[at].thing for at in each} for each in found]
        if things:
            common = set.intersection(*things)
            yield from (at for at in found[0] if self._names[at].thing in common)

    def _beginning(self, start: str) -> Iterator[str]:
        for position in range(bisect_left(self._sorted, start), len(self._sorted)):
            if not self._sorted[position].startswith(start):
                return
            yield self._sorted[position]

    def _containing(self, sought: _Sought) -> Iterator[tuple[int, How, float]]:
        words = weighty(sought.words)
        length = sum(map(len, words))
        for how, fit, base in _FITS:
            held = [self._holding(word, fit) for word in words]
            for at in set.intersection(*held):
                share = min(1.0, length / len(self._wholes[at]))
                yield at, how, base + 25 * share

    def _holding(self, word: str, fit: str) -> set[int]:
        """The names that have `word`: whole, as the beginning of a word, or inside one."""
        if is_cjk(word):
            return self._holding_run(word, fit)
        if fit == "whole":
            return set(self._by_gram.get(word, ()))
        if fit == "start":
            grams = [gram for gram in self._vocabulary if gram.startswith(word)]
        else:
            grams = [gram for gram in self._vocabulary if word in gram]
        return {at for gram in grams for at in self._by_gram[gram]}

    def _holding_run(self, run: str, fit: str) -> set[int]:
        """The names that have a run of Chinese: unbroken, or at least all its pairs."""
        grams = bigrams(run) if len(run) > 1 else {gram for gram in self._by_gram if run in gram}
        held = [set(self._by_gram.get(gram, ())) for gram in grams]
        if len(run) == 1:
            return set().union(*held)
        common = set.intersection(*held)
        return common if fit == "inside" else {at for at in common if run in self._wholes[at]}

    def _like(self, sought: _Sought) -> Iterator[tuple[int, float]]:
        """The names like the text as a whole, those with words like its words, those in it."""
        cutoff = _LIKE_CJK if is_cjk(sought.whole) else _LIKE
        for whole, ratio, _ in process.extract(
            sought.whole,
            self._sorted,
            scorer=fuzz.ratio,
            score_cutoff=cutoff,
            limit=_MOST_LIKE,
        ):
            for at in self._by_whole[whole]:
                yield at, 0.9 * ratio
        yield from self._misspelt(sought)
        yield from self._within(sought)

    def _misspelt(self, sought: _Sought) -> Iterator[tuple[int, float]]:
        fits = [self._spellings(word) for word in weighty(sought.words)]
        common = set.intersection(*(set(fit) for fit in fits))
        length = sum(map(len, sought.words))
        for at in common:
            share = min(1.0, length / len(self._wholes[at]))
            likeness = min(fit[at] for fit in fits) / 100
            yield at, likeness * (50 + 25 * share)

    def _spellings(self, word: str) -> dict[int, float]:
        """How well the names have `word`, some letters of which may be wrong."""
        fits: dict[int, float] = {}
        if is_cjk(word):
            counts = _counts(self._by_gram.get(gram, ()) for gram in bigrams(word))
            size = len(bigrams(word))
            return {at: 100 * n / size for at, n in counts.items() if n >= _EVERY * size}
        cutoff = _LIKE_WORD if len(word) >= _SHORTEST_TYPO else 100.0
        for gram, ratio, _ in process.extract(
            word, self._vocabulary, scorer=fuzz.ratio, score_cutoff=cutoff, limit=_MOST_LIKE
        ):
            for at in self._by_gram[gram]:
                fits[at] = max(ratio, fits.get(at, 0.0))
        return fits

    def _within(self, sought: _Sought) -> Iterator[tuple[int, float]]:
        """The names that stand in the text, such as “Kenya” in “Government of Kenya”."""
        counts = _counts(self._by_gram.get(gram, ()) for gram in _grams(sought.words))
        for at, count in counts.items():
            if count == self._sizes[at]:
                yield at, 40 + 35 * min(1.0, len(self._wholes[at]) / len(sought.whole))


def _grams(words: tuple[str, ...]) -> set[str]:
    """What a name is found by: its words, and the pairs of characters of its Chinese."""
    found: set[str] = set()
    for word in weighty(words):
        found |= bigrams(word) if is_cjk(word) else {word}
    return found


def _positions(keys: Iterable[Iterable[str]]) -> dict[str, list[int]]:
    found: dict[str, list[int]] = defaultdict(list)
    for at, each in enumerate(keys):
        for key in each:
            found[key].append(at)
    return dict(found)


def _counts(postings: Iterable[Sequence[int]]) -> dict[int, int]:
    counts: dict[int, int] = defaultdict(int)
    for posting in postings:
        for at in posting:
            counts[at] += 1
    return counts


def _best(matches: Iterable[Match]) -> list[Match]:
    best: dict[str, Match] = {}
    for match in matches:
        if match.thing not in best or match.order < best[match.thing].order:
            best[match.thing] = match
    return sorted(best.values(), key=lambda match: (*match.order, match.thing))
