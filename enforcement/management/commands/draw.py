"""``draw PLAN``: freeze a plan's pools, commit, draw, each as far as it may go now."""

import datetime as dt
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from common.errors import ConflictError, RuleError
from common.models import User
from enforcement.choices.draws import DrawState, RandomSource
from enforcement.models import Draw, Plan
from enforcement.services import draws, pools


class Command(BaseCommand):
    help = (
        "Take the next step of a plan's draw: freeze its pools; with --game, --issue and --on "
        "commit to them; once two persons have entered the numbers, draw."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("plan", help="code of a published plan")
        parser.add_argument("--by", required=True, help="user name of the operator")
        parser.add_argument("--reason", default="", help="why the plan is drawn again")
        parser.add_argument("--game", default="", help="lottery that gives the randomness")
        parser.add_argument("--issue", default="", help="its issue")
        parser.add_argument("--on", type=dt.date.fromisoformat, help="the day it is drawn")

    def handle(self, *args: Any, **options: Any) -> None:
        plan = Plan.objects.filter(code=options["plan"]).first()
        by = User.objects.filter(username=options["by"], is_active=True).first()
        if plan is None or by is None:
            raise CommandError("There is no such plan, or no such user.")
        if not Plan.objects.allowed(by, "enforcement.run_draw").filter(pk=plan.pk).exists():
            raise CommandError(f"{by.username} may not draw from this plan.")
        try:
            self._step(plan, by, options)
        except (ConflictError, RuleError) as error:
            raise CommandError(str(error)) from error

    def _step(self, plan: Plan, by: User, options: dict[str, Any]) -> None:
        draw = Draw.objects.filter(plan=plan).waiting().order_by("-number").first()
        if draw is None or options["reason"]:
            if draw is not None:
                draw = draws.redraw(draw, by=by, reason=options["reason"])
            else:
                draw = pools.freeze(plan, by=by, reason=options["reason"])
            self.stdout.write(
                f"draw {draw.number}: {draw.objects_count} objects in {draw.strata.count()} strata,"
                f" {draw.draw_count} to be drawn; snapshot {draw.snapshot_sha256}"
            )
        if draw.state == DrawState.FROZEN and options["game"]:
            draws.commit(
                draw,
                by=by,
                source=RandomSource.LOTTERY,
                game=options["game"],
                issue=options["issue"],
                due_on=options["on"],
            )
            self.stdout.write(f"draw {draw.number}: committed, {draw.commitment_sha256}")
        elif draw.state == DrawState.COMMITTED:
            draws.carry_out(draw, by=by)
            self.stdout.write(f"draw {draw.number}: drawn, {draw.result_sha256}")
