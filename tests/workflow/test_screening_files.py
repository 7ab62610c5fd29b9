"""Files: what is said anywhere in them is found; what cannot be read is said; harm is refused."""

import os
import stat
from io import BytesIO

import pytest
from PIL import Image

from services.workflow.domain.screening import FindingKind
from services.workflow.gateways import file_text, ocr, pdf_text
from services.workflow.gateways.file_text import UnscreenableFileError, read, screen_file
from services.workflow.gateways.packing import UnpacksTooLargeError
from services.workflow.gateways.said import FileDamagedError, FileTooLargeError, FileTooSlowError
from tests.workflow.screening_files import (
    ID,
    bomb,
    document,
    encrypted,
    pdf,
    photo,
    with_member,
    workbook,
)


def places(findings, kind=FindingKind.IDENTITY):
    return [each.place for each in findings if each.kind is kind]


@pytest.mark.parametrize(
    ("at", "place"),
    [
        ("body", "正文第2段"),
        ("table", "正文第3段"),
        ("split", "正文第2段"),
        ("header", "页眉第1段"),
        ("footer", "页脚第1段"),
        ("hidden", "正文第2段的隐藏文字"),
        ("deleted", "正文第2段修订中删去的文字"),
        ("comment", "批注第1段"),
        ("property", "文档属性description"),
    ],
)
def test_a_document_is_read_everywhere(at, place):
    assert places(screen_file(document(ID, at=at))) == [place]
    assert places(screen_file(document(at=at))) == []


@pytest.mark.parametrize("at", ["hidden", "deleted"])
def test_a_document_with_words_that_nobody_sees_is_told_of(at):
    assert "正文" in places(screen_file(document("没有号码", at=at)), FindingKind.HIDDEN)
    assert "正文" not in places(screen_file(document("没有号码")), FindingKind.HIDDEN)


@pytest.mark.parametrize(
    ("at", "place"),
    [
        ("cell", "工作表“Sheet”第9行"),
        ("hidden sheet", "工作表“底表”第1行"),
        ("hidden row", "工作表“Sheet”第7行"),
        ("hidden column", "工作表“Sheet”第1行"),
        ("comment", "批注"),
        ("name", "定义的名称"),
        ("property", "文档属性keywords"),
        ("footer", "工作表“Sheet”页眉页脚"),
        ("formula", "工作表“Sheet”第9行"),
    ],
)
def test_a_workbook_is_read_everywhere(at, place):
    assert places(screen_file(workbook(ID, at=at))) == [place]
    assert places(screen_file(workbook(at=at))) == []


@pytest.mark.parametrize("at", ["hidden sheet", "hidden row", "hidden column"])
def test_a_workbook_with_hidden_parts_is_told_of(at):
    assert len(places(screen_file(workbook("没有号码", at=at)), FindingKind.HIDDEN)) == 1


def test_a_number_stored_as_a_number_is_read_as_a_person_sees_it():
    found = screen_file(workbook("13800138000", at="number"))

    assert places(found, FindingKind.MOBILE) == ["工作表“Sheet”第9行"]


def test_files_within_files_are_read_with_their_names():
    packed = with_member(document(), "word/embeddings/list.xlsx", workbook(ID))
    photographed = with_member(document(), "word/media/image1.jpg", photo(text=ID))

    assert places(screen_file(packed)) == ["嵌入的文件“list.xlsx”工作表“Sheet”第9行"]
    assert places(screen_file(photographed)) == ["嵌入的文件“image1.jpg”照片信息ImageDescription"]


def test_files_within_files_end_somewhere():
    made = document(ID)
    for _ in range(6):
        made = with_member(document(), "word/embeddings/inner.docx", made)

    found = screen_file(made)

    assert places(found) == []
    assert len(places(found, FindingKind.UNREAD)) == 1


def test_macros_and_thumbnails_are_told_of():
    macro = with_member(document(), "word/vbaProject.bin", b"macro")
    thumb = with_member(document(), "docProps/thumb2.jpeg", photo())

    assert "宏" in places(screen_file(macro), FindingKind.UNREAD)
    assert "文档缩略图" in places(screen_file(thumb), FindingKind.HIDDEN)


