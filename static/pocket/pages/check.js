/** The checklist: lines open as answers call for them; the result is explained line by line. */

import { badge, button, choices, field, h, icon, say } from "../dom.js";
import { draftOf, faults, judge, save } from "../draft.js";
import { keep } from "../camera.js";
import { findingsOf, outcomesOf, suffix } from "../verdict.js";
import { label, named, t } from "../words.js";

export async function checkPage({ bundle, go, limits }, id) {
  const task = bundle.content.tasks.find((each) => each.id === id);
  if (!task) return null;
  const draft = await draftOf(task);
  const list = h("div");
  const end = h("div", { "aria-live": "polite" });
  const drawn = new Map();
  const changed = async () => { draw(); await save(draft); };
  const draw = () => {
    const { every, judgement } = judge(task, draft);
    const nodes = every.map((slot) => {
      if (!drawn.has(slot.key)) drawn.set(slot.key, lineNode(task, draft, slot, changed, limits));
      return drawn.get(slot.key);
    });
    [...list.children].filter((node) => !nodes.includes(node)).forEach((node) => node.remove());
    nodes.forEach((node, at) => list.children[at] !== node && list.insertBefore(node, list.children[at] ?? null));
    end.replaceChildren(...conclusion(task, draft, every, judgement, changed));
  };
  draw();
  return {
    title: named(task.subject), tab: "today", back: `#/task/${id}`,
    nodes: [
      h("h1", { tabindex: -1 }, named(task.subject)),
      task.form ? h("p", { class: "muted" }, `${named(task.form)} v${task.form.number}`) : null,
      unable(task, draft, changed), list, end,
      field(t("What you saw, in your own words"), { as: "textarea", value: draft.note, most: 2000, name: "note",
        change: (text) => { draft.note = text; save(draft); } }),
      shots(t("Photos of the whole"), draft, null, changed, limits),
      h("p", {}, h("a", { class: "btn btn-wide", href: `#/new/${task.subject.id}` }, icon("circle-plus"), t("Something else here: report a clue"))),
      h("div", { class: "thumb" }, button(t("Go on to sign"), () => onward(task, draft, go), { look: "btn-primary", icon: "signature" })),
    ],
  };
}

async function onward(task, draft, go) {
  const found = faults(task, draft);
  const [first] = Object.keys(found);
  document.querySelectorAll("[data-fault]").forEach((node) => { node.textContent = label("LineFault", found[node.dataset.fault] ?? "") || ""; });
  if (first) {
    document.getElementById(`line-${first}`)?.scrollIntoView();
    say(t("%(n)s lines are not finished.", { n: Object.keys(found).length }));
    return;
  }
  const { judgement } = judge(task, draft);
  if (task.is_act && !(task.form ? outcomesOf(judgement) : [draft.outcome]).includes(draft.outcome)) { say(t("Choose what follows for the object.")); return; }
  if (task.has_clue && !draft.finding) { say(t("Say what you found out about the clue.")); return; }
  if (draft.outcome === "unable" && !draft.note) { say(t("Say why the inspection was not possible.")); return; }
  if (draft.outcome === "rectify_by" && !draft.rectify_by) { say(t("Choose until when it is to be corrected.")); return; }
  await save(draft);
  go(`#/task/${task.id}/sign`);
}

function unable(task, draft, changed) {
  if (!task.is_visit || !task.form) return null;
  return h("details", { class: "card" }, h("summary", {}, t("We cannot inspect")),
    h("p", {}, t("Nobody there, refused entry, closed down: all lines become “not checked”; say why below.")),
    button(t("Inspection not possible"), async () => {
      for (const { key } of judge(task, draft).every) draft.answers[key] = "not_checked";
      draft.outcome = "unable";
      draft.finding = task.has_clue ? "cannot_verify" : "";
      await changed();
      document.dispatchEvent(new Event("redraw"));
    }, { look: "btn-wide", icon: "ban" }));
}

function lineNode(task, draft, slot, changed, limits) {
  const { line, key, round } = slot;
  const words = [[t("How to check"), named(line, "how")], [t("Papers"), named(line, "papers")], [t("Basis"), line.basis]].filter(([, text]) => text);
  return h("section", { class: "line card", id: `line-${key}` },
    h("p", { class: "line-count" }, `${line.order}${round > 1 ? ` (${round})` : ""}`,
      line.is_key ? badge("key", t("key line")) : null, line.photo_required ? badge("camera", t("photo required")) : null),
    groupHead(task, draft, slot, changed),
    choices(named(line, "content"), line.options.map((each) => [each.code, optionText(each)]), draft.answers[key], (code) => {
      draft.answers[key] = code;
      changed();
    }),
    h("p", { class: "field-error", "data-fault": key, role: "status" }),
    words.length ? h("details", { class: "line-basis" }, h("summary", {}, t("How, papers, basis")), h("dl", { class: "facts" },
      words.flatMap(([name, text]) => [h("dt", {}, name), h("dd", {}, text)]))) : null,
    field(t("Note"), { as: "textarea", value: draft.notes[key], most: 2000, name: `note-${key}`,
      help: line.finding ? t("Left empty, a failed line says: %(text)s", { text: named(line, "finding") }) : null,
      change: (text) => { draft.notes[key] = text; save(draft); } }),
    shots(t("Photos"), draft, slot, changed, limits));
}

