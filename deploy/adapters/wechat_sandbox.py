"""A WeChat official account to rehearse with: doors as publicly described, faults on demand.

``Sandbox()`` is an ASGI application; ``python -m deploy.adapters.wechat_sandbox 8899`` serves it.
``faults`` are taken one by one by the door they name: an error code, ``"timeout"`` (nothing comes
back and nothing was done), ``"lost"`` (done, but the answer does not arrive), or, for
``publish``, the status that a publication comes to.
"""

import sys
from collections.abc import Awaitable, Callable
from typing import Any, Final

import uvicorn
from msgspec import json

MESSAGES: Final = {
    40001: "invalid credential, access_token is invalid or not latest",
    40007: "invalid media_id",
    42001: "access_token expired",
    45009: "reach max api daily quota limit",
    53600: "Article ID is invalid",
}
PREFIX: Final = "/cgi-bin/"


class AnswerLostError(Exception):
    """Nothing comes back."""


class Sandbox:
    """公众号沙箱"""

    def __init__(self) -> None:
        self.token, self.tokens = "", 0
        self.drafts: dict[str, dict[str, Any]] = {}
        self.publications: dict[str, dict[str, Any]] = {}
        self.articles: dict[str, dict[str, Any]] = {}
        self.faults: dict[str, list[Any]] = {}
        self.asked: list[str] = []

    def fail(self, door: str, *faults: Any) -> None:
        """Let the next requests at a door fail, one after another; None: one goes well."""
        self.faults.setdefault(door, []).extend(faults)

    def expire(self) -> None:
        """Let the token that was given out expire."""
        self.token = "expired"  # noqa: S105 — no secret, a word

    async def __call__(
        self,
        scope: Any,
        receive: Callable[[], Awaitable[Any]],
        send: Callable[[Any], Awaitable[None]],
    ) -> None:
        """Answer one request, as ASGI asks."""
        body = b""
        while True:
            message = await receive()
            body += message.get("body", b"")
            if not message.get("more_body"):
                break
        door = scope["path"].removeprefix(PREFIX)
        query = scope["query_string"].decode()
        answer = json.encode(self.answer(door, query, json.decode(body or b"{}")))
        await send({"type": "http.response.start", "status": 200, "headers": []})
        await send({"type": "http.response.body", "body": answer})

    def answer(self, door: str, query: str, body: dict[str, Any]) -> dict[str, Any]:
        """Answer at one door.

        Raises:
            AnswerLostError: nothing is to come back.

        """
        self.asked.append(door)
        fault = self.faults[door].pop(0) if self.faults.get(door) else None
        if fault == "timeout":
            raise AnswerLostError
        if isinstance(fault, int):
            return _error(fault)
        if door != "stable_token" and query != f"access_token={self.token}":
            return _error(42001)
        told: dict[str, Any] = getattr(self, f"_{door.replace('/', '_')}")(body)
        if fault == "lost":
            raise AnswerLostError
        return told

    def _stable_token(self, body: dict[str, Any]) -> dict[str, Any]:
        if body.get("secret") != "secret":
            return _error(40001)
        self.tokens += 1
        self.token = f"token-{self.tokens}"
        return {"access_token": self.token, "expires_in": 7200}

    def _draft_add(self, body: dict[str, Any]) -> dict[str, Any]:
        media_id = f"media-{len(self.drafts) + len(self.publications) + 1}"
        self.drafts[media_id] = body["articles"][0]
        return {"media_id": media_id}

    def _draft_get(self, body: dict[str, Any]) -> dict[str, Any]:
        draft = self.drafts.get(body["media_id"])
        return {"news_item": [draft]} if draft else _error(40007)

    def _draft_batchget(self, body: dict[str, Any]) -> dict[str, Any]:
        return _listed("media_id", self.drafts, body)

    def _freepublish_submit(self, body: dict[str, Any]) -> dict[str, Any]:
        draft = self.drafts.pop(body["media_id"], None)
        if draft is None:
            return _error(40007)
        publish_id = f"{len(self.publications) + 100}"
        self.publications[publish_id] = draft
        if not self.faults.get("publish"):
            self.articles[f"article-{publish_id}"] = draft
        return {"errcode": 0, "errmsg": "ok", "publish_id": publish_id}

    def _freepublish_get(self, body: dict[str, Any]) -> dict[str, Any]:
        publish_id, waiting = body["publish_id"], self.faults.get("publish")
        status = waiting.pop(0) if waiting else 0
        if status > 1:
            self.articles.pop(f"article-{publish_id}", None)
        if status:
            return {"publish_id": publish_id, "publish_status": status, "fail_idx": [1]}
        article_id = f"article-{publish_id}"
        self.articles[article_id] = self.publications[publish_id]
        url = f"https://mp.weixin.qq.com/s/{article_id}"
        detail = {"count": 1, "item": [{"idx": 1, "article_url": url}]}
        return {
            "publish_id": publish_id,
            "publish_status": 0,
            "article_id": article_id,
            "article_detail": detail,
        }

    def _freepublish_getarticle(self, body: dict[str, Any]) -> dict[str, Any]:
        article = self.articles.get(body["article_id"])
        return {"news_item": [article]} if article else _error(53600)

    def _freepublish_batchget(self, body: dict[str, Any]) -> dict[str, Any]:
        return _listed("article_id", self.articles, body)

    def _freepublish_delete(self, body: dict[str, Any]) -> dict[str, Any]:
        gone = self.articles.pop(body["article_id"], None)
        return {"errcode": 0, "errmsg": "ok"} if gone else _error(53600)


def _error(code: int) -> dict[str, Any]:
    return {"errcode": code, "errmsg": MESSAGES.get(code, "error")}


def _listed(name: str, kept: dict[str, dict[str, Any]], body: dict[str, Any]) -> dict[str, Any]:
    first = body["offset"]
    chosen = list(reversed(kept.items()))[first : first + body["count"]]
    items = [{name: key, "content": {"news_item": [value]}} for key, value in chosen]
    return {"total_count": len(kept), "item_count": len(items), "item": items}


if __name__ == "__main__":
    uvicorn.run(Sandbox(), port=int(sys.argv[1]))
