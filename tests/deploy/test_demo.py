"""`./deploy/demo` as a person uses it: real commands and a real cluster, with a small stand-in for the site."""

import os
import shutil
import signal
import socket
import subprocess
import sys
from pathlib import Path

import pytest

from deploy import environment, healthcheck, postgresql, processes, supervisor
from deploy.folders import Folders

ROOT = Path(__file__).resolve().parents[2]
PATIENCE_S = 30

# Answers as `.venv/bin/python` of the checkout: the site is a small server, the worker waits, the rest succeeds.
STAND_IN = """#!/bin/sh
case "$*" in
    *granian*) exec "{python}" "$(dirname "$0")/site.py" "$@" ;;
    *run_worker*) exec sleep 600 ;;
    *load_demo*) echo loaded >> "$(dirname "$0")/loads"; test ! -e "$(dirname "$0")/no-city" ;;
    *psycopg2*) case "$DATABASE_URL" in *good*) exit 0 ;; *) echo "it cannot be reached: no" >&2; exit 1 ;; esac ;;
esac
"""
SITE = """
import http.server, sys
class Site(http.server.BaseHTTPRequestHandler):
    def do_GET(self):
        self.send_response(200); self.end_headers(); self.wfile.write(b'{"status": "ok"}')
    def log_message(self, *words): pass
port = int(sys.argv[sys.argv.index("--port") + 1])
print("listening", port, flush=True)
http.server.HTTPServer(("127.0.0.1", port), Site).serve_forever()
"""

pytestmark = [
    pytest.mark.usefixtures("no_database_url"),
    pytest.mark.skipif(postgresql.newest_with_postgis() is None, reason="no PostgreSQL with PostGIS here"),
]


@pytest.fixture
def demo_checkout(checkout) -> Folders:
    """A checkout whose environment is complete already and plays the site; nothing of it runs after the test."""
    ignored = shutil.ignore_patterns("__pycache__")
    shutil.copytree(ROOT / "deploy", checkout.root / "deploy", ignore=ignored)
    for name in ("requirements.txt", "constraints.txt"):
        shutil.copy(ROOT / name, checkout.root)
    shutil.rmtree(checkout.var)
    checkout.python.parent.mkdir(parents=True)
    checkout.python.write_text(STAND_IN.format(python=sys.executable), encoding="utf-8")
    checkout.python.chmod(0o755)
    (checkout.python.parent / "site.py").write_text(SITE, encoding="utf-8")
    (checkout.environment / environment.STAMP).write_text(environment.digest(checkout.root), encoding="utf-8")
    yield checkout
    demo(checkout, "stop")
    assert running_in(checkout) == []


def demo(here: Folders, *words: str, **variables: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [str(here.root / "deploy" / "demo"), *words],
        env={**os.environ, **variables},
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        timeout=PATIENCE_S,
    )


def demo_in_background(here: Folders, *words: str) -> subprocess.Popen[str]:
    return subprocess.Popen(
        [str(here.root / "deploy" / "demo"), *words],
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        start_new_session=True,
    )


def running_in(here: Folders) -> list[str]:
    """The command lines of all processes that name the checkout or were started for it."""
    started = {identity.pid for identity in supervisor.leftovers(here.root)}
    found = []
    for folder in Path("/proc").glob("[0-9]*"):
        try:
            line = (folder / "cmdline").read_bytes().replace(b"\0", b" ").decode("utf-8", "replace")
        except OSError:
            continue
        pid = int(folder.name)
        if (str(here.root) in line or pid in started) and processes.identity_of(pid):
            found.append(line)
    return found


@pytest.fixture
def port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def record_of(here: Folders) -> processes.Record:
    record = processes.read_record(here.run / "demo.json")
    assert record is not None
    return record


def test_detached_it_answers_says_where_and_stops_without_a_trace(demo_checkout, port):
    assert demo(demo_checkout, "status").returncode == 1
    started = demo(demo_checkout, "--port", str(port), "--detach")
    assert started.returncode == 0, started.stdout + started.stderr
    assert f"http://127.0.0.1:{port}/" in started.stdout
    assert "planner, crew, gis, manager, admin; password: demo" in started.stdout
    assert healthcheck.is_healthy("127.0.0.1", port)
    assert demo_checkout.database_url.exists()
    status = demo(demo_checkout, "status")
    assert status.returncode == 0 and f"running at http://127.0.0.1:{port}/" in status.stdout

    again = demo(demo_checkout, "--detach")
    assert again.returncode == 0 and f"already running at http://127.0.0.1:{port}/" in again.stdout
    elsewhere = demo(demo_checkout, "--port", "1024", "--detach")
    assert elsewhere.returncode == 1 and f"It keeps port {port}" in elsewhere.stderr

    stopped = demo(demo_checkout, "stop")
    assert stopped.returncode == 0 and stopped.stdout == "The demo is stopped.\n"
    assert running_in(demo_checkout) == []
    assert demo(demo_checkout, "stop").stdout == "The demo was not running.\n"


