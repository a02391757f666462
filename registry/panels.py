"""What the events of who and where are called."""

from django.utils.translation import gettext_lazy as _

from common import timeline

timeline.route("registry.subject", "registry:subject")
timeline.route("registry.department", "registry:department")

timeline.word("registry.registered", _("Registered"), "circle-plus")
timeline.word("registry.merged", _("Merged with another record"), "arrow-merge")
timeline.word("registry.unmerged", _("Separated from another record"), "git-branch")
timeline.word("registry.classified", _("Class changed"), "rosette")
timeline.word("registry.granted", _("Role given"), "key")
timeline.word("registry.revoked", _("Role taken back"), "lock")
