/** My tasks today, from what the phone took along. */

import { badge, h } from "../dom.js";
import { label, named, t, when } from "../words.js";

export async function today({ bundle, drafts, outbox }) {
  const now = Date.now();
  const out = new Set(outbox.filter((item) => item.state !== "parked").map((item) => item.task));
  const tasks = bundle.content.tasks;
  const groups = [
    [t("Late"), tasks.filter((task) => !out.has(task.id) && Date.parse(task.due_at) < now)],
    [t("To do"), tasks.filter((task) => !out.has(task.id) && Date.parse(task.due_at) >= now)],
    [t("Handed in on this phone"), tasks.filter((task) => out.has(task.id))],
  ].filter(([, rows]) => rows.length);
  const begun = new Set(drafts.map((draft) => draft.task));
  return {
    title: t("Today"), tab: "today",
    nodes: [
      h("h1", { tabindex: -1 }, t("Today")),
      h("p", { class: "muted" }, t("Taken along: %(at)s", { at: when(bundle.at) })),
      ...groups.map(([name, rows]) => h("section", {}, h("h2", {}, name), rows.map((task) => card(task, begun)))),
      groups.length ? null : h("div", { class: "empty" }, h("h2", {}, t("Nothing to do")),
        h("p", {}, t("A task comes to this phone when it is dispatched to you and there is network."))),
    ],
  };
}

function card(task, begun) {
  return h("article", { class: "card" },
    h("p", { class: "card-line" }, badge("clipboard-check", label("TaskKind", task.kind)),
      badge("map-pin", label("TaskState", task.state))),
    h("h3", {}, h("a", { class: "card-link", href: `#/task/${task.id}` }, named(task.subject))),
    h("p", { class: "muted" }, t("Due %(at)s", { at: when(task.due_at) })),
    begun.has(task.id) ? h("p", {}, badge("pencil", t("Begun on this phone"))) : null);
}