@pytest.mark.parametrize(
    ("at", "place"),
    [
        ("page", "第1页"),
        ("property", "文档属性Subject"),
        ("note", "第1页批注"),
        ("attachment", "嵌入的文件“list.txt”正文"),
        ("revision", "修改前第1版第1页"),
    ],
)
def test_a_pdf_is_read_everywhere(at, place):
    assert places(screen_file(pdf(ID, at=at))) == [place]


def test_a_pdf_that_keeps_what_was_changed_is_told_of():
    assert places(screen_file(pdf("old", at="revision")), FindingKind.HIDDEN) == ["修改前第1版"]
    assert places(screen_file(pdf("new")), FindingKind.HIDDEN) == []


def test_an_encrypted_pdf_is_said_to_be_unread():
    assert places(screen_file(encrypted()), FindingKind.UNREAD) == ["整个文件"]


def test_a_photo_tells_where_it_was_taken_and_what_was_written_into_it():
    assert places(screen_file(photo(gps=True)), FindingKind.HIDDEN) == ["照片信息"]
    assert places(screen_file(photo(text=ID))) == ["照片信息ImageDescription"]


def test_the_words_in_a_picture_are_said_to_be_unread_where_nothing_reads_them(
    monkeypatch, tmp_path
):
    monkeypatch.setenv("PATH", str(tmp_path))

    (finding,) = [each for each in screen_file(photo()) if each.kind is FindingKind.UNREAD]

    assert finding.excerpt == "图片文字未检查"


def test_the_words_in_a_picture_are_read_where_tesseract_knows_chinese(monkeypatch, tmp_path):
    """The program stands in for tesseract: it answers as tesseract does."""
    program = tmp_path / "tesseract"
    lines = ["#!/bin/sh", f'if [ "$1" = --list-langs ]; then echo chi_sim; else echo {ID}; fi']
    program.write_text("\n".join(lines))
    program.chmod(program.stat().st_mode | stat.S_IEXEC)
    monkeypatch.setenv("PATH", f"{tmp_path}{os.pathsep}{os.environ['PATH']}")
    ocr._languages.cache_clear()

    scanned, pasted = BytesIO(), with_member(document(), "word/media/scan.jpg", photo())
    Image.open(BytesIO(photo())).convert("RGB").save(scanned, "PDF")

    for data, place in (
        (photo(), ""),
        (pasted, "嵌入的文件“scan.jpg”"),
        (scanned.getvalue(), "嵌入的文件“第1页的图片1”"),
    ):
        found = screen_file(data)
        assert places(found) == [f"{place}图片里的文字"]
        assert places(found, FindingKind.UNREAD) == []


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030"])
def test_plain_text_is_read_in_the_encodings_of_the_country(encoding):
    assert places(screen_file(f"身份证{ID}".encode(encoding))) == ["正文"]


def test_words_of_the_unit_are_looked_for_in_files_too():
    found = screen_file(document("蓝焰行动"), ("蓝焰行动",))

    assert places(found, FindingKind.UNIT_WORD) == ["正文第2段"]


# ── harm ─────────────────────────────────────────────────────────────────────────────────────


def test_a_packed_file_that_would_fill_the_house_is_refused():
    with pytest.raises(UnpacksTooLargeError):
        read(bomb())
    with pytest.raises(UnpacksTooLargeError):
        read(bomb(members=6_000, size=0))


@pytest.mark.parametrize(
    "data", [b"PK\x03\x04 broken", b"%PDF-1.7 broken", b"\xff\xd8\xff broken", b"\x89PNG\r\n\x1a\n"]
)
def test_a_damaged_file_is_refused_in_words(data):
    with pytest.raises(FileDamagedError):
        read(data)


def test_xml_that_names_entities_is_refused():
    evil = b'<!DOCTYPE a [<!ENTITY e SYSTEM "file:///etc/passwd">]><a>&e;</a>'

    with pytest.raises(FileDamagedError):
        read(with_member(document(), "word/header9.xml", evil))


@pytest.mark.parametrize("data", [b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1 old", b"MZ\x00\x00program"])
def test_what_is_of_no_known_kind_is_refused(data):
    with pytest.raises(UnscreenableFileError):
        read(data)


def test_a_file_beyond_the_limit_is_refused(monkeypatch):
    monkeypatch.setattr(file_text, "LARGEST", 10)

    with pytest.raises(FileTooLargeError):
        read(b"0" * 11)


def test_a_pdf_that_takes_too_long_is_given_up():
    with pytest.raises(FileTooSlowError):
        pdf_text.read(pdf("slow"), seconds=0.001)
