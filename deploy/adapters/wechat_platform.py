"""The platform's doors that are used: token, drafts, publishing, as its public description says.

Every fault becomes a sentence for people; which of them may pass is said with it.
"""

from collections.abc import Mapping
from typing import Any, Final

import httpx
from msgspec import Struct, json

from deploy.adapters.gongkai_adapter import FailedError

ADDRESS: Final = "https://api.weixin.qq.com"
PATIENCE: Final = 15.0  # seconds for an answer
EXPIRED: Final = {40001, 40014, 42001}  # the token is no longer one
NO_SUCH: Final = {40007, 53600}  # no such draft; no such article
FAULTS: Final = {
    -1: "公众号平台繁忙",
    45009: "公众号接口调用已达到当日上限",
    45011: "公众号接口调用太频繁",
    48001: "公众号没有发布接口的权限",
    53503: "草稿没有通过发布检查",
    53504: "草稿须先由管理员在公众平台检查",
    53505: "草稿须先由管理员在公众平台保存",
}
PASSING: Final = {-1, 45009, 45011}  # may be different later


class Account(Struct, frozen=True, kw_only=True):
    """公众号账号"""

    appid: str
    secret: str
    thumb: str = ""


def account_of(environ: Mapping[str, str]) -> Account:
    """Return the account an operator has named in the environment."""
    return Account(
        appid=environ["GK_WECHAT_APPID"],
        secret=environ["GK_WECHAT_SECRET"],
        thumb=environ.get("GK_WECHAT_THUMB", ""),
    )


class Platform:
    """公众平台"""

    def __init__(self, account: Account, client: httpx.AsyncClient | None = None) -> None:
        self._account, self._token = account, ""
        self._http = client or httpx.AsyncClient(base_url=ADDRESS, timeout=PATIENCE)

    async def add_draft(self, article: dict[str, str]) -> str:
        """Make a draft; return its media id."""
        whole = article | {"thumb_media_id": self._account.thumb}
        answer = await self._ask("draft/add", {"articles": [whole]})
        return str(answer["media_id"])

    async def has_draft(self, media_id: str) -> bool:
        """Tell whether a draft is still a draft; one that was submitted is none any more."""
        return bool(await self._ask("draft/get", {"media_id": media_id}, NO_SUCH))

    async def draft_with(self, source: str, most: int, page: int) -> str:
        """Return the draft whose source is this address, empty if there is none."""
        return await self._with("draft/batchget", source, ("media_id", most, page))

    async def article_with(self, source: str, most: int, page: int) -> str:
        """Return the published article whose source is this address, empty if there is none."""
        return await self._with("freepublish/batchget", source, ("article_id", most, page))

    async def submit(self, media_id: str) -> str:
        """Ask for a draft to be published; return the id under which to ask what became of it."""
        answer = await self._ask("freepublish/submit", {"media_id": media_id})
        return str(answer["publish_id"])

    async def progress(self, publish_id: str) -> dict[str, Any]:
        """Return what has become of a publication."""
        return await self._ask("freepublish/get", {"publish_id": publish_id})

    async def content(self, article_id: str) -> str:
        """Return what the platform shows, as HTML."""
        answer = await self._ask("freepublish/getarticle", {"article_id": article_id})
        return "".join(str(each.get("content", "")) for each in answer.get("news_item", []))

    async def delete(self, article_id: str) -> None:
        """Take an article down; what is gone stays gone."""
        await self._ask("freepublish/delete", {"article_id": article_id, "index": 0}, NO_SUCH)

    async def _with(self, door: str, source: str, what: tuple[str, int, int]) -> str:
        name, most, page = what
        for offset in range(0, most, page):
            asked = {"offset": offset, "count": page, "no_content": 0}
            items = (await self._ask(door, asked)).get("item", [])
            for each in items:
                told = each.get("content", {}).get("news_item", [])
                if any(one.get("content_source_url") == source for one in told):
                    return str(each[name])
            if len(items) < page:
                return ""
        return ""

    async def _ask(
        self, door: str, body: dict[str, Any], none: "set[int] | None" = None
    ) -> dict[str, Any]:
        """Ask; with a token that has expired, ask once more with a new one."""
        answer = await self._asked(door, body)
        if answer.get("errcode") in EXPIRED:
            self._token = ""
            answer = await self._asked(door, body)
        code = answer.get("errcode", 0)
        if none and code in none:
            return {}
        if code:
            reason = FAULTS.get(code, "公众号平台拒绝了请求")
            raise FailedError(f"{reason}（{code}）", final=code not in PASSING | EXPIRED)
        return answer

    async def _asked(self, door: str, body: dict[str, Any]) -> dict[str, Any]:
        token = self._token or await self._new_token()
        return await self._post(f"/cgi-bin/{door}?access_token={token}", body)

    async def _new_token(self) -> str:
        asked = {
            "grant_type": "client_credential",
            "appid": self._account.appid,
            "secret": self._account.secret,
        }
        answer = await self._post("/cgi-bin/stable_token", asked)
        if "access_token" not in answer:
            raise FailedError(f"公众号账号没有通过验证（{answer.get('errcode')}）")
        self._token = str(answer["access_token"])
        return self._token

    async def _post(self, path: str, body: dict[str, Any]) -> dict[str, Any]:
        try:
            answer = await self._http.post(path, content=json.encode(body))
            answer.raise_for_status()
            told: dict[str, Any] = answer.json()
        except (httpx.HTTPError, ValueError) as error:
            raise FailedError("公众号平台没有答复") from error
        return told
