"""Which methods a page with a form takes: it is shown by GET and sent by POST."""

from django.views.decorators.http import require_http_methods

FORM_METHODS = ("GET", "HEAD", "POST")
form_page = require_http_methods(FORM_METHODS)
