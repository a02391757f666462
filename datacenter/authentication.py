"""How a source is known to the API when it asks about its own batches."""

import hashlib

from django.contrib.auth.models import AnonymousUser
from drf_spectacular.extensions import OpenApiAuthenticationExtension
from drf_spectacular.openapi import AutoSchema
from rest_framework.authentication import BaseAuthentication
from rest_framework.exceptions import AuthenticationFailed
from rest_framework.request import Request

from datacenter import services
from datacenter.models import Source
from datacenter.signing import SignedRequest

CHALLENGE = 'HMAC-SHA256 realm="ingest"'


class Signer(AnonymousUser):
    """Whoever signed a request: a system, nobody with grants."""

    is_authenticated = True  # type: ignore[assignment]


class SourceSignature(BaseAuthentication):
    """A request signed as docs/api.md says; ``request.auth`` is the source."""

    def authenticate(self, request: Request) -> tuple[Signer, Source] | None:
        if "X-Source-Key" not in request.headers:
            return None
        signed = SignedRequest.of(request._request)
        sha256 = hashlib.sha256(request._request.body).hexdigest()
        try:
            source = services.named_source(signed)
            services.authenticate(signed, source, sha256)
        except services.SignatureRefused as refusal:
            raise AuthenticationFailed(str(refusal.message), refusal.code) from None
        return Signer(), source

    def authenticate_header(self, request: Request) -> str:
        return CHALLENGE


class SourceSignatureScheme(OpenApiAuthenticationExtension):
    """Tells the OpenAPI description of it."""

    target_class = "datacenter.authentication.SourceSignature"
    name = "sourceSignature"

    def get_security_definition(self, auto_schema: AutoSchema) -> dict[str, str]:
        return {
            "type": "apiKey",
            "in": "header",
            "name": "X-Signature",
            "description": "HMAC-SHA256 over the request, as docs/api.md says.",
        }
