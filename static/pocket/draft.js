/** A draft of one task: minted with its id, kept sealed at every change, judged as the portal does. */

import { channel } from "./outbox.js";
import * as store from "./store.js";
import { asked, evaluate, lineFault, optionOf, slots, suffix } from "./verdict.js";
import { named } from "./words.js";

// All pages of a tab write on one object for each task: a photo that still waits for its place
// while the page is turned lands in the draft that is kept, not in a copy that is put over it.
const open_drafts = new Map();

/** Return the draft of a task, or a new one with the id that its record will have. */
export async function draftOf(task) {
  const kept = await store.get("drafts", task.id);
  const here = open_drafts.get(task.id);
  if (kept) {
    if (here?.id === kept.id && here.revision >= (kept.revision ?? 0)) return here;
    // While the page was closed only the wall clock ran; it never counts backwards.
    kept.elapsed_before = kept.elapsed_ms + Math.max(0, Date.now() - kept.saved_at);
    return begin(here?.id === kept.id ? Object.assign(here, kept) : kept);
  }
  if (here && !here.revision) return here;  // begun in this tab, nothing to keep yet
  const fresh = {
    id: crypto.randomUUID(), task: task.id, form: task.form?.id ?? "",
    device_time: new Date().toISOString(), elapsed_ms: 0, elapsed_before: 0, saved_at: Date.now(),
    answers: {}, notes: {}, about: {}, rounds: {}, files: [], camera: [], revision: 0,
    outcome: "", finding: "", rectify_by: "", note: "", entry: null, told: false,
    party: { state: "", name: "", reason: "", sha256: "", witness: "" }, sign: { sha256: "" },
  };
  if (task.kind === "recheck") leaveOut(task, fresh);
  return begin(fresh);
}

function begin(draft) {
  draft.mark = performance.now();
  open_drafts.set(draft.task, draft);
  return draft;
}

/** A recheck looks at what failed; the other lines are set aside and can be taken up again. */
function leaveOut(task, draft) {
  const failed = new Set((task.subject.earlier[0]?.failed ?? []).map((each) => each.order));
  if (!failed.size) return;
  for (const { line, key } of slots(task.form?.lines ?? [], {})) {
    if (!failed.has(line.order)) draft.answers[key] = "not_applicable";
  }
}

/** Milliseconds since the draft was begun, by a clock that nobody sets. */
export const elapsed = (draft) => Math.round(draft.elapsed_before + performance.now() - draft.mark);

/** Keep the draft and tell the other tabs, which show it anew. */
export async function save(draft) {
  draft.elapsed_ms = elapsed(draft);
  draft.saved_at = Date.now();
  draft.revision = (draft.revision || 0) + 1;
  await store.put("drafts", draft.task, draft);
  channel.postMessage({ draft: draft.task });
}

/** Return the lines asked so far as the rules see them, with what they come to. */
export function judge(task, draft) {
  const lines = task.form?.lines ?? [];
  const every = asked(slots(lines, draft.rounds), draft.answers).map((slot) => {
    const option = optionOf(slot.line, draft.answers[slot.key]);
    const photos = draft.files.filter((file) => file.slot === slot.key && file.kind === "photo").length;
    return {
      ...slot, option, photos, means: option?.means ?? "", is_key: slot.line.is_key,
      score: slot.line.score, share: option?.share ?? "0", photo_required: slot.line.photo_required,
      has_note: Boolean(draft.notes[slot.key] || (option?.means === "failed" && slot.line.finding)),
    };
  });
  return { every, judgement: evaluate(task.form?.verdict ?? { rules: [] }, every) };
}

/** Return the failed lines of every round as the order to correct says them. */
export function failedLines(task, draft) {
  const lines = task.form?.lines ?? [];
  return judge(task, draft).every.filter(({ means }) => means === "failed").map(({ line, round, key }) => {
    const about = line.group ? draft.about[aboutKey(lines, line.group, round)] : "";
    return [about, named(line, "content"), draft.notes[key] || named(line, "finding")].filter(Boolean).join(" ");
  });
}

/** Under what a round of a group says which thing it is about. */
const aboutKey = (lines, group, round) => suffix(lines.find((each) => each.group === group).order, round);

/** Return what is still to be done, in words' msgids by slot key. */
export function faults(task, draft) {
  const { every, judgement } = judge(task, draft);
  const found = {};
  for (const line of every) {
    const fault = lineFault(line);
    if (fault) found[line.key] = fault;
  }
  if (judgement.result === "incomplete" && !Object.keys(found).length) {
    for (const [key, why] of Object.entries(judgement.why)) if (why === "key_open") found[key] = "key_open";
  }
  return found;
}

/** Freeze the draft into the bytes of a record. `second` signs them: {officer, proof(digest)}. */
export async function freeze(task, draft, second) {
  const lines = task.form?.lines ?? [];
  const rounds = {};
  const answers = {};
  const notes = {};
  for (const { line, round, key } of asked(slots(lines, draft.rounds), draft.answers)) {
    const place = line.group ? roundOf(rounds, line, round, draft, lines) : { answers, notes };
    if (draft.answers[key]) place.answers[line.id] = draft.answers[key];
    if (draft.notes[key]) place.notes[line.id] = draft.notes[key];
  }
  const text = JSON.stringify({
    kind: "visit", task: task.id, form: draft.form, device_time: draft.device_time,
    elapsed_ms: elapsed(draft), answers, notes, rounds, outcome: draft.outcome, finding: draft.finding,
    rectify_by: draft.outcome === "rectify_by" ? draft.rectify_by : "", note: draft.note,
    entry: draft.entry, camera: draft.camera, files: draft.files.map(({ slot: _slot, ...file }) => file),
    signatures: signatures(draft),
  });
  const digest = await store.sha256(new TextEncoder().encode(text));
  return JSON.stringify({ content: text, second: second ? await second(`${draft.id}:${digest}`) : null });
}

function roundOf(rounds, line, round, draft, lines) {
  const turns = (rounds[line.group] ??= []);
  return (turns[round - 1] ??= { about: draft.about[aboutKey(lines, line.group, round)] ?? "", answers: {}, notes: {} });
}

function signatures(draft) {
  const at = new Date().toISOString();
  const found = [];
  if (draft.sign.sha256) found.push({ signer: "lead", state: "signed", sha256: draft.sign.sha256, at });
  const { state, name, reason, sha256, witness } = draft.party;
  if (state) found.push({ signer: "party", state, name, reason, sha256, at });
  if (witness) found.push({ signer: "witness", state: "signed", name: witness, at });
  return found;
}

/** Return the hashes of all files of a draft, for the outbox. */
export const filesOf = (draft) => [
  ...draft.files.map(({ sha256 }) => ({ sha256 })),
  ...[draft.sign.sha256, draft.party.sha256].filter(Boolean).map((sha256) => ({ sha256 })),
];
