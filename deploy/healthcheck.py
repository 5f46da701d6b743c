"""Whether the site answers: asked by the demo while it starts, and by the container engine all the time."""

import http.client
import json
import os
import sys

TIMEOUT_S = 5


def is_healthy(host: str, port: int) -> bool:
    """Whether /healthz answers 200 and "ok". No proxy is asked, whatever the environment says of proxies."""
    # The site answers only to the names it was given.
    name = os.environ.get("ALLOWED_HOSTS", "").split(",")[0].strip().lstrip(".*") or host
    connection = http.client.HTTPConnection(host, port, timeout=TIMEOUT_S)
    try:
        connection.request("GET", "/healthz", headers={"Host": name})
        answer = connection.getresponse()
        return answer.status == 200 and json.loads(answer.read()).get("status") == "ok"
    except (OSError, http.client.HTTPException, ValueError, AttributeError):
        return False
    finally:
        connection.close()


if __name__ == "__main__":
    sys.exit(not is_healthy(sys.argv[1], int(sys.argv[2])))
