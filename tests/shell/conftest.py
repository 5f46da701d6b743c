"""What the frame's tests share."""

import pytest
from django.core.cache import cache


@pytest.fixture(autouse=True)
def no_city_name_from_another_test():
    cache.clear()
    yield
    cache.clear()


@pytest.fixture
def english(client):
    """A stranger's client that chose English."""
    client.cookies["django_language"] = "en"
    return client
