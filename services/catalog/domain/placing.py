"""归入清单 — under which heads of a content list entries stand, and what a unit leaves out."""

from collections.abc import Iterator, Sequence
from typing import Final

from msgspec import Struct

from services.catalog.domain.taxonomy import RESEMBLES, Classifier, Element, Head, Texts, share
from services.catalog.domain.words import heading

Path = tuple[str, str, str]
PLANNED: Final = ("计划", "规划", "安排", "决策", "决定", "决议")
DONE: Final = ("落实", "执行", "实施", "完成", "开展", "总结", "结果")


class Placed(Struct, frozen=True, kw_only=True):
    """归入 — the one class of some words, and the heads of a seed that name them."""

    class_id: str
    heads: tuple[str, ...]


class Filled(Struct, frozen=True, kw_only=True):
    """大项覆盖 — a head, what stands under it, and which of its elements no entry takes up."""

    head: Head
    entries: tuple[str, ...]
    lacking: tuple[str, ...]


def placed(classifier: Classifier, words: str, seed: str) -> Placed:
    """Return the class of some words, and the heads of one seed whose elements name them."""
    heads = (
        each.id
        for each in classifier.taxonomy.heads
        if each.seed == seed and any(_names(element, words) for element in each.elements)
    )
    return Placed(class_id=classifier.class_of("", "", words), heads=tuple(heads))


def _names(element: Element, words: str) -> bool:
    return _bare(words) in _bare(element.words)


def _bare(text: str) -> str:
    return "".join(each for each in heading(text) if each.isalnum())


def filled(classifier: Classifier, list_id: str, paths: Sequence[Path]) -> list[Filled]:
    """Return how the entries with these three levels fill the heads of a list, head by head."""
    heads = [each for each in classifier.taxonomy.heads if each.list == list_id]
    under: dict[str, list[str]] = {each.id: [] for each in heads}
    for path in paths:
        if found := _head(classifier, heads, path):
            under[found.id].append(path[2])
    texts = Texts(path[2] for path in paths)
    return [
        Filled(head=each, entries=tuple(under[each.id]), lacking=tuple(_lacking(each, texts)))
        for each in heads
    ]


def _head(classifier: Classifier, heads: Sequence[Head], path: Path) -> Head | None:
    """Return the head an entry stands under: of those with its class, the one it resembles most."""
    class_id = classifier.class_of(*path)
    known = [each for each in heads if class_id and class_id in _classes(each)]
    return max(known, key=lambda each: _likeness(each, class_id, path[2]), default=None)


def _classes(head: Head) -> set[str]:
    return {head.class_id, *(each.class_id for each in head.elements)}


def _likeness(head: Head, class_id: str, text: str) -> tuple[int, bool, int]:
    own = [each.words for each in head.elements if each.class_id == class_id]
    best = max((share(text, each) for each in own), default=0)
    return (best if best >= RESEMBLES else 0, head.class_id == class_id, len(own))


def _lacking(head: Head, texts: Texts) -> Iterator[str]:
    """Yield the elements of a head that no entry takes up in its own words."""
    return (each.words for each in head.elements if not texts.like(each.words))


def unexecuted(classifier: Classifier, paths: Sequence[Path]) -> Iterator[str]:
    """Yield each plan or decision of which no entry tells how it was carried out (S3-33, S4-02)."""
    done = [path for path in paths if _tells(path[2])]
    texts = Texts(path[2] for path in done)
    for path in paths:
        text = path[2]
        at = max((text.find(each) for each in PLANNED), default=-1)
        if at > 0 and not _tells(text):
            like, known = texts.like(text[:at]), {classifier.class_of(*path), ""}
            if not any(classifier.class_of(*done[each]) in known for each in like):
                yield text


def _tells(text: str) -> bool:
    return any(each in text for each in DONE)
