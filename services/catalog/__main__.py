"""python -m services.catalog"""

from services.catalog.app import build
from shared.serve import serve

if __name__ == "__main__":
    serve(build)
