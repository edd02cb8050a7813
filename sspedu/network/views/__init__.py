"""The network's pages. Each module adds its routes to the one blueprint."""

from sspedu.network.views import boards as boards
from sspedu.network.views import examples as examples
from sspedu.network.views import posts as posts
from sspedu.network.views import practice as practice
from sspedu.network.views import threads as threads
from sspedu.network.views.blueprint import bp as bp
