"""What the web server runs, and what `flask` finds."""

import gc
import sys

# What is imported stays for good: the collector would search it again and again while it grows, which is a tenth of the time of a start.
gc.disable()

from sspedu.app import create_app  # noqa: E402 - after the line above
from sspedu.settings import BadSettings  # noqa: E402
from sspedu.web.assets import NotBuilt  # noqa: E402

try:
    app = create_app()
except (BadSettings, NotBuilt) as fault:
    sys.exit(f"SSP Læring kan ikke starte:\n{fault}")

gc.freeze()
gc.enable()
