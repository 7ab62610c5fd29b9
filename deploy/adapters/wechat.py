"""公众号 — shows what was approved as an article of a WeChat official account.

Draft, submit, confirm: an article counts as published when the platform has confirmed it and
shows the very text, never before. Sent twice, or after a crash at any point, it is one article:
``letter.showing`` is its client message id, kept beside the ids that the platform gave, and it
stands in the article's source address, by which it is found again.

``python -m deploy.adapters.wechat nats://… http://… adapter-wechat.nk memory.json``, with
GK_WECHAT_APPID, GK_WECHAT_SECRET and GK_WECHAT_THUMB (a picture in the account's library).
"""

import asyncio
import logging
import os
import re
import sys
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from html import escape, unescape
from pathlib import Path
from typing import Any, Final

from msgspec import Struct, json
from msgspec.structs import replace

from deploy.adapters.gongkai_adapter import Carrier, FailedError, House, Key, Letter, Proof, run
from deploy.adapters.wechat_platform import Platform, account_of

POLLS: Final = 20  # questions whether it is published, until it counts as failed for now
EVERY: Final = 3.0  # seconds between two questions
PAGE: Final = 20  # articles in one answer of a list
LISTED: Final = 200  # newest articles among which a lost one is looked for
REFUSED: Final = {
    2: "原创声明没有通过",
    3: "平台发布失败",
    4: "平台审核没有通过",
    5: "发布以后被账号管理员删除",
    6: "发布以后被平台封禁",
}


class Article(Struct, frozen=True, kw_only=True):
    """一篇文章 — as far as it has come."""

    media_id: str = ""
    publish_id: str = ""
    article_id: str = ""
    address: str = ""


class Memory:
    """备忘 — which showing became which article; written before the platform is asked."""

    def __init__(self, file: Path) -> None:
        self._file = file
        kept = file.read_bytes() if file.exists() else b"{}"
        self.articles = json.decode(kept, type=dict[str, Article])

    def of(self, showing: str) -> Article:
        """Return what is known of a showing."""
        return self.articles.get(showing, Article())

    def keep(self, showing: str, article: Article | None) -> None:
        """Remember; None forgets."""
        self.articles.pop(showing, None)
        if article is not None:
            self.articles[showing] = article
        draft = self._file.with_suffix(".new")
        with draft.open("wb") as out:
            out.write(json.encode(self.articles))
            out.flush()
            os.fsync(out.fileno())
        draft.replace(self._file)


