"""One service by itself: ``python -m services.<name>``, on a bus that runs elsewhere."""

import logging
import os
import sys
from collections.abc import Callable

import uvicorn
from litestar import Litestar

from shared.settings import Settings, SettingsError, settings_of
from shared.web.porter import Porter


def serve(build: Callable[[Settings], Litestar]) -> None:
    """Serve one application until told to stop; what is missing is said in Chinese."""
    logging.basicConfig(level=logging.INFO, format="%(asctime)s %(levelname)s %(name)s %(message)s")
    try:
        settings = settings_of(os.environ)
    except SettingsError as error:
        sys.exit(str(error))
    if not settings.nats_url:
        sys.exit("请用环境变量 GK_NATS_URL 指明消息总线的地址,例如 nats://127.0.0.1:4222")
    uvicorn.run(
        build(settings),
        http=Porter,
        host=settings.host,
        port=settings.port,
        lifespan="on",
        log_config=None,
        access_log=False,
        server_header=False,
        timeout_graceful_shutdown=5,
    )
