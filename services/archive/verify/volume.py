"""四性检测 — authenticity, completeness, usability and safety of one volume's package (DA/T 70).

Needs the package and the log's verifier key, nothing of the house: a machine that has
never seen the system comes to the same result.
"""

import json
from base64 import b64decode, b64encode
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from hashlib import sha256, sha512
from hmac import digest as hmac_digest
from pathlib import Path
from typing import Any, NamedTuple
from xml.etree import ElementTree as ET
from zipfile import BadZipFile, ZipFile
from zlib import error as DeflateError  # noqa: N812 — an error like the others

from services.archive.verify.keys import Ring, ring_in, ring_of
from services.archive.verify.report import CheckError, DivergenceError
from services.archive.verify.tree import leaf_hash, pair_hash

MAGIC = "c2sp.org/tlog-proof@v1"
REQUIRED = ("bagit.txt", "bag-info.txt", "manifest-sha512.txt", "tagmanifest-sha512.txt")
DESCRIBED = ("data/metadata.xml", "data/volume.json", "data/page.html", "data/readme.txt")
ELEMENTS = ("档号", "全宗号", "立档单位名称", "题名", "年度", "保管期限", "日期", "件数", "密级")
LARGEST = 4_000_000_000  # bytes in all; a package that claims more is not opened
SIGNS = {
    "pdf": b"%PDF-",
    "png": b"\x89PNG",
    "jpg": b"\xff\xd8",
    "jpeg": b"\xff\xd8",
    "webp": b"RIFF",
    "docx": b"PK",
    "xlsx": b"PK",
}
DANGEROUS = (b"MZ", b"\x7fELF", b"#!")
_PIECE, _HEAD, _READABLE = 1 << 20, 16, 1 << 26  # bytes; a page of more than 64 MB is no page


class _Seen(NamedTuple):
    """A file that was read: its digest, how it begins, and all of it where that is wanted."""

    sha512: str
    head: bytes
    body: bytes


@dataclass
class Examined:
    """检测结果 — what is wrong with each of the four; nothing is wrong where a list is empty."""

    authenticity: list[str] = field(default_factory=list)
    completeness: list[str] = field(default_factory=list)
    usability: list[str] = field(default_factory=list)
    safety: list[str] = field(default_factory=list)
    number: str = ""
    title: str = ""
    facts: int = 0
    files: int = 0

    @property
    def authentic(self) -> bool:
        """真实性"""
        return not self.authenticity

    @property
    def complete(self) -> bool:
        """完整性"""
        return not self.completeness

    @property
    def usable(self) -> bool:
        """可用性"""
        return not self.usability

    @property
    def safe(self) -> bool:
        """安全性"""
        return not self.safety

    @property
    def sentences(self) -> list[str]:
        """Return all that is wrong."""
        return [*self.authenticity, *self.completeness, *self.usability, *self.safety]


def examine(package: Path, vkey: str, digest: str = "", log: Path | None = None) -> Examined:
    """Examine a package; never raises for what it finds.

    Args:
        package: the ZIP file.
        vkey: the log's verifier keys, from somewhere other than the package.
        digest: SHA-256 of the package as the fact that sealed it says, if one knows it.
        log: a folder with the log's handovers (``keys/001``…): then one key of the chain will do.

    """
    found = Examined()
    try:
        key = ring_in(log, vkey) if log else ring_of(vkey)
        if digest and _sha256_of(package) != digest:
            found.authenticity.append(f"案卷包与封存时的摘要不符：{package.name}")
        with ZipFile(package) as opened:
            _examine(opened, key, found)
    except CheckError as error:
        found.authenticity.append(str(error))
    except (OSError, BadZipFile, ValueError, EOFError, NotImplementedError) as error:
        found.usability.append(f"案卷包无法打开：{package.name}（{error}）")
        found.completeness.append(f"案卷包无法打开：{package.name}")
    return found


def _sha256_of(package: Path) -> str:
    found = sha256()
    with package.open("rb") as opened:
        while piece := opened.read(1 << 20):
            found.update(piece)
    return found.hexdigest()


def _examine(opened: ZipFile, key: Ring, found: Examined) -> None:
    if sum(each.file_size for each in opened.infolist()) > LARGEST:
        found.safety.append("案卷包展开后过大，没有打开")
        return
    twice = [name for name, times in Counter(opened.namelist()).items() if times > 1]
    found.authenticity += [f"同名文件多于一个：{name}" for name in sorted(twice)]
    names = set(opened.namelist())
    found.safety += [f"路径越出案卷包：{name}" for name in names if _escapes(name)]
    seen = {
        name: content
        for name in sorted(names)
        if (content := _read(opened, name, found)) is not None
    }
    data = {name: content.body for name, content in seen.items()}
    _fixity(seen, names, found)
    found.completeness += [
        f"缺少文件：{name}" for name in (*REQUIRED, *DESCRIBED) if name not in names
    ]
    _described(data.get("data/metadata.xml", b""), found)
    _contents(data, key, found)
    for name, content in seen.items():
        _opens(name, content, found)
    found.files = len(seen)


def _escapes(name: str) -> bool:
    return name.startswith("/") or ".." in name.split("/") or "\\" in name


def _read(opened: ZipFile, name: str, found: Examined) -> _Seen | None:
    """Read a file to its end; only what is to be understood is kept in memory."""
    told, head, body = sha512(), b"", bytearray()
    try:
        with opened.open(name) as source:
            while piece := source.read(_PIECE):
                told.update(piece)
                head = head or piece[:_HEAD]
                if not name.startswith("data/files/") and len(body) < _READABLE:
                    body += piece
    except (BadZipFile, OSError, RuntimeError, ValueError, EOFError, DeflateError) as error:
        found.authenticity.append(f"文件内容被改动：{name}（{type(error).__name__}）")
        return None
    return _Seen(told.hexdigest(), head, bytes(body))


