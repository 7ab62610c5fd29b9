"""What a person or a program may send has a Chinese name, by which a complaint calls it."""

import inspect
from importlib import import_module
from typing import get_args

import msgspec
from litestar import Router

from services.archive.handlers.labels import LABELS as ARCHIVE
from services.catalog.handlers.labels import LABELS as CATALOG
from services.feedback.handlers.labels import LABELS as FEEDBACK
from services.publishing.pages.hand_forms import LABELS as PUBLISHING
from services.workflow.handlers.labels import LABELS as WORKFLOW
from shared.web.application import LABELS
from tests.browser.test_every_page import ROOMS

NAMES = {
    "archive": ARCHIVE,
    "catalog": CATALOG,
    "feedback": FEEDBACK,
    "publishing": PUBLISHING,
    "workflow": WORKFLOW,
}


def bodies(service):
    """Yield what the doors of a service take, pages and programs alike."""
    prefix = "/" if service == "publishing" else f"/{service}"
    api = import_module(f"services.{service}.api")
    doors = [*getattr(api, "routes", getattr(api, "handlers", ())), *ROOMS[prefix]]
    for route in Router(prefix, route_handlers=doors).routes:
        for handler in getattr(route, "route_handlers", ()):
            asked = inspect.signature(handler.fn).parameters.get("data")
            if asked is not None:
                yield asked.annotation


def structs_in(kind, found):
    """Gather a struct and all that stand within it."""
    if isinstance(kind, type) and issubclass(kind, msgspec.Struct) and kind not in found:
        found.add(kind)
        for each in msgspec.structs.fields(kind):
            structs_in(each.type, found)
    for each in get_args(kind):
        structs_in(each, found)


def test_every_field_that_may_be_sent_is_known_in_chinese():
    nameless = set()
    for service, names in NAMES.items():
        found = set()
        for body in bodies(service):
            structs_in(body, found)
        assert found, service
        nameless |= {
            f"{service} {each.__name__}.{field.encode_name}"
            for each in found
            for field in msgspec.structs.fields(each)
            if field.encode_name not in LABELS | names
        }

    assert sorted(nameless) == []
