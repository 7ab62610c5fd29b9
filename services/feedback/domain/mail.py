"""电子来信 — what a mail says, who sent it, and which mail it is."""

import re
from collections.abc import Iterator, Sequence
from email import message_from_string, policy
from email.message import EmailMessage, MIMEPart
from email.utils import parseaddr
from hashlib import sha256
from typing import Final
from uuid import UUID, uuid5

from msgspec import Struct

from services.feedback.domain.mail_page import words_of
from services.feedback.domain.writing import LIMITS, harmful

MAILS: Final = UUID("f0d7f7a9-6a8e-5b53-8a44-91a9b8d2c4e0")  # namespace of mails' ids
EMPTY: Final = "（来信没有正文）"
CUT: Final = "\n（来信太长，以下部分保存在收信邮箱中。）"
UNREADABLE: Final = "（来信读不出来，原件保存在收信邮箱中。）"
NAMES: Final = 5  # attachments that are named, of those that were not taken
NAME: Final = 60  # characters of an attachment's name
_END: Final = re.compile(rb"\r?\n\r?\n")  # of the head
_SPACE: Final = re.compile(r"\n{3,}")


class Mail(Struct, frozen=True, kw_only=True):
    """电子来信 — ``cut``: it said more than is kept here; ``attached``: files, name and data."""

    mail_id: str
    name: str
    contact: str
    content: str
    attached: tuple[tuple[str, bytes], ...] = ()
    cut: bool = False


def read_mail(raw: bytes) -> Mail:
    """Return what a mail says, however it is put together; never fails on what somebody sent."""
    try:
        return _read(raw)
    except Exception:  # noqa: BLE001 — parsers stumble in ways of their own; the letter still counts
        return Mail(mail_id=sha256(raw).hexdigest(), name="", contact="", content=UNREADABLE)


def with_left(content: str, left: Sequence[str]) -> str:
    """Return what is kept of a letter, naming the attachments that could not be taken in."""
    if not left:
        return content
    names = "、".join(f"“{each}”" for each in left[:NAMES])
    told = f"{names}等" if len(left) > NAMES else names
    note = f"\n（来信另有{len(left)}个附件没有登记：{told}，保存在收信邮箱中。）"
    return content[: LIMITS["content"] - len(note)] + note


def _read(raw: bytes) -> Mail:
    message = message_from_string(_text(raw), policy=policy.default)
    name, address = parseaddr(_header(message, "From"))
    content, cut = _cut(_said(message))
    return Mail(
        mail_id=_header(message, "Message-ID").strip() or sha256(raw).hexdigest(),
        name=_line(name or address)[: LIMITS["name"]],
        contact=_line(address)[: LIMITS["contact"]],
        content=content,
        attached=tuple(_attached(message)),
        cut=cut,
    )


def _text(raw: bytes) -> str:
    """Return a mail as its parser wants it: a head of characters, a body of escaped bytes."""
    end = _END.search(raw)
    at = end.start() if end else len(raw)
    return _characters(raw[:at], ()) + raw[at:].decode("ascii", "surrogateescape")


def mail_opinion(unit: str, mail: Mail) -> UUID:
    """Return the opinion that a mail becomes, however often it is fetched.

    A second letter under the id of the first is a letter of its own: some programs number badly.
    """
    said = sha256(mail.content.encode()).hexdigest()
    return uuid5(MAILS, f"{unit}/{mail.mail_id}/{said}")


def _said(message: EmailMessage) -> str:
    body = message.get_body(preferencelist=("plain", "html"))
    text = _decoded(body) if body is not None else ""
    if body is not None and body.get_content_subtype() == "html":
        text = words_of(text)
    subject = _line(_header(message, "Subject"))
    said = "\n".join(each for each in (subject, _clean(text)) if each)
    return _SPACE.sub("\n\n", said).strip() or EMPTY


def _cut(text: str) -> tuple[str, bool]:
    most = LIMITS["content"]
    if len(text) <= most:
        return text, False
    return text[: most - len(CUT)] + CUT, True


def _decoded(part: MIMEPart) -> str:
    data = part.get_payload(decode=True)
    named = part.get_content_charset()
    return _characters(data if isinstance(data, bytes) else b"", (named,) if named else ())


def _characters(raw: bytes, named: tuple[str, ...]) -> str:
    for charset in (*named, "utf-8", "gb18030"):
        try:
            return raw.decode(charset)
        except (ValueError, LookupError):
            continue
    return raw.decode("utf-8", errors="replace")


def _attached(message: EmailMessage) -> list[tuple[str, bytes]]:
    return [(_filename(part), _data(part)) for part in _parts(message) if not _is_text(part)]


def _parts(part: MIMEPart) -> Iterator[MIMEPart]:
    if part.get_content_maintype() != "multipart":
        yield part
        return
    for each in part.iter_parts():
        yield from _parts(each)


def _is_text(part: MIMEPart) -> bool:
    said = part.get_content_type() in {"text/plain", "text/html"}
    return said and not part.is_attachment() and not part.get_filename()


def _filename(part: MIMEPart) -> str:
    named = part.get_filename() or ""
    return _line(named)[-NAME:] or ("转来的邮件" if part.is_multipart() else "附件")


def _data(part: MIMEPart) -> bytes:
    data = None if part.is_multipart() else part.get_payload(decode=True)
    return data if isinstance(data, bytes) else b""


def _header(message: EmailMessage, name: str) -> str:
    try:
        return str(message.get(name, "") or "")
    except (ValueError, IndexError, AttributeError):  # headers no parser can read
        return ""


def _line(text: str) -> str:
    return " ".join(_clean(text).split())


def _clean(text: str) -> str:
    plain = text.replace("\r\n", "\n").replace("\r", "\n")
    return "".join(each for each in plain if each in "\n\t" or not harmful(each)).strip()
