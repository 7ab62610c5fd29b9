"""筛查 — every rule on every piece of text; what overlaps is told once, the gravest first."""

from collections.abc import Iterable, Sequence
from typing import Final

from services.workflow.domain.screening import codes, numbers, people, secrecy
from services.workflow.domain.screening.masking import excerpt
from services.workflow.domain.screening.reading import Reading, read
from services.workflow.domain.screening.terms import Finding, Hit, Piece

RULES: Final = (  # the gravest first: where two see the same characters, the first speaks
    numbers.identities,
    numbers.bank_cards,
    numbers.mobiles,
    numbers.landlines,
    secrecy.secret_numbers,
    secrecy.marks,
    codes.travel_documents,
    codes.plates,
    codes.emails,
    people.minors,
    people.names,
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
        if not any(hit.start < each.end and each.start < hit.end for each in kept):
            kept.append(hit)
    return sorted(kept, key=lambda each: each.start)


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
