"""Whether the site may listen where it was asked to."""

import errno
import socket

from deploy.console import Refusal


def check_free(host: str, port: int) -> None:
    """Raise Refusal, in a sentence that says what to do, where (host, port) cannot be listened on."""
    try:
        family, kind, protocol, _, address = socket.getaddrinfo(
            host, port, type=socket.SOCK_STREAM, flags=socket.AI_PASSIVE
        )[0]
    except socket.gaierror as error:
        raise Refusal(f"--host {host} is no address of this machine ({error.strerror}).") from None
    with socket.socket(family, kind, protocol) as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind(address)
            probe.listen(1)
        except OSError as error:
            raise Refusal(_sentence(host, port, error)) from None


def _sentence(host: str, port: int, error: OSError) -> str:
    if error.errno == errno.EADDRINUSE:
        return f"Port {port} is in use by another program: stop that one, or choose another with --port N."
    if error.errno == errno.EACCES:
        return f"Port {port} is reserved for root: choose one from 1024 up with --port N."
    if error.errno == errno.EADDRNOTAVAIL:
        return f"--host {host} is no address of this machine: use 127.0.0.1, 0.0.0.0 or one it has."
    return f"The site cannot listen on {host}, port {port}: {error.strerror}."


def address_for_people(host: str, port: int) -> str:
    """The URL to type into a browser on this machine."""
    name = {"0.0.0.0": "127.0.0.1", "::": "[::1]"}.get(host, f"[{host}]" if ":" in host else host)
    return f"http://{name}:{port}/"
