"""What every page of a firm without an account answers with: neither indexed nor passed on."""

from django.http import HttpResponse


def unlisted(response: HttpResponse) -> HttpResponse:
    """Keep a page whose link is its key out of search engines and of other sites' logs."""
    response["X-Robots-Tag"] = "noindex"
    response["Referrer-Policy"] = "same-origin"  # the link is a key; forms need their origin
    return response
