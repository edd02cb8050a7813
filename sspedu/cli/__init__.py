"""What is done from the command line: `flask sspedu …`. Whoever sits at the machine acts with every role."""

from flask.cli import AppGroup

from sspedu.cli.content import content
from sspedu.cli.serving import serve, setup
from sspedu.cli.users import users

commands = AppGroup("sspedu", help="SSP Læring: opsætning, indhold og brugere.")
for command in (setup, serve, content, users):
    commands.add_command(command)
