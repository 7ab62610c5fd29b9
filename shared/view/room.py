"""Where views live: applying letters, reading rows, folding anew."""

import logging
import threading
from collections.abc import AsyncIterator, Awaitable, Callable, Iterator, Mapping, Sequence
from contextlib import ExitStack, contextmanager
from itertools import takewhile
from time import monotonic
from typing import Any, Final, TypeVar
from uuid import UUID

import sqlalchemy as sa
from msgspec import Struct

from shared.aside import aside
from shared.bell import Bell
from shared.metrics import DEAD_LETTERS, FOLDED, VIEW_POSITION
from shared.record import Letter
from shared.view.declare import View
from shared.view.editions import Editions
from shared.view.fold import decoders_of, folding, statements
from shared.view.ledger import Ledger, engine_at, raw, writing
from shared.view.memo import MOST, Memo
from shared.view.words import Asked, counted, found

Row = TypeVar("Row", bound=Struct)
Read = Callable[[int, int], Awaitable[list[Letter]]]
Progress = Callable[[int, int], None]

FAR: Final = 1 << 40  # rows that no table has
SHADOW: Final = "new_"
PAGE: Final = 500
LOOK: Final = 0.05  # seconds between two looks at what another process may have folded

log = logging.getLogger(__name__)


class GapError(Exception):
    """A letter is missing: the one that came is not the next."""


class DeadLetter(Struct, frozen=True, kw_only=True):
    """死信 — a letter that could not be read or folded, kept until somebody looks."""

    source: str
    position: int
    tag: str
    body: bytes
    error: str


