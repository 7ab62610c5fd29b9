"""python -m services.workflow"""

from services.workflow.app import build
from shared.serve import serve

serve(build)
