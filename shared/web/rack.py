"""报架 — pages for strangers as files, so that a web server gives them out without asking.

A page is laid out when it has been made (``kept.py``), below the day for which it was made. Before
rows are changed for everybody the whole rack is taken away at once, by removing one link, and what
was made of the rows as they were is laid out no more: nobody who asks after a change is given a
page from before it. One process folds the rows and fills the rack.
"""

import logging
import os
import re
import shutil
import threading
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date, timedelta
from pathlib import Path
from secrets import token_hex
from typing import Final

MOST: Final = 256 << 20  # bytes of pages in one folder
LINK: Final = "current"
FOLDER: Final = "pages-"
EPOCH: Final = date(1970, 1, 1)
_SAFE: Final = re.compile(r"(/[a-z0-9][a-z0-9_-]*)*/?", re.ASCII)

log = logging.getLogger(__name__)


class Rack:
    """One kind of pages, in a place of their own on disk."""

    def __init__(self, place: Path) -> None:
        self._place = place
        self._one_at_a_time = threading.Lock()
        self._changing = 0
        self._turn = 0
        self._folder: Path | None = None
        self._size = 0

    @property
    def turn(self) -> int | None:
        """Return what a page must be made in to be laid out; None while rows are changed."""
        return None if self._changing else self._turn

    def clear(self) -> None:
        """Take away whatever lies here, also what an earlier process left."""
        with self._one_at_a_time:
            self._take_away()
            self._link.unlink(missing_ok=True)
        self._sweep()

    @contextmanager
    def changing(self) -> Iterator[None]:
        """Take everything away and lay out nothing while rows are changed for everybody.

        Raises:
            OSError: it cannot be taken away; then nothing may be changed.

        """
        with self._one_at_a_time:
            self._changing += 1
        try:
            with self._one_at_a_time:
                self._take_away()
            yield
        finally:
            with self._one_at_a_time:
                self._changing -= 1

    def put(self, turn: int, day: int, path: str, page: bytes, packed: bytes) -> None:
        """Lay out a page made in this turn for a day (counted from 1970), as it is and packed."""
        if not _SAFE.fullmatch(path):
            return  # a name that a disk and a web server might read otherwise
        with self._one_at_a_time:
            if self._changing or turn != self._turn or self._size > MOST:
                return
            new = self._folder is None
            try:
                self._lay(day, path, page, packed)
            except OSError:  # the service gives the page out itself
                log.warning("%s: a page cannot be laid out", self._place, exc_info=True)
        if new:
            self._sweep()

    @property
    def _link(self) -> Path:
        return self._place / LINK

    def _take_away(self) -> None:
        self._turn += 1
        if self._folder is not None:
            self._link.unlink(missing_ok=True)
            self._folder = None

    def _lay(self, day: int, path: str, page: bytes, packed: bytes) -> None:
        self._folder = self._folder or self._opened()
        place = _opened_for(EPOCH + timedelta(days=day), self._folder) / path.strip("/")
        place.mkdir(parents=True, exist_ok=True)
        _write(place / "index.html.gz", packed, page)
        _write(place / "index.html", page, page)
        self._size += len(page) + len(packed)

    def _opened(self) -> Path:
        """Open a new folder under the one address by which the web server knows it."""
        folder, link = self._place / f"{FOLDER}{token_hex(8)}", self._place / f"{LINK}.new"
        folder.mkdir(parents=True)
        link.unlink(missing_ok=True)
        link.symlink_to(folder.name)
        link.replace(self._link)
        self._size = 0
        return folder

    def _sweep(self) -> None:
        """Remove folders that nobody is led to any more."""
        with self._one_at_a_time:
            old = [each for each in self._place.glob(f"{FOLDER}*") if each != self._folder]
        for each in old:
            shutil.rmtree(each, ignore_errors=True)


def _opened_for(day: date, folder: Path) -> Path:
    """Return the place of a day's pages, and let a web server find it that counts in UTC."""
    place, before = folder / day.isoformat(), day - timedelta(days=1)
    if not place.exists():
        place.mkdir()
        (folder / f"{before.isoformat()}-late").symlink_to(place.name)  # from 16:00
        (folder / f"{day.isoformat()}-early").symlink_to(place.name)  # until 16:00
    return place


def _write(file: Path, content: bytes, page: bytes) -> None:
    """Write a file whose time tells its content: a web server makes its tag of time and size."""
    half = file.with_name(f"{file.name}.half")
    half.write_bytes(content)
    said = zlib.crc32(page)
    os.utime(half, (said, said))
    half.replace(file)
