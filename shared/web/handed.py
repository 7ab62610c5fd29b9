"""A form or a request that brings one file, in the field ``file``."""

from typing import Annotated

from litestar.datastructures import UploadFile
from litestar.enums import RequestEncodingType
from litestar.params import Body
from msgspec import Struct

from shared.decider import InvalidError


class NoFileError(InvalidError):
    """没有选择文件，请选择要上传的文件。"""


class Handed(Struct, frozen=True, kw_only=True):
    """一个文件 — none, where a browser sent the form without one."""

    file: UploadFile | None = None

    async def taken(self) -> tuple[str, bytes]:
        """Return the file's name and what is in it.

        Raises:
            NoFileError: there is none.

        """
        if self.file is None:
            raise NoFileError(field="file")
        return self.file.filename, await self.file.read()


Upload = Annotated[Handed, Body(media_type=RequestEncodingType.MULTI_PART)]
