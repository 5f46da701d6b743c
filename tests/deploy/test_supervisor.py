"""What dies is started again; what never comes up is given up with its last words; nothing is left behind."""

import os
import signal
import sys
import time
from pathlib import Path

import pytest

from deploy import supervisor
from deploy.console import Refusal
from deploy.supervisor import Part, Supervisor


@pytest.fixture(autouse=True)
def _quick(monkeypatch):
    monkeypatch.setattr(supervisor, "FIRST_PAUSE_S", 0.05)
    monkeypatch.setattr(supervisor, "POLL_S", 0.01)


@pytest.fixture
def part(tmp_path):
    """`part("site", "python code")`: a part that runs the code."""

    def make(name: str, code: str, grace_s: float = 5) -> Part:
        return Part(
            name, [sys.executable, "-c", code], tmp_path / f"{name}.log", grace_s=grace_s, pause_s=0.05
        )

    return make


def lines(path: Path) -> list[str]:
    return path.read_text(encoding="utf-8").splitlines() if path.exists() else []


def stop_when(condition) -> None:
    """From inside a run: the supervisor gets its SIGTERM once the condition holds."""
    if condition():
        os.kill(os.getpid(), signal.SIGTERM)


def test_a_part_that_dies_runs_again_after_a_pause_that_grows(tmp_path, part, monkeypatch):
    starts = tmp_path / "starts"
    site = part("site", f"open({str(starts)!r}, 'a').write('x\\n'); import time; time.sleep(0.1)")
    own = Supervisor(tmp_path, [site], dict(os.environ))
    tend = own._tend

    def tend_until_four_starts() -> None:
        tend()
        stop_when(lambda: len(lines(starts)) >= 4)

    monkeypatch.setattr(own, "_tend", tend_until_four_starts)
    monkeypatch.setattr(supervisor, "DEATHS_BEFORE_READY", 99)
    own.run(is_ready=lambda: True, on_ready=lambda: None)
    assert site.deaths >= 3
    assert site.pause_s >= 0.05 * 2**3
    assert supervisor.leftovers(tmp_path) == []


def test_a_part_that_never_comes_up_is_given_up_with_its_last_words(tmp_path, part):
    site = part("site", "import time; time.sleep(60)")
    worker = part("worker", "print('no table of tasks'); raise SystemExit(3)")
    with pytest.raises(Refusal, match="The worker does not start; .*worker.log ends:\n  no table of tasks"):
        Supervisor(tmp_path, [site, worker], dict(os.environ)).run(lambda: False, lambda: None)
    assert supervisor.leftovers(tmp_path) == []


def test_a_site_that_never_answers_is_given_up(tmp_path, part, monkeypatch):
    monkeypatch.setattr(supervisor, "READY_TIMEOUT_S", 0.3)
    site = part("site", "print('still thinking', flush=True); import time; time.sleep(60)")
    with pytest.raises(Refusal, match="does not answer after 0.3 s"):
        Supervisor(tmp_path, [site], dict(os.environ)).run(lambda: False, lambda: None)


def test_a_part_may_finish_its_work_before_it_ends(tmp_path, part):
    done = tmp_path / "done"
    code = (
        "import signal, sys, time\n"
        f"signal.signal(15, lambda *_: (time.sleep(0.3), open({str(done)!r}, 'w').write('x'), sys.exit(0)))\n"
        # In short naps: a signal that comes just before a sleep begins is only seen after it.
        "print('ready', flush=True)\nwhile True: time.sleep(0.05)"
    )
    worker = part("worker", code)
    Supervisor(tmp_path, [worker], dict(os.environ)).run(
        is_ready=lambda: lines(worker.log) == ["ready"],
        on_ready=lambda: os.kill(os.getpid(), signal.SIGTERM),
    )
    assert done.exists()


def test_a_part_that_will_not_end_and_its_children_are_ended(tmp_path, part):
    code = (
        "import signal, subprocess, time\nsignal.signal(15, signal.SIG_IGN)\n"
        "subprocess.Popen(['sleep', '60'])\nprint('ready', flush=True)\ntime.sleep(60)"
    )
    site = part("site", code, grace_s=0.2)
    Supervisor(tmp_path, [site], dict(os.environ)).run(
        is_ready=lambda: lines(site.log) == ["ready"],
        on_ready=lambda: os.kill(os.getpid(), signal.SIGINT),
    )
    assert supervisor.leftovers(tmp_path) == []


def test_what_a_killed_supervisor_left_is_found_and_ended(tmp_path):
    code = (
        "import os, signal, sys; from pathlib import Path\nfrom deploy.supervisor import Part, Supervisor\n"
        "part = Part('site', ['sleep', '60'], Path(sys.argv[1]) / 'site.log', grace_s=1)\n"
        "Supervisor(Path(sys.argv[1]), [part], dict(os.environ)).run("
        "lambda: True, lambda: os.kill(os.getpid(), signal.SIGKILL))"
    )
    pid = os.spawnv(os.P_NOWAIT, sys.executable, [sys.executable, "-c", code, str(tmp_path)])
    assert os.waitstatus_to_exitcode(os.waitpid(pid, 0)[1]) == -signal.SIGKILL
    supervisor.end_leftovers(tmp_path)
    assert supervisor.leftovers(tmp_path) == []


def test_a_log_that_grew_large_is_rolled(tmp_path, part, monkeypatch):
    monkeypatch.setattr(supervisor, "LOG_LIMIT_BYTES", 10)
    site = part("site", "import time; time.sleep(60)")
    site.log.write_text("an old and long story", encoding="utf-8")
    Supervisor(tmp_path, [site], dict(os.environ)).run(
        is_ready=lambda: True, on_ready=lambda: os.kill(os.getpid(), signal.SIGTERM)
    )
    assert (tmp_path / "site.log.1").read_text(encoding="utf-8") == "an old and long story"
    assert time.time() - site.log.stat().st_mtime < 60
