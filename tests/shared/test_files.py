"""Files: taken in piece by piece, told by their content, kept under their digest."""

import io
import socket
import threading
from datetime import timedelta
from hashlib import new, sha256
from uuid import uuid4
from zipfile import ZipFile

import openpyxl
import pytest
from docx import Document
from minio import Minio
from moto.server import ThreadedMotoServer

from shared.files import (
    Arriving,
    Clam,
    FileEmptyError,
    FileGoneError,
    FileInfectedError,
    FileKindError,
    FileTooLargeError,
    Folder,
    OffsetError,
    UploadUnknownError,
    kind_of,
    place_at,
    scanner_at,
)
from shared.files.bucket import PlaceUnavailableError
from shared.files.scan import ScannerUnavailableError
from shared.testing import NOON

PDF = b"%PDF-1.7\n" + b"0123456789" * 5_000
ME, OTHER = "wang.fang", "li.ming"


def made(maker):
    out = io.BytesIO()
    maker().save(out)
    return out.getvalue()


def zipped(*names):
    out = io.BytesIO()
    with ZipFile(out, "w") as opened:
        for name in names:
            opened.writestr(name, "x")
    return out.getvalue()


@pytest.fixture(scope="module")
def bucket():
    """Return the address of a bucket on a server of this machine."""
    server = ThreadedMotoServer("127.0.0.1", 0, verbose=False)
    server.start()
    host, port = server.get_host_and_port()
    Minio(f"{host}:{port}", "key", "secret", secure=False, region="us-east-1").make_bucket("files")
    yield f"s3+http://key:secret@{host}:{port}/files"
    server.stop()


@pytest.fixture(params=["folder", "bucket"])
def place(request, home):
    if request.param == "folder":
        return Folder(home / "files")
    return place_at(request.getfixturevalue("bucket"), home)


@pytest.fixture
def desk(home, place):
    return Arriving(home / "arriving", place, limit=1_000_000)


async def sent(data, size=1_000, broken_after=None):
    for start in range(0, len(data), size):
        if broken_after is not None and start >= broken_after:
            raise ConnectionResetError
        yield data[start : start + size]


async def taken(desk, data, name="说明.pdf"):
    upload = uuid4()
    desk.begin(upload, ME, name, len(data), NOON)
    await desk.take(upload, ME, 0, sent(data))
    return desk.finish(upload, ME)


async def test_what_is_taken_in_comes_out_under_its_digest(desk, place):
    kept = await taken(desk, PDF)

    assert (kept.sha256, kept.sm3) == (sha256(PDF).hexdigest(), new("sm3", PDF).hexdigest())
    assert (kept.size, kept.kind) == (len(PDF), "pdf")
    assert b"".join(place.read(kept.sha256)) == PDF
    assert place.has(kept.sha256)


async def test_the_same_file_twice_is_one_file(desk, place):
    assert await taken(desk, PDF) == await taken(desk, PDF, "又一份.pdf")
    assert b"".join(place.read(sha256(PDF).hexdigest())) == PDF


async def test_an_upload_goes_on_where_the_line_broke(desk):
    upload = uuid4()
    desk.begin(upload, ME, "说明.pdf", len(PDF), NOON)
    with pytest.raises(ConnectionResetError):
        await desk.take(upload, ME, 0, sent(PDF, broken_after=20_000))

    received = desk.received(upload)
    assert received == 20_000
    with pytest.raises(OffsetError) as refusal:
        await desk.take(upload, ME, 0, sent(PDF))
    assert refusal.value.received == received
    with pytest.raises(OffsetError):
        desk.finish(upload, ME)
    again = desk.begin(upload, ME, "说明.pdf", len(PDF), NOON)
    assert again.length == len(PDF)
    await desk.take(upload, ME, received, sent(PDF[received:]))
    assert desk.finish(upload, ME) == desk.finish(upload, ME)


async def test_nobody_goes_on_with_the_upload_of_another(desk):
    upload = uuid4()
    desk.begin(upload, ME, "说明.pdf", len(PDF), NOON)
    for ask in (
        lambda: desk.begin(upload, OTHER, "说明.pdf", len(PDF), NOON),
        lambda: desk.of(upload, OTHER),
        lambda: desk.finish(upload, OTHER),
        lambda: desk.of(uuid4(), ME),
    ):
        with pytest.raises(UploadUnknownError):
            ask()


async def test_too_little_and_too_much_are_refused(desk):
    with pytest.raises(FileEmptyError):
        desk.begin(uuid4(), ME, "空.pdf", 0, NOON)
    with pytest.raises(FileTooLargeError):
        desk.begin(uuid4(), ME, "大.pdf", 1_000_001, NOON)
    upload = uuid4()
    desk.begin(upload, ME, "谎.pdf", 10_000, NOON)
    with pytest.raises(FileTooLargeError):
        await desk.take(upload, ME, 0, sent(PDF))


