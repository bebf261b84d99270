// A chat with a chatbot. It stays while one looks elsewhere, and its lines stay when the page is loaded again.

import { events, failure, send } from "./api.js";
import { details, element } from "./dom.js";
import { markdown } from "./markdown.js";

const chats = new Map();
const WORKING = { llm_request: "Asking the model", tool_requested: "Calling a tool", tool_responded: "The tool responded" };

// Returns the one chat with the chatbot at `path`. `nameTool` turns the name of a tool into one to read.
export function chatWith(path, settings, nameTool, done) {
  if (!chats.has(path)) chats.set(path, chat(path, settings, nameTool, done));
  return chats.get(path);
}

function stored(path) {
  try {
    return JSON.parse(sessionStorage.getItem(`smarter-chat ${path}`));
  } catch (error) {
    return null;
  }
}

function freshSession() {
  const bytes = crypto.getRandomValues(new Uint8Array(32));
  return Array.from(bytes, (byte) => byte.toString(16).padStart(2, "0")).join("");
}

function chat(path, settings, nameTool, done) {
  let kept = stored(path) || { session: freshSession(), lines: [] };
  const log = element("div", { class: "log", role: "log", "aria-label": "Conversation" });
  const working = element("p", { class: "working", role: "status" });
  const input = element("input", {
    "aria-label": "Message",
    placeholder: settings.appPlaceholder || "Say something",
    autocomplete: "off",
  });
  const button = element("button", {}, "Send");
  const form = element("form", {}, input, button);
  const again = element("button", { type: "button", class: "small" }, "New chat");

  const add = (line) => {
    kept.lines.push(line);
    sessionStorage.setItem(`smarter-chat ${path}`, JSON.stringify(kept));
    log.append(shownLine(line));
    log.lastChild.scrollIntoView({ block: "nearest" });
  };
  const begin = () => {
    log.replaceChildren();
    if (settings.appWelcomeMessage) log.append(shownLine({ who: "assistant", text: settings.appWelcomeMessage }));
    log.append(...kept.lines.map(shownLine));
  };
  again.addEventListener("click", () => {
    kept = { session: freshSession(), lines: [] };
    sessionStorage.removeItem(`smarter-chat ${path}`);
    begin();
    input.focus();
  });
  // Platform 0.14 stores the words of example prompts with underscores between them.
  const examples = (settings.appExamplePrompts || []).map((each) => {
    const text = each.replace(/_/g, " ");
    const example = element("button", { type: "button", class: "example" }, text);
    example.addEventListener("click", () => {
      input.value = text;
      form.requestSubmit();
    });
    return example;
  });
  form.addEventListener("submit", async (event) => {
    event.preventDefault();
    const text = input.value.trim();
    if (!text || button.disabled) return;
    button.disabled = true;
    input.value = "";
    const session = kept.session;
    add({ who: "user", text });
    try {
      const reply = await prompt(path, { session_key: session, messages: [{ role: "user", content: text }] }, (step) => {
        const tool = step.function ? `: ${nameTool(step.function)}` : "";
        working.textContent = `${WORKING[step.type] || step.message || ""}${tool} …`;
      });
      if (session === kept.session) {
        for (const call of toolCalls(reply.messages)) add({ who: "tool", ...call, name: nameTool(call.name) });
        add({ who: reply.failed ? "assistant wrong" : "assistant", text: reply.text });
      }
    } catch (error) {
      add({ who: "assistant wrong", text: error.message });
    }
    working.textContent = "";
    button.disabled = false;
    if (form.isConnected) input.focus();
    done();
  });
  begin();
  const head = element("div", { class: "head" }, element("h3", {}, "Chat"), again);
  const offered = examples.length ? [element("p", { class: "examples" }, ...examples)] : [];
  return element("div", { class: "chat" }, head, log, working, ...offered, form);
}

function shownLine(line) {
  // Lines of an older page are pairs.
  const { who, text, name, args, result } = Array.isArray(line) ? { who: line[0], text: line[1] } : line;
  if (who === "tool" && name) {
    const shown = details(`called ${name} ${readable(args)}`, element("pre", { tabindex: "0" }, pretty(result)));
    return element("div", { class: "said tool" }, shown);
  }
  const formatted = who.startsWith("assistant") ? markdown(text || "") : [text];
  return element("div", { class: `said ${who}` }, ...formatted);
}

// Sends a prompt. Platforms newer than 0.14 stream what they do, others answer at once.
async function prompt(path, body, onStep) {
  const answer = await send(path, body, "text/event-stream, application/json");
  if ((answer.headers.get("Content-Type") || "").startsWith("text/event-stream")) {
    for await (const event of events(answer)) {
      if (event.name === "progress") onStep(event.data);
      if (event.name === "result") return readReply(event.data.response, event.data.status);
    }
    throw new Error("The stream ended before the reply.");
  }
  let document;
  try {
    document = await answer.json();
  } catch (error) {
    throw failure(answer.status);
  }
  return readReply(document, answer.status);
}

// Reads a reply in chat contract 1, a completion as text in `data.body`, or 2.
function readReply(document, status) {
  const data = document.data;
  if (!data) throw failure(status, document.error && document.error.description);
  const body = data.contract === 2 ? data.completion : JSON.parse(data.body);
  if (!body) return { failed: true, text: (document.error && document.error.description) || failure(status).message, messages: data.messages };
  return {
    failed: body.id === "error_response",
    text: body.choices[0].message.content,
    messages: data.contract === 2 ? data.messages : body.smarter && body.smarter.messages,
  };
}

// Returns the calls of tools among messages, each with its result.
export function toolCalls(messages) {
  const results = new Map((messages || []).filter((each) => each.role === "tool").map((each) => [each.tool_call_id, each.content]));
  return (messages || []).flatMap((message) => message.tool_calls || []).map((call) => ({
    name: call.function.name,
    args: call.function.arguments,
    result: results.get(call.id) || "",
  }));
}

// `{"inquiry_type": "prices"}` reads "inquiry_type: prices".
export function readable(args) {
  try {
    const entries = Object.entries(JSON.parse(args));
    return entries.length ? `(${entries.map(([name, value]) => `${name}: ${typeof value === "string" ? value : JSON.stringify(value)}`).join(", ")})` : "";
  } catch (error) {
    return args || "";
  }
}

export function pretty(text) {
  try {
    return JSON.stringify(JSON.parse(text), null, 2);
  } catch (error) {
    return text || "";
  }
}
