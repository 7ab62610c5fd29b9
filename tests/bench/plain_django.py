"""The yardstick: a plain Django view that answers with bytes it holds, under the same server."""

import sys
from pathlib import Path

import django
import uvicorn
from django.conf import settings
from django.core.asgi import get_asgi_application
from django.http import HttpResponse
from django.urls import path

PAGE = (Path(sys.argv[1]) / "www" / "index.html.gz").read_bytes()


def page(_request):
    """Answer with the page."""
    return HttpResponse(PAGE, headers={"Content-Encoding": "gzip"})


urlpatterns = [path("", page)]

if __name__ == "__main__":
    settings.configure(ROOT_URLCONF=__name__, ALLOWED_HOSTS=["*"], DEBUG=False)
    django.setup()
    uvicorn.run(
        get_asgi_application(),
        port=int(sys.argv[2]),
        lifespan="off",
        log_config=None,
        access_log=False,
    )
