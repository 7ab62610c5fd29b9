"""内容分类 — the county's one list of content classes, and the class of an entry (row A3).

Every head of the five seeds' lists names one class. An entry takes the class of a
matter of the same words, else of the element it resembles most; what resembles
nothing stays without a class and is listed as such: nothing is guessed.
"""

from collections import Counter
from collections.abc import Iterable, Iterator
from functools import lru_cache
from typing import Final

from msgspec import Struct

from services.catalog.domain.terms import Scope
from services.catalog.domain.words import heading

RESEMBLES: Final = 60  # per cent of an element's pairs of characters that an entry must share


class ContentClass(Struct, frozen=True, forbid_unknown_fields=True):
    """内容类别"""

    id: str
    name: str
    scope: Scope | None = None  # among whom matters of this class are usually disclosed


class SeedList(Struct, frozen=True, forbid_unknown_fields=True):
    """清单 — one seed's list of contents."""

    id: str
    seed: str
    label: str
    where: str


class Element(Struct, frozen=True, forbid_unknown_fields=True):
    """要素 — one matter that a head names, and its class."""

    words: str
    class_id: str


class Head(Struct, frozen=True, forbid_unknown_fields=True):
    """内容大项 — a numbered head of a seed's list; ``class_id`` is the one class it maps to."""

    list: str
    seed: str
    id: str
    title: str
    clause: str
    class_id: str
    elements: tuple[Element, ...]


class Matter(Struct, frozen=True, forbid_unknown_fields=True):
    """已归类事项 — words of a printed catalog whose class a person has settled."""

    level1: str
    level2: str
    level3: str
    class_id: str


class Taxonomy(Struct, frozen=True, forbid_unknown_fields=True):
    """内容分类表"""

    classes: tuple[ContentClass, ...]
    lists: tuple[SeedList, ...]
    heads: tuple[Head, ...]
    matters: tuple[Matter, ...]


class Covered(Struct, frozen=True):
    """覆盖情况 — one class and how many entries of a unit belong to it."""

    content_class: ContentClass
    entries: int


class Coverage(Struct, frozen=True):
    """覆盖报告 — ``missing`` are the classes without an entry; ``unclassed`` entries fit none."""

    classes: tuple[Covered, ...]
    missing: tuple[ContentClass, ...]
    unclassed: tuple[str, ...]


class Classifier:
    """归类 — finds the class of an entry by its words. Knows nothing but a taxonomy."""

    def __init__(self, taxonomy: Taxonomy) -> None:
        self.taxonomy = taxonomy
        self._matters = {_path(each): each.class_id for each in taxonomy.matters}
        self._marks = [
            (_pairs(element.words), element.class_id)
            for head in taxonomy.heads
            for element in head.elements
        ] + [(_pairs(each.level3), each.class_id) for each in taxonomy.matters]
        self._having: dict[str, list[int]] = {}
        for number, (mark, _) in enumerate(self._marks):
            for pair in mark:
                self._having.setdefault(pair, []).append(number)
        self.class_of = lru_cache(maxsize=20_000)(self._class_of)

    def _class_of(self, level1: str, level2: str, level3: str) -> str:
        """Return the id of an entry's class, or nothing."""
        known = self._matters.get((heading(level1), heading(level2), heading(level3)))
        return known or self._likest(level3) or self._naming(level3) or self._likest(level2)

    def _naming(self, text: str) -> str:
        """Return the class of words that are part of elements, if all of these are of one class."""
        whole = len(_pairs(text))
        found = {self._marks[n][1] for n, count in self._shared(text).items() if count == whole}
        return found.pop() if len(found) == 1 else ""

    def _likest(self, text: str) -> str:
        shared = self._shared(text)
        parts = {n: 100 * shared[n] // len(self._marks[n][0]) for n in sorted(shared)}
        best = max(parts, key=lambda each: parts[each], default=-1)
        return self._marks[best][1] if parts.get(best, 0) >= RESEMBLES else ""

    def _shared(self, text: str) -> Counter[int]:
        """Return how many pairs of characters a text shares with each mark that has any of them."""
        return Counter(n for pair in _pairs(text) for n in self._having.get(pair, ()))


class Texts:
    """文字索引 — finds, of many texts, those that resemble some words."""

    def __init__(self, texts: Iterable[str]) -> None:
        self._having: dict[str, list[int]] = {}
        for number, text in enumerate(texts):
            for pair in _pairs(text):
                self._having.setdefault(pair, []).append(number)

    def like(self, words: str) -> list[int]:
        """Return the numbers (from 0) of the texts that have most pairs of these words, too."""
        mark = _pairs(words)
        shared = Counter(number for pair in mark for number in self._having.get(pair, ()))
        return [each for each, count in shared.items() if 100 * count // len(mark) >= RESEMBLES]


def coverage(classifier: Classifier, paths: Iterable[tuple[str, str, str]]) -> Coverage:
    """Return how the entries with these three levels cover the county's classes."""
    counts = {each.id: 0 for each in classifier.taxonomy.classes}
    unclassed = []
    for path in paths:
        class_id = classifier.class_of(*path)
        if class_id:
            counts[class_id] += 1
        else:
            unclassed.append(path[2])
    classes = tuple(Covered(each, counts[each.id]) for each in classifier.taxonomy.classes)
    missing = tuple(each.content_class for each in classes if not each.entries)
    return Coverage(classes, missing, tuple(unclassed))


def faults(taxonomy: Taxonomy) -> Iterator[str]:
    """Yield what is wrong with a taxonomy: a class that is not there, a head without its list."""
    classes = {each.id for each in taxonomy.classes}
    lists = {each.id for each in taxonomy.lists}
    if len(classes) < len(taxonomy.classes):
        yield "内容类别编号重复"
    for head in taxonomy.heads:
        named = {head.class_id, *(each.class_id for each in head.elements)}
        if not named <= classes or head.list not in lists:
            yield f"{head.id}{head.title}"
    yield from (each.level3 for each in taxonomy.matters if each.class_id not in classes)


def share(text: str, words: str) -> int:
    """Return what per cent of the pairs of characters of some words a text has, too."""
    mark = _pairs(words)
    return 100 * len(_pairs(text) & mark) // len(mark) if mark else 0


def _path(matter: Matter) -> tuple[str, str, str]:
    return (heading(matter.level1), heading(matter.level2), heading(matter.level3))


@lru_cache(maxsize=20_000)
def _pairs(text: str) -> frozenset[str]:
    """Return the pairs of neighbouring characters of a text."""
    kept = "".join(each for each in heading(text) if each.isalnum())
    return frozenset(kept[at : at + 2] for at in range(len(kept) - 1))
