/** The public site's script: comfort only, every page works without it. */

import { mount as redraw } from "./draw/page.js";
import { mountAll } from "./mount.js";
import { mount as confirm } from "./modules/confirm.js";
import { mount as copy } from "./modules/copy.js";
import { mount as errors } from "./modules/errors.js";
import { mount as fill } from "./modules/fill.js";
import { mount as once } from "./modules/once.js";
import { mount as photo } from "./modules/photo.js";
import { mount as print } from "./modules/print.js";

mountAll(document.body, {
  page(root) {
    for (const module of [copy, confirm, once]) module(root);
  },
  errors,
  fill,
  photo,
  print,
  redraw,
});
