"""The blueprint that the views of learning share."""

from flask import Blueprint

bp = Blueprint("learning", "sspedu.learning", template_folder="templates")

LESSON = "/moduler/<module_id>/<lesson_id>"
