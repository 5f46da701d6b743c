"""
The reader's own process: `python -m assets.intake.readers.worker look|rows` with its order as JSON on stdin.

look: unpack, find the layers, decide the encoding; the answer is one JSON document on stdout.
rows: stream one layer as PostgreSQL COPY text on stdout: row number, geometry (hex WKB), columns.
A refusal is one JSON line on stderr and exit code 3. No Django here, no network, limits on memory, time and disk:
a hostile file may take this process down, never the one that waits for it.
"""

import ctypes
import errno
import json
import os
import re
import resource
import sys
from pathlib import Path

CLONE_NEWUSER, CLONE_NEWNET = 0x10000000, 0x40000000


def limit(order: dict) -> None:
    """Take away what reading needs not: memory and time beyond the limits, core dumps, and, where Linux lets us, the network."""
    for what, value in (
        (resource.RLIMIT_AS, order["memory_bytes"]),
        (resource.RLIMIT_CPU, order["cpu_s"]),
        (resource.RLIMIT_FSIZE, order["file_bytes"]),
        (resource.RLIMIT_CORE, 0),
    ):
        resource.setrlimit(what, (value, value))
    # Not every kernel allows this to an ordinary user; the drivers that could reach out are off anyway.
    ctypes.CDLL(None).unshare(CLONE_NEWUSER | CLONE_NEWNET)


class Refused(Exception):
    """The file is refused: a word of intake.errors.REASONS and what fills its sentence."""

    def __init__(self, code: str, /, **parameters) -> None:
        self.code = code
        self.parameters = parameters
        super().__init__(code)


def look(order: dict) -> dict:
    """What is in the file: `{"layers": [...], "warnings": [...]}`."""
    from assets.intake.readers import archives, layers

    file, folder = Path(order["file"]), Path(order["folder"])
    try:
        return {
            "layers": layers.found(
                file, folder, order.get("encoding", ""), archives.Limits(**order["limits"])
            )
        }
    except archives.Unsafe as unsafe:
        raise Refused(unsafe.code, **unsafe.parameters) from unsafe
    except LookupError:
        raise Refused("encoding_unknown", encoding=order["encoding"]) from None


def rows(order: dict) -> None:
    """Stream the rows of one layer, as `look` described it, to stdout."""
    from assets.intake.readers import copy_text

    with open(1, "wb", buffering=1 << 20, closefd=False) as out:
        for block in copy_text.blocks(order["layer"]):
            out.write(block)


def said_of(error: Exception) -> str:
    """What a library says of a broken file, without the places of its own source and of our folders."""
    told = re.sub(
        r"[^\s'\"]*/(?=[^/\s'\"])", "", str(error).strip().splitlines()[0] if str(error).strip() else ""
    )
    return f"{type(error).__name__}: {told}"[:300]


def main() -> int:
    for unneeded in (
        "geopandas",
        "pandas",
        "pyarrow",
    ):  # pyogrio imports them where it finds them: two seconds
        sys.modules[unneeded] = None  # type: ignore[assignment]
    order = json.load(sys.stdin)
    limit(order["process"])
    try:
        if sys.argv[1] == "look":
            json.dump(look(order), sys.stdout)
        else:
            rows(order)
    except Refused as refused:
        print(json.dumps({"code": refused.code, "parameters": refused.parameters}), file=sys.stderr)
        return 3
    except MemoryError:
        print(json.dumps({"code": "reader_died", "parameters": {"reason": "memory"}}), file=sys.stderr)
        return 3
    except UnicodeDecodeError:
        print(json.dumps({"code": "text_not_utf8", "parameters": {}}), file=sys.stderr)
        return 3
    except OSError as error:
        full = error.errno in (errno.ENOSPC, errno.EDQUOT, errno.EFBIG)
        told = {} if full else {"reason": said_of(error)}
        print(
            json.dumps({"code": "disk_full" if full else "reader_failed", "parameters": told}),
            file=sys.stderr,
        )
        return 3
    except Exception as error:  # whatever a library says of a broken file is the reason the user is told
        print(
            json.dumps({"code": "reader_failed", "parameters": {"reason": said_of(error)}}), file=sys.stderr
        )
        return 3
    return 0


if __name__ == "__main__":
    code = main()
    sys.stdout.flush()
    os._exit(code)  # GDAL's own clean-up has been seen to hang on broken files
