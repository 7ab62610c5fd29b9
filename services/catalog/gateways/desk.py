"""The desk on which worksheets lie until they are filed: one small file each, replaced whole."""

import os
from pathlib import Path
from tempfile import NamedTemporaryFile
from uuid import UUID

from msgspec import MsgspecError, json

from services.catalog.domain.worksheet import Worksheet
from shared.decider import NotFoundError


class WorksheetUnknownError(NotFoundError):
    """没有找到这份导入底稿，可能已经作废，请重新上传文件。"""


class Desk:
    """案头 — what is put down is there again after a lost connection or a restart."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    def put(self, sheet: Worksheet) -> None:
        """Put a worksheet down, in place of what it was before."""
        place = self._place(sheet.unit, sheet.worksheet_id)
        place.parent.mkdir(parents=True, exist_ok=True)
        with NamedTemporaryFile(dir=place.parent, delete=False) as file:
            file.write(json.encode(sheet))
            file.flush()
            os.fsync(file.fileno())
        Path(file.name).replace(place)

    def take(self, unit: str, worksheet_id: str) -> Worksheet:
        """Return a worksheet.

        Raises:
            WorksheetUnknownError: there is none of this id.

        """
        found = self._kept(self._place(unit, worksheet_id))
        if found is None:
            raise WorksheetUnknownError(worksheet_id)
        return found

    def has(self, unit: str, worksheet_id: str) -> bool:
        """Tell whether a worksheet lies here."""
        return self._place(unit, worksheet_id).is_file()

    def of(self, unit: str, owner: str) -> list[Worksheet]:
        """Return what somebody has not finished in a unit, newest first."""
        folder = self._place(unit, "").parent
        found = (self._kept(each) for each in folder.glob("*.json"))
        mine = (each for each in found if each and each.owner == owner and not each.filed)
        return sorted(mine, key=lambda each: each.opened_at, reverse=True)

    def clear(self, unit: str, worksheet_id: str) -> None:
        """Throw a worksheet away; one that is not there changes nothing."""
        self._place(unit, worksheet_id).unlink(missing_ok=True)

    def _kept(self, place: Path) -> Worksheet | None:
        """Return what lies in a place; what cannot be read stands in nobody's way."""
        try:
            return json.decode(place.read_bytes(), type=Worksheet)
        except (OSError, MsgspecError):
            return None

    def _place(self, unit: str, worksheet_id: str) -> Path:
        """Return where a worksheet lies; both ids are ids and so no way out of the folder."""
        try:
            name = str(UUID(worksheet_id)) if worksheet_id else "none"
            return self._folder / str(UUID(unit)) / f"{name}.json"
        except ValueError as error:
            raise WorksheetUnknownError(worksheet_id) from error
