"""The request as a view of the staff's pages gets it."""

from django.http import HttpRequest

from common.models import User


class StaffRequest(HttpRequest):
    """A request of somebody who is logged in: the middleware lets nobody else through."""

    user: User
