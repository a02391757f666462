/** One task: the object's file, the way there, the code at the door, the notice. */

import { badge, button, choices, field, h, icon, say } from "../dom.js";
import { draftOf, save } from "../draft.js";
import { position, readCode } from "../camera.js";
import { label, named, t, when } from "../words.js";

export async function taskPage({ bundle, outbox, go }, id) {
  const task = bundle.content.tasks.find((each) => each.id === id);
  if (!task) return gone();
  const sent = outbox.find((item) => item.task === id && item.state !== "parked");
  const draft = await draftOf(task);
  const state = t("%(kind)s · due %(at)s", { kind: label("TaskKind", task.kind), at: when(task.due_at) });
  return {
    title: named(task.subject), tab: "today", back: "#/",
    nodes: [
      h("h1", { tabindex: -1 }, named(task.subject)),
      h("p", {}, state),
      sent ? h("p", { class: "notice" }, icon("cloud-upload"), " ", t("Handed in on this phone. It is in the outbox.")) : null,
      task.answer ? h("p", { class: "notice" }, t("%(name)s has submitted an answer; it is confirmed on the online page.", { name: named(task.answer.by) })) : null,
      about(task), together(task), file(task), way(task),
      task.is_visit && task.entry ? door(task, draft) : null,
      task.is_visit ? notice(task, draft) : null,
      sent || task.answer ? null : h("div", { class: "thumb" },
        button(task.is_visit ? t("We are there: begin") : t("Begin"), () => begin(task, draft, go), { look: "btn-primary", icon: "map-pin-check" })),
    ],
  };
}

async function begin(task, draft, go) {
  if (task.is_visit && !draft.entry) {
    say(t("First the code at the door: show it, scan the firm's, or say why neither was possible."));
    document.getElementById("door")?.scrollIntoView();
    return;
  }
  await save(draft);
  go(`#/task/${task.id}/check`);
}

function gone() {
  return { title: t("Not on this phone"), tab: "today", back: "#/", nodes: [h("h1", { tabindex: -1 }, t("Not on this phone")),
    h("p", {}, t("This task is no longer yours, or it has ended. What you handed in for it stands in the outbox."))] };
}

const fact = (name, text) => (text ? [h("dt", {}, name), h("dd", {}, text)] : []);

function about(task) {
  return h("details", { class: "card", open: true }, h("summary", {}, t("About this task")), h("dl", { class: "facts" },
    ...fact(t("Address"), named(task.subject, "address")), ...fact(t("Code"), task.subject.code),
    ...fact(t("Matter"), task.matter && named(task.matter)), ...fact(t("Basis"), task.matter && named(task.matter, "basis")),
    ...fact(t("Approved under"), task.approved_by),
    ...fact(t("Officers"), task.officers.map((each) => `${named(each)} ${each.certificate}`).join(" · ")),
    ...fact(t("Credit class"), task.subject.credit_class), ...fact(t("Risk class"), task.subject.risk_class)));
}

function together(task) {
  if (!task.visit) return null;
  return h("details", { class: "card", open: true }, h("summary", {}, t("Joint visit: who else comes")),
    h("p", {}, t("%(day)s, led by %(name)s. One visit, one code at the door.", { day: task.visit.day, name: named(task.visit.lead) })),
    h("ul", {}, task.visit.others.map((each) => h("li", {}, h("strong", {}, named(each.department)), " ",
      each.matter ? named(each.matter) : "", " ", each.officers.map((one) => named(one)).join(" · ")))));
}

function file(task) {
  const { earlier } = task.subject;
  return h("details", { class: "card" }, h("summary", {}, t("Found here before")),
    earlier.length ? earlier.map((each) => h("div", {},
      h("p", {}, h("strong", {}, when(each.at)), " ", each.outcome ? badge("history", label("Outcome", each.outcome)) : null),
      h("ul", {}, each.failed.map((line) => h("li", {}, `${line.order}. ${named(line, "content")} ${line.note}`))),
      each.note ? h("p", {}, each.note) : null)) : h("p", {}, t("Nothing on record.")));
}

function way(task) {
  const { lon, lat } = task.subject;
  if (lon === null || lat === null) return null;
  return h("p", {}, h("a", { class: "btn btn-wide", rel: "noreferrer",
    href: `https://uri.amap.com/marker?position=${lon},${lat}&coordinate=wgs84&callnative=1&name=${encodeURIComponent(task.subject.name)}` },
  icon("route"), t("Lead me there")));
}

function door(task, draft) {
  const entry = draft.entry ?? { way: "", code: "", reason: "" };
  const more = h("div");
  const set = async (changes) => {
    draft.entry = { ...entry, ...draft.entry, ...changes, at: new Date().toISOString(), ...(await position()) };
    await save(draft);
  };
  const show = (chosen) => {
    more.replaceChildren(...{
      shown: () => [h("p", {}, t("The firm opens the address in the picture and reads who comes, why and on what basis.")),
        h("div", { class: "entry" }, h("img", { class: "entry-qr", src: task.entry.qr, alt: t("Code for the firm to scan") }),
          h("p", { class: "entry-code" }, h("code", {}, task.entry.code)))],
      scanned: () => [h("label", { class: "btn btn-wide photo-button" }, icon("scan"), t("Scan the firm's code"),
        h("input", { type: "file", accept: "image/*", capture: "environment", onchange: async (event) => {
          const code = await readCode(event.target.files[0]);
          if (code) { await set({ way: "scanned", code }); say(t("Read: %(code)s", { code })); } else say(t("No code was found in the picture. Type it below."));
        } })),
      field(t("The firm's code, typed"), { value: entry.code, most: 200, change: (code) => set({ way: "scanned", code }) })],
      overridden: () => [field(t("Why without a code?"), { as: "textarea", value: entry.reason, most: 500,
        help: t("A supervisor reviews this within one working day."), change: (reason) => set({ way: "overridden", reason }) })],
    }[chosen]?.() ?? []);
  };
  show(entry.way);
  return h("section", { class: "card", id: "door" }, h("h2", {}, t("Code at the door")),
    choices(t("How did you make sure of each other?"), ["shown", "scanned", "overridden"].map((value) => [value, label("EntryWay", value)]),
      entry.way, async (value) => { show(value); await set({ way: value }); }, { tall: true }), more);
}

function notice(task, draft) {
  return h("details", { class: "card" }, h("summary", {}, t("What the firm is told")),
    h("p", {}, t("We are %(names)s. We inspect: %(matter)s.", { names: task.officers.map((each) => `${named(each)} (${each.certificate})`).join(", "), matter: named(task.matter) })),
    h("ul", {}, [t("You may ask to see our certificates and check this inspection by its code."),
      t("You may state your view, ask us to withdraw for an interest, and complain to the department."),
      t("We take no gifts and no meals, shift no costs to you and name no intermediary.")].map((text) => h("li", {}, text))),
    h("label", { class: "check" }, h("input", { type: "checkbox", class: "form-check-input", checked: draft.told,
      onchange: async (event) => { draft.told = event.target.checked; await save(draft); } }), " ", t("The firm was told")));
}
