"""python -m services.publishing"""

from services.publishing.app import build
from shared.serve import serve

serve(build)
