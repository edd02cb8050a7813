"""The blueprint that the views of accounts share."""

from flask import Blueprint

bp = Blueprint("accounts", "sspedu.accounts", template_folder="templates")
