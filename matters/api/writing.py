"""Writing the list by API: the same services, rules and four eyes as the pages.

``POST`` only, each with an ``Idempotency-Key``. Who amends names the revision that they read
(``If-Match`` or ``revision``); where somebody wrote meanwhile the answer is 409 with both texts.
"""

from typing import Any, ClassVar

from django.shortcuts import get_object_or_404
from django.utils.translation import gettext as _
from rest_framework import serializers
from rest_framework.decorators import action
from rest_framework.exceptions import APIException, ValidationError
from rest_framework.permissions import BasePermission
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView
from rest_framework.viewsets import GenericViewSet

from common.acting import acting
from common.idempotency import once
from matters import rules, services
from matters.api.reading import MatterOut
from matters.forms import CONTENT
from matters.merging import plain
from matters.models import MatterVersion, Method
from matters.steps import STEPS
from registry.choices import SubjectKind
from registry.models import Department, Line

ADD, CHANGE = "matters.add_matterversion", "matters.change_matterversion"
WRITES = {"create": ADD, "draft": ADD, "amend": CHANGE} | {
    f"take_{key}": step.perm for key, step in STEPS.items()
}
"""The permission behind each write."""


class MayWrite(BasePermission):
    """Whoever has a grant that carries the permission of the act; its rows are fetched by it."""

    def has_permission(self, request: Request, view: APIView) -> bool:
        return bool(request.user.has_perm(WRITES[view.action]))  # type: ignore[attr-defined]


class RevisionMissing(APIException):
    """Whoever amends says what they had read."""

    status_code = 428
    default_code = "revision_required"


class MatterIn(serializers.ModelSerializer[MatterVersion]):
    """What is written of a matter; the department and the line by their codes."""

    department = serializers.SlugRelatedField(
        slug_field="code", queryset=Department.objects.none(), required=False
    )

    class Meta:
        model = MatterVersion
        fields = CONTENT
        extra_kwargs: ClassVar = {"object_types": {"required": False}}

    def __init__(self, *args: Any, **kwargs: Any):
        super().__init__(*args, **kwargs)
        request = self.context["request"]
        field: Any = self.fields["department"]
        field.queryset = Department.objects.allowed(request.user, CHANGE)

    def validate_line(self, code: str) -> str:
        if code and not Line.objects.filter(code=code).exists():
            raise ValidationError(_("No line of business has this code."), "unknown_line")
        return code

    def validate_methods(self, codes: list[str]) -> list[str]:
        if set(codes) - set(Method.objects.values_list("code", flat=True)):
            raise ValidationError(_("No method has this code."), "unknown_method")
        return codes

    def validate_object_types(self, kinds: list[str]) -> list[str]:
        if set(kinds) - set(SubjectKind.values):
            raise ValidationError(_("No kind of object is called so."), "unknown_kind")
        return kinds

    def validate(self, attrs: dict[str, Any]) -> dict[str, Any]:
        at: Any = {each: getattr(self.instance, each, None) for each in CONTENT} | attrs
        kind = at["administrative_type"]
        if kind and rules.contradicts(at["subitem_power_code"] or "", kind):
            text = _("This power item is of another administrative type than the matter.")
            raise ValidationError({"subitem_power_code": [text]}, "contradiction")
        least, most = at["legal_min"], at["legal_max"]
        if least is not None and most is not None and least > most:
            raise ValidationError({"legal_max": [_("The most cannot be less than the fewest.")]})
        return attrs


class NewMatterIn(MatterIn):
    """A new matter with its place in a list."""

    list = serializers.SlugField(max_length=40)
    code = serializers.CharField(max_length=40)
    national_code = serializers.RegexField(
        rules.CATALOGUE_CODE, max_length=14, required=False, allow_null=True
    )

    class Meta(MatterIn.Meta):
        fields = ["list", "code", "national_code", *CONTENT]


