"""python -m services.catalog"""

import os

import uvicorn

from services.catalog.app import build
from shared.settings import settings_of

if __name__ == "__main__":
    settings = settings_of(os.environ)
    uvicorn.run(build(settings), host=settings.host, port=settings.port)
