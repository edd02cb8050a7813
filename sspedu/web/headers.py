"""Headers that every answer carries, and the request's id.

The content security policy is the second wall behind sanitising: nothing from another origin, nothing inline.
"""

import re
import secrets

from flask import Flask, Response, g, request

POLICY = "; ".join(
    (
        "default-src 'self'",
        "img-src 'self' data:",
        "object-src 'none'",
        "base-uri 'none'",
        "form-action 'self'",
        "frame-ancestors 'none'",
    )
)
HEADERS = {
    "Content-Security-Policy": POLICY,
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "same-origin",
    "Permissions-Policy": "camera=(), geolocation=(), microphone=(), payment=(), usb=(), browsing-topics=()",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "X-Frame-Options": "DENY",
}
YEAR_SECONDS = 31_536_000


def add_headers(app: Flask, *, is_https: bool) -> None:
    """Put the headers on every answer. Pages are personal, so they are kept by the one browser only and asked about again each time."""

    always = {**HEADERS, "Cache-Control": "private, no-cache", "Vary": "Cookie, HX-Request"}
    if is_https:
        always["Strict-Transport-Security"] = f"max-age={YEAR_SECONDS}; includeSubDomains"

    def number_request() -> None:
        given = request.headers.get("X-Request-ID", "")
        g.request_id = given if re.fullmatch(r"[A-Za-z0-9-]{8,64}", given) else secrets.token_hex(8)

    def finish(response: Response) -> Response:
        # In one go: to ask for each by its name goes through all of them every time.
        given = {name.lower() for name, _ in response.headers}
        response.headers.extend([(name, value) for name, value in always.items() if name.lower() not in given])
        response.headers.add("X-Request-ID", g.get("request_id", ""))
        return response

    app.before_request(number_request)
    app.after_request(finish)
