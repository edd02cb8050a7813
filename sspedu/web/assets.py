"""Style sheet, script, fonts and icons as the front-end build left them: hashed names, compressed beside, kept by browsers for a year."""

import json
from pathlib import Path
from wsgiref.headers import Headers

from flask import Flask
from whitenoise import WhiteNoise

from sspedu.web.headers import HEADERS

DIST = Path(__file__).parent / "static" / "dist"


class NotBuilt(Exception):
    """The front end has not been built."""


def _protect(headers: Headers, _path: str, _url: str) -> None:
    for name, value in HEADERS.items():
        headers[name] = value


def serve_assets(app: Flask) -> None:
    """Answer `/static/…` from the build, before Flask is asked, and give templates `asset(name)`. Raises `NotBuilt`."""
    try:
        manifest: dict[str, str] = json.loads((DIST / "manifest.json").read_text())
    except FileNotFoundError:
        raise NotBuilt("Sidens stilark og skrifter er ikke bygget endnu. Kør: npm ci && npm run build") from None
    hashed = frozenset(f"/static/{name}" for name in manifest.values())
    app.wsgi_app = WhiteNoise(  # type: ignore[method-assign]
        app.wsgi_app,
        root=str(DIST),
        prefix="static/",
        immutable_file_test=lambda _path, url: url in hashed,
        add_headers_function=_protect,
    )
    app.add_template_global(lambda name: f"/static/{manifest[name]}", "asset")
