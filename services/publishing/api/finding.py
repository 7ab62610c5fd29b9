"""The door for programs that search: suggestions while somebody types."""

from litestar import get

from services.publishing.handlers import Lists, reader_of
from services.publishing.handlers.finding import Suggestion
from shared.web import Caller


@get("/api/suggestions", sync_to_thread=True)
def read_suggestions(lists: Lists, caller: Caller, q: str = "") -> list[Suggestion]:
    """联想词。"""
    return lists.suggest(q, reader_of(caller))


handlers = [read_suggestions]
