"""What stands in the staff desk's navigation, in the order of a working day."""

from django.utils.translation import gettext_lazy as _

from common.nav import Module, Page

MODULES = [
    Module(
        "",
        [
            Page("home", _("My work"), "home"),
        ],
    ),
    Module(
        _("Risk"),
        [
            Page("risk:warning-list", _("Warnings"), "alert-triangle", "risk.view_riskwarning"),
            Page("risk:rule-list", _("Rules"), "gauge", "risk.view_ruleversion"),
        ],
    ),
    Module(
        _("Enforcement"),
        [
            Page("enforcement:task-list", _("Tasks"), "clipboard-check", "enforcement.view_task"),
            Page("enforcement:draw-list", _("Draws"), "dice-5", "enforcement.view_draw"),
            Page("enforcement:desk", _("Dispatch desk"), "route", "enforcement.dispatch_task"),
            Page(
                "enforcement:plan-list", _("Inspection plans"), "calendar", "enforcement.view_plan"
            ),
            Page("enforcement:incident-list", _("Incidents"), "link", "enforcement.view_incident"),
            Page(
                "enforcement:handover-list",
                _("Handovers of shifts"),
                "clipboard-text",
                "enforcement.view_shifthandover",
            ),
            Page(
                "enforcement:transfer-list",
                _("Transferred tasks"),
                "arrow-right",
                "enforcement.view_tasktransfer",
            ),
            Page("enforcement:finder", _("Who is competent?"), "map-pins", "matters.view_claim"),
            Page(
                "enforcement:referral-list",
                _("Referrals to a case"),
                "gavel",
                "enforcement.view_casereferral",
            ),
            Page(
                "enforcement:outside-list",
                _("Transfers to other bodies"),
                "building-bank",
                "enforcement.view_outsidetransfer",
            ),
            Page(
                "enforcement:visit-complaint-list",
                _("Complaints about visits"),
                "message-report",
                "enforcement.view_visitcomplaint",
            ),
            Page(
                "enforcement:rating-list",
                _("Ratings of visits"),
                "star",
                "enforcement.view_visitrating",
            ),
            Page(
                "enforcement:collaboration-list",
                _("Collaboration"),
                "heart-handshake",
                "enforcement.view_collaboration",
            ),
            Page(
                "enforcement:rule-list",
                _("Dispatch rules"),
                "route",
                "enforcement.view_dispatchrule",
            ),
            Page(
                "enforcement:visit-list", _("Joint visits"), "users-group", "enforcement.view_visit"
            ),
            Page("enforcement:cap-list", _("Caps on visits"), "gauge", "enforcement.view_visitcap"),
            Page(
                "enforcement:no-disturb-list",
                _("No-disturb list"),
                "moon",
                "enforcement.view_nodisturb",
            ),
            Page(
                "enforcement:off-site-list",
                _("Off-site inspections"),
                "device-desktop",
                "enforcement.view_offsiterequest",
            ),
            Page(
                "enforcement:rectification-list",
                _("Orders to correct"),
                "tool",
                "enforcement.view_rectification",
            ),
            Page(
                "enforcement:document-list",
                _("Inspection documents"),
                "file-text",
                "enforcement.view_document",
            ),
            Page(
                "enforcement:legal-review-list",
                _("Tasks in legal review"),
                "scale",
                "enforcement.view_legalreview",
            ),
            Page(
                "enforcement:held-list",
                _("Records from phones"),
                "device-mobile",
                "enforcement.view_fieldrecord",
            ),
            Page(
                "enforcement:entry-list",
                _("Entries without a code"),
                "lock-open",
                "enforcement.view_entryscan",
            ),
            Page(
                "enforcement:inspection-list",
                _("Inspections"),
                "report-search",
                "enforcement.view_inspection",
            ),
        ],
    ),
    Module(
        _("Matters and law"),
        [
            Page("matters:matter-list", _("Matters"), "list-details", "matters.view_matterversion"),
            Page("matters:claim-board", _("Claims"), "hand-stop", "matters.view_claim"),
            Page(
                "matters:implementation-list",
                _("Implementation lists"),
                "file-text",
                "matters.view_implementationlist",
            ),
            Page("enforcement:coverage", _("Coverage"), "map-2", "enforcement.view_task"),
            Page("matters:transfer-list", _("Powers handed down"), "route", "matters.view_claim"),
            Page(
                "matters:adjustment-list",
                _("Adjustment requests"),
                "inbox",
                "matters.view_adjustment",
            ),
            Page(
                "matters:evaluation-list",
                _("Evaluations"),
                "report-search",
                "matters.view_evaluation",
            ),
            Page(
                "matters:duplicate-list", _("Possible duplicates"), "copy", "matters.view_duplicate"
            ),
            Page(
                "matters:reform-list",
                _("Merges and splits"),
                "git-merge",
                "matters.view_reform",
            ),
            Page(
                "matters:consultation-list",
                _("Consultations"),
                "messages",
                "matters.view_consultation",
            ),
            Page("matters:checklist-list", _("Checklists"), "checklist", "matters.view_checklist"),
            Page(
                "matters:review-list",
                _("Law changes"),
                "refresh-alert",
                "matters.view_impactreview",
            ),
            Page("matters:policy-list", _("Policies"), "books", "matters.view_policy"),
            Page("matters:law-list", _("Laws"), "book-2", "matters.view_law"),
        ],
    ),
    Module(
        _("Credit"),
        [
            Page("credit:record-list", _("Credit records"), "rosette", "credit.view_record"),
        ],
    ),
    Module(
        _("Disclosure"),
        [
            Page(
                "disclosure:record-list",
                _("Published results"),
                "world",
                "disclosure.view_publicrecord",
            ),
            Page(
                "disclosure:term-list",
                _("To be published"),
                "hourglass",
                "enforcement.view_inspection",
            ),
            Page("disclosure:hold-list", _("Kept back"), "hand-stop", "disclosure.view_hold"),
        ],
    ),
    Module(
        _("Registry"),
        [
            Page("registry:subject-list", _("Subjects"), "building", "registry.view_subject"),
            Page("registry:pair-list", _("Possible duplicates"), "copy", "registry.merge_subject"),
            Page("registry:set-list", _("Sets of subjects"), "filter", "registry.view_subjectset"),
            Page(
                "registry:department-list",
                _("Departments"),
                "building-bank",
                "registry.view_department",
            ),
            Page("registry:officer-list", _("Officers"), "id-badge-2", "registry.view_officer"),
            Page("registry:roster", _("Roster"), "calendar-stats", "registry.view_roster"),
            Page("registry:region-list", _("Regions"), "map-2", "registry.view_region"),
            Page("registry:region-map", _("Map"), "map-pins", "registry.view_region"),
            Page("registry:zone-list", _("Zones"), "map", "registry.view_zone"),
        ],
    ),
    Module(
        _("Data"),
        [
            Page("datacenter:batch-list", _("Batches"), "database-import", "datacenter.view_batch"),
            Page("datacenter:source-list", _("Sources"), "antenna", "datacenter.view_source"),
        ],
    ),
    Module(
        _("Decision support"),
        [
            Page("decision", _("Overview"), "chart-bar", "supervision_portal.view_decision"),
        ],
    ),
    Module(
        _("Administration"),
        [
            Page("admin:index", _("Administration"), "settings", "common.enter_admin"),
            Page("registry:grant-list", _("Who may do what"), "key", "registry.view_grant"),
        ],
    ),
]
