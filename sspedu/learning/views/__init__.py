"""What learners see and do. One file per noun; all on one blueprint."""

from sspedu.learning.views import faults, lessons, modules, reflections, tracks
from sspedu.learning.views.blueprint import bp

__all__ = ["bp", "faults", "lessons", "modules", "reflections", "tracks"]
