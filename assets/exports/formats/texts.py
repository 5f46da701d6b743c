"""Texts in the encoding asked for: what it cannot hold is counted over the whole file and then refused."""

from assets.exports.errors import ExportRefused

CHARACTERS_TOLD = 10


class Transcoder:
    """Encodes texts; `finish` raises where there were some that the encoding cannot hold, telling which and how many."""

    def __init__(self, encoding: str) -> None:
        self.encoding = encoding
        self.unfit = 0
        self.characters: dict[str, None] = {}

    def fits_all(self) -> bool:
        """Whether the encoding holds every character there is."""
        return self.encoding == "utf-8"

    def encode(self, text: str) -> bytes:
        """The text's bytes, a question mark for what the encoding lacks."""
        try:
            return text.encode(self.encoding)
        except UnicodeEncodeError:
            self.unfit += 1
            self.characters |= dict.fromkeys(one for one in text if not self._holds(one))
            return text.encode(self.encoding, "replace")

    def finish(self) -> None:
        """Raise ExportRefused `encoding_too_small` where a text did not fit."""
        if self.unfit:
            told = " ".join(list(self.characters)[:CHARACTERS_TOLD])
            raise ExportRefused(
                "encoding_too_small", encoding=self.encoding.upper(), count=self.unfit, characters=told
            )

    def _holds(self, character: str) -> bool:
        try:
            character.encode(self.encoding)
        except UnicodeEncodeError:
            return False
        return True
