"""One service by itself: ``python -m services.<name>``, on a bus that runs elsewhere."""

import logging
import os
import sys
from collections.abc import Callable
from typing import Any

import uvicorn
from litestar import Litestar

from shared.settings import Settings, SettingsError, settings_of, unread
from shared.web.porter import Porter


def serve(build: Callable[[Settings], Litestar]) -> None:
    """Serve one application until told to stop; what is missing is said in Chinese."""
    logging.basicConfig(level=logging.INFO, format="%(asctime)s %(levelname)s %(name)s %(message)s")
    try:
        settings = settings_of(os.environ)
    except SettingsError as error:
        sys.exit(str(error))
    for notice in unread(os.environ):
        logging.getLogger(__name__).warning(notice)
    if not settings.nats_url:
        sys.exit("请用环境变量 GK_NATS_URL 指明消息总线的地址,例如 nats://127.0.0.1:4222")
    serving(build(settings), settings).run()


def serving(app: Any, settings: Settings) -> uvicorn.Server:
    """Return the server of one application."""
    config = uvicorn.Config(
        app,
        http=Porter,
        host=settings.host,
        port=settings.port,
        lifespan="on",
        log_config=None,
        access_log=False,
        server_header=False,
        forwarded_allow_ips=settings.proxies,
        timeout_graceful_shutdown=5,
    )
    return uvicorn.Server(config)
