"""The district pages over HTTP, as a planner who has logged in: the comparison, each district, its figures as JSON."""

from django.conf import settings
from django.contrib.auth import BACKEND_SESSION_KEY, HASH_SESSION_KEY, SESSION_KEY
from django.contrib.sessions.backends.db import SessionStore

from assets.registry.models import District, Role, User
from tests.bench import http_servers, sample

PROMISED_MS = 200
ROUNDS = 8


def session_headers() -> dict[str, str]:
    """The cookie of a session of the bench's planner."""
    user, _made = User.objects.get_or_create(username="bench", defaults={"role": Role.PLANNER})
    session = SessionStore()
    session[SESSION_KEY] = str(user.pk)
    session[BACKEND_SESSION_KEY] = settings.AUTHENTICATION_BACKENDS[0]
    session[HASH_SESSION_KEY] = user.get_session_auth_hash()
    session.save()
    return {"Cookie": f"{settings.SESSION_COOKIE_NAME}={session.session_key}"}


def main(assets: int) -> None:
    """Print the table: medians, 95th percentiles, and whether 200 ms is kept."""
    codes = list(District.objects.filter(level="district").order_by("code").values_list("code", flat=True))
    doors = {
        "the comparison, /districts/": ["/districts/"],
        "a district's page": [f"/districts/{code}/" for code in codes],
        "a district's figures, API": [f"/api/v1/districts/{code}/summary/" for code in codes],
        "a district's figures as of a day, API": [
            f"/api/v1/districts/{code}/summary/?as_of={sample.today()}" for code in codes
        ],
    }
    print("| district page | ms, median (p95) | slowest, ms | within 200 ms |")
    print("| --- | --- | --- | --- |")
    with http_servers.registry(session_headers()) as ours:
        for title, paths in doors.items():
            times = []
            for round_number in range(ROUNDS + 1):
                for path in paths:
                    took, _told, _body = ours.timed(path)
                    if round_number:
                        times.append(took)
            kept = "yes" if sample.p95(times) <= PROMISED_MS else "no"
            print(f"| {title} | {sample.middle(times)} | {max(times):.0f} | {kept} |", flush=True)
