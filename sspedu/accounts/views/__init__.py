"""How people come in, what they keep about themselves, and the staff pages for them. One file per noun; all on one blueprint."""

from sspedu.accounts.views import accepting, correcting, imports, inviting, language, new_password, people, profile, sign_in, suspension
from sspedu.accounts.views.blueprint import bp

# The one form that a visitor sends without a token: it checks for itself whose page it stood on.
SWITCH = f"{language.switch.__module__}.{language.switch.__name__}"

__all__ = [
    "SWITCH",
    "accepting",
    "bp",
    "correcting",
    "imports",
    "inviting",
    "language",
    "new_password",
    "people",
    "profile",
    "sign_in",
    "suspension",
]
