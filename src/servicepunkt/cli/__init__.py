"""The console script `servicepunkt`.

Only what a command needs is imported when it runs: the process that watches over the server never loads Django.
"""

import argparse
import datetime as dt
import sys
from collections.abc import Callable, Sequence
from importlib import import_module
from typing import TypeAlias

from servicepunkt import __version__

from .failures import explain, foreseeable

Commands: TypeAlias = "argparse._SubParsersAction[argparse.ArgumentParser]"

EXAMPLES = """
examples:
  servicepunkt demo                                       look around in an empty folder
  servicepunkt load-programme hallbara-lokala-servicelosningar-2010 --starts-on 2026-06-01
  servicepunkt add-user anna@example.se --name "Anna Ek" --seat hallbara-lokala-servicelosningar-2010/coordinator
  servicepunkt serve --port 8000                          run it for real
  servicepunkt backup /var/backups/servicepunkt.zip       keep everything in one file

Where data lies and which database is used is set in the environment (SERVICEPUNKT_DATA, DATABASE_URL and more);
docs/operation.md describes every variable.
"""


def _day(text: str) -> dt.date:
    try:
        return dt.date.fromisoformat(text)
    except ValueError:
        raise argparse.ArgumentTypeError(f"{text!r} is not a date; write it as 2026-06-01") from None


def _number(least: int, most: int) -> Callable[[str], int]:
    def read(text: str) -> int:
        if not text.isdecimal() or not least <= int(text) <= most:
            raise argparse.ArgumentTypeError(f"{text!r} is not a whole number from {least} to {most}")
        return int(text)

    return read


def _command(commands: Commands, name: str, run: str, what: str) -> argparse.ArgumentParser:
    """Add a command; `run` names its function as "module:function" in this package."""
    module, _colon, function = run.partition(":")
    parser = commands.add_parser(name, help=what, description=what[0].upper() + what[1:] + ".")
    parser.set_defaults(run=lambda options: getattr(import_module(f".{module}", __package__), function)(options))
    return parser


def _serving_commands(commands: Commands) -> None:
    demo = _command(commands, "demo", "serving:demo", "serve the platform with demonstration data and ready accounts")
    demo.add_argument("--fresh", action="store_true", help="throw the demonstration's data away and begin anew")
    serve = _command(commands, "serve", "serving:serve", "serve the platform, and do its recurring duties")
    serve.add_argument("--workers", type=_number(1, 64), default=1, help="processes that answer pages (default 1)")
    serve.add_argument("--no-worker", action="store_true", help="leave the recurring duties to `servicepunkt worker`")
    serve.add_argument("--no-migrate", action="store_true", help="leave the database's structure as it is")
    for parser in (demo, serve):
        parser.add_argument("--host", default="127.0.0.1", help="address to listen on (default 127.0.0.1)")
        parser.add_argument("--port", type=_number(1, 65535), default=8000, help="port to listen on (default 8000)")
    worker = _command(commands, "worker", "duties:worker", "do the recurring duties until stopped")
    worker.add_argument("--with-parent", action="store_true", help=argparse.SUPPRESS)
    prepare = _command(
        commands, "prepare", "preparing:prepare", "bring the database's structure and the static files up to date"
    )
    prepare.add_argument("--no-migrate", action="store_true", help="only the static files")
    prepare.add_argument("--demo", action="store_true", help=argparse.SUPPRESS)


def _content_commands(commands: Commands) -> None:
    user = _command(commands, "add-user", "users:add_user", "give somebody a seat, and an account to log in with")
    user.add_argument("email", nargs="?", help="address to log in with")
    user.add_argument("--name", help="the person's name")
    user.add_argument("--seat", help="PROGRAMME/coordinator, PROGRAMME/leader/AREA, PROGRAMME/contact_person/PLACE")
    user.add_argument("--from", dest="from_on", type=_day, metavar="DATE", help="first day in the seat (default today)")
    user.add_argument("--substitute", action="store_true", help="as a substitute for the seat's ordinary holder")
    user.add_argument("--password-stdin", action="store_true", help="read the password from standard input")
    user.add_argument("--list-seats", metavar="PROGRAMME", help="list the seats of a programme, and who holds them")
    programme = _command(commands, "load-programme", "loading:load_programme", "load a programme from its file")
    programme.add_argument("file", metavar="FILE", help="a programme file, or the name of one that is shipped")
    programme.add_argument("--starts-on", type=_day, metavar="DATE", help="move the calendar to begin on this day")
    method = _command(commands, "load-method", "loading:load_method", "store a version of a way of working")
    method.add_argument("file", metavar="FILE", help="a method file, or the name of one that is shipped")
    services = _command(
        commands, "load-services", "registers:load_services", "load a national list of services, in place of its last"
    )
    services.add_argument("file", metavar="FILE", help="a list as .xlsx or .csv, perhaps packed with gzip")
    services.add_argument("--source", metavar="KEY", help="the list it belongs to (default: by the file's columns)")
    services.add_argument(
        "--words", metavar="TEXT", default="", help="where it comes from, and what it may be used for"
    )
    services.add_argument("--report", metavar="FILE.csv", help="write every row left out or taken without a point")


def _keeping_commands(commands: Commands) -> None:
    check = _command(commands, "check", "checking:check", "check that nothing is altered, missing or out of step")
    check.add_argument("--repair", action="store_true", help="compute remembered progress afresh if out of step")
    backup = _command(commands, "backup", "archives:backup", "write everything into one file (it holds personal data)")
    backup.add_argument("file", metavar="FILE", help="the file to write; one that is there is replaced")
    restore = _command(commands, "restore", "archives:restore", "put a backup back")
    restore.add_argument("file", metavar="FILE", help="the backup")
    restore.add_argument("--yes", action="store_true", help="replace everything that the database holds now")


def parser() -> argparse.ArgumentParser:
    """The command line, with help for every command."""
    out = argparse.ArgumentParser(
        prog="servicepunkt",
        description="The platform for lasting local service points.",
        epilog=EXAMPLES,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    out.add_argument("--version", action="version", version=f"servicepunkt {__version__}")
    commands = out.add_subparsers(dest="command", required=True, metavar="COMMAND")
    _serving_commands(commands)
    _content_commands(commands)
    _keeping_commands(commands)
    return out


def main(argv: Sequence[str] | None = None) -> int:
    """Do what the command line says; exit code 0 done, 1 refused or something wrong, 2 a mistake in the command."""
    options = parser().parse_args(argv)
    try:
        code: int = options.run(options)
        return code
    except KeyboardInterrupt:
        return 130
    except foreseeable() as error:
        print(explain(error), file=sys.stderr)
        return 1
