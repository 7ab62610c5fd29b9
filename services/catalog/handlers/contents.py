"""内容清单 — a unit's own list, what of the seeds' lists it takes up, what its scheme presets."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from msgspec import Struct

from services.catalog.domain.contents import CONTENTS, Asked, contents_id_of
from services.catalog.domain.contents_words import ContentHead, ListContents
from services.catalog.domain.openings import scope_of
from services.catalog.domain.placing import Filled, filled, unexecuted
from services.catalog.domain.taxonomy import ContentClass
from services.catalog.domain.terms import Scope, TimeLimit
from services.catalog.domain.yardstick import preset
from services.catalog.handlers.catalogs import Catalogs
from services.catalog.handlers.coverage import Classes
from services.catalog.handlers.filing import filed
from services.catalog.handlers.settings import scheme_of
from services.catalog.views.contents import ContentsRow, contents
from shared.decider import NotFoundError
from shared.store import Receipt, Store, Task
from shared.web import Caller


class ListUnknownError(NotFoundError):
    """没有这份内容清单。"""


class Preset(Struct, frozen=True, kw_only=True):
    """预设 — what class, scope and time limit some words would have under a unit's scheme."""

    words: str
    content_class: ContentClass | None = None
    scope: Scope | None = None
    time_limit: TimeLimit | None = None


class Taken(Struct, frozen=True, kw_only=True):
    """清单覆盖 — head by head; ``unexecuted``: plans of which nothing tells what became of them."""

    list_id: str
    heads: tuple[Filled, ...]
    unexecuted: tuple[str, ...]


@dataclass(frozen=True)
class Contents:
    """内容清单"""

    store: Store[Any]
    making: Catalogs
    classes: Classes

    async def list_(self, unit: str, asked: ListContents, caller: Caller) -> Receipt:
        """File what a unit's plan says is to be disclosed."""
        cause = self.making.drafting(unit, caller)
        expected = self.making.settings(unit, cause.at).get("taxonomy", 0)
        command = Asked(asked=asked, expected=expected if isinstance(expected, int) else 0)
        task = Task(CONTENTS, contents_id_of(unit), command)
        return await filed(self.store, self.making.views, task, cause=cause)

    def own(self, unit: str) -> ContentsRow | None:
        """Return a unit's own list, if it has one."""
        self.making.access.unit(unit)
        return self.making.views.get(contents, unit)

    def classed(self, head: ContentHead) -> str:
        """Return the name of the county's class that a head of a unit's own list belongs to."""
        wanted = self.classes.classifier.class_of("", "", head.title) or (
            self.classes.classifier.class_of("", "", head.words[:200])
        )
        return next((each.name for each in self._known if each.id == wanted), "")

    def seed(self, unit: str, at: datetime) -> str:
        """Return the id of the list that a unit's plan prints; of no plan, the first."""
        found = scheme_of(self.making.views, unit, at)
        lists = self.classes.classifier.taxonomy.lists
        own = (each.id for each in lists if found and each.seed in {found.seed, found.id})
        return next(own, lists[0].id)

    def taken(self, unit: str, list_id: str, caller: Caller) -> Taken:
        """Return how a unit's catalog takes up the heads of one of the lists.

        Raises:
            ListUnknownError: there is no such list.

        """
        if list_id not in {each.id for each in self.classes.classifier.taxonomy.lists}:
            raise ListUnknownError(list_id)
        paths = self.classes.paths(unit, caller)
        classifier = self.classes.classifier
        return Taken(
            list_id=list_id,
            heads=tuple(filled(classifier, list_id, paths)),
            unexecuted=tuple(unexecuted(classifier, paths)),
        )

    def preset(self, unit: str, words: str, at: datetime) -> Preset:
        """Return what the scheme in force in a unit proposes for a matter of these words."""
        wanted = self.classes.classifier.class_of("", "", words)
        found = next((each for each in self._known if each.id == wanted), None)
        values = self.making.settings(unit, at)
        return Preset(
            words=words,
            content_class=found,
            scope=scope_of(words, values) or (found.scope if found else None),
            time_limit=preset(words, values),
        )

    @property
    def _known(self) -> tuple[ContentClass, ...]:
        return self.classes.classifier.taxonomy.classes
