"""Refusals in words: rules answer 422, lost races 409, on pages and fragments alike."""

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from common.errors import ConflictError, RuleError


class RefusalMiddleware:
    """Turn RuleError and ConflictError into a page that says what was refused and why."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]):
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_exception(self, request: HttpRequest, error: Exception) -> HttpResponse | None:
        if isinstance(error, RuleError):
            return render(request, "422.html", {"message": error.message}, status=422)
        if isinstance(error, ConflictError):
            return render(request, "409.html", {"message": str(error)}, status=409)
        return None
