"""Draws as anybody may read them: the published file, what it proves, who was revealed."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render

from common.lists.keyset import Order
from enforcement.choices.draws import DrawCheck, Exclusion, PoolName
from supervision_portal.disclosure.models import PublicDraw
from supervision_portal.disclosure.pages import page_of, public_page

NEWEST = Order("-committed", "committed_at")
PAGE_SIZE = 20
MOST_POSITIONS = 60
"""Positions of a stratum that the page writes out; the file holds them all."""

PUBLIC_CHECKS = (
    DrawCheck.ALGORITHM,
    DrawCheck.COMMITMENT,
    DrawCheck.SIZES,
    DrawCheck.RESULT,
    DrawCheck.NAMED,
    DrawCheck.SOURCE,
    DrawCheck.SEED,
    DrawCheck.POSITIONS,
    DrawCheck.SKIPS,
    DrawCheck.SWAPS,
    DrawCheck.REVEALS,
)


@public_page
def draw_list(request: HttpRequest) -> HttpResponse:
    """List the draws that were committed to, the newest first."""
    page = page_of(request, PublicDraw.objects.shown().defer("paper"), NEWEST, PAGE_SIZE)
    return render(request, "public/draw_list.html", {"page": page})


@public_page
def draw_detail(request: HttpRequest, code: str) -> HttpResponse:
    """Show one draw and let the reader's browser draw it again."""
    draw = get_object_or_404(PublicDraw.objects.shown(), code=code)
    paper = draw.document
    commitment, result = paper["commitment"], paper["result"]
    context = {
        "draw": draw,
        "paper": paper,
        "commitment": commitment,
        "result": result,
        "source": commitment["randomness"],
        "strata": _strata(commitment, result),
        "exclusions": [
            (PoolName(row["pool"]).label, Exclusion(row["reason"]).label, row["count"])
            for row in commitment["exclusions"]
        ],
        "checks": PUBLIC_CHECKS,
        "reveals": [
            (PoolName(each["pool"]).label, each["line"].split("\t")[1], each)
            for each in paper["reveals"]
        ],
    }
    return render(request, "public/draw_detail.html", context)


@public_page
def draw_file(request: HttpRequest, code: str) -> HttpResponse:
    """Hand out the published file, byte for byte as its hashes have it."""
    draw = get_object_or_404(PublicDraw.objects.shown(), code=code)
    headers = {"Content-Disposition": f'attachment; filename="draw-{draw.code}.json"'}
    return HttpResponse(draw.paper, content_type="application/json", headers=headers)


def _strata(commitment: dict[str, Any], result: dict[str, Any] | None) -> list[dict[str, Any]]:
    drawn = {each["number"]: each for each in result["strata"]} if result else {}
    sizes = {each["number"]: each["size"] for each in commitment["decks"]}
    return [
        {
            **row,
            "percent": f"{100 * float(row['ratio']):g}",
            "officers": sizes.get(row["deck"], 0),
            "positions": drawn[row["number"]]["positions"][:MOST_POSITIONS] if drawn else [],
            "more": max(0, row["draw"] - MOST_POSITIONS),
        }
        for row in commitment["strata"]
    ]
