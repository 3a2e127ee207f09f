// Builds the page once the first data has arrived.

import { look, open } from "./lib/world.js";
import { showPane } from "./lib/route.js";
import { rest } from "./chat/rest.js";
import { modal } from "./chat/modal.js";
import { places } from "./chat/places.js";
import { conversation } from "./chat/conversation.js";
import { steps } from "./chat/steps.js";
import { clock } from "./desk/clock.js";
import { desk } from "./desk/desk.js";

await look();
document.getElementById("skip").addEventListener("click", () => {
  showPane("talk");
  rest();
});
conversation();
places();
modal();
steps();
clock();
desk();
open();
