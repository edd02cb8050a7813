"""How people come in, and the staff pages for them. One file per noun; all on one blueprint."""

from sspedu.accounts.views import imports, invitations, inviting, new_password, people, sign_in, suspension
from sspedu.accounts.views.blueprint import bp

__all__ = ["bp", "imports", "invitations", "inviting", "new_password", "people", "sign_in", "suspension"]