def test_ctrl_c_stops_everything(demo_checkout, port):
    demo_itself = demo_in_background(demo_checkout, "--port", str(port))
    assert demo_itself.stdout is not None
    while "Stop it with Ctrl-C" not in (line := demo_itself.stdout.readline()):
        assert line, "it ended before it was ready"
    assert len(running_in(demo_checkout)) >= 3
    os.kill(demo_itself.pid, signal.SIGINT)
    rest, _ = demo_itself.communicate(timeout=PATIENCE_S)
    assert demo_itself.returncode == 0 and rest == "Stopping ...\n"
    assert running_in(demo_checkout) == []


def test_of_two_starts_at_once_one_starts_and_the_other_waits_and_says_where(demo_checkout, port):
    both = [demo_in_background(demo_checkout, "--port", str(port), "--detach") for _ in range(2)]
    told = [process.communicate(timeout=PATIENCE_S)[0] for process in both]
    assert [process.returncode for process in both] == [0, 0]
    assert sum("The registry is at" in text for text in told) == 1
    assert sum(f"already running at http://127.0.0.1:{port}/" in text for text in told) == 1
    assert (demo_checkout.python.parent / "loads").read_text(encoding="utf-8") == "loaded\n"


def test_a_port_in_use_is_refused_before_anything_is_made(demo_checkout):
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen(1)
        refused = demo(demo_checkout, "--port", str(taken.getsockname()[1]))
    assert refused.returncode == 1 and "is in use by another program" in refused.stderr
    assert not demo_checkout.var.exists()


def test_after_a_kill_the_next_start_clears_up_and_takes_the_same_port(demo_checkout, port):
    assert demo(demo_checkout, "--port", str(port), "--detach").returncode == 0
    record_of(demo_checkout).process.signal(signal.SIGKILL)
    assert demo(demo_checkout, "--port", str(port), "--detach").returncode == 0
    assert healthcheck.is_healthy("127.0.0.1", port)


def test_after_a_kill_stop_still_leaves_nothing(demo_checkout, port):
    assert demo(demo_checkout, "--port", str(port), "--detach").returncode == 0
    record_of(demo_checkout).process.signal(signal.SIGKILL)
    assert demo(demo_checkout, "stop").returncode == 0
    assert running_in(demo_checkout) == [] and supervisor.leftovers(demo_checkout.root) == []


def test_a_stale_pid_file_that_names_a_stranger_harms_nobody(demo_checkout, port):
    with subprocess.Popen(["sleep", "60"]) as stranger:
        found = processes.identity_of(stranger.pid)
        assert found is not None
        demo_checkout.run.mkdir(parents=True)
        stale = processes.Identity(stranger.pid, found.started_ticks - 1, found.boot)
        processes.Record(stale, "running", "127.0.0.1", port).write(demo_checkout.run / "demo.json")
        assert demo(demo_checkout, "status").stdout == "The demo is not running.\n"
        assert demo(demo_checkout, "stop").returncode == 0
        assert demo(demo_checkout, "--port", str(port), "--detach").returncode == 0
        assert stranger.poll() is None
        stranger.kill()


def test_a_site_that_does_not_come_up_is_told_with_the_end_of_its_log(demo_checkout, port):
    (demo_checkout.python.parent / "site.py").write_text(
        "raise SystemExit('no such table')", encoding="utf-8"
    )
    failed = demo(demo_checkout, "--port", str(port), "--detach")
    assert failed.returncode == 1
    assert "The site does not start" in failed.stderr and "no such table" in failed.stderr
    assert running_in(demo_checkout) == []


def test_a_demo_city_that_cannot_be_loaded_leaves_nothing_running(demo_checkout, port):
    (demo_checkout.python.parent / "no-city").touch()
    failed = demo(demo_checkout, "--port", str(port), "--detach")
    assert failed.returncode == 1 and "The demo city could not be loaded." in failed.stderr
    assert running_in(demo_checkout) == []


def test_a_server_of_ones_own_is_used_and_no_cluster_is_made(demo_checkout, port):
    url = "postgresql://registry@good.invalid/registry"
    assert demo(demo_checkout, "--port", str(port), "--detach", DATABASE_URL=url).returncode == 0
    assert not demo_checkout.data.exists() and not demo_checkout.database_url.exists()


def test_a_server_that_cannot_be_reached_is_told_in_a_sentence(demo_checkout):
    refused = demo(demo_checkout, "--detach", "--port", "18999", DATABASE_URL="postgresql://bad.invalid/x")
    assert refused.returncode == 1
    assert refused.stderr.startswith("The database that DATABASE_URL names cannot be used:")


@pytest.mark.parametrize("words", [["--port", "0"], ["--port", "65536"], ["--port", "eighty"], ["begin"]])
def test_wrong_use_is_told_with_status_2(demo_checkout, words):
    assert demo(demo_checkout, *words).returncode == 2
    assert not demo_checkout.var.exists()


def test_it_can_be_called_from_anywhere(demo_checkout, tmp_path):
    done = subprocess.run(
        [os.path.relpath(demo_checkout.root / "deploy" / "demo", tmp_path), "status"],
        cwd=tmp_path,
        capture_output=True,
        text=True,
    )
    assert done.stdout == "The demo is not running.\n"
