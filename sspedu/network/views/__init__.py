"""The network's pages. Each module adds its routes to the one blueprint."""

from sspedu.network.views import boards as boards
from sspedu.network.views import cases as cases
from sspedu.network.views import colleagues as colleagues
from sspedu.network.views import drafts as drafts
from sspedu.network.views import events as events
from sspedu.network.views import examples as examples
from sspedu.network.views import files as files
from sspedu.network.views import groups as groups
from sspedu.network.views import holding as holding
from sspedu.network.views import lessons as lessons
from sspedu.network.views import moderating as moderating
from sspedu.network.views import moving as moving
from sspedu.network.views import posts as posts
from sspedu.network.views import practice as practice
from sspedu.network.views import previews as previews
from sspedu.network.views import reports as reports
from sspedu.network.views import telling as telling
from sspedu.network.views import threads as threads
from sspedu.network.views import versions as versions
from sspedu.network.views.blueprint import bp as bp
from sspedu.network.views.telling import stop_mail as stop_mail