@dataclass(frozen=True)
class Wechat:
    """The channel. ``origin`` is the address under which people reach the house."""

    platform: Platform
    memory: Memory
    origin: str
    pause: Callable[[float], Awaitable[None]] = asyncio.sleep

    async def show(self, letter: Letter) -> Proof:
        """Publish it as one article, and return the platform's confirmation."""
        article = await self._submitted(letter)
        answer = await self._confirmed(letter, article)
        await self._as_approved(letter, self.memory.of(letter.showing))
        await self._older(letter)
        return Proof(
            evidence=json.encode(answer, order="sorted"),
            address=self.memory.of(letter.showing).address,
            content_sha256=letter.data.content_sha256,
        )

    async def remove(self, letter: Letter) -> Proof:
        """Delete every article about it."""
        told = [await self._deleted(each) for each in self._about(letter)]
        return Proof(evidence=json.encode(told))

    async def _submitted(self, letter: Letter) -> Article:
        """Return the article on its way: found again, or begun now."""
        article = self.memory.of(letter.showing)
        if article.publish_id or article.article_id:
            return article
        if article.media_id:
            if found := await self._published(letter):
                return self._kept(letter, replace(article, article_id=found))
            if not await self.platform.has_draft(article.media_id):
                raise FailedError("公众号已经收到文章，还没有给出结果")
        else:
            article = await self._drafted(letter)
        publish_id = await self.platform.submit(article.media_id)
        return self._kept(letter, replace(article, publish_id=publish_id))

    async def _drafted(self, letter: Letter) -> Article:
        """A draft whose answer was lost lies there already: it is taken, not made again."""
        mark = self._source(letter)
        media_id = await self.platform.draft_with(mark, LISTED, PAGE)
        media_id = media_id or await self.platform.add_draft(article_of(letter, mark))
        return self._kept(letter, Article(media_id=media_id))

    async def _published(self, letter: Letter) -> str:
        return await self.platform.article_with(self._source(letter), LISTED, PAGE)

    async def _confirmed(self, letter: Letter, article: Article) -> dict[str, Any]:
        if not article.publish_id:
            return {"article_id": article.article_id}
        for _ in range(POLLS):
            answer = await self.platform.progress(article.publish_id)
            match answer.get("publish_status"):
                case 0:
                    self._kept(letter, replace(article, **_where(answer)))
                    return answer
                case 1:
                    await self.pause(EVERY)
                case status:
                    self.memory.keep(letter.showing, None)  # tried again, it is another article
                    reason = REFUSED.get(int(status or 0), f"平台给出状态 {status}")
                    raise FailedError(f"公众号：{reason}", final=True)
        raise FailedError("公众号还没有确认发布")

    async def _as_approved(self, letter: Letter, article: Article) -> None:
        shown = await self.platform.content(article.article_id)
        if plain(letter.data.content) not in plain(text_of(shown)):
            raise FailedError("公众号上显示的正文与批准的不一致", final=True)

    async def _older(self, letter: Letter) -> None:
        """A corrected text replaces the article before it."""
        for each in self._about(letter):
            if each != letter.showing:
                await self._deleted(each)

    async def _deleted(self, showing: str) -> str:
        article = self.memory.of(showing)
        if article.article_id:
            await self.platform.delete(article.article_id)
        self.memory.keep(showing, None)
        return article.article_id

    def _about(self, letter: Letter) -> list[str]:
        audience = letter.data.audience[:3]
        return [
            each
            for each in self.memory.articles
            if each.startswith(letter.data.disclosure_id.hex) and each.endswith(audience)
        ]

    def _kept(self, letter: Letter, article: Article) -> Article:
        self.memory.keep(letter.showing, article)
        return article

    def _source(self, letter: Letter) -> str:
        return f"{self.origin}{letter.data.url}?from={letter.showing}"


def article_of(letter: Letter, source: str) -> dict[str, str]:
    """Return an article as the platform takes it: the text as approved, nothing but the text."""
    data = letter.data
    lines = [each.strip() for each in data.content.splitlines() if each.strip()]
    said = [f"更正说明：{data.explanation}"] if data.explanation else []
    foot = [f"公开单位：{data.unit_name}", f"第 {data.version} 版，内容摘要 {data.content_sha256}"]
    content = "".join(f"<p>{escape(each)}</p>" for each in (*said, *lines, *foot))
    return {
        "title": data.title[:64],
        "author": data.unit_name[:8],
        "digest": data.summary or data.content[:54],
        "content": content,
        "content_source_url": source,
    }


def text_of(html: str) -> str:
    """Return what a reader of an article reads."""
    return unescape(re.sub(r"<[^>]*>", "", html))


def plain(text: str) -> str:
    """Return a text without white space, which platforms change."""
    return re.sub(r"\s", "", text)


def _where(answer: dict[str, Any]) -> dict[str, str]:
    items = answer.get("article_detail", {}).get("item", [])
    address = items[0].get("article_url", "") if items else ""
    return {"article_id": str(answer.get("article_id", "")), "address": str(address)}


def main(bus: str, house: str, key_file: str, memory: str) -> None:
    """Carry the channel until stopped."""
    key, name = Key(Path(key_file)), os.environ.get("GK_WECHAT_NAME", "wechat")
    origin = os.environ.get("GK_ORIGIN", house)
    channel = Wechat(Platform(account_of(os.environ)), Memory(Path(memory)), origin)
    asyncio.run(run(name, bus, key, Carrier(channel, House(name, house, key))))


if __name__ == "__main__":
    logging.basicConfig(level=logging.INFO)
    main(*sys.argv[1:5])