def _fixity(seen: dict[str, _Seen], names: set[str], found: Examined) -> None:
    """Compare every file with the manifests, and the manifests with what is there."""
    listed: set[str] = set()
    for manifest in ("manifest-sha512.txt", "tagmanifest-sha512.txt"):
        lines = seen[manifest].body if manifest in seen else b""
        for line in lines.decode(errors="replace").splitlines():
            expected, _, name = line.partition("  ")
            listed.add(name)
            if name not in names:
                found.completeness.append(f"缺少文件：{name}")
            elif name in seen and seen[name].sha512 != expected:
                found.authenticity.append(f"文件内容被改动：{name}")
    extra = names - listed - {"tagmanifest-sha512.txt"}
    found.authenticity += [f"多出没有登记的文件：{name}" for name in sorted(extra)]


def _described(metadata: bytes, found: Examined) -> None:
    if b"<!" in metadata:
        found.safety.append("元数据含有文档类型或实体声明：data/metadata.xml")
        return
    try:
        root = ET.fromstring(metadata)  # noqa: S314 — without a "<!" there is no entity
        told = {each.tag: each.text or "" for each in root.iter()}
    except ET.ParseError:
        if metadata:
            found.usability.append("元数据无法解读：data/metadata.xml")
        return
    found.number, found.title = told.get("档号", ""), told.get("题名", "")
    missing = [each for each in ELEMENTS if not told.get(each)]
    found.completeness += [f"元数据缺少“{each}”" for each in missing]


def _contents(data: dict[str, bytes], key: Ring, found: Examined) -> None:
    try:
        told = json.loads(data.get("data/volume.json", b"{}"))
        pieces, facts = list(map(_piece, told["pieces"])), list(map(_fact, told["facts"]))
    except (ValueError, KeyError, TypeError, AttributeError, RecursionError):
        found.usability.append("卷内目录无法解读：data/volume.json")
        return
    found.facts = len(facts)
    found.completeness += [
        f"没有“{name}”，也没有写明原因" for name, count, none in pieces if not count and not none
    ]
    for each in facts:
        reason = _unproved(each, data, key)
        if reason:
            found.authenticity.append(f"{reason}：data/facts/{each['index']:09d}.json")


def _piece(told: dict[str, Any]) -> tuple[str, int, str]:
    return str(told["name"]), int(told["count"]), str(told["none"])


def _fact(told: dict[str, Any]) -> dict[str, Any]:
    index, position = int(told["index"]), int(told["position"])
    return {"index": index, "position": position, "service": str(told["service"])}


def _unproved(fact: dict[str, Any], data: dict[str, bytes], key: Ring) -> str:
    """Return why a fact is not proved to be in the log; empty if it is."""
    here = f"data/facts/{fact['index']:09d}"
    body, proof = data.get(f"{here}.json"), data.get(f"{here}.proof")
    if body is None or proof is None:
        return "事实或者它的存在证明缺失"
    salt = data.get(f"{here}.salt", b"")
    try:
        entry = _entry(body, bytes.fromhex(salt.decode()), fact)
        return "" if _is_logged(entry, fact["index"], proof.decode(), key) else "存在证明不成立"
    except (ValueError, KeyError, CheckError):
        return "存在证明无法解读"


def _entry(body: bytes, salt: bytes, fact: dict[str, Any]) -> bytes:
    if not salt:
        return body
    mac = b64encode(hmac_digest(salt, body, "sha256"))
    service = str(fact["service"]).encode()
    return b'{"commitment":"%b","position":%d,"service":"%b"}' % (mac, fact["position"], service)


def _is_logged(entry: bytes, index: int, proof: str, key: Ring) -> bool:
    head, _, note = proof.partition("\n\n")
    magic, where, *hashes = head.split("\n")
    signed = key.read(note.encode(), "checkpoint")
    if magic != MAGIC or where != f"index {index}":
        raise DivergenceError("存在证明格式有误", index=index)
    path = iter([b64decode(each, validate=True) for each in hashes])
    return _root(leaf_hash(entry), index, signed.size, path) == signed.root


def _root(leaf: bytes, index: int, size: int, path: Iterator[bytes]) -> bytes:
    """Return the root that a path leads to (RFC 9162 2.1.3.2); empty if it has a wrong length."""
    at, last, top = index, size - 1, leaf
    for each in path:
        if last == 0:
            return b""
        if at & 1 or at == last:
            top = pair_hash(each, top)
            while at and not at & 1:
                at, last = at >> 1, last >> 1
        else:
            top = pair_hash(top, each)
        at, last = at >> 1, last >> 1
    return top if last == 0 else b""


def _opens(name: str, content: _Seen, found: Examined) -> None:
    """Tell whether a file can still be opened as what its name says, and does no harm."""
    ending = name.rpartition(".")[2].lower()
    sign = SIGNS.get(ending)
    kept = name.startswith("data/files/") or ending == "pdf"
    if kept and sign and not content.head.startswith(sign):
        found.usability.append(f"文件格式与名称不符：{name}")
    if ending in {"json", "xml", "html", "txt"} and not name.startswith("data/files/"):
        try:
            content.body.decode()
        except UnicodeDecodeError:
            found.usability.append(f"文件无法解读：{name}")
    if name.startswith("data/files/") and content.head.startswith(DANGEROUS):
        found.safety.append(f"可执行的文件：{name}")
