"""A label in the two languages of the pages, carried as data because this floor knows no translation machinery."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Label:
    """
    One thing's name in Chinese and in English.

    >>> Label("混凝土", "concrete").in_language("zh-hans")
    '混凝土'
    """

    zh: str
    en: str

    def in_language(self, language: str) -> str:
        """The Chinese text for `zh`, `zh-hans`, `zh_CN` ...; the English one for anything else."""
        return self.zh if language.lower().startswith("zh") else self.en
