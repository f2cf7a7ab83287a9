"""`Refus` becomes a message on the screen or the form it came from, or a 409 for the API. Anything else propagates."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

from django.contrib import messages
from django.forms import BaseForm
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.http import url_has_allowed_host_and_scheme
from rest_framework.response import Response
from rest_framework.status import HTTP_409_CONFLICT
from rest_framework.views import exception_handler

from santorin.refus import Refus


class RefusMiddleware:
    """A refused act sends back to the screen it was asked from, with the reason; a refused page is a 409."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_exception(self, request: HttpRequest, exception: Exception) -> HttpResponse | None:
        if not isinstance(exception, Refus):
            return None
        origine = request.headers.get("Referer", "")
        sur_ce_site = url_has_allowed_host_and_scheme(
            origine, allowed_hosts={request.get_host()}, require_https=request.is_secure()
        )
        if request.method == "POST" and sur_ce_site:
            messages.error(request, exception.message)
            return redirect(origine)
        return render(request, "409.html", {"message": exception.message}, status=HTTP_409_CONFLICT)


@contextmanager
def dire_sur(form: BaseForm) -> Iterator[None]:
    """A refused act is told on the form that asked for it: what was typed stays on the screen."""
    try:
        yield
    except Refus as refus:
        form.add_error(None, refus.message)


def reponse_api(exception: Exception, contexte: dict[str, Any]) -> Response | None:
    """DRF's exception handler: `Refus` is a 409 with its sentence."""
    if isinstance(exception, Refus):
        return Response({"message": exception.message}, status=HTTP_409_CONFLICT)
    return exception_handler(exception, contexte)
