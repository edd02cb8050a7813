"""How people come in. One file per noun; all on one blueprint."""

from sspedu.accounts.views import invitations, new_password, sign_in
from sspedu.accounts.views.blueprint import bp

__all__ = ["bp", "invitations", "new_password", "sign_in"]
