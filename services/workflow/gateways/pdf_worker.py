"""The process that reads one PDF from its standard input and tells what it says (JSON)."""

import re
import sys
from base64 import b64encode
from collections.abc import Iterator
from io import BytesIO
from typing import Any, Final

from msgspec import Struct, json
from pypdf import PdfReader
from pypdf.errors import PyPdfError
from pypdf.generic import ByteStringObject, IndirectObject, TextStringObject

from shared.apart import answer

NODES: Final = 200_000  # of one PDF that are looked into for what is on no page
CORNERS: Final = 500_000  # characters found there
PAGES: Final = 2_000
REVISIONS: Final = 20
MEMORY: Final = 1 << 30  # bytes
PICTURES: Final = 50  # taken out of one PDF, so that their words can be read
WITH_PICTURES: Final = "pictures"  # asked for on the command line
_TELLING: Final = re.compile(r"\d{14}[\dXx]|(?<!\d)1[3-9]\d{9}(?!\d)|@|[\u4e00-\u9fff]{2}")
_ACTUAL: Final = re.compile(rb"/ActualText\s*(?:\(([^)]*)\)|<((?:[0-9A-Fa-f]{2})+)>)")
_END: Final = re.compile(rb"%%EOF[\r\n]*")


class Answer(Struct, kw_only=True):
    """What was read; files within as base64."""

    texts: list[tuple[str, str]] = []
    hidden: list[tuple[str, str]] = []
    unread: list[tuple[str, str]] = []
    inner: list[tuple[str, str]] = []


def answer_of(data: bytes, *, pictures: bool = False) -> Answer:
    """Return what a PDF says, its earlier revisions (增量更新) and, if asked, pictures included."""
    answer = Answer()
    reader = _opened(data)
    if reader is None:
        answer.unread.append(("整个文件", "PDF 已加密，没有检查，请去掉密码后再上传"))
        return answer
    now = _read(reader, "", answer, pictures=pictures)
    for number, old in enumerate(_revisions(data), 1):
        _revision(number, old, now, answer)
    return answer


def _opened(data: bytes) -> PdfReader | None:
    reader = PdfReader(BytesIO(data))
    if reader.is_encrypted and not reader.decrypt(""):
        return None
    return reader


def _read(reader: PdfReader, before: str, answer: Answer, *, pictures: bool) -> set[str]:
    """Add what one revision says; return it without the places."""
    found = list(_texts(reader))
    found += _corners(reader, "\n".join(text for _, text in found))
    answer.texts += [(before + str(place), str(text)) for place, text in found]
    answer.inner += [(n, b64encode(d).decode()) for n, d in _files(reader)]
    shown = [n for n, page in enumerate(reader.pages, 1) if n <= PAGES and _has_image(page)]
    taken = [n for n in shown if _taken(n, reader.pages[n - 1], answer)] if pictures else []
    if left := [n for n in shown if n not in taken]:
        pages = "、".join(map(str, left[:20]))
        answer.unread.append((f"{before}第{pages}页的图片", "图片文字未检查"))
    if len(reader.pages) > PAGES:
        answer.unread.append((f"{before}第{PAGES}页以后", "没有检查，请人工核对"))
    return {text for _, text in found}


def _revision(number: int, data: bytes, now: set[str], answer: Answer) -> None:
    try:
        reader = _opened(data)
        old = list(_texts(reader)) if reader else []
    except (PyPdfError, ValueError, KeyError, TypeError, RecursionError):
        return  # what ends there is no revision that anybody can open
    place = f"修改前第{number}版"
    answer.hidden.append((place, "文件里留有修改以前的版本"))
    answer.texts += [(place + str(where), str(text)) for where, text in old if text not in now]
    if reader is not None:
        answer.inner += [(f"{place}{n}", b64encode(d).decode()) for n, d in _files(reader)]


def _revisions(data: bytes) -> list[bytes]:
    ends = [each.end() for each in _END.finditer(data)][:-1]
    if b"/Linearized" in data[:2048]:  # the first end of such a file is that of its index
        ends = ends[1:]
    return [data[:end] for end in ends[-REVISIONS:]]


