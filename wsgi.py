"""What the web server runs, and what `flask` finds."""

import sys

from sspedu.app import create_app
from sspedu.settings import BadSettings
from sspedu.web.assets import NotBuilt

try:
    app = create_app()
except (BadSettings, NotBuilt) as fault:
    sys.exit(f"SSP Læring kan ikke starte:\n{fault}")
