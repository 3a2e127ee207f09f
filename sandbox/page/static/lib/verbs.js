// Verbs of the control API. They resolve when the app has answered.

import { toast } from "./toast.js";
import { here } from "./route.js";

const NO_ANSWER = {
  operation_timeout: "Connector Desk didn't answer within three seconds (operation_timeout).",
  dispatch_failed: "Connector Desk isn't connected (dispatch_failed).",
};

/** Perform `verb` as the current person. `refused` in the answer is the reason for a refusal. */
export async function act(verb, args = {}) {
  const answer = await post(`people/${here().me}/${verb}`, { wait: 0, ...args });
  if (answer.error && !answer.refused) toast(NO_ANSWER[answer.error] ?? `Slack reports ${answer.error}.`, "bad");
  return answer;
}

/** Perform `verb` and show a refusal as a notification. */
export async function perform(verb, args) {
  return reportRefusal(await act(verb, args));
}

/** Run a vendor's verb: `atVendor("jira", "moves", {…})`. */
export const atVendor = async (vendor, verb, args) => reportRefusal(await post(`${vendor}/${verb}`, args));

/** Move the clock by `seconds`. */
export const advance = (seconds) => post("clock", { advance: seconds });

/** Add a fault. */
export const addFault = (fault) => post("faults", fault);

/** Remove a fault. */
export const removeFault = (id) => fetch(`/_sandbox/faults/${id}`, { method: "DELETE" });

async function post(path, args) {
  try {
    const headers = { "Content-Type": "application/json" };
    const answer = await fetch(`/_sandbox/${path}`, { method: "POST", headers, body: JSON.stringify(args) });
    const said = await answer.json();
    return answer.ok ? said : { ...said, refused: said.error ?? `The sandbox returned ${answer.status}.` };
  } catch {
    return { refused: "The sandbox doesn't respond. Is it running?" };
  }
}

function reportRefusal(answer) {
  if (answer.refused) toast(answer.refused, "bad");
  return answer;
}