def _texts(reader: PdfReader) -> Iterator[tuple[str, str]]:
    for number, page in enumerate(reader.pages[:PAGES], 1):
        yield f"第{number}页", page.extract_text()
        for note in page.get("/Annots") or []:
            yield from _note(f"第{number}页批注", note.get_object())
    for name, value in (reader.metadata or {}).items():
        yield f"文档属性{name.removeprefix('/')}", str(value)
    if reader.xmp_metadata is not None:
        yield "文档属性XMP", _plain_xmp(reader)
    for name, form in (reader.get_fields() or {}).items():
        yield f"表单“{name}”", str(form.get("/V", ""))
    for title in _titles(reader.outline):
        yield "书签", title


def _corners(reader: PdfReader, known: str) -> list[tuple[str, str]]:
    """Return what stands on no page: scripts, labels, alternative texts, data of programs."""
    told = [each for each in _strings(reader) if _TELLING.search(each) and each not in known]
    text = "\n".join(dict.fromkeys(told))[:CORNERS]
    return [("文件内部信息（替代文字、脚本等）", text)] if text else []


def _strings(reader: PdfReader) -> Iterator[str]:
    left, seen, waiting = NODES, set[int](), [reader.trailer.get("/Root")]
    while waiting and (left := left - 1):
        node = waiting.pop()
        if isinstance(node, IndirectObject):
            if node.idnum in seen:
                continue
            seen.add(node.idnum)
            node = node.get_object()
        if isinstance(node, (TextStringObject, ByteStringObject)):
            yield _plain(node)
        elif isinstance(node, dict):
            waiting += [each for key, each in node.items() if key != "/Parent"]
        elif isinstance(node, list):
            waiting += node
    for page in reader.pages[:PAGES]:
        yield from _actual(page)


def _plain(node: Any) -> str:
    return node if isinstance(node, str) else bytes(node).decode("utf-8", "ignore")


def _actual(page: Any) -> Iterator[str]:
    """Yield the texts that a page tells readers to take in place of what it shows."""
    contents = page.get_contents()
    for found in _ACTUAL.finditer(contents.get_data() if contents is not None else b""):
        raw = bytes.fromhex(found[2].decode()) if found[2] else found[1]
        yield raw.decode("utf-16" if raw[:2] in {b"\xfe\xff", b"\xff\xfe"} else "latin-1", "ignore")


def _note(place: str, note: Any) -> Iterator[tuple[str, str]]:
    for key in ("/Contents", "/T", "/Subj", "/RC"):
        if key in note:
            yield place, str(note[key])
    action = note.get("/A")
    if action is not None and "/URI" in action.get_object():
        yield f"{place}链接", str(action.get_object()["/URI"]).removeprefix("mailto:")


def _plain_xmp(reader: PdfReader) -> str:
    stream: Any = reader.root_object["/Metadata"].get_object()
    raw = stream.get_data().decode("utf-8", "replace")
    return " ".join(re.sub(r"<[^<>]*>", " ", raw).split())


def _titles(outline: list[Any]) -> Iterator[str]:
    for each in outline:
        if isinstance(each, list):
            yield from _titles(each)
        else:
            yield str(each.title)


def _files(reader: PdfReader) -> Iterator[tuple[str, bytes]]:
    for name, versions in reader.attachments.items():
        yield from ((str(name), each) for each in versions)


def _has_image(page: Any) -> bool:
    resources = page.get("/Resources")
    objects = resources.get_object().get("/XObject") if resources is not None else None
    if objects is None:
        return False
    return any(
        each.get_object().get("/Subtype") == "/Image" for each in objects.get_object().values()
    )


def _taken(number: int, page: Any, answer: Answer) -> bool:
    """Take the pictures of a page out as files within; tell whether all of them were."""
    try:
        found = [(f"第{number}页的图片{n}", each.data) for n, each in enumerate(page.images, 1)]
    except (PyPdfError, ValueError, KeyError, TypeError, OSError, ImportError):
        return False
    if len(answer.inner) + len(found) > PICTURES:
        return False
    answer.inner += [(name, b64encode(data).decode()) for name, data in found]
    return bool(found)


def main() -> int:
    """Read, tell, go."""
    pictures = WITH_PICTURES in sys.argv
    return answer(lambda data: json.encode(answer_of(data, pictures=pictures)), MEMORY)


if __name__ == "__main__":
    sys.exit(main())
