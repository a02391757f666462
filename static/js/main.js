/** The staff desk's only script: htmx and the modules that its pages name. */

import htmx from "../vendor/htmx/htmx.esm.js";
import { mount as seal } from "./draw/seal.js";
import { mountAll } from "./mount.js";
import { mount as arrange } from "./modules/arrange.js";
import { mount as confirm } from "./modules/confirm.js";
import { mount as copy } from "./modules/copy.js";
import { mount as errors } from "./modules/errors.js";
import { mount as fold, mountDrawer } from "./modules/nav.js";
import { mount as list } from "./modules/list.js";
import { mount as live } from "./modules/live.js";
import { mount as look } from "./modules/look.js";
import { mount as menu } from "./modules/menu.js";
import { mount as once } from "./modules/once.js";
import { mount as photo } from "./modules/photo.js";
import { mount as tabs } from "./modules/tabs.js";
import { mount as preview } from "./modules/preview.js";
import { mount as trail } from "./modules/trail.js";
import { mount as when } from "./modules/when.js";
import { say } from "./modules/say.js";

const modules = {
  page(root) {
    for (const module of [copy, confirm, menu, once, when]) module(root);
  },
  arrange,
  errors,
  fold,
  "drawer-nav": mountDrawer,
  list: (root) => list(root, htmx),
  live: (root) => live(root, (node) => mountAll(node, modules)),
  look,
  photo,
  seal,
  tabs,
  preview,
  trail,
};

mountAll(document.body, modules);
htmx.onLoad((node) => mountAll(node, modules));

// Empty fields leave the address short; an address is for people too.
document.body.addEventListener("htmx:configRequest", (event) => {
  if (event.detail.verb !== "get") return;
  for (const [name, value] of [...event.detail.formData.entries()]) {
    if (value === "") event.detail.formData.delete(name);
  }
});

document.body.addEventListener("htmx:responseError", (event) => {
  const refused = event.detail.xhr.status === 403 || event.detail.xhr.status === 401;
  say(refused ? "forbidden" : "failed");
});
document.body.addEventListener("htmx:sendError", () => say("failed"));