export const optionText = (option) => (option.label ? named(option, "label") : label("AnswerResult", option.means));

function groupHead(task, draft, { line, round }, changed) {
  if (!line.group || task.form.lines.find((each) => each.group === line.group) !== line) return null;
  const key = suffix(line.order, round);
  const several = h("div", {}, field(t("Which one: %(things)s", { things: named(line, "group") }), {
    value: draft.about[key], most: 100, change: (text) => { draft.about[key] = text; save(draft); } }));
  if (round === 1) several.prepend(button(t("One more: %(things)s", { things: named(line, "group") }), () => {
    draft.rounds[line.group] = Math.min((draft.rounds[line.group] ?? 1) + 1, 20);
    changed();
  }, { icon: "plus" }));
  return several;
}

/** Buttons that take photos, a film, a voice note, and the list of what was taken. */
function shots(title, draft, slot, changed, limits) {
  const list = h("ul", { class: "pocket-files" });
  const mine = () => draft.files.filter((file) => file.slot === (slot?.key ?? ""));
  const show = () => list.replaceChildren(...mine().map((file) => h("li", {}, icon("check"),
    ` ${label("EvidenceKind", file.kind)} ${file.sha256.slice(0, 8)} · ${file.lat ? t("with place") : t("no place")}`)));
  const take = (kind) => async (event) => {
    for (const file of event.target.files) {
      try {
        if (!(await keep(file, kind, draft, slot, limits))) say(t("This file is larger than the portal takes."));
      } catch { say(t("This file could not be kept. Try again.")); }
    }
    event.target.value = "";
    show();
    await changed();
  };
  show();
  const input = (kind, text, mark, accept) => h("label", { class: "btn photo-button" }, icon(mark), text,
    h("input", { type: "file", accept, capture: "environment", multiple: kind === "photo", "data-kind": kind, onchange: take(kind) }));
  return h("fieldset", { class: "photo-field" }, h("legend", {}, title),
    h("div", { class: "pocket-shots" }, input("photo", t("Take a photo"), "camera", "image/*"),
      input("video", t("Video"), "video", "video/*"), input("audio", t("Voice note"), "microphone", "audio/*")), list);
}

/** What it comes to so far, rule by rule and line by line, and what may follow. */
function conclusion(task, draft, every, judgement, changed) {
  const outcomes = task.form ? outcomesOf(judgement) : Object.keys({ passed: 1, rectify_now: 1, rectify_by: 1, refer_to_case: 1, transferred: 1, unable: 1 });
  const nodes = [];
  if (task.form) {
    nodes.push(h("section", { class: "card" }, h("h2", {}, t("What it comes to")),
      h("p", {}, badge("report-search", label("CheckResult", judgement.result))),
      h("details", {}, h("summary", { class: "btn" }, t("Why? Rule by rule, line by line")),
        h("ul", {}, judgement.rules.map((each) => h("li", {}, ruleText(each), each === judgement.decisive ? ` ← ${t("this decides")}` : ""))),
        h("ol", {}, every.map((line) => h("li", {}, `${named(line.line, "content")}: ${label("LineVerdict", judgement.why[line.key])}`))))));
  }
  if (task.is_act) {
    nodes.push(choices(t("What follows for the object?"), outcomes.map((each) => [each, label("Outcome", each)]), draft.outcome,
      (value) => { draft.outcome = value; changed(); }, { tall: true, id: "outcome" }));
    if (draft.outcome === "rectify_by") {
      nodes.push(field(t("To be corrected by"), { type: "date", value: draft.rectify_by, name: "rectify_by", change: (day) => { draft.rectify_by = day; save(draft); } }));
    }
  }
  if (task.has_clue) {
    nodes.push(choices(t("What did you find out about the clue?"), findingsOf(judgement).map((each) => [each, label("Finding", each)]), draft.finding,
      (value) => { draft.finding = value; changed(); }, { tall: true, id: "finding" }));
  }
  return nodes;
}

function ruleText({ rule, counted, applies }) {
  const result = label("CheckResult", rule.result);
  const what = rule.when === "score" ? t("Score below %(n)s%%: %(result)s.", { n: rule.below, result })
    : rule.when === "key_failed" ? t("%(n)s failed key lines: %(result)s.", { n: rule.least, result })
      : t("%(n)s failed lines: %(result)s.", { n: rule.least, result });
  return `${what} ${applies ? t("It applies (%(n)s).", { n: counted }) : t("It does not apply (%(n)s).", { n: counted ?? 0 })}`;
}
