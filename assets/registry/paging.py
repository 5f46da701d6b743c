"""Pages by key: a cursor holds the last row's key, so page 5,000 costs what page 1 costs and nothing is counted."""

import base64
import binascii
import json
from collections.abc import Sequence

from django.utils.translation import gettext_lazy as _

from assets.registry.errors import Malformed

PAGE_SIZE = 100
PAGE_SIZE_LIMIT = 1000


def encode_cursor(key: Sequence) -> str:
    """The key of a page's last row (texts and numbers) as one word that fits an address."""
    packed = json.dumps(list(key), ensure_ascii=False, separators=(",", ":")).encode()
    return base64.urlsafe_b64encode(packed).decode().rstrip("=")


def decode_cursor(text: str, kinds: Sequence[type], parameter: str = "cursor") -> list:
    """The key in a cursor. Raises Malformed where it is none, or its parts are not of `kinds`."""
    refusal = Malformed(parameter, _("the cursor of a page's `next`, for the same filter"))
    try:
        key = json.loads(base64.urlsafe_b64decode(text.encode() + b"=" * (-len(text) % 4)))
    except (binascii.Error, ValueError) as error:
        raise refusal from error
    if not isinstance(key, list) or [type(part) for part in key] != list(kinds) or "\0" in str(key[-1]):
        raise refusal
    if any(type(part) is int and not 0 <= part < 2**63 for part in key):
        raise refusal
    return key


def page_size(text: str | None, default: int = PAGE_SIZE, limit: int = PAGE_SIZE_LIMIT) -> int:
    """How many rows a page shall have. Raises Malformed outside 1 to `limit`: it is not cut quietly."""
    if not text:
        return default
    if not text.isascii() or not text.isdigit() or not 1 <= int(text[:9]) <= limit:
        raise Malformed("page_size", _("a whole number from 1 to %s") % limit)
    return int(text)
