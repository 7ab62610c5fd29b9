"""核验程序 — the auditors' program as one file that any Python runs, nothing else installed."""

from collections.abc import Iterator
from hashlib import sha256
from importlib.metadata import distribution
from io import BytesIO
from pathlib import Path
from typing import Final
from zipfile import ZIP_DEFLATED, ZipFile, ZipInfo

from services.archive import verify

NAME: Final = "gongkai-verify.pyz"
HOME: Final = "services/archive/verify"
_LONG_AGO: Final = (1980, 1, 1, 0, 0, 0)  # the same program is the same file, whenever it is made
_LEFT_OUT: Final = frozenset({"witness.py", "witnessing.py"})  # these sign, and need a library
_START: Final = '''"""核验程序：核验日志；第一个词是 volume 时检测案卷包。"""

import sys

if __name__ == "__main__":
    if sys.argv[1:2] == ["volume"]:
        from services.archive.verify.examining import main

        del sys.argv[1]
    else:
        from services.archive.verify.__main__ import main
    main(prog_name="gongkai-verify")
'''


def program() -> bytes:
    """Return the program: Python's own archive format, the auditors' modules and ``click``."""
    out = BytesIO(b"#!/usr/bin/env python3\n")
    out.seek(0, 2)
    with ZipFile(out, "a", ZIP_DEFLATED) as archive:
        for name, data in sorted(_contents()):
            archive.writestr(ZipInfo(name, _LONG_AGO), data, ZIP_DEFLATED)
    return out.getvalue()


def digest(data: bytes) -> str:
    """Return what is announced elsewhere, so that whoever takes the file can compare."""
    return sha256(data).hexdigest()


def _contents() -> Iterator[tuple[str, bytes]]:
    yield "__main__.py", _START.encode()
    yield "services/__init__.py", b""
    yield "services/archive/__init__.py", b""
    for file in Path(str(verify.__file__)).parent.glob("*.py"):
        if file.name not in _LEFT_OUT:
            yield f"{HOME}/{file.name}", file.read_bytes()
    click = distribution("click")
    for each in click.files or ():
        if each.suffix == ".py" or each.name.startswith("LICENSE"):
            yield str(each), Path(str(click.locate_file(each))).read_bytes()
