/** The pocket face's script. */

import { mountAll } from "./mount.js";
import { mount as confirm } from "./modules/confirm.js";
import { mount as copy } from "./modules/copy.js";
import { mount as draft } from "./modules/draft.js";
import { mount as errors } from "./modules/errors.js";
import { mount as live } from "./modules/live.js";
import { mount as once } from "./modules/once.js";
import { mount as photo } from "./modules/photo.js";
import { mount as rounds } from "./modules/rounds.js";
import { mount as steps } from "./modules/steps.js";
import { mount as upload } from "./modules/upload.js";

const modules = {
  page(root) {
    for (const module of [copy, confirm, once]) module(root);
  },
  draft,
  errors,
  live: (root) => live(root, (node) => mountAll(node, modules)),
  photo,
  rounds,
  steps,
  upload,
};

mountAll(document.body, modules);
document.body.addEventListener("grown", (event) => mountAll(event.target, modules));
