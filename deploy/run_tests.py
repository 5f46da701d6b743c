"""`./deploy/test`: every test, the browser's too, on a machine that has nothing yet."""

import os
import signal
import subprocess
import sys

from deploy import chromium, database, folders, locks, packages
from deploy.console import Refusal, exit_with, say
from deploy.environment import without_foreign_packages
from deploy.folders import Folders
from deploy.installation import install

# Two processes, each with a database of its own; a module's tests stay together for their fixtures' sake, in the order
# that tests/conftest.py gives (the longest first).
ALL_TESTS = ["-n", "2", "--dist", "loadscope", "--no-loadscope-reorder"]


def main(arguments: list[str]) -> int:
    """Install what is missing, run pytest with `arguments` (all tests without); pytest's exit status."""
    try:
        return run_tests(folders.of_this_checkout(), arguments)
    except Refusal as refusal:
        return exit_with(refusal)
    except PermissionError as error:
        return exit_with(Refusal(f"{error.filename} is another user's: run this as that user, or with sudo."))
    except KeyboardInterrupt:
        return 130


def run_tests(here: Folders, arguments: list[str]) -> int:
    """
    The tests on the checkout's own cluster, or on the server DATABASE_URL names.

    A cluster started for the tests stays up, so that manage.py works afterwards in any shell.
    Where nobody is there to use it (CI), it is stopped.
    """
    signal.signal(signal.SIGTERM, _as_interrupt)
    needed = packages.for_the_site(here, own_cluster=not database.is_foreign())
    packages.install_missing([*needed, *packages.for_the_tests()])
    here.make()
    use = install(here, demo_city=False)
    try:
        return _pytest(here, arguments or ALL_TESTS)
    finally:
        if use is not None and not use.end(stop=use.is_ours and _in_ci()) and use.started_here:
            say("The database stays up for manage.py and the next run; ./deploy/demo stop stops it.")


def _pytest(here: Folders, arguments: list[str]) -> int:
    lock = locks.Lock(here.run / "test.lock")
    environment = {chromium.VARIABLE: chromium.find() or "", **without_foreign_packages()}
    if not lock.take():  # another run is under way: its databases are not ours to drop
        environment.setdefault("REGISTRY_TEST_DATABASE", f"test_registry_{os.getpid()}")
    process = subprocess.Popen([str(here.python), "-m", "pytest", *arguments], cwd=here.root, env=environment)
    try:
        status = process.wait()
    except KeyboardInterrupt:  # pytest was told too, or is told now; it still drops its databases
        process.send_signal(signal.SIGINT)
        status = process.wait()
    finally:
        lock.close()
    return status if status >= 0 else 128 - status


def _in_ci() -> bool:
    return os.environ.get("CI", "").lower() not in {"", "0", "false", "no"}


def _as_interrupt(_number: int, _frame: object) -> None:
    raise KeyboardInterrupt


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
