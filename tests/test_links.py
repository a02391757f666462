"""No page offers anybody a link behind which they are refused."""

import re

import pytest
from django.test import Client

from registry.roles import ROLES
from tests.cast import gather
from tests.world import settle_in

LINK = re.compile(r'<a\b[^>]*\bhref="(/[^"#?]*)([^"#]*)')
ELSEWHERE = ("/static/", "/admin/", "/api/", "/public/")
CLICKS = 3


@pytest.mark.django_db
@pytest.mark.parametrize("role", [spec.code for spec in ROLES])
def test_every_link_within_three_clicks_leads_somewhere(role):
    world = settle_in(gather())
    client = Client(headers={"accept-language": "en"})
    client.force_login(world.cast.a[role])
    seen, due, refused = {"/"}, {"/": "home"}, {}
    for _ in range(CLICKS):
        found = {}
        for url, page in due.items():
            response = client.get(url)
            if response.status_code >= 400:
                refused[url] = f"{response.status_code}, linked from {page}"
            elif response.streaming:
                b"".join(response.streaming_content)  # which closes what it came from
            elif "html" in response["Content-Type"]:
                found |= dict.fromkeys(links(response.content.decode(), seen), url)
        due = found
    assert len(seen) > 1
    assert refused == {}


def links(html: str, seen: set[str]) -> list[str]:
    """Return the links of a page to pages that were not seen yet, and note them."""
    fresh = []
    for path, query in LINK.findall(html):
        if path not in seen and not path.startswith(ELSEWHERE):
            seen.add(path)
            fresh.append(path + query.replace("&amp;", "&"))
    return fresh
