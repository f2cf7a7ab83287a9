// The viewer of a page: attached to what the server rendered (templates/composants/visionneuse.html).

import { Visionneuse } from "./visionneuse/vue.js";

for (const section of document.querySelectorAll("[data-visionneuse]")) {
  new Visionneuse(section);
}