@pytest.mark.parametrize(
    ("data", "ending"),
    [
        (PDF, "pdf"),
        (made(Document), "docx"),
        (made(openpyxl.Workbook), "xlsx"),
        (zipped("OFD.xml"), "ofd"),
        (b"\x89PNG\r\n\x1a\n" + b"0" * 20, "png"),
        (b"\xff\xd8\xff\xe0" + b"0" * 20, "jpg"),
        ("党务公开说明。\n".encode() * 2_000, "txt"),
    ],
)
async def test_a_file_is_what_it_holds(home, data, ending):
    file = home / "file"
    file.write_bytes(data)
    assert kind_of(file).ending == ending


@pytest.mark.parametrize(
    "data",
    [
        b"MZ\x90\x00" + b"0" * 200,
        b"<html><script>alert(1)</script></html>",
        b"  <svg xmlns='http://www.w3.org/2000/svg'/>",
        "国".encode("gb18030") * 100,
        zipped("a.txt"),
        zipped("word/document.xml", "word/vbaProject.bin"),
        b"PK\x03\x04 no zip at all",
        b"\x00" * 100,
    ],
)
async def test_what_is_not_on_the_list_is_refused_whatever_it_is_called(desk, data):
    with pytest.raises(FileKindError):
        await taken(desk, data, "公告.pdf")


def test_a_file_that_was_altered_or_is_missing_is_not_given_out(home):
    folder = Folder(home / "files")
    (home / "new").write_bytes(PDF)
    digest = sha256(PDF).hexdigest()
    folder.keep(home / "new", digest)
    kept = home / "files" / digest[:2] / digest
    kept.chmod(0o600)
    kept.write_bytes(PDF[:-1] + b"x")

    for wrong in (digest, "0" * 64, "../../etc/passwd", ""):
        with pytest.raises(FileGoneError):
            folder.read(wrong)


def test_what_a_bucket_does_not_have_is_missing_and_a_dead_server_is_said(bucket, home):
    with pytest.raises(FileGoneError):
        place_at(bucket, home).read("0" * 64)
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        dead = f"s3+http://key:secret@127.0.0.1:{free.getsockname()[1]}/files"
    with pytest.raises(PlaceUnavailableError):
        place_at(dead, home).has("0" * 64)


async def test_a_bucket_gives_nothing_out_that_is_not_what_was_kept(bucket, home):
    place = place_at(bucket, home)
    kept = await taken(Arriving(home / "arriving", place, limit=1_000_000), PDF)
    client, name = place._client, place._bucket
    client.put_object(name, kept.sha256, io.BytesIO(PDF + b"!"), len(PDF) + 1)

    with pytest.raises(FileGoneError):
        place.read(kept.sha256)
    client.put_object(name, kept.sha256, io.BytesIO(PDF), len(PDF))
    assert b"".join(place.read(kept.sha256)) == PDF


async def test_uploads_that_nobody_went_on_with_are_cleared_away(desk, home):
    old, young = uuid4(), uuid4()
    desk.begin(old, ME, "旧.pdf", 10, NOON - timedelta(days=3))
    desk.begin(young, ME, "新.pdf", 10, NOON)
    assert desk.clear(NOON) == 1
    assert desk.of(young, ME).name == "新.pdf"
    with pytest.raises(UploadUnknownError):
        desk.of(old, ME)


# ── a scanner, where there is one ────────────────────────────────────────────────────────────


@pytest.fixture
def clamd():
    """Return a server that speaks clamd's INSTREAM and finds the word VIRUS."""
    server = socket.create_server(("127.0.0.1", 0))

    def serve():
        while True:
            try:
                line, _ = server.accept()
            except OSError:
                return
            with line, line.makefile("rb") as heard:
                assert heard.read(10) == b"zINSTREAM\x00"
                data = b""
                while size := int.from_bytes(heard.read(4)):
                    data += heard.read(size)
                found = b"stream: Test.Virus FOUND\x00" if b"VIRUS" in data else b"stream: OK\x00"
                line.sendall(found)

    threading.Thread(target=serve, daemon=True).start()
    yield f"clamd://127.0.0.1:{server.getsockname()[1]}"
    server.shutdown(socket.SHUT_RDWR)
    server.close()


async def test_a_scanner_sees_every_byte_before_a_file_is_kept(home, clamd):
    place = Folder(home / "files")
    desk = Arriving(home / "arriving", place, limit=10**7, scanner=scanner_at(clamd))
    assert await taken(desk, PDF * 60)
    bad = PDF * 60 + b"VIRUS"
    with pytest.raises(FileInfectedError):
        await taken(desk, bad)
    assert not place.has(sha256(bad).hexdigest())


async def test_where_nobody_can_look_nothing_is_taken_in(home):
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    place = Folder(home / "files")
    desk = Arriving(home / "arriving", place, limit=10**7, scanner=Clam("127.0.0.1", port))
    with pytest.raises(ScannerUnavailableError):
        await taken(desk, PDF)
    assert not place.has(sha256(PDF).hexdigest())
