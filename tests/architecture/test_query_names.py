"""What a reader may put into an address has a Chinese name, by which an error calls it."""

import inspect
import re
from pathlib import Path

import pytest
from litestar import Router

from services.archive.handlers.labels import LABELS as ARCHIVE
from services.catalog.app import LABELS as CATALOG
from services.feedback.handlers.labels import LABELS as FEEDBACK
from services.publishing.pages.hand_forms import LABELS as PUBLISHING
from services.workflow.handlers.labels import LABELS as WORKFLOW
from shared.web.application import LABELS
from tests.browser.test_every_page import ROOMS

NAMES = {
    "/archive": ARCHIVE,
    "/catalog": CATALOG,
    "/feedback": FEEDBACK,
    "/": PUBLISHING,
    "/workflow": WORKFLOW,
}
SERVICES = Path(__file__).parents[2] / "services"
AT_FAULT = re.compile(r"Error\([^()]*field=\"(\w+)\"")
PICKY = re.compile(r"\b(int|bool|float|UUID|date|datetime|Number)\b")  # any text is a str


def picky(prefix, handlers):
    """Yield the names in the addresses of pages that not every text fits."""
    for route in Router(prefix, route_handlers=list(handlers)).routes:
        for handler in getattr(route, "route_handlers", ()):
            if "GET" in handler.http_methods:
                known = inspect.signature(handler.fn).parameters.items()
                yield from (
                    name
                    for name, each in known
                    if f"{{{name}:" not in route.path and PICKY.search(str(each.annotation))
                )


def test_every_name_in_an_address_is_known_in_chinese():
    nameless = {
        f"{prefix} {name}"
        for prefix, handlers in ROOMS.items()
        for name in picky(prefix, handlers)
        if name not in LABELS | NAMES.get(prefix, {}) and name != "expected"
    }

    assert sorted(nameless) == []


@pytest.mark.parametrize(("prefix", "known"), NAMES.items())
def test_every_field_that_a_rule_names_is_known_in_chinese(prefix, known):
    files = (SERVICES / (prefix.strip("/") or "publishing")).rglob("*.py")
    named = {name for each in files for name in AT_FAULT.findall(each.read_text("utf-8"))}

    assert named, prefix
    assert sorted(named - known.keys() - LABELS.keys()) == []
