"""What is done from the command line: `flask sspedu …`. Whoever sits at the machine acts with every role."""

from flask.cli import AppGroup

from sspedu.cli.audit import audit
from sspedu.cli.backups import backup, restore
from sspedu.cli.content import content
from sspedu.cli.mail import mail
from sspedu.cli.serving import serve, setup
from sspedu.cli.translations import translations
from sspedu.cli.users import users
from sspedu.cli.working import work

commands = AppGroup("sspedu", help="SSP Læring: opsætning, indhold, brugere, mail, hændelseslog, sikkerhedskopier og oversættelser.")
for command in (setup, serve, work, content, users, mail, audit, backup, restore, translations):
    commands.add_command(command)
