"""筛查 — every rule on every piece of text; what overlaps is told once, the gravest first."""

from bisect import bisect_left
from collections.abc import Iterable, Sequence
from typing import Final

from services.workflow.domain.screening import codes, numbers, people, rolls, secrecy, tongues
from services.workflow.domain.screening.masking import excerpt
from services.workflow.domain.screening.reading import Reading, read
from services.workflow.domain.screening.terms import Finding, Hit, Piece

RULES: Final = (  # the gravest first: where two see the same characters, the first speaks
    numbers.identities,
    numbers.bank_cards,
    numbers.passbooks,
    numbers.mobiles,
    numbers.landlines,
    secrecy.secret_numbers,
    secrecy.marks,
    codes.travel_documents,
    codes.military_documents,
    codes.plates,
    codes.emails,
    codes.accounts,
    tongues.minors,
    tongues.names,
    people.minors,
    rolls.minors,
    people.names,
    rolls.names,
    people.addresses,
)


def screen(pieces: Iterable[Piece], words: Sequence[str] = ()) -> list[Finding]:
    """Return what stands in these texts and may not be meant for everybody, in reading order."""
    return [finding for piece in pieces for finding in _findings(piece, words)]


def hits(text: str, words: Sequence[str] = ()) -> list[Hit]:
    """Return where in a text something was found, in reading order, none within another."""
    reading = read(text)
    kept: list[Hit] = []
    for hit in _all(reading, words):
        place = bisect_left(kept, hit.end, key=lambda each: each.start)
        if not place or kept[place - 1].end <= hit.start:
            kept.insert(place, hit)
    return kept


def _all(reading: Reading, words: Sequence[str]) -> Iterable[Hit]:
    for rule in RULES:
        yield from rule(reading)
    yield from secrecy.unit_words(reading, words)


def _findings(piece: Piece, words: Sequence[str]) -> list[Finding]:
    found = hits(piece.text, words)
    return [
        Finding(
            kind=hit.kind,
            field=piece.field,
            place=_place(piece, hit.start),
            start=hit.start,
            end=hit.end,
            excerpt=excerpt(piece.text, hit, found),
            severity=hit.severity,
            rule=hit.rule,
        )
        for hit in found
    ]


def _place(piece: Piece, start: int) -> str:
    if "\n" not in piece.text.strip():
        return piece.place
    line = piece.text.count("\n", 0, start) + 1
    return f"{piece.place}第{line}行"
