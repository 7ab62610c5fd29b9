"""播放器 — one page that is whole in itself: it opens by a key and goes on without a line."""

from base64 import b64encode
from functools import cache
from hashlib import sha256
from pathlib import Path
from typing import Final

from litestar import Response, get

TEMPLATES: Final = Path(__file__).parents[1] / "templates"


class Player:
    """The page, its worker, and the policy that lets nothing else run."""

    def __init__(self) -> None:
        style, script = (self._read(f"player.{ending}") for ending in ("css", "js"))
        page = self._read("player.html.j2")
        self.page = page.replace("{{ style }}", style).replace("{{ script }}", script)
        self.worker = self._read("player_worker.js")
        self.policy = (
            f"default-src 'none'; script-src '{_digest(script)}'; style-src '{_digest(style)}'; "
            "img-src data:; connect-src 'self'; worker-src 'self'; "
            "base-uri 'none'; form-action 'none'; frame-ancestors 'none'"
        )

    def _read(self, name: str) -> str:
        return (TEMPLATES / name).read_text(encoding="utf-8")


@cache
def player() -> Player:
    """Return the player, read once."""
    return Player()


@get("/play/screen", include_in_schema=False, sync_to_thread=False)
def play() -> Response[str]:
    """播放页，密钥在地址的井号后面，不发给服务器"""
    headers = {"Content-Security-Policy": player().policy}
    return Response(player().page, media_type="text/html", headers=headers)


@get("/play/worker.js", include_in_schema=False, sync_to_thread=False)
def worker() -> Response[str]:
    """让播放页断网也能打开"""
    headers = {"Content-Security-Policy": "default-src 'none'; connect-src 'self'"}
    return Response(player().worker, media_type="text/javascript", headers=headers)


def _digest(text: str) -> str:
    return f"sha256-{b64encode(sha256(text.encode()).digest()).decode()}"


handlers = [play, worker]
