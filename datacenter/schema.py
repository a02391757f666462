"""The door for batches in the OpenAPI description: its view reads raw bytes, so DRF cannot tell."""

from typing import Any

from datacenter.formats import MEDIA_TYPES
from datacenter.signing import TOLERANCE_SECONDS

ROW = {
    "type": "object",
    "description": "A row as the dataset's contract says (`/api/v1/datasets/`).",
    "additionalProperties": True,
}
BODIES = {
    "json": {
        "type": "object",
        "required": ["rows"],
        "properties": {"rows": {"type": "array", "items": ROW}},
    },
    "ndjson": {"type": "string", "description": "One row a line."},
    "csv": {"type": "string", "description": "A header line, then one row a line."},
}
RECEIPT = {
    "type": "object",
    "required": ["batch", "received", "sha256"],
    "properties": {
        "batch": {"type": "string", "format": "uuid"},
        "received": {"type": "integer"},
        "sha256": {"type": "string"},
    },
}
HEADERS = {
    "X-Source-Key": "key of the source",
    "X-Request-Id": "UUID; the same id with the same bytes gets the same receipt",
    "X-Timestamp": f"Unix seconds, at most {TOLERANCE_SECONDS} away from the server's clock",
    "Content-Encoding": "gzip or nothing",
}
REFUSALS = {
    400: "the body as a whole cannot be read, or the request id is no UUID",
    401: "the signature is missing or wrong",
    403: "the source is not registered for the dataset",
    404: "there is no such dataset",
    409: "the request id was used before with other content, which is quarantined",
    413: "too large",
    415: "a type, character set or packing that is not taken",
    503: "not now; send it again with the same request id",
}


def describe_ingest(result: dict[str, Any], **kwargs: Any) -> dict[str, Any]:
    """Add ``POST /api/v1/ingest/{dataset}/`` to the generated description."""
    text = {"schema": {"type": "string"}}
    problem = {"application/problem+json": {"schema": {"type": "object"}}}
    receipt = {"application/json": {"schema": RECEIPT}}
    result["paths"]["/api/v1/ingest/{dataset}/"] = {
        "post": {
            "operationId": "ingest",
            "tags": ["ingest"],
            "summary": "Send a batch of readings",
            "description": "Signed as docs/api.md says.",
            "security": [{"sourceSignature": []}],
            "parameters": [
                {"name": "dataset", "in": "path", "required": True, **text},
                *(
                    {
                        "name": name,
                        "in": "header",
                        "required": name.startswith("X-"),
                        "description": what,
                        **text,
                    }
                    for name, what in HEADERS.items()
                ),
            ],
            "requestBody": {
                "required": True,
                "content": {name: {"schema": BODIES[kind]} for name, kind in MEDIA_TYPES.items()},
            },
            "responses": {
                "202": {"description": "kept; it will be loaded", "content": receipt},
                "200": {"description": "known already: the same receipt", "content": receipt},
                **{
                    str(status): {"description": why, "content": problem}
                    for status, why in REFUSALS.items()
                },
            },
        }
    }
    result["paths"] = dict(sorted(result["paths"].items()))
    return result
