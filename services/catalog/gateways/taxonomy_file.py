"""The county's list of content classes, read from its file."""

from pathlib import Path
from typing import Final

from msgspec import json

from services.catalog.domain.taxonomy import Taxonomy

FILE: Final = Path(__file__).parents[1] / "data" / "taxonomy.json"


def read_taxonomy() -> Taxonomy:
    """Return the list as it stands in its file."""
    return json.decode(FILE.read_bytes(), type=Taxonomy)
