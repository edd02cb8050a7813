"""How people come in, and what they keep about themselves. One file per noun; all on one blueprint."""

from sspedu.accounts.views import invitations, language, new_password, profile, sign_in
from sspedu.accounts.views.blueprint import bp

# The one form that a visitor sends without a token: it checks for itself whose page it stood on.
SWITCH = f"{language.switch.__module__}.{language.switch.__name__}"

__all__ = ["SWITCH", "bp", "invitations", "language", "new_password", "profile", "sign_in"]
