"""Where the site listens: asked before anything is started, refused in a sentence."""

import socket

import pytest

from deploy import ports
from deploy.console import Refusal


@pytest.fixture
def taken_port():
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        listener.listen(1)
        yield listener.getsockname()[1]


def test_a_free_port_is_fine(taken_port):
    with socket.socket() as other:
        other.bind(("127.0.0.1", 0))
        free = other.getsockname()[1]
    ports.check_free("127.0.0.1", free)


@pytest.mark.parametrize("host", ["127.0.0.1", "0.0.0.0", "localhost"])
def test_a_port_in_use_is_named(taken_port, host):
    with pytest.raises(Refusal, match=rf"Port {taken_port} is in use .* --port N"):
        ports.check_free(host, taken_port)


def test_an_address_of_another_machine_is_refused():
    with pytest.raises(Refusal, match="192.0.2.1 is no address of this machine"):
        ports.check_free("192.0.2.1", 8000)


def test_a_host_that_is_no_address_is_refused():
    with pytest.raises(Refusal, match="is no address"):
        ports.check_free("no such host", 8000)


@pytest.mark.parametrize(
    ("host", "address"),
    [
        ("127.0.0.1", "http://127.0.0.1:8000/"),
        ("0.0.0.0", "http://127.0.0.1:8000/"),
        ("::1", "http://[::1]:8000/"),
        ("::", "http://[::1]:8000/"),
    ],
)
def test_the_printed_address_can_be_opened(host, address):
    assert ports.address_for_people(host, 8000) == address
