"""A record sent twice is kept once: the client's uuid says which it is, the receipt whether it is the same."""

import hashlib
import json
from typing import Any

from django.core.serializers.json import DjangoJSONEncoder

from assets.work.errors import SentBefore


def receipt_of(sent: dict[str, Any]) -> str:
    """A checksum (SHA-256, hex) of what was sent, equal for equal content in any order."""
    text = json.dumps(sent, cls=DjangoJSONEncoder, sort_keys=True, ensure_ascii=False)
    return hashlib.sha256(text.encode()).hexdigest()


def same_or_refused(record, receipt: str):
    """The record itself where `receipt` is its own; SentBefore (409) where the content differs."""
    if record.receipt != receipt:
        raise SentBefore
    return record
