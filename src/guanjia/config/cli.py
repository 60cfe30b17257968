"""The command line. Each command is a few lines that call a room; what it does is said in its help."""

import argparse
import contextlib
import json
import os
import sys
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path

from guanjia.config import place
from guanjia.config.serve import say
from guanjia.shared.binaries import NoDatabase
from guanjia.shared.errors import GuanjiaError
from guanjia.shared.roles import APP, OWNER

Arguments = argparse.Namespace


def main(words: Sequence[str] | None = None) -> int:
    """Run one command; returns the status for the shell. Errors a person may meet are said in a sentence."""
    arguments = _parser().parse_args(words)
    try:
        place.settle()
        status: int | None = arguments.run(arguments)
    except (NoDatabase, GuanjiaError, OSError) as error:
        say(str(error))
        return 1
    except KeyboardInterrupt:
        return 130
    return status or 0


@contextlib.contextmanager
def _house(role: str = APP) -> Iterator[None]:
    """Django, started on an answering database."""
    import django

    with place.database(role):
        django.setup()
        from django.db import connections

        try:
            yield
        finally:
            connections.close_all()


def _demo(arguments: Arguments) -> int | None:
    from guanjia.config import demo

    return demo.run(serve=not arguments.no_serve, seed=arguments.seed, days=arguments.days)


def _serve(arguments: Arguments) -> int:
    from guanjia.config.serve import serve

    return serve(arguments.port, arguments.workers, arguments.live_port)


def _worker(arguments: Arguments) -> int:
    with _house():
        return _django(["procrastinate", "worker", *arguments.rest])


def _migrate(arguments: Arguments) -> None:
    from guanjia.config.migrate import migrate

    with _house(OWNER):
        migrate()


def _manage(arguments: Arguments) -> int:
    with _house(OWNER):
        return _django(arguments.rest)


def _django(words: Sequence[str]) -> int:
    from django.core.management import execute_from_command_line

    execute_from_command_line(["guanjia manage", *words])
    return 0


def _token(arguments: Arguments) -> None:
    with _house():
        from django.contrib.auth import get_user_model

        from guanjia.rooms.people import services
        from guanjia.shared.time import now

        account = get_user_model().objects.filter(username=arguments.username).first()
        if account is None:
            raise NoDatabase(f"There is no account {arguments.username}.")
        print(services.issue_token(account.pk, arguments.name, at=now()))


def _handbook_check(arguments: Arguments) -> int:
    import django

    django.setup()
    from django.utils import translation

    from guanjia.rooms.handbook import services

    found = [problem for pack in arguments.packs for problem in services.check_pack(pack)]
    with translation.override(_language()):
        for problem in found:
            print(problem.told(translation.gettext))
    return 1 if found else 0


def _handbook_diff(arguments: Arguments) -> None:
    with _house():
        from guanjia.rooms.handbook import services

        for change in services.diff(arguments.old, arguments.new):
            print(change)


def _language() -> str:
    """The language of the shell: Chinese where it speaks Chinese, else English."""
    said = next((os.environ[name] for name in ("LC_ALL", "LC_MESSAGES", "LANG") if os.environ.get(name)), "")
    return "zh-hans" if said.startswith("zh") else "en"


def _handbook_load(arguments: Arguments) -> None:
    with _house():
        from guanjia.rooms.handbook import services

        print(services.load_pack_for(arguments.pack, arguments.company))


def _handbook_export(arguments: Arguments) -> None:
    with _house():
        from guanjia.rooms.handbook import services

        services.export(arguments.edition, arguments.folder)


def _due(arguments: Arguments) -> int:
    import django

    django.setup()
    from guanjia.rooms.promises import services

    with arguments.file.open(encoding="utf-8") as lines:
        return services.tell_due(lines, calendars=arguments.calendars, as_json=arguments.json)


def _audit(arguments: Arguments) -> int:
    with _house():
        from guanjia.rooms.promises import services

        found = services.audit()
        print(json.dumps(found.plain(), ensure_ascii=False) if arguments.json else found)
        return 0 if found.is_clean else 1


def _check(arguments: Arguments) -> int:
    with _house():
        return _django(["check", "--database", "default"])


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser("guanjia", description="Customer service of a property company, to a standard.")
    commands = parser.add_subparsers(required=True, metavar="COMMAND")

    def command(name: str, run: Callable[[Arguments], int | None], about: str) -> argparse.ArgumentParser:
        made = commands.add_parser(name, help=about, description=about)
        made.set_defaults(run=run)
        return made

    demo = command("demo", _demo, "Make demo communities, run requests through the road, print the report, serve.")
    demo.add_argument("--no-serve", action="store_true", help="stop after the report")
    demo.add_argument("--seed", type=int, default=1)
    demo.add_argument("--days", type=int, default=30, help="how many days are lived through")
    serve = command("serve", _serve, "Run database, web, live and worker, and start again whatever ends.")
    serve.add_argument("--port", type=int, default=int(os.environ.get("PORT", "8000")))
    serve.add_argument("--workers", type=int, default=1, help="web processes")
    serve.add_argument("--live-port", type=int, help="where open pages listen; the port after --port unless given")
    worker = command("worker", _worker, "Run one more worker for the queue.")
    worker.add_argument("rest", nargs=argparse.REMAINDER)
    command("migrate", _migrate, "Bring the tables up to date and grant the limited account its rights.")
    manage = command("manage", _manage, "A command of Django, as the database's owner.")
    manage.add_argument("rest", nargs=argparse.REMAINDER)
    token = command("token", _token, "Print a new API token for an account.")
    token.add_argument("username")
    token.add_argument("--name", default="cli", help="what the token is for")
    _handbook_words(commands.add_parser("handbook", help="Check, load, compare or export a handbook."))
    due = command("due", _due, "Read clocks, one JSON object a line, and say when each is due and why.")
    due.add_argument("file", type=Path)
    due.add_argument("--calendars", type=Path)
    due.add_argument("--json", action="store_true")
    audit = command("audit", _audit, "Compare the tables with the journal; status 0 only when nothing differs.")
    audit.add_argument("--json", action="store_true")
    command("check", _check, "Check settings and database.")
    return parser


def _handbook_words(parser: argparse.ArgumentParser) -> None:
    acts = parser.add_subparsers(required=True, metavar="ACT")
    check = acts.add_parser("check", help="Say what is wrong with packs; status 0 when nothing is.")
    check.add_argument("packs", nargs="+", type=Path)
    check.set_defaults(run=_handbook_check)
    load = acts.add_parser("load", help="Load a pack as a draft edition of a company.")
    load.add_argument("pack", type=Path)
    load.add_argument("company")
    load.set_defaults(run=_handbook_load)
    diff = acts.add_parser("diff", help="Tell what one edition or pack says otherwise than another.")
    diff.add_argument("old")
    diff.add_argument("new")
    diff.set_defaults(run=_handbook_diff)
    export = acts.add_parser("export", help="Write an edition as a folder of YAML files.")
    export.add_argument("edition")
    export.add_argument("folder", type=Path)
    export.set_defaults(run=_handbook_export)


if __name__ == "__main__":
    sys.exit(main())
