"""python -m services.feedback"""

from services.feedback.app import build
from shared.serve import serve

if __name__ == "__main__":
    serve(build)
