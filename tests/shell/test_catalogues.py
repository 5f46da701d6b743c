"""Every sentence of every room is there in Chinese, and the compiled catalogues are what the readable ones say."""

import ast
import gettext
import re
import shutil
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path

import pytest
from django.conf import settings

ASSETS = settings.BASE_DIR / "assets"
CATALOGUES = sorted(ASSETS.glob("*/locale/zh_Hans/LC_MESSAGES/django.po"))
LITERAL = re.compile(r'"(?:[^"\\]|\\.)*"')


def room(path: Path) -> str:
    return path.relative_to(ASSETS).parts[0]


@dataclass
class Message:
    context: str
    source: str
    plural: str
    chinese: list[str]
    fuzzy: bool

    @property
    def key(self) -> tuple[str, str]:
        return self.context, self.source


def messages(path: Path) -> list[Message]:
    """The living entries of a .po file, its header left out."""
    found = []
    for block in re.split(r"\n\s*\n", path.read_text("utf-8")):
        lines = [line for line in block.splitlines() if not line.startswith("#~")]
        parts: dict[str, str] = {}
        keyword = ""
        for line in lines:
            if match := re.match(r"(msgctxt|msgid_plural|msgid|msgstr(?:\[\d\])?)\s", line):
                keyword = match.group(1)
                parts[keyword] = ""
            if keyword and not line.startswith("#"):
                parts[keyword] += "".join(ast.literal_eval(text) for text in LITERAL.findall(line))
        if parts.get("msgid"):
            found.append(
                Message(
                    parts.get("msgctxt", ""),
                    parts["msgid"],
                    parts.get("msgid_plural", ""),
                    [text for name, text in parts.items() if name.startswith("msgstr")],
                    any(line.startswith("#,") and "fuzzy" in line for line in lines),
                )
            )
    return found


def places(text: str) -> list[str]:
    """The %(name)s and {name} places of a sentence."""
    return sorted(re.findall(r"%\(\w+\)[sd]|%[sd]|{\w*}", text))


def test_every_room_that_speaks_has_a_catalogue():
    speaking = {
        path.relative_to(ASSETS).parts[0]
        for path in [*ASSETS.glob("*/**/*.py"), *ASSETS.glob("*/**/*.html")]
        if re.search(r"import gettext|{% (?:block)?translate", path.read_text("utf-8"))
    }
    assert speaking <= {room(path) for path in CATALOGUES}


@pytest.mark.parametrize("path", CATALOGUES, ids=room)
def test_nothing_is_left_untranslated_or_uncertain(path):
    assert messages(path)
    assert [message.source for message in messages(path) if message.fuzzy or not all(message.chinese)] == []


@pytest.mark.parametrize("path", CATALOGUES, ids=room)
def test_a_translation_keeps_the_places_of_its_sentence(path):
    wrong = [
        message.source
        for message in messages(path)
        for chinese in message.chinese
        if places(chinese) not in (places(message.source), places(message.plural))
    ]
    assert wrong == []


@pytest.mark.parametrize("path", CATALOGUES, ids=room)
def test_the_compiled_catalogue_is_the_readable_one(path):
    with path.with_suffix(".mo").open("rb") as file:
        compiled = gettext.GNUTranslations(file)
    for message in messages(path):
        if message.plural:
            said = compiled.ngettext(message.source, message.plural, 2)
        elif message.context:
            said = compiled.pgettext(message.context, message.source)
        else:
            said = compiled.gettext(message.source)
        assert said == message.chinese[0]


def test_one_sentence_has_one_translation():
    """The rooms' catalogues are merged: of two translations one would win by chance."""
    said: dict[tuple[str, str], dict[str, str]] = {}
    for path in CATALOGUES:
        for message in messages(path):
            said.setdefault(message.key, {}).setdefault(message.chinese[0], room(path))
    assert {key: by for key, by in said.items() if len(by) > 1} == {}


@pytest.mark.skipif(not shutil.which("xgettext"), reason="gettext is not installed: apt-get install gettext")
def test_no_sentence_in_the_code_is_missing_from_the_catalogues(tmp_path):
    copy = tmp_path / "assets"
    shutil.copytree(ASSETS, copy, ignore=shutil.ignore_patterns("locale", "migrations", "*.pyc"))
    (copy / "locale").mkdir()
    django_admin = Path(sys.executable).parent / "django-admin"
    subprocess.run(
        [django_admin, "makemessages", "-l", "zh_Hans", "-v", "0"],
        cwd=copy,
        check=True,
        capture_output=True,
        env={"PATH": "/usr/bin:/bin"},
    )
    written = {message.key for message in messages(copy / "locale/zh_Hans/LC_MESSAGES/django.po")}
    translated = {message.key for path in CATALOGUES for message in messages(path)}
    assert sorted(written - translated) == []
