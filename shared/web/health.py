"""Whether a service lives, whether it can work, and what it counts."""

from collections.abc import Callable, Sequence
from datetime import datetime
from typing import Any

from litestar import Response, get
from litestar.handlers import HTTPRouteHandler
from litestar.status_codes import HTTP_200_OK, HTTP_503_SERVICE_UNAVAILABLE

from shared.metrics import CONTENT_TYPE, exposition

Ready = Callable[[], dict[str, str]]


def health(name: str, ready: Ready, now: Callable[[], datetime]) -> Sequence[HTTPRouteHandler]:
    """Return the addresses at which operators look."""

    @get("/health/live", sync_to_thread=False)
    def live() -> dict[str, str]:
        """存活。The process answers, with the time it lives at, nothing of the store or the bus."""
        return {"status": "live", "service": name, "now": now().isoformat()}

    @get("/health/ready", sync_to_thread=True)
    def readiness() -> Response[dict[str, Any]]:
        """就绪。503 with the reasons, in Chinese, while commands would not be carried out."""
        reasons = ready()
        return Response(
            {"status": "unready" if reasons else "ready", "service": name, "reasons": reasons},
            status_code=HTTP_503_SERVICE_UNAVAILABLE if reasons else HTTP_200_OK,
        )

    @get("/metrics", include_in_schema=False, sync_to_thread=True)
    def metrics() -> Response[bytes]:
        """指标。How far the views lag is found out by looking, now."""
        ready()
        return Response(exposition(name), media_type=CONTENT_TYPE)

    return [live, readiness, metrics]
