/** What waits to be sent, what was parked and why, what arrived. */

import { badge, button, h, say } from "../dom.js";
import { again, items, standing, sync } from "../outbox.js";
import * as store from "../store.js";
import { age, t, when } from "../words.js";

const MARKS = { waiting: "hourglass", sending: "cloud-upload", parked: "alert-triangle", sent: "check", held: "hourglass" };

export async function outboxPage({ bundle }) {
  const rows = await items();
  const { waiting, oldest } = await standing();
  const says = { waiting: t("waits"), sending: t("is being sent"), parked: t("parked"), sent: t("arrived"), held: t("arrived, held for a supervisor") };
  return {
    title: t("Outbox"), tab: "outbox",
    nodes: [
      h("h1", { tabindex: -1 }, t("Outbox")),
      oldest ? h("p", { class: "notice" }, t("Waiting to be sent: %(n)s; the oldest for %(age)s.", { n: waiting, age: age(oldest) })) : h("p", {}, t("Everything has arrived.")),
      h("ul", { class: "pocket-list" }, rows.reverse().map((item) => h("li", { class: "card", "data-state": item.state },
        h("p", { class: "card-line" }, h("strong", {}, item.title), badge(MARKS[item.state], says[item.state])),
        h("p", { class: "muted" }, t("Handed in %(at)s · %(n)s files", { at: when(item.created), n: item.files.length })),
        item.problem ? h("p", {}, item.problem) : null,
        orderOf(bundle, item),
        item.state === "parked" ? h("p", {}, button(t("Try again"), () => again(item.id), { icon: "refresh" }),
          item.task ? button(t("Correct it"), () => correct(item), { icon: "edit" }) : null) : null))),
      h("div", { class: "thumb" }, button(t("Send now"), () => sync({ now: true }), { look: "btn-primary", icon: "cloud-upload", disabled: !waiting })),
    ],
  };
}

/** The order to correct that an arrived visit gave, as a picture for the firm to scan. */
function orderOf({ content }, item) {
  const order = content.orders.find((each) => item.task && each.task === item.task);
  if (!order) return null;
  return h("details", {}, h("summary", { class: "btn" }, t("Order to correct, for the firm to scan")),
    h("p", {}, t("To be corrected by %(day)s.", { day: order.due_on })),
    h("div", { class: "entry" }, h("img", { class: "entry-qr", src: order.qr, alt: t("Code that leads the firm to its order") })));
}

/** Take a parked record back into its draft; it goes out again under a new id. */
async function correct(item) {
  const draft = await store.get("drafts", item.task);
  if (!draft) { say(t("The draft is no longer on this phone.")); return; }
  draft.id = crypto.randomUUID();
  await store.put("drafts", item.task, draft);
  await store.remove("outbox", item.id);
  location.hash = `#/task/${item.task}/check`;
}
