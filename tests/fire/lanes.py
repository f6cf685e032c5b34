"""Run beside the tests, against a server of their own: builds lanes of people and manifests, tells their steps as JSON.

`python -m tests.fire.lanes LANES ROUNDS` with DATABASE_URL and DJANGO_SETTINGS_MODULE set.
"""

import json
import sys

import django

django.setup()

from rest_framework.authtoken.models import Token  # noqa: E402 - models can be imported only now

from config.bench.lanes import Lane, build_lanes  # noqa: E402
from config.bench.over_http import LIFE, bodies  # noqa: E402


def steps_of(lane: Lane, rounds: int) -> list[list]:
    """(person's token, address, body) of a whole life, manifest after manifest; a truck is named once it is issued."""
    drafts = [lane.draft() for _ in range(rounds)]
    tokens = lane.tokens() | {"dispatcher": Token.objects.get_or_create(user=lane.dispatcher)[0].key}
    judgements = bodies("receive", drafts)
    crew = {"carrier": str(lane.carrier.pk), "vehicle": str(lane.truck.pk), "driver": str(lane.driver.pk)}
    steps = []
    for manifest in drafts:
        for action, role in LIFE:
            body = judgements[manifest.pk] if action == "receive" else {}
            steps.append([tokens[role], f"/api/manifests/{manifest.pk}/{action}/", body])
            if action == "issue":
                steps.append([tokens["dispatcher"], "/api/trips/", crew | {"manifests": [str(manifest.pk)]}])
    return steps


if __name__ == "__main__":
    count, rounds = map(int, sys.argv[1:3])
    print(json.dumps([steps_of(lane, rounds) for lane in build_lanes(count)]))
