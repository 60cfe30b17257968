"""The command line. Each command is a few lines that call a room; what it does is said in its help."""

import argparse
import contextlib
import json
import os
import sys
from collections.abc import Callable, Iterator, Sequence
from datetime import timedelta
from pathlib import Path

from guanjia.config import place, starting
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
    """Django, started on an answering database; on that of a demo, by the demo's clock."""
    with place.database(role):
        place.follow_demo()
        starting.start()
        from django.db import connections

        try:
            yield
        finally:
            connections.close_all()


def _demo(arguments: Arguments) -> int | None:
    from guanjia.config import demo

    plan = demo.Plan(arguments.seed, arguments.days, arguments.buildings)
    return demo.run(plan, serve=not arguments.no_serve)


def _serve(arguments: Arguments) -> int:
    from guanjia.config.serve import serve

    return serve(arguments.port, arguments.workers, arguments.live_port)


def _worker(arguments: Arguments) -> int:
    from guanjia.config.serve import WORKER

    with _house():
        return _django([*WORKER, *arguments.rest])


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
        at, name = now(), arguments.name
        if arguments.withdraw:
            print(services.withdraw_tokens(account.pk, name, at=at))
            return
        until = at + timedelta(days=arguments.days) if arguments.days else None
        print(services.issue_token(account.pk, name, at=at, until=until, only=arguments.only))


def _handbook_check(arguments: Arguments) -> int:
    starting.start()
    from django.utils import translation

    from guanjia.rooms.handbook import services

    found = [problem for pack in arguments.packs for problem in services.check_pack(pack)]
    notes = [] if found else [note for pack in arguments.packs for note in services.notes_of_pack(pack)]
    with translation.override(_language()):
        for problem in found:
            print(problem.told(translation.gettext))
        for note in notes:
            print(note.told(translation.gettext))
    return 1 if found else 0


def _handbook_diff(arguments: Arguments) -> None:
    from guanjia.config.replaying import no_database

    folders = Path(arguments.old).is_dir() and Path(arguments.new).is_dir() and not arguments.company
    with no_database() if folders else _house():
        from django.utils import translation

        from guanjia.rooms.handbook import services

        if arguments.keys:
            for change in services.diff(arguments.old, arguments.new):
                print(change)
            return
        with translation.override(_language() if arguments.language is None else LANGUAGES[arguments.language]):
            if folders:
                found = services.difference_of_folders(arguments.old, arguments.new)
            else:
                found = services.difference_in_words(arguments.old, arguments.new, company=arguments.company)
            print("\n".join(found) if found else translation.gettext("They say the same."))


EDITION_STEPS = {
    "draft": "Make a draft from the edition in force.",
    "review": "Say that a draft was read through.",
    "approve": "Stand for a reviewed edition as its named leader.",
    "return": "Make a draft of it again, to be changed.",
    "publish": "Put an approved edition in force, at once or from a day.",
    "discard": "Throw a draft away.",
}
LANGUAGES = {"en": "en", "zh": "zh-hans"}


def _language() -> str:
    """The language of the shell: Chinese where it speaks Chinese, else English."""
    said = next((os.environ[name] for name in ("LC_ALL", "LC_MESSAGES", "LANG") if os.environ.get(name)), "")
    return "zh-hans" if said.startswith("zh") else "en"


def _handbook_load(arguments: Arguments) -> None:
    with _house():
        from guanjia.rooms.handbook import services

        print(services.load_pack_for(arguments.pack, arguments.company))


def _handbook_print(arguments: Arguments) -> None:
    starting.start()
    from django.utils import translation

    from guanjia.rooms.handbook import services

    with translation.override({"zh": "zh-hans"}.get(arguments.language, arguments.language)):
        made = services.print_pack(arguments.pack)
    arguments.out.write_bytes(made)


def _handbook_export(arguments: Arguments) -> None:
    with _house():
        from guanjia.rooms.handbook import services

        services.export(arguments.edition, arguments.folder)


def _edition_step(arguments: Arguments) -> None:
    with _house(), _told():
        from guanjia.rooms.handbook import edition_page

        wish = edition_page.StepWish(arguments.act, arguments.edition, arguments.since, arguments.remark)
        print(edition_page.step_by_command(arguments.by, wish))


@contextlib.contextmanager
def _told() -> Iterator[None]:
    """In the language of the shell; what is recorded inside came from the command line."""
    from django.utils import translation

    from guanjia.shared.actor import coming_from

    with translation.override(_language()), coming_from("import"):
        yield


def _due(arguments: Arguments) -> int:
    starting.start_to_judge()
    from guanjia.rooms.promises import services

    with arguments.file.open(encoding="utf-8") as lines:
        return services.tell_due(lines, calendars=arguments.calendars, as_json=arguments.json)


def _replay(arguments: Arguments) -> int:
    from guanjia.config.replaying import replay

    return replay(arguments, _house, _language())


def _audit(arguments: Arguments) -> int:
    with _house():
        from guanjia.rooms.promises import services

        processes = arguments.processes or os.cpu_count() or 1
        found = services.check_draws() if arguments.draws else services.audit(processes=processes)
        print(json.dumps(found.plain(), ensure_ascii=False) if arguments.json else found)
        return 0 if found.is_clean else 1


def _sums(arguments: Arguments) -> None:
    with _house():
        from guanjia.rooms.places import selectors as places
        from guanjia.rooms.promises import services

        for row in places.all_communities():
            services.sum_again(row.id)


