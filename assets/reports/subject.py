"""What a report is about, judged: the words of a command, a form or an API call become a Subject, or a refusal."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime

from django.conf import settings
from django.utils import timezone, translation
from django.utils.translation import gettext_lazy as _

from assets.districts.period import Period, period_asked_for
from assets.exports.added import AddedOrder
from assets.exports.order import tied_districts
from assets.registry.errors import Malformed
from assets.registry.filters import as_of_moment, words
from assets.registry.models import District
from assets.registry.scope import Scope, scope_of, visible_districts

WORDS = {
    "district": _("District"),
    "as_of": _("As it stood on"),
    "since": _("Work since"),
    "until": _("Work until"),
    "language": None,  # the file shows it
}
LANGUAGES = [code for code, _name in settings.LANGUAGES]
# The longest a report looks back: its list of months would be no list any more.
LONGEST_YEARS = 10


@dataclass(frozen=True)
class Subject:
    """
    A district with all below it, as far as `scope` reaches; assets at `as_of` (None: now), work in `period`.

    `part_of`: labels of the districts that the person's ties limit it to, None without a limit. `person`: who asked.
    """

    district: District
    scope: Scope
    period: Period
    as_of: datetime | None
    language: str
    person: str
    part_of: str | None

    @property
    def moment(self) -> datetime:
        """The moment asked about."""
        return self.as_of or timezone.now()

    @property
    def day(self) -> date:
        """The day of that moment, by the city's clocks."""
        return timezone.localdate(self.moment)


def judge(form: str, given: Mapping[str, str], user) -> AddedOrder:
    """
    The report that `given` (WORDS) asks for as a file of format `form`; the whole city where no district is named.

    Raises Malformed, naming the word that cannot be used.
    """
    as_of = as_of_moment(given.get("as_of"))
    if as_of is not None and timezone.localdate(as_of) > timezone.localdate():
        raise Malformed("as_of", _("a day that is not still to come"))
    period = period_asked_for(given, timezone.localdate(as_of) if as_of else None)
    if period.until.year - period.since.year > LONGEST_YEARS:
        raise Malformed("since", _("at most %s years before the end of the period") % LONGEST_YEARS)
    language = words("language", given.get("language") or current_language(), LANGUAGES)[0]
    district = _district(given.get("district"), user)
    subject = Subject(
        district=district,
        scope=scope_of(user),
        period=period,
        as_of=as_of,
        language=language,
        person=user.get_full_name() or user.get_username(),
        part_of=tied_districts(user),
    )
    kept = {
        "district": district.code,
        "as_of": given.get("as_of", ""),
        "since": period.since.isoformat(),
        "until": period.until.isoformat(),
        "language": language,
    }
    return AddedOrder(
        format=form,
        given={name: text for name, text in kept.items() if text},
        file_name=f"district_{district.code}_{subject.day.isoformat()}.{form}",
        scope=subject.scope,
        subject=subject,
        districts=subject.part_of,
        as_of=as_of,
    )


def current_language() -> str:
    """The language of who asks, one of LANGUAGES."""
    active = translation.get_language() or settings.LANGUAGE_CODE
    return active if active in LANGUAGES else settings.LANGUAGE_CODE


def _district(code: str | None, user) -> District:
    """The district of that code. Who is tied to some gets the city as far as those reach, like an export of everything."""
    if not code or code == settings.REGISTRY_CITY_CODE:
        found = District.objects.filter(code=settings.REGISTRY_CITY_CODE, valid_to__isnull=True).first()
    else:
        found = visible_districts(user).filter(code=code).first()
    if found is None:
        raise Malformed("district", _("the code of a district you may see, like 440507"))
    return found
