"""网页格式的来信 — the words of a letter that was written as a page, in one pass."""

import re
from html import unescape
from typing import Final

HIDDEN: Final = frozenset({"script", "style", "head", "title"})  # what they hold is not said
BREAKS: Final = frozenset({"br", "/p", "/div", "/tr", "/li", "/h1", "/h2", "/h3", "/blockquote"})
_NAME: Final = re.compile(r"/?[a-z][a-z0-9]*", re.IGNORECASE)


def words_of(page: str) -> str:
    """Return what a reader of the page sees, its lines kept apart."""
    first, *pieces = page.split("<")
    said, hidden = [first], ""
    for piece in pieces:
        tag, closed, rest = piece.partition(">")
        name = _named(tag) if closed else ""
        if hidden:
            hidden = "" if name == f"/{hidden}" else hidden
            said.append("" if hidden else rest)
            continue
        hidden = name if name in HIDDEN else ""
        said.append("" if hidden else _seen(name, piece, rest))
    return unescape("".join(said))


def _named(tag: str) -> str:
    if tag.startswith("!"):
        return "!"
    found = _NAME.match(tag)
    return found[0].lower() if found else ""


def _seen(name: str, piece: str, rest: str) -> str:
    if not name:
        return f"<{piece}"
    return f"\n{rest}" if name in BREAKS else rest
