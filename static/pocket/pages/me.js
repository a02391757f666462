/** Whom this phone belongs to, what it keeps, language, and logging out. */

import { button, h, icon, say } from "../dom.js";
import { leave, refresh } from "../api.js";
import { channel, standing } from "../outbox.js";
import * as store from "../store.js";
import { chooseLanguage, languageNow, named, t } from "../words.js";

export async function mePage({ bundle, drafts, outbox }) {
  const { officer } = bundle.content;
  const { waiting, parked } = await standing();
  const handedIn = new Set(outbox.map((item) => item.task));
  const unsent = waiting + parked + drafts.filter((draft) => !handedIn.has(draft.task)).length;
  const room = await navigator.storage?.estimate?.();
  const other = languageNow() === "en" ? ["zh-hans", "中文"] : ["en", "English"];
  return {
    title: t("Me"), tab: "me",
    nodes: [
      h("h1", { tabindex: -1 }, named(officer)),
      h("dl", { class: "facts" },
        h("dt", {}, t("Department")), h("dd", {}, named(officer.department)),
        h("dt", {}, t("Certificate")), h("dd", {}, officer.certificate || t("none: fact checks only")),
        h("dt", {}, t("Kept on this phone")), h("dd", {}, room?.usage ? `${Math.ceil(room.usage / 1_048_576)} MB` : "–")),
      navigator.serviceWorker?.controller ? null : h("p", { class: "notice" }, t("This browser does not keep the app for times without network. It works while there is network; what you type is kept.")),
      button(t("Take everything along again"), async () => { say((await refresh()).ended ? t("Log in again.") : t("Up to date.")); }, { look: "btn-wide", icon: "download" }),
      h("a", { class: "btn btn-wide", href: "/pocket/pin/" }, icon("key"), t("PIN for signing on a colleague's phone")),
      h("a", { class: "btn btn-wide", href: "/pocket/online/" }, icon("world"), t("Online page")),
      button(other[1], () => chooseLanguage(other[0]), { look: "btn-wide", icon: "language" }),
      h("details", { class: "card" }, h("summary", {}, t("Log this phone out")),
        unsent ? h("p", { class: "notice" }, t("Not sent yet: %(n)s. It stays on this phone, sealed, and opens when you log in here again. Better send it first.", { n: unsent })) : null,
        h("p", {}, t("What has been sent is wiped from this phone.")),
        button(t("Log out and wipe"), async () => {
          await leave();
          await store.lock();
          channel.postMessage("shut");
          location.assign("/pocket/online/me/");
        }, { look: "btn-wide", icon: "trash" })),
    ],
  };
}
