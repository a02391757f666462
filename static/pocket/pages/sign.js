/** Signatures: the officer's, the second's by PIN, the party's or its refusal; then hand in. */

import SignaturePad from "../../vendor/signature_pad/signature_pad.js";
import { button, choices, field, h, icon, say } from "../dom.js";
import { draftOf, failedLines, faults, filesOf, freeze, save } from "../draft.js";
import { allTaken, keep, pinSigner } from "../camera.js";
import { handIn, sync } from "../outbox.js";
import * as store from "../store.js";
import { label, named, t, when } from "../words.js";

export async function signPage({ bundle, go, limits }, id) {
  const { officer, tasks } = bundle.content;
  const task = tasks.find((each) => each.id === id);
  if (!task) return null;
  const draft = await draftOf(task);
  const second = task.officers.find((each) => each.id !== officer.id);
  const pin = { value: "" };
  return {
    title: t("Sign"), tab: "today", back: `#/task/${id}/check`,
    nodes: [
      h("h1", { tabindex: -1 }, t("Sign and hand in")),
      order(task, draft),
      task.is_visit ? h("section", { class: "card" }, h("h2", {}, t("Officer: %(name)s", { name: named(officer) })), pad(draft, "sign")) : null,
      task.is_visit && second ? secondPart(second, pin) : null,
      task.is_visit ? party(draft, limits) : null,
      task.is_visit ? camera(draft) : null,
      h("div", { class: "thumb" }, button(t("Hand in"), async (event) => {
        event.target.disabled = true;
        await finish(task, draft, second, pin.value, limits, go)
          .catch(() => say(t("This phone has no room left. Nothing was handed in, and nothing is lost: make room and hand in again.")))
          .finally(() => { event.target.disabled = false; });
      }, { look: "btn-primary", icon: "upload" })),
    ],
  };
}

async function finish(task, draft, second, pin, limits, go) {
  await allTaken();
  if (Object.keys(faults(task, draft)).length) { go(`#/task/${task.id}/check`); return; }
  if (task.is_visit && !draft.party.state) { say(t("Let the party sign, or note the refusal or that nobody was there.")); return; }
  if (draft.party.state === "refused" && (!draft.party.reason || !(draft.party.witness || draft.camera.length))) {
    say(t("A refusal to sign needs its reason and a witness."));
    return;
  }
  const signer = pin && second?.pin_salt ? await pinSigner(second, pin, limits.pin_rounds) : null;
  const body = await freeze(task, draft, signer);
  const is_new = await handIn(draft.id, named(task.subject), body, filesOf(draft), task.id);
  say(is_new ? t("Handed in. It leaves the phone when there is network.") : t("This was handed in before."));
  go("#/outbox");
  sync({ now: true });
}

/** The order to correct as a sheet that can be printed, or shown to the party. */
function order(task, draft) {
  if (draft.outcome !== "rectify_by") return null;
  return h("section", { class: "card pocket-order" }, h("h2", {}, t("Order to correct")),
    h("p", {}, `${named(task.subject)} · ${named(task.department)} · ${when(Date.now())}`),
    h("ol", {}, failedLines(task, draft).map((text) => h("li", {}, text))),
    h("p", {}, t("To be corrected by %(day)s.", { day: draft.rectify_by })),
    button(t("Print or share"), () => window.print(), { look: "btn-wide", icon: "printer" }));
}

function pad(draft, who) {
  const canvas = h("canvas", { class: "pocket-pad", width: 600, height: 200, role: "img", "aria-label": t("Field to sign in with a finger") });
  const drawn = new SignaturePad(canvas, { backgroundColor: "#fff" });
  drawn.addEventListener("endStroke", async () => {
    const blob = await new Promise((done) => { canvas.toBlob(done, "image/png"); });
    const bytes = await blob.arrayBuffer();
    const sha256 = await store.sha256(bytes);
    await store.putBytes(sha256, bytes, "image/png");
    draft[who].sha256 = sha256;
    await save(draft);
  });
  return h("div", {}, canvas, button(t("Clear"), async () => { drawn.clear(); draft[who].sha256 = ""; await save(draft); }, { icon: "x" }));
}

function secondPart(second, pin) {
  return h("section", { class: "card" }, h("h2", {}, t("Second officer: %(name)s", { name: named(second) })),
    second.pin_salt ? field(t("Own PIN of the second officer"), { type: "password", inputmode: "numeric", most: 12, name: "pin",
      help: t("It signs this record here and is checked when it is sent. Left empty, the second officer confirms under the own account."),
      change: (value) => { pin.value = value; } })
      : h("p", {}, t("No PIN set: the second officer confirms under the own account.")));
}

function party(draft, limits) {
  const more = h("div");
  const set = (name) => (value) => { draft.party[name] = value; save(draft); };
  const show = (state) => more.replaceChildren(...{
    signed: () => [field(t("Name of who signs"), { value: draft.party.name, most: 100, name: "party-name", change: set("name") }), pad(draft, "party"),
      h("label", { class: "btn btn-wide photo-button" }, icon("camera"), t("Signed on paper: take a photo"),
        h("input", { type: "file", accept: "image/*", capture: "environment", onchange: async (event) => {
          try {
            const kept = await keep(event.target.files[0], "paper", draft, null, limits);
            if (kept) await save(draft);
            say(kept ? t("The paper is kept.") : t("This file is larger than the portal takes."));
          } catch { say(t("This file could not be kept. Try again.")); }
        } }))],
    refused: () => [field(t("Why was it refused?"), { as: "textarea", value: draft.party.reason, most: 500, name: "refusal", change: set("reason") }),
      field(t("Who witnessed it"), { value: draft.party.witness, most: 100, name: "witness", change: set("witness") })],
    absent: () => [field(t("Who was looked for, and where"), { value: draft.party.reason, most: 500, change: set("reason") })],
  }[state]?.() ?? []);
  show(draft.party.state);
  return h("section", { class: "card" }, h("h2", {}, t("The party")),
    choices(t("Does the party sign?"), ["signed", "refused", "absent"].map((value) => [value, label("SignState", value)]), draft.party.state,
      (value) => { draft.party.state = value; show(value); save(draft); }, { tall: true, id: "party" }), more);
}

function camera(draft) {
  const list = h("ul", { class: "pocket-files" }, draft.camera.map((each) => h("li", {}, `${each.name} ${each.sha256.slice(0, 8)}`)));
  return h("details", { class: "card" }, h("summary", {}, t("Body camera")),
    h("p", {}, t("The film stays where it is; its hash is linked to this visit.")),
    h("label", { class: "btn btn-wide photo-button" }, icon("link"), t("Link a film by its hash"), h("input", { type: "file", accept: "video/*", onchange: async (event) => {
      const [file] = event.target.files;
      draft.camera.push({ name: file.name.slice(0, 200), sha256: await store.sha256(await file.arrayBuffer()) });
      await save(draft);
      list.append(h("li", {}, `${file.name} ${draft.camera.at(-1).sha256.slice(0, 8)}`));
    } })), list);
}