class Views:
    """All views of one service in one database, and how far each source has been read."""

    def __init__(self, service: str, url: str, views: Sequence[View[Any]]) -> None:
        self.service, self.views = service, tuple(views)
        self._engine = engine_at(url)
        self._ledger = Ledger()
        self._decoders = decoders_of(self.views)
        self._keeps = any(each.keep for each in self.views)
        self._one_writer = threading.Lock()
        self._moved = Bell()
        self._folded: dict[str, int] = {}  # how far this process has folded, by source
        self.editions = Editions()
        self._memos: dict[frozenset[str], Memo] = {}
        self._one_reader = threading.Lock()

    def open(self) -> None:
        """Make the tables; rows of another shape are thrown away and folded again."""
        with self._writing() as connection:
            self._ledger.create(connection)
            if self._ledger.outdated(connection, self.views):
                self._ledger.forget(connection, self.views)
                self._clear(connection)
            self._ledger.build(connection, self.views)
            DEAD_LETTERS.labels(self.service).set(len(self._ledger.dead(connection)))
            read = {self.service: 0} | self._ledger.positions(connection)
        self._folded.clear()
        for source, position in read.items():
            VIEW_POSITION.labels(self.service, source).set(position)

    def close(self) -> None:
        """Let go of every connection."""
        self._engine.dispose()

    def tags(self, service: str) -> set[str]:
        """Return the tags of one service that some view folds."""
        return {tag for tag in self._decoders if tag.startswith(f"{service}.")}

    def apply(self, source: str, letters: Sequence[Letter]) -> None:
        """Fold letters and save the position with the rows; what was folded is passed over.

        Raises:
            GapError: a letter before these has not been folded.

        """
        with ExitStack() as visible, self._writing() as connection:
            position = self._ledger.position(connection, source)
            fresh = [each for each in letters if each.position > position]
            if not fresh:  # perhaps another process has folded them
                visible.enter_context(self.editions.turning())
                return
            if fresh[0].position != position + 1:
                message = f"{source}: {fresh[0].position} after {position}"
                raise GapError(message)
            kept = self._ledger.position(connection, f"kept:{source}") if self._keeps else 0
            with folding(connection, self._decoders, self.views) as folder:
                dead = folder.fold(source, fresh, kept)
                folder.flush()
            self._ledger.advance(connection, source, fresh[-1].position)
            if self._keeps and fresh[-1].position > kept:
                self._ledger.mark(connection, f"kept:{source}", fresh[-1].position)
            self._ledger.bury(connection, dead)
            visible.enter_context(self.editions.turning(folder.touched()))
        self._folded[source] = fresh[-1].position
        self._tell(source, fresh, len(dead))

    async def absorb(self, source: str, letters: Sequence[Letter]) -> None:
        """Apply letters without holding up the event loop, then tell those who wait."""
        await aside(self.apply, source, letters)
        self._moved.ring()

    def position(self, source: str) -> int:
        """Return the position up to which a source is reflected in the rows."""
        with self._engine.connect() as connection:
            return self._ledger.position(connection, source)

    def mark(self, source: str, position: int) -> None:
        """Save how far something other than the rows has come (a reaction)."""
        with self._writing() as connection:
            self._ledger.mark(connection, source, position)

    async def reached(self, source: str, position: int, within: float = 2.0) -> bool:
        """Wait until the rows reflect a position, so that one reads one's own writes."""
        deadline = monotonic() + within
        while True:
            seen = self._moved.rings
            if self._folded.get(source, 0) >= position:
                return True
            left = deadline - monotonic()
            await self._moved.after(seen, min(left, LOOK))
            if self._moved.rings == seen and self.position(source) >= position:
                return True  # another process has folded
            if left <= 0:
                return False

    def get(self, view: View[Row], key: Any) -> Row | None:
        """Return one row by its key; asked most of all, so in the driver's own words."""
        with self._engine.connect() as connection, raw(connection) as (cursor, mark):
            cursor.execute(statements(view, "", mark).select, (view.asked(key),))
            found = cursor.fetchone()
        return None if found is None else view.decode(found)

    def select(
        self,
        view: View[Row],
        *where: Any,
        order: Sequence[Any] = (),
        limit: int | None = None,
        offset: int = 0,
    ) -> list[Row]:
        """Return rows that meet all conditions; there is no page before the first or beyond all."""
        start = min(max(offset, 0), FAR)
        query = sa.select(view.table).where(*where).order_by(*order).limit(limit).offset(start)
        with self._engine.connect() as connection:
            return [view.decode(each) for each in connection.execute(query).all()]

    def count(self, view: View[Any], *where: Any) -> int:
        """Return how many rows meet all conditions."""
        query = sa.select(sa.func.count()).select_from(view.table).where(*where)
        with self._engine.connect() as connection:
            return int(connection.execute(query).scalar_one())

    def query(self, statement: sa.Select[Any]) -> list[Any]:
        """Return what a statement over view tables finds (groups, sums)."""
        with self._engine.connect() as connection:
            return list(connection.execute(statement).all())

    def memo(self, *views: View[Any], most: int = MOST) -> Memo:
        """Return the notes that may be made of rows of these views, the same ones each time."""
        names = frozenset(each.name for each in views)
        with self._one_reader:
            if names not in self._memos:
                self._memos[names] = Memo(self.editions.of(names), most)
            return self._memos[names]

    def search(
        self,
        view: View[Any],
        asked: Asked,
        columns: Sequence[Any],
        *where: Any,
        limit: int | None = None,
        offset: int = 0,
    ) -> list[Any]:
        """Return columns of the rows that hold what is asked, highest number first."""
        if view.words is None:
            raise TypeError(view.name)
        statement = found(view.table, view.words, asked, columns, sqlite=self._is_sqlite)
        start = min(max(offset, 0), FAR)
        return self.query(statement.where(*where).limit(limit).offset(start))

    def tally(self, view: View[Any], asked: Asked) -> int:
        """Return how many rows hold what is asked."""
        if view.words is None:
            raise TypeError(view.name)
        if self._is_sqlite and (asked.words or asked.marks):
            statement = counted(view.name, asked)
        else:
            every = found(view.table, view.words, asked, [sa.literal(1)], sqlite=self._is_sqlite)
            statement = sa.select(sa.func.count()).select_from(every.order_by(None).subquery())
        return int(self.query(statement)[0][0])

    @property
    def _is_sqlite(self) -> bool:
        return self._engine.dialect.name == "sqlite"

    def bury(self, source: str, letter: Letter, error: str) -> None:
        """Keep a letter aside that something other than the rows could not read."""
        with self._writing() as connection:
            dead = (source, letter.position, letter.tag, letter.body, error)
            self._ledger.bury(connection, [dead])
        DEAD_LETTERS.labels(self.service).set(len(self.dead()))

    def dead(self) -> list[DeadLetter]:
        """Return the letters that could not be read."""
        with self._engine.connect() as connection:
            return [
                DeadLetter(source=s, position=p, tag=t, body=bytes(b), error=e)
                for s, p, t, b, e in self._ledger.dead(connection)
            ]

    def try_again(self, letter: DeadLetter) -> bool:
        """Fold a dead letter now; True if it could be read and was taken off the list."""
        fresh = _letter_of(letter)
        with self.editions.turning(), self._writing() as connection:
            with folding(connection, self._decoders, self.views) as folder:
                if folder.fold(letter.source, [fresh], 0):
                    return False
                folder.flush()
            self._ledger.exhume(connection, letter.source, letter.position)
        DEAD_LETTERS.labels(self.service).set(len(self.dead()))
        return True

    async def rebuild(self, read: Mapping[str, Read], progress: Progress) -> None:
        """Fold every view again beside the old rows, then put it in their place.

        Args:
            read: for each source, how to read its letters after a position.
            progress: told (letters folded, letters to fold) as it goes.

        """
        views = [each for each in self.views if not each.keep]
        with self._writing() as connection:
            self._ledger.build(connection, views, prefix=SHADOW, afresh=True)
        turn, done = 0, dict.fromkeys(read, 0)
        while True:
            turns = await aside(self._turns_after, turn)
            total = sum(done.values()) + _length(turns, done)
            async for source, letters in _replay(turns, done, read):
                await aside(self._fold_shadow, views, source, letters)
                done[source] = letters[-1].position
                progress(sum(done.values()), total)
            turn = turns[-1][0] if turns else turn
            if await aside(self._swap, views, turn, done):
                return

    async def retell(
        self, other: "Views", read: Mapping[str, Read], until: Callable[[Letter], bool]
    ) -> int:
        """Fold into other, empty views what was folded here, in the same order; return how much.

        Args:
            other: views of the same declarations, at another address.
            read: for each source, how to read its letters after a position.
            until: tells of a letter whether it still counts; none of its source after one that
                does not.

        """
        done, ended, count = dict.fromkeys(read, 0), set[str](), 0
        async for source, letters in _replay(await aside(self._turns_after, 0), done, read):
            told = [] if source in ended else list(takewhile(until, letters))
            if told:
                await aside(other.apply, source, told)
            if len(told) < len(letters):
                ended.add(source)
            done[source], count = letters[-1].position, count + len(told)
        return count

    def _fold_shadow(
        self, views: Sequence[View[Any]], source: str, letters: Sequence[Letter]
    ) -> None:
        with (
            self._writing() as connection,
            folding(connection, self._decoders, views, prefix=SHADOW) as folder,
        ):
            folder.fold(source, letters, 0)
            folder.flush()

    def _turns_after(self, turn: int) -> list[tuple[int, str, int]]:
        with self._engine.connect() as connection:
            return self._ledger.turns(connection, turn)

    def _swap(self, views: Sequence[View[Any]], turn: int, done: dict[str, int]) -> bool:
        with self.editions.turning(), self._writing() as connection:
            if self._ledger.moved_on(connection, turn, done):
                return False
            self._ledger.swap(connection, views, SHADOW)
            self._clear(connection)
        return True

    def _clear(self, connection: sa.Connection) -> None:
        """Where all is folded anew, nothing is left of views that nobody declares any more."""
        if gone := self._ledger.clear(connection, self.views):
            log.info("%s: views no longer declared were dropped: %s", self.service, ", ".join(gone))

    @contextmanager
    def _writing(self) -> Iterator[sa.Connection]:
        with self._one_writer, writing(self._engine, self.service) as connection:
            yield connection

    def _tell(self, source: str, fresh: Sequence[Letter], dead: int) -> None:
        FOLDED.labels(self.service, source).inc(len(fresh))
        VIEW_POSITION.labels(self.service, source).set(fresh[-1].position)
        if dead:
            DEAD_LETTERS.labels(self.service).inc(dead)


def _length(turns: Sequence[tuple[int, str, int]], done: Mapping[str, int]) -> int:
    ends = {source: upto for _, source, upto in turns}
    return sum(max(upto - done.get(source, 0), 0) for source, upto in ends.items())


async def _replay(
    turns: Sequence[tuple[int, str, int]], done: Mapping[str, int], read: Mapping[str, Read]
) -> AsyncIterator[tuple[str, list[Letter]]]:
    """Read the letters of each turn, in the order in which they were first read."""
    for _, source, upto in turns:
        while (start := done[source]) < upto:
            letters = await read[source](start, min(PAGE, upto - start))
            if not letters:
                message = f"{source}: nothing after {start}, though {upto} was read once"
                raise GapError(message)
            yield source, letters


def _letter_of(dead: DeadLetter) -> Letter:
    return Letter(
        position=dead.position, stream_id=UUID(int=0), version=0, tag=dead.tag, body=dead.body
    )
