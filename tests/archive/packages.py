"""Packages of volumes: opened elsewhere, damaged on purpose, looked at with another's eyes."""

import io
import os
import shutil
import subprocess
import sys
from pathlib import Path
from zipfile import ZIP_STORED, ZipFile

import pikepdf
from msgspec import json

ROOT = Path(__file__).parents[2]


def is_for_ever(record):
    """Check what PDF/A-2a asks for, with another's eyes (qpdf)."""
    with pikepdf.open(io.BytesIO(record)) as pdf:
        meta = pdf.open_metadata()
        assert (meta["pdfaid:part"], meta["pdfaid:conformance"]) == ("2", "A")
        assert (pdf.Root.Lang, pdf.Root.MarkInfo.Marked) == ("zh-CN", True)
        assert pdf.Root.OutputIntents[0].DestOutputProfile.N == 3
        assert not pdf.is_encrypted
        assert not {"/AA", "/OpenAction", "/AcroForm"} & set(pdf.Root.keys())
        assert pdf.check_pdf_syntax() == []
        fonts = [each for page in pdf.pages for each in page.resources.Font.values()]
        kinds = [each.get("/DescendantFonts", [each])[0].FontDescriptor for each in fonts]
        assert fonts
        assert all({"/FontFile2", "/FontFile3"} & set(each.keys()) for each in kinds)


def without(target, wrecked, name="", edit=None):
    """Write a copy of a package without one file, or with one of other content."""
    with ZipFile(target) as opened, ZipFile(wrecked, "w", ZIP_STORED) as copy:
        for each in opened.namelist():
            if each != name:
                copy.writestr(each, opened.read(each))
            elif edit:
                copy.writestr(each, edit(opened.read(each)))
    return wrecked


def run_elsewhere(tmp_path, target, key, *more):
    """Run the program in a folder that holds nothing of the house but the program itself."""
    elsewhere = tmp_path / "elsewhere"
    home = elsewhere / "services" / "archive"
    shutil.copytree(ROOT / "services/archive/verify", home / "verify", dirs_exist_ok=True)
    for folder in (home, home.parent):
        (folder / "__init__.py").touch()
    return subprocess.run(
        [sys.executable, "-m", "services.archive.verify.examining", target, "--key", key, *more],
        cwd=elsewhere,
        env={"PATH": os.environ["PATH"], "PYTHONPATH": str(elsewhere), "PYTHONUTF8": "1"},
        capture_output=True,
        text=True,
        check=False,
    )


def edited(change):
    def edit(content):
        told = json.decode(content)
        change(told)
        return json.encode(told)

    return edit
