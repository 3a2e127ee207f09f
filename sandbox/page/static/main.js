// The page, put together once there is something to see.

import { look, open } from "./lib/world.js";
import { modal } from "./chat/modal.js";
import { places } from "./chat/places.js";
import { talk } from "./chat/talk.js";
import { clock } from "./desk/clock.js";
import { desk } from "./desk/desk.js";

await look();
talk();
places();
modal();
clock();
desk();
open();
