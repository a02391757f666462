/** The maps of the staff desk: outlines to look at, zones and boundaries to draw. */

import { mountAll } from "./mount.js";
import { mount as draw } from "./modules/draw.js";
import { mount as outlines } from "./modules/outlines.js";

mountAll(document.body, { outlines, draw });
