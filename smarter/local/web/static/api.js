// Requests to the platform, with the key that this tab keeps.

const STORED = "smarter-local-key";
let key = sessionStorage.getItem(STORED) || "";

// `smarter local serve` prints an address that ends in #key=KEY. A browser never sends what follows the #.
export function takeKeyFromAddress() {
  const given = /^#key=(.+)$/.exec(location.hash);
  if (!given) return;
  setKey(decodeURIComponent(given[1]));
  history.replaceState(null, "", location.pathname);
}

export function setKey(given) {
  key = given;
  if (key) sessionStorage.setItem(STORED, key);
  else sessionStorage.removeItem(STORED);
}

export const hasKey = () => key !== "";

export async function send(path, body, accept) {
  const headers = { Authorization: `Token ${key}` };
  if (accept) headers.Accept = accept;
  const options = { headers, redirect: "manual" };
  if (body !== undefined) {
    options.method = "POST";
    options.body = JSON.stringify(body);
    headers["Content-Type"] = "application/json";
  }
  const answer = await fetch(path, options);
  if (answer.type === "opaqueredirect") throw new Error("API keys cannot prompt with --strict-faithful.");
  return answer;
}

export async function ask(path) {
  const answer = await send(path);
  if (!answer.ok) throw failure(answer.status);
  return answer.json();
}

export function failure(status, text) {
  const error = new Error(text || `The platform responded with ${status}.`);
  error.status = status;
  return error;
}

// Yields the events of a stream of server-sent events as {name, data}.
export async function* events(answer) {
  const reader = answer.body.pipeThrough(new TextDecoderStream()).getReader();
  let waiting = "";
  for (;;) {
    const { value, done } = await reader.read();
    if (done) return;
    waiting += value;
    const blocks = waiting.split("\n\n");
    waiting = blocks.pop();
    for (const block of blocks) {
      const field = (name) => (new RegExp(`^${name}: (.*)$`, "m").exec(block) || [])[1];
      if (field("data")) yield { name: field("event"), data: JSON.parse(field("data")) };
    }
  }
}
