"""What learners see and do. One file per noun; all on one blueprint."""

from sspedu.learning.views import doubts, drill, faults, lessons, meetings, modules, reflections, tracks
from sspedu.learning.views.blueprint import bp

__all__ = ["bp", "doubts", "drill", "faults", "lessons", "meetings", "modules", "reflections", "tracks"]