def _bench_fill(arguments: Arguments) -> None:
    with _house():
        from guanjia.config.filling import fill

        fill(arguments.cases, say)


def _backup(arguments: Arguments) -> None:
    from guanjia.config.backup import backup

    print(json.dumps(backup(arguments.folder), ensure_ascii=False, indent=2))


def _restore(arguments: Arguments) -> int:
    from guanjia.config.backup import restore
    from guanjia.config.migrate import migrate

    print(json.dumps(restore(arguments.folder), ensure_ascii=False, indent=2))
    with _house(OWNER):
        migrate()
    return main(["audit"])


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

    _demo_words(command("demo", _demo, "Make demo communities, live through their days, print the report, serve."))
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
    token.add_argument("--days", type=int, default=365, help="how long it is good; 0: without end")
    token.add_argument("--only", nargs="+", default=[], metavar="DUTY", help="the duties it is good for; else all")
    token.add_argument("--withdraw", action="store_true", help="withdraw the account's tokens of this name instead")
    _handbook_words(commands.add_parser("handbook", help="Check, load, compare or export a handbook."))
    due = command("due", _due, "Read clocks, one JSON object a line, and say when each is due and why.")
    due.add_argument("file", type=Path)
    due.add_argument("--calendars", type=Path)
    due.add_argument("--json", action="store_true")
    _replay_words(command("replay", _replay, "Judge a log, or the journal, by any edition, published or not."))
    _audit_words(command("audit", _audit, "Compare the tables with the journal; status 0 only when nothing differs."))
    command("sums", _sums, "Count the sums behind scores anew from the promises, where an audit found them differing.")
    backup = command("backup", _backup, "Write database, files and secret into a new folder, while the house runs.")
    restore = command("restore", _restore, "Bring a backup into an empty database, and audit it.")
    for one in (backup, restore):
        one.add_argument("folder", type=Path)
    _bench_words(commands.add_parser("bench", help="Prepare a house for measuring."))
    command("check", _check, "Check settings and database.")
    return parser


def _demo_words(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--no-serve", action="store_true", help="stop after the report")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--days", type=int, default=30, help="how many days are lived through")
    parser.add_argument("--buildings", type=int, default=0, help="a smaller one: at most so many in each community")


def _bench_words(parser: argparse.ArgumentParser) -> None:
    acts = parser.add_subparsers(required=True, metavar="ACT")
    filled = acts.add_parser("fill", help="Fill an empty house with as many cases as wanted.")
    filled.add_argument("--cases", type=int, default=10_000)
    filled.set_defaults(run=_bench_fill)


def _audit_words(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--json", action="store_true")
    parser.add_argument("--processes", type=int, default=0, metavar="N", help="as many as there are cores")
    parser.add_argument("--draws", action="store_true", help="check who was drawn for samples, from the journal alone")


def _replay_words(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("log", nargs="?", type=Path, help="a log in CSV or XES, also packed (.gz)")
    parser.add_argument("--map", type=Path, metavar="MAP.yaml", help="what its columns and activities are")
    parser.add_argument("--journal", action="store_true", help="the house's own journal instead of a log")
    parser.add_argument("--edition", metavar="E", help="the id of an edition, or the folder of a pack")
    parser.add_argument("--compare", metavar="E2", help="another one: which cases change verdict")
    parser.add_argument("--community", default="", help="the community whose overrides hold (its short name)")
    parser.add_argument("--division", default="", metavar="CODE", help="where it lies: local rules hold there (330106)")
    parser.add_argument("--as-of", metavar="TIME", help="what was known then; for a log, else its last event")
    parser.add_argument("--worst", type=int, default=5, metavar="N", help="how many of the worst are told")
    parser.add_argument("--changes", type=Path, metavar="FILE", help="write every case that changes verdict (CSV)")
    parser.add_argument("--processes", type=int, default=0, metavar="N", help="as many as there are cores")
    parser.add_argument("--json", action="store_true")


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
    diff.add_argument("old", help="the number or id of an edition, or the folder of a pack")
    diff.add_argument("new", help="the same")
    diff.add_argument("--company", default="", help="short name of the company, where the house serves several")
    diff.add_argument("--language", choices=sorted(LANGUAGES), help="of the sentences; else that of the shell")
    diff.add_argument("--keys", action="store_true", help="key by key, as the files have it")
    diff.set_defaults(run=_handbook_diff)
    printed = acts.add_parser("print", help="Make a PDF of a pack.")
    printed.add_argument("pack", type=Path)
    printed.add_argument("--out", type=Path, required=True, help="the PDF to be written")
    printed.add_argument("--language", choices=["zh", "en"], default="zh")
    printed.set_defaults(run=_handbook_print)
    for act, about in EDITION_STEPS.items():
        step = acts.add_parser(act, help=about, description=about)
        step.add_argument("edition", nargs="?", default="", help="its number or id; for a draft: none")
        step.add_argument("--by", required=True, metavar="USERNAME", help="who takes the step and stands for it")
        step.add_argument("--remark", default="")
        step.add_argument("--from", dest="since", default="", metavar="DAY", help="publish: from this day, 2026-03-01")
        step.set_defaults(run=_edition_step, act=act)
    export = acts.add_parser("export", help="Write an edition as a folder of YAML files.")
    export.add_argument("edition")
    export.add_argument("folder", type=Path)
    export.set_defaults(run=_handbook_export)


if __name__ == "__main__":
    sys.exit(main())
