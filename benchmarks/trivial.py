"""A trivial Django list: what its generic view and a template of a dozen lines make of a table."""

from typing import Any

from django.http import HttpResponse
from django.template import engines
from django.views.generic import ListView

from matters.models import Claim

TEMPLATE = """
{% extends "base_desk.html" %}
{% block heading %}Claims{% endblock %}
{% block content %}
  <table>
    <tr><th>Code<th>Sub item<th>Department<th>Region<th>Level<th>State<th>From</tr>
    {% for claim in page_obj %}
      <tr>
        <td><a href="{% url 'matters:claim-detail' claim.pk %}">{{ claim.matter.code }}</a></td>
        <td>{{ claim.matter.sub_item }}</td><td>{{ claim.department.name }}</td>
        <td>{{ claim.region.name }}</td><td>{{ claim.get_level_display }}</td>
        <td>{{ claim.get_state_display }}</td><td>{{ claim.valid.lower|date:"Y-m-d" }}</td>
      </tr>
    {% endfor %}
  </table>
  <p>Page {{ page_obj.number }} of {{ page_obj.paginator.num_pages }}</p>
{% endblock %}
"""


class PlainList(ListView):
    """Fifty claims behind the login, in the desk's frame: no filter, search, order nor export."""

    queryset = Claim.objects.select_related("matter", "department", "region").order_by("-pk")
    paginate_by = 50

    def render_to_response(self, context: dict[str, Any], **kwargs: Any) -> HttpResponse:
        return HttpResponse(_template.render(context, self.request))


_template = engines["django"].from_string(TEMPLATE)
