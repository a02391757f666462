"""Addresses of enforcement: the tasks of the staff, the officer's phone, the code at the door."""

from django.urls import path

from enforcement.plan_steps import STEPS
from enforcement.views import (
    caps,
    coverage,
    draws,
    entry,
    held,
    legal_review,
    making,
    orders,
    photos,
    plans,
    pocket,
    pocket_app,
    preview,
    rectifications,
    tasks,
)

app_name = "enforcement"

_draw = "tasks/draws/<uuid:pk>/"
_task = "pocket/tasks/<uuid:pk>/"

urlpatterns = [
    path("coverage/", coverage.coverage, name="coverage"),
    path("tasks/", tasks.task_list, name="task-list"),
    path("tasks/desk/", tasks.desk, name="desk"),
    path("tasks/legal-review/", legal_review.legal_review_list, name="legal-review-list"),
    path("tasks/new/", making.task_new, name="task-new"),
    path("tasks/held/", held.held_list, name="held-list"),
    path("tasks/held/<uuid:pk>/", held.held_detail, name="held-detail"),
    path("tasks/held/<uuid:pk>/decide/", held.held_decide, name="held-decide"),
    path("tasks/entries/", held.entry_list, name="entry-list"),
    path("tasks/draws/", draws.draw_list, name="draw-list"),
    path("tasks/draws/new/", draws.draw_new, name="draw-new"),
    path("tasks/draws/statistics/", draws.draw_statistics, name="draw-statistics"),
    path(_draw, draws.draw_detail, name="draw-detail"),
    path(f"{_draw}word/", draws.draw_word, name="draw-word"),
    path(f"{_draw}commit/", draws.draw_commit, name="draw-commit"),
    path(f"{_draw}run/", draws.draw_run, name="draw-run"),
    path(f"{_draw}confirm/", draws.draw_confirm, name="draw-confirm"),
    path(f"{_draw}again/", draws.draw_again, name="draw-again"),
    path(f"{_draw}swap/", draws.draw_swap, name="draw-swap"),
    path(f"{_draw}proof/", draws.draw_proof, name="draw-proof"),
    path(f"{_draw}sealed/", draws.draw_sealed, name="draw-sealed"),
    path("tasks/caps/", caps.cap_list, name="cap-list"),
    path("tasks/caps/new/", caps.cap_new, name="cap-new"),
    path("tasks/no-disturb/", caps.no_disturb_list, name="no-disturb-list"),
    path("tasks/no-disturb/new/", caps.no_disturb_new, name="no-disturb-new"),
    path("tasks/plans/", plans.plan_list, name="plan-list"),
    path("tasks/plans/new/", plans.plan_new, name="plan-new"),
    path("tasks/plans/<uuid:pk>/", plans.plan_detail, name="plan-detail"),
    path("tasks/plans/<uuid:pk>/edit/", plans.plan_edit, name="plan-edit"),
    path("tasks/plans/<uuid:pk>/join/<uuid:host>/", plans.plan_join, name="plan-join"),
    path("tasks/plans/<uuid:pk>/part/", plans.plan_part, name="plan-part"),
    path("tasks/orders/", rectifications.rectification_list, name="rectification-list"),
    path(
        "tasks/orders/<uuid:pk>/", rectifications.rectification_detail, name="rectification-detail"
    ),
    path("tasks/orders/<uuid:pk>/extend/", rectifications.extend, name="rectification-extend"),
    path("tasks/orders/<uuid:pk>/accept/", rectifications.accept, name="rectification-accept"),
    path(
        "tasks/orders/<uuid:pk>/ask-again/",
        rectifications.ask_again,
        name="rectification-ask-again",
    ),
    path("tasks/orders/proofs/<uuid:pk>/", rectifications.proof, name="proof"),
    path("public/orders/<str:token>/", orders.order, name="order"),
    path("tasks/<uuid:pk>/", tasks.task_detail, name="task-detail"),
    path("tasks/<uuid:pk>/approve/", tasks.task_approve, name="task-approve"),
    path("tasks/<uuid:pk>/begin-urgently/", making.begin_urgently, name="task-begin-urgently"),
    path(
        "tasks/<uuid:pk>/complete-approval/",
        making.complete_approval,
        name="task-complete-approval",
    ),
    path("tasks/<uuid:pk>/dispatch/", tasks.task_dispatch, name="task-dispatch"),
    path("tasks/<uuid:pk>/cancel/", tasks.task_cancel, name="task-cancel"),
    path("tasks/<uuid:pk>/retry/", tasks.task_retry, name="task-retry"),
    path("tasks/photos/<uuid:pk>/", photos.photo, name="photo"),
    path("tasks/films/<uuid:pk>/", photos.film, name="film"),
    path("checklists/<uuid:pk>/preview/", preview.checklist_preview, name="checklist-preview"),
    path("sw.js", pocket_app.worker, name="pocket-worker"),
    path("pocket/", pocket_app.app, name="pocket-app"),
    path("pocket/app.webmanifest", pocket_app.manifest, name="pocket-manifest"),
    path("pocket/words.json", pocket_app.words, name="pocket-words"),
    path("pocket/session/", pocket_app.session, name="pocket-session"),
    path("pocket/devices/<uuid:pk>/revoke/", pocket_app.revoke, name="pocket-revoke"),
    path("pocket/pin/", pocket_app.pin, name="pocket-pin"),
    path("pocket/online/", pocket.today, name="pocket"),
    path("pocket/online/me/", pocket.me, name="pocket-me"),
    path(_task, pocket.task, name="pocket-task"),
    path(f"{_task}accept/", pocket.accept, name="pocket-accept"),
    path(f"{_task}arrive/", pocket.arrive, name="pocket-arrive"),
    path(f"{_task}return/", pocket.return_, name="pocket-return"),
    path(f"{_task}judge/", pocket.judge, name="pocket-judge"),
    path(f"{_task}photos/", pocket.photo, name="pocket-photo"),
    path(f"{_task}photos/<uuid:photo>/", pocket.photo_choice, name="pocket-photo-choice"),
    path(f"{_task}submit/", pocket.submit, name="pocket-submit"),
    path(f"{_task}confirm/<uuid:inspection>/", pocket.confirm, name="pocket-confirm"),
    path(f"{_task}send-back/<uuid:inspection>/", pocket.send_back, name="pocket-send-back"),
    path("public/verify/<str:code>/", entry.verify, name="entry-verify"),
]
urlpatterns += [
    path(f"tasks/plans/<uuid:pk>/{step}/", plans.plan_step, {"step": step}, name=f"plan-{step}")
    for step in STEPS
]
