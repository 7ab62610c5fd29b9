"""The county's standard of schemes — points, plans, floors — read from its file."""

from functools import cache
from pathlib import Path
from typing import Final

from msgspec import json

from services.catalog.domain.points import Standard

FILE: Final = Path(__file__).parents[1] / "data" / "points.json"


@cache
def read_standard() -> Standard:
    """Return the standard as it stands in its file."""
    return json.decode(FILE.read_bytes(), type=Standard)
