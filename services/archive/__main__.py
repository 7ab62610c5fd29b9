"""python -m services.archive"""

from services.archive.app import build
from shared.serve import serve

serve(build)