class MatterWriting(GenericViewSet[MatterVersion]):
    """The acts on a version, each under the permission and the four eyes of its step."""

    def get_permissions(self) -> Any:
        return [MayWrite()] if self.action in WRITES else super().get_permissions()

    def initial(self, request: Request, *args: Any, **kwargs: Any) -> None:
        """Fetch the row of an act first: of what lies elsewhere nothing is told, not even why."""
        super().initial(request, *args, **kwargs)
        if self.action in WRITES and "pk" in kwargs:
            self.version = self._fetch(request, kwargs["pk"])

    @once
    def create(self, request: Request) -> Response:
        """Draft a matter that its list does not have yet."""
        sent = NewMatterIn(data=request.data, context={"request": request})
        sent.is_valid(raise_exception=True)
        content = dict(sent.validated_data)
        place = content.pop("list"), content.pop("code")
        national_code = content.pop("national_code", None)
        version = services.draft_new(
            *place, content, by=acting(request), national_code=national_code
        )
        return self._answer(version, 201)

    @action(detail=True, methods=["post"])
    @once
    def draft(self, request: Request, pk: str) -> Response:
        """Begin the next version of a matter; what is not sent stays as it was."""
        version = self.version
        sent = MatterIn(version, request.data, partial=True, context={"request": request})
        sent.is_valid(raise_exception=True)
        newer = services.draft(version.matter, dict(sent.validated_data), by=acting(request))
        return self._answer(newer, 201)

    @action(detail=True, methods=["post"])
    @once
    def amend(self, request: Request, pk: str) -> Response:
        """Change fields of a draft that is still as its writer read it."""
        version = self.version
        body = _sent(request)
        seen = request.headers.get("If-Match", "").strip('"') or str(body.get("revision", ""))
        if not seen.isdigit():
            raise RevisionMissing(_("Say which revision you read: If-Match, or revision."))
        data = {name: value for name, value in body.items() if name != "revision"}
        sent = MatterIn(version, data, partial=True, context={"request": request})
        sent.is_valid(raise_exception=True)
        content = dict(sent.validated_data)
        try:
            services.amend(version, content, by=acting(request), seen=int(seen))
        except services.EditConflict as conflict:
            conflict.params = {
                "revision": conflict.current.revision,
                "state": conflict.current.state,
                "differences": _differences(conflict.current, version, content),
            }
            raise
        return self._answer(version)

    @action(detail=True, methods=["post"], url_path="submit", url_name="submit")
    @once
    def take_submit(self, request: Request, pk: str) -> Response:
        """Send a draft to the department's review."""
        return self._take(request, pk, "submit")

    @action(detail=True, methods=["post"], url_path="pass", url_name="pass")
    @once
    def take_pass(self, request: Request, pk: str) -> Response:
        """Pass a version in the department's review."""
        return self._take(request, pk, "pass")

    @action(detail=True, methods=["post"], url_path="return", url_name="return")
    @once
    def take_return(self, request: Request, pk: str) -> Response:
        """Return a version to its drafter, with a reason."""
        return self._take(request, pk, "return")

    @action(detail=True, methods=["post"], url_path="publish", url_name="publish")
    @once
    def take_publish(self, request: Request, pk: str) -> Response:
        """Pass a version in legal review and publish it from a day on."""
        return self._take(request, pk, "publish")

    @action(detail=True, methods=["post"], url_path="refuse", url_name="refuse")
    @once
    def take_refuse(self, request: Request, pk: str) -> Response:
        """Return a version from legal review, with a reason."""
        return self._take(request, pk, "refuse")

    @action(detail=True, methods=["post"], url_path="revoke", url_name="revoke")
    @once
    def take_revoke(self, request: Request, pk: str) -> Response:
        """End a published version from today on, with a reason."""
        return self._take(request, pk, "revoke")

    def _take(self, request: Request, pk: str, key: str) -> Response:
        step = STEPS[key]
        version = self.version
        form = step.form(_sent(request))
        if not form.is_valid():
            raise ValidationError(
                {name: [str(e) for e in lines] for name, lines in form.errors.items()}
            )
        step.act(version, by=acting(request), **form.cleaned_data)
        return self._answer(version)

    def _fetch(self, request: Request, pk: str) -> MatterVersion:
        rows = MatterVersion.objects.allowed(request.user, WRITES[self.action])
        return get_object_or_404(rows.select_related("matter", "department__region"), pk=pk)

    def _answer(self, version: MatterVersion, status: int = 200) -> Response:
        rows = MatterVersion.objects.with_claim_count().select_related("matter", "department")
        row = MatterOut(rows.get(pk=version.pk)).data
        return Response(dict(row), status, headers={"ETag": f'"{version.revision}"'})


def _sent(request: Request) -> dict[str, Any]:
    if not isinstance(request.data, dict):
        raise ValidationError(_("Send one JSON object."), "not_an_object")
    return request.data


def _differences(
    current: MatterVersion, read: MatterVersion, content: dict[str, Any]
) -> list[dict[str, Any]]:
    """Return the fields that the draft says otherwise than what was sent, with both texts."""
    found = []
    for name, sent in content.items():
        value = sent.code if isinstance(sent, Department) else sent
        standing: Any = plain(current, name)
        if name == "department":
            standing = current.department.code if current.department else None
        if standing != value:
            found.append({"field": name, "yours": value, "current": standing})
    return found
