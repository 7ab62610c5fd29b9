"""Taking a version of a catalog out of the house as a file."""

from dataclasses import dataclass
from typing import Final

from msgspec import Struct

from services.catalog.domain.printing import table
from services.catalog.gateways.export import EXPORTS
from services.catalog.handlers.access import Access
from services.catalog.handlers.reading import VersionUnknownError
from services.catalog.views import catalogs, entries, version_key
from shared.decider import InvalidError
from shared.view import Views
from shared.web import Caller

KINDS: Final = tuple(EXPORTS)


class ExportKindUnknownError(InvalidError):
    """目录只能导出为 XLSX、DOCX 或 CSV 文件。"""


class Exported(Struct, frozen=True, kw_only=True):
    """导出的文件"""

    name: str
    media_type: str
    content: bytes


@dataclass(frozen=True)
class Exports:
    """导出"""

    views: Views
    access: Access

    def export(self, unit: str, version: int, kind: str, caller: Caller) -> Exported:
        """Return one version as a file, to the unit's own people.

        Raises:
            UndecidedFieldError: an entry still lacks one of its fields.

        """
        self.access.check_reader(caller, unit)
        row = self.views.get(catalogs, version_key(unit, version))
        if row is None:
            raise VersionUnknownError(version)
        if kind not in EXPORTS:
            raise ExportKindUnknownError(kind, field="kind")
        here = (entries.c.unit == unit, entries.c.version == version)
        found = self.views.select(entries, *here, order=[entries.c.row])
        title = f"{self.access.unit(unit).name}党务公开目录（第{version}版）"
        make, media_type = EXPORTS[kind]
        content = make(table([each.entry for each in found]), title, row.drafted_at)
        return Exported(name=f"{title}.{kind}", media_type=media_type, content=content)
