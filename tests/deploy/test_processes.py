"""A pid file is believed only where its process still is that process."""

import json
import os
import signal
import subprocess
import sys
from dataclasses import replace

import pytest

from deploy import processes
from deploy.processes import Record


@pytest.fixture
def sleeper():
    with subprocess.Popen(["sleep", "60"], env={**os.environ, "SLEEPER": "ours 我们的"}) as process:
        yield process
        process.kill()


def identity(process: subprocess.Popen) -> processes.Identity:
    found = processes.identity_of(process.pid)
    assert found is not None
    return found


def test_a_record_of_a_running_process_is_read_back(tmp_path, sleeper):
    record = Record(identity(sleeper), "running", "127.0.0.1", 8000)
    record.write(tmp_path / "demo.json")
    assert processes.read_record(tmp_path / "demo.json") == record


def test_a_record_of_an_ended_process_is_stale(tmp_path, sleeper):
    Record(identity(sleeper), "running", "127.0.0.1", 8000).write(tmp_path / "demo.json")
    sleeper.kill()
    sleeper.wait()
    assert processes.read_record(tmp_path / "demo.json") is None


def test_a_zombie_is_not_alive(sleeper):
    found = identity(sleeper)
    sleeper.kill()
    assert found.wait_until_gone(5)  # nobody has waited for it yet


@pytest.mark.parametrize("change", [{"started_ticks": 1}, {"boot": "another boot"}])
def test_a_number_that_another_program_was_given_since_is_stale_and_never_signalled(
    tmp_path, sleeper, change
):
    old = replace(identity(sleeper), **change)
    Record(old, "running", "127.0.0.1", 8000).write(tmp_path / "demo.json")
    assert processes.read_record(tmp_path / "demo.json") is None
    assert not old.signal(signal.SIGKILL)
    assert sleeper.poll() is None


@pytest.mark.parametrize("text", ["", "12345", "{}", '{"process": 1}', json.dumps({"pid": "x"}), "\x00"])
def test_a_broken_record_is_as_good_as_none(tmp_path, text):
    (tmp_path / "demo.json").write_text(text, encoding="utf-8")
    assert processes.read_record(tmp_path / "demo.json") is None


def test_a_program_whose_name_has_brackets_and_spaces_is_identified(tmp_path):
    odd = tmp_path / "a) R (b"
    odd.symlink_to("/bin/sleep")
    with subprocess.Popen([str(odd), "60"]) as process:
        assert identity(process).pid == process.pid
        process.kill()


def test_processes_are_found_by_what_they_were_started_with(sleeper):
    assert processes.marked("SLEEPER", "ours 我们的") == [identity(sleeper)]
    assert processes.marked("SLEEPER", "ours") == []


def test_a_process_that_will_not_end_is_ended():
    stubborn = "import signal, time; signal.signal(15, signal.SIG_IGN); print(flush=True); time.sleep(60)"
    with subprocess.Popen([sys.executable, "-c", stubborn], stdout=subprocess.PIPE) as process:
        assert process.stdout is not None
        process.stdout.readline()
        processes.end_all([identity(process)], grace_s=0.2)
        assert process.wait(5) == -signal.SIGKILL
