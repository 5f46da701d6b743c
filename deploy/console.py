"""What a person at the terminal is told, and how a step that fails is told in one sentence."""

import subprocess
import sys
from collections.abc import Mapping, Sequence
from pathlib import Path

TAIL_LINES = 12


class Refusal(Exception):
    """The command cannot go on; its text is the sentence the person gets. Exit status 1."""


def say(sentence: str) -> None:
    """Print one line now, also when the output is a pipe or a file."""
    print(sentence, flush=True)


def run_step(
    command: Sequence[str],
    failure: str,
    *,
    env: Mapping[str, str] | None = None,
    cwd: str | Path | None = None,
    timeout_s: float | None = None,
) -> str:
    """
    Run a command with no input and return its output.

    Raises Refusal with `failure` and the last lines of what it printed where it fails, takes longer
    than `timeout_s`, or cannot be run at all.
    """
    try:
        done = subprocess.run(
            command,
            env=env,
            cwd=cwd,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            errors="replace",
            timeout=timeout_s,
            check=False,
        )
    except subprocess.TimeoutExpired:
        raise Refusal(f"{failure} (no answer within {timeout_s:g} s)") from None
    except OSError as error:
        raise Refusal(f"{failure} ({error})") from error
    if done.returncode != 0:
        raise Refusal(f"{failure}\n{indented(last_lines(done.stdout))}".rstrip())
    return done.stdout


def last_lines(text: str, count: int = TAIL_LINES) -> str:
    """The last `count` lines of a text that are not empty."""
    return "\n".join([line for line in text.splitlines() if line.strip()][-count:])


def end_of_log(path: Path, count: int = TAIL_LINES) -> str:
    """The last lines of a log file, indented; a word instead where there is none."""
    try:
        with path.open("rb") as log:
            log.seek(0, 2)
            log.seek(max(0, log.tell() - 20_000))
            text = log.read().decode("utf-8", "replace")
    except OSError as error:
        return f"  ({path} cannot be read: {error.strerror})"
    return indented(last_lines(text, count)) or f"  ({path} is empty)"


def indented(text: str) -> str:
    """Each line two spaces in, so that foreign output stands apart from our sentence."""
    return "\n".join(f"  {line}" for line in text.splitlines())


def exit_with(error: Refusal) -> int:
    """Print the refusal where errors go; the exit status of a command that did not do its work."""
    print(error, file=sys.stderr, flush=True)
    return 1
