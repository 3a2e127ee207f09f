// Everything that can be done. Verbs answer when the app has answered; the page never waits for them to redraw.

import { toast } from "./toast.js";
import { here } from "./route.js";

const NO_ANSWER = {
  operation_timeout: "Connector Desk did not answer within three seconds (operation_timeout).",
  dispatch_failed: "Connector Desk is not connected (dispatch_failed).",
};

/** Whoever one is does `verb`. The answer; `refused` holds words when it cannot be done. */
export async function act(verb, told = {}) {
  const answer = await post(`people/${here().me}/${verb}`, { wait: 0, ...told });
  if (answer.error && !answer.refused) toast(NO_ANSWER[answer.error] ?? `Slack reports ${answer.error}.`, "bad");
  return answer;
}

/** Like `act`, and a refusal is shown to the person. */
export async function doing(verb, told) {
  return complaining(await act(verb, told));
}

/** Something happens at a vendor: `atVendor("jira", "moves", {…})`. */
export const atVendor = async (vendor, verb, told) => complaining(await post(`${vendor}/${verb}`, told));

/** Move the clock by `seconds`. */
export const advance = (seconds) => post("clock", { advance: seconds });

/** Switch a trouble on. */
export const troubled = (fault) => post("faults", fault);

/** Switch a trouble off. */
export const calm = (id) => fetch(`/_sandbox/faults/${id}`, { method: "DELETE" });

async function post(path, told) {
  try {
    const headers = { "Content-Type": "application/json" };
    const answer = await fetch(`/_sandbox/${path}`, { method: "POST", headers, body: JSON.stringify(told) });
    const said = await answer.json();
    return answer.ok ? said : { ...said, refused: said.error ?? `The sandbox answers ${answer.status}.` };
  } catch {
    return { refused: "The sandbox does not answer. Is it still running?" };
  }
}

function complaining(answer) {
  if (answer.refused) toast(answer.refused, "bad");
  return answer;
}
