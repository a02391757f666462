"""The one list pattern: filters, order, saved views, bulk acts, export, keyset pages.

``ListDesk`` declares a list, ``list_page(request, desk, queryset)`` answers every request to it.
"""

from common.lists.desk import BulkAction, Column, Empty, ListDesk
from common.lists.page import list_page

__all__ = ["BulkAction", "Column", "Empty", "ListDesk", "list_page"]
