/** Something nobody had planned: a clue to be looked at, or an inspection asked for. */

import { button, choices, field, h, say } from "../dom.js";
import { handIn, sync } from "../outbox.js";
import { named, t } from "../words.js";

export async function newPage({ bundle, go }, subject) {
  const { tasks, matters } = bundle.content;
  const objects = [...new Map(tasks.map((task) => [task.subject.id, named(task.subject)]))];
  const asked = { id: crypto.randomUUID(), kind: "clue", subject: subject || objects[0]?.[0] || "", text: "", matter: matters[0] ?? null };
  const began = performance.now();
  const started = new Date().toISOString();
  const more = h("div");
  const show = () => more.replaceChildren(...(asked.kind === "request" && matters.length ? [
    field(t("Matter and form"), { as: "select", value: "0", choices: matters.map((each, at) => [String(at), `${each.name} · ${named({ name: each.form_name, name_en: each.form_name_en })}`]),
      change: (at) => { asked.matter = matters[Number(at)]; } }),
    h("p", { class: "notice" }, t("It starts only after the head has approved it.")),
  ] : []));
  const send = async () => {
    if (!asked.subject || !asked.text.trim()) { say(t("Say which object it is about and what you saw.")); return; }
    const text = JSON.stringify({
      kind: asked.kind, device_time: started, elapsed_ms: Math.round(performance.now() - began), subject: asked.subject, text: asked.text,
      ...(asked.kind === "request" ? { matter: asked.matter?.id, checklist: asked.matter?.form } : {}),
    });
    await handIn(asked.id, objects.find(([id]) => id === asked.subject)?.[1] ?? "", JSON.stringify({ content: text, second: null }), [], "");
    say(t("Handed in. It leaves the phone when there is network."));
    go("#/outbox");
    sync({ now: true });
  };
  return {
    title: t("New"), tab: "new",
    nodes: [
      h("h1", { tabindex: -1 }, t("Something new")),
      objects.length ? null : h("p", { class: "notice" }, t("Objects come with your tasks; without any, report it on the online page.")),
      choices(t("What is it?"), [["clue", t("A clue: somebody should look")], ["request", t("An inspection is needed")]], asked.kind,
        (value) => { asked.kind = value; show(); }, { tall: true }),
      objects.length ? field(t("Object"), { as: "select", value: asked.subject, choices: objects, change: (id) => { asked.subject = id; } }) : null,
      more,
      field(t("What you saw, and why it matters"), { as: "textarea", most: 500, change: (value) => { asked.text = value; } }),
      h("div", { class: "thumb" }, button(t("Hand in"), send, { look: "btn-primary", icon: "upload", disabled: !objects.length })),
    ],
  };
}
