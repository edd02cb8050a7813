"""What is done from the command line: `flask sspedu …`. Whoever sits at the machine acts with every role.

A web server makes the app too, and runs no command: each command's module is imported when it is called, with the libraries it needs.
"""

from importlib import import_module

import click
from flask.cli import AppGroup

# Each command with the module that it stands in.
WHERE = {
    "setup": "serving",
    "serve": "serving",
    "work": "working",
    "content": "content",
    "users": "users",
    "mail": "mail",
    "audit": "audit",
    "backup": "backups",
    "restore": "backups",
    "translations": "translations",
}


class Commands(AppGroup):
    """The commands, each imported when it is asked for."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        """Return their names."""
        return sorted(WHERE)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        """Return the command with this name, if there is one."""
        if cmd_name not in WHERE:
            return None
        command: click.Command = getattr(import_module(f"sspedu.cli.{WHERE[cmd_name]}"), cmd_name)
        return command


commands = Commands("sspedu", help="SSP Læring: opsætning, indhold, brugere, mail, hændelseslog, sikkerhedskopier og oversættelser.")
