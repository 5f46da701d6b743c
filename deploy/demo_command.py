"""`./deploy/demo`: the registry with the demo city in it, on this machine, in one command."""

import argparse
import os
import signal
import sys
import time
from pathlib import Path

from deploy import database, detached, folders, locks, packages, ports, processes, supervisor
from deploy.console import Refusal, exit_with, say
from deploy.environment import without_foreign_packages
from deploy.folders import Folders
from deploy.healthcheck import is_healthy
from deploy.installation import install, manage
from deploy.processes import Record

ACCOUNTS = ("planner", "crew", "gis", "manager", "admin")
PASSWORD = "demo"
STOP_TIMEOUT_S = 60
SITE_WORKERS = 2
SITE_THREADS = 8  # connections to the database = workers x threads, and a few
LOCK_PATIENCE_S = 0.5  # someone who only looks at the lock holds it for a moment


def main(arguments: list[str]) -> int:
    """Parse the command line and do what it says; the exit status."""
    options = _parser().parse_args(arguments)
    actions = {"start": start, "stop": stop, "status": status}
    try:
        return actions[options.action](folders.of_this_checkout(), options)
    except Refusal as refusal:
        return exit_with(refusal)
    except PermissionError as error:
        owner = f"{error.filename} belongs to another user" if error.filename else "that is another user's"
        return exit_with(Refusal(f"{owner}: run this as that user, or with sudo if root started it."))
    except KeyboardInterrupt:
        say("Stopped.")
        return 130


def start(here: Folders, options: argparse.Namespace) -> int:
    """Install what is missing, start everything, and stay (or, detached, leave it running)."""
    if locks.is_held(here.run / "demo.lock"):
        return _tell_of_running(here, options)
    if not supervisor.leftovers(here.root):
        ports.check_free(options.host, options.port)
    packages.install_missing(packages.for_the_site(here, own_cluster=not database.is_foreign()))
    here.make()
    lock = locks.Lock(here.run / "demo.lock")
    if not _take_patiently(lock):
        lock.close()
        return _tell_of_running(here, options)
    return _start_alone(here, options)


def stop(here: Folders, _options: argparse.Namespace) -> int:
    """Stop the demo of this checkout and its cluster; nothing of it is left running."""
    was_running = _end_demo(here)
    supervisor.end_leftovers(here.root)
    processes.forget(_record_path(here))
    found = database.stop_unused(here)
    if found == "in use":
        say("The demo is stopped; the database stays up for the tests that are using it.")
    else:
        say("The demo is stopped." if was_running or found == "stopped" else "The demo was not running.")
    return 0


def status(here: Folders, _options: argparse.Namespace) -> int:
    """Say whether the demo runs, and where; exit status 0 where it answers."""
    record = processes.read_record(_record_path(here))
    if record is None or not locks.is_held(here.run / "demo.lock"):
        say("The demo is not running.")
        return 1
    address = ports.address_for_people(record.host, record.port)
    if record.state == "starting":
        say(f"The demo is starting; it will be at {address} (process {record.process.pid}).")
        return 1
    if not is_healthy(_reachable(record.host), record.port):
        say(f"The demo runs at {address} (process {record.process.pid}) but does not answer; see {here.log}.")
        return 1
    say(f"The demo is running at {address} (process {record.process.pid}).")
    return 0


def _start_alone(here: Folders, options: argparse.Namespace) -> int:
    """Start while holding the demo's lock; whatever ends this, what it started is ended."""
    signal.signal(signal.SIGTERM, _exit_on_signal)
    _write_record(here, options, "starting")
    use = None
    handed_over = False
    try:
        supervisor.end_leftovers(here.root)
        ports.check_free(options.host, options.port)
        use = install(here, demo_city=True)
        if options.detach:
            report = detached.split(here.log / "demo.log")
            if report is None:
                handed_over = True
                return _say_ready(options, detached.wait())
            return _serve(here, options, report)
        return _serve(here, options, None)
    finally:
        if not handed_over:
            if use is not None:
                use.end(stop=True)
            processes.forget(_record_path(here))


def _serve(here: Folders, options: argparse.Namespace, report: "detached.Report | None") -> int:
    """Run site and worker until told to stop; a detached one reports to the command that waits for it."""

    def on_ready() -> None:
        _write_record(here, options, "running")
        if report is None:
            _say_ready(options, None)
        else:
            report.ready()

    _write_record(here, options, "starting")
    own = supervisor.Supervisor(here.root, _parts(here, options), without_foreign_packages())
    try:
        own.run(lambda: is_healthy(_reachable(options.host), options.port), on_ready)
    except Refusal as refusal:
        if report is None:
            raise
        report.failed(refusal)
        return 1
    return 0


def _parts(here: Folders, options: argparse.Namespace) -> list[supervisor.Part]:
    site = [
        *(str(here.python), "-m", "granian", "--interface", "wsgi", "--respawn-failed-workers"),
        *("--host", options.host, "--port", str(options.port)),
        *("--workers", str(SITE_WORKERS), "--blocking-threads", str(SITE_THREADS)),
        "gis_registry.wsgi:application",
    ]
    return [
        supervisor.Part("site", site, here.log / "site.log", grace_s=10),
        supervisor.Part("worker", manage(here, "run_worker"), here.log / "worker.log", grace_s=20),
    ]


def _say_ready(options: argparse.Namespace, failure: str | None) -> int:
    if failure is not None:
        return exit_with(Refusal(failure))
    say(f"\nThe registry is at {ports.address_for_people(options.host, options.port)}")
    say(f"Accounts: {', '.join(ACCOUNTS)}; password: {PASSWORD}")
    if options.host not in {"127.0.0.1", "localhost", "::1"}:
        say("Whoever reaches this machine can log in with them: use it in a network you trust.")
    say("Stop it with ./deploy/demo stop" if options.detach else "Stop it with Ctrl-C")
    return 0


def _tell_of_running(here: Folders, options: argparse.Namespace) -> int:
    """What a second start says. A detached one waits until the first has started."""
    record = _wait_for_record(here)
    if record is not None and record.state == "starting" and options.detach:
        say("The demo is being started by another command; waiting for it ...")
        while record is not None and record.state == "starting":
            time.sleep(0.2)
            record = processes.read_record(_record_path(here))
    if record is None:
        raise Refusal("Another start of the demo was under way and has ended: start it again.")
    address = ports.address_for_people(record.host, record.port)
    what = "already running at" if record.state == "running" else "already being started; it will be at"
    say(f"The demo is {what} {address} (process {record.process.pid}); ./deploy/demo stop stops it.")
    if options.port_given and options.port != record.port:
        raise Refusal(f"It keeps port {record.port}: stop it first to start it on port {options.port}.")
    return 0


def _wait_for_record(here: Folders) -> Record | None:
    """The record of the demo that holds the lock; it is written a moment after the lock is taken."""
    deadline = time.monotonic() + 5
    while (record := processes.read_record(_record_path(here))) is None and time.monotonic() < deadline:
        time.sleep(0.05)
    return record


def _end_demo(here: Folders) -> bool:
    """End a running demo; whether there was one."""
    lock = here.run / "demo.lock"
    if not locks.is_held(lock):
        return False
    record = _wait_for_record(here)
    if record is not None:
        record.process.signal(signal.SIGTERM)
        if not record.process.wait_until_gone(STOP_TIMEOUT_S):
            record.process.signal(signal.SIGKILL)
            record.process.wait_until_gone(5)
    if locks.is_held(lock):
        raise Refusal("The demo does not stop: a process that cannot be found holds var/run/demo.lock.")
    return True


def _take_patiently(lock: locks.Lock) -> bool:
    deadline = time.monotonic() + LOCK_PATIENCE_S
    while not lock.take():
        if time.monotonic() > deadline:
            return False
        time.sleep(0.05)
    return True


def _write_record(here: Folders, options: argparse.Namespace, state: str) -> None:
    process = processes.identity_of(os.getpid())
    assert process is not None
    Record(process, state, options.host, options.port).write(_record_path(here))


def _record_path(here: Folders) -> Path:
    return here.run / "demo.json"


def _reachable(host: str) -> str:
    """An address that reaches a site listening on `host`."""
    return {"0.0.0.0": "127.0.0.1", "::": "::1"}.get(host, host)


def _exit_on_signal(number: int, _frame: object) -> None:
    """Before the supervisor listens: leave through the finally clauses."""
    sys.exit(128 + number)


def _port(text: str) -> int:
    number = int(text) if text.isascii() and text.isdigit() else 0
    if not 1 <= number <= 65535:
        raise argparse.ArgumentTypeError(f"{text!r} is no port: it must be a number from 1 to 65535")
    return number


class _Port(argparse.Action):
    """Stores the port, and that one was asked for."""

    def __call__(self, parser, namespace, values, option_string=None):  # type: ignore[no-untyped-def]
        namespace.port = values
        namespace.port_given = True


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="./deploy/demo",
        description="Starts the registry with the demo city in it. A second start keeps the data. "
        "With DATABASE_URL set, that server is used and no cluster is made.",
    )
    actions = ["start", "stop", "status"]
    parser.add_argument("action", nargs="?", choices=actions, default="start", help="what to do (start)")
    parser.add_argument("--port", action=_Port, type=_port, default=8000, help="the port of the site (8000)")
    parser.add_argument("--host", default="127.0.0.1", help="on which address (127.0.0.1; 0.0.0.0 for all)")
    parser.add_argument(
        "--detach", action="store_true", help="return once the site answers; it stays running"
    )
    parser.set_defaults(port_given=False)
    return parser


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
