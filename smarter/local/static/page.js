"use strict";

// Everything shown comes from the platform and is put in as text, never as HTML.
const byId = (id) => document.getElementById(id);
let key = sessionStorage.getItem("smarter-local-key") || "";
let chosen = null; // {kind, id, name, modified} of the resource on display
let resources = []; // rows of all resources, as the platform last listed them
const chats = new Map(); // address of a chatbot -> its chat, which stays while another resource is shown

async function ask(path, body) {
  // Contract 1 is the one that every version of the platform speaks.
  const headers = { Authorization: `Token ${key}`, "X-Smarter-Capabilities": "chat-contract-v1" };
  const options = { headers, redirect: "manual" };
  if (body !== undefined) {
    options.method = "POST";
    options.body = JSON.stringify(body);
    headers["Content-Type"] = "application/json";
  }
  const answer = await fetch(path, options);
  if (answer.type === "opaqueredirect") {
    throw new Error("API keys cannot prompt with --strict-faithful.");
  }
  if (!answer.ok) {
    const error = new Error(`The platform responded with ${answer.status}.`);
    error.status = answer.status;
    throw error;
  }
  return answer.json();
}

function element(name, attributes, ...children) {
  const made = document.createElement(name);
  for (const [attribute, value] of Object.entries(attributes || {})) {
    made.setAttribute(attribute, value);
  }
  made.append(...children);
  return made;
}

// A manifest as YAML, near enough to read; strings that would not be strings in YAML are quoted.
function yaml(value, indent = "") {
  if (Array.isArray(value)) {
    if (!value.length) return "[]";
    return value.map((item) => `\n${indent}- ${yaml(item, indent + "  ").trimStart()}`).join("");
  }
  if (value !== null && typeof value === "object") {
    const entries = Object.entries(value);
    if (!entries.length) return "{}";
    return entries
      .map(([name, item]) => {
        const text = yaml(item, indent + "  ");
        return `\n${indent}${scalar(name)}:${text.startsWith("\n") ? text : " " + text}`;
      })
      .join("");
  }
  return typeof value === "string" ? scalar(value, indent) : String(value);
}

function scalar(text, indent = "") {
  if (text.includes("\n") && !/^\s|[ \t]\n/.test(text)) {
    const mark = text.endsWith("\n") ? "|" : "|-";
    return mark + text.replace(/\n$/, "").split("\n").map((line) => `\n${indent}${line}`).join("");
  }
  const plain = /^[A-Za-z(][\w ./()+,'?!@%*-]*$/.test(text) && !/^(true|false|null|yes|no|on|off)$|\s$/i.test(text);
  return plain ? text : JSON.stringify(text);
}

async function refresh() {
  let state;
  try {
    state = await ask("/_local/state");
  } catch (error) {
    if (error.status === 401) close();
    else byId("about").textContent = "The platform does not respond.";
    return;
  }
  byId("gate").hidden = true;
  byId("main").hidden = false;
  const strict = state.strict_faithful ? ", strictly faithful" : "";
  byId("about").textContent = `${state.resources.length} resources, dialect ${state.dialect}${strict}`;
  resources = state.resources;
  showResources(state);
  await follow();
  byId("files").replaceChildren(
    ...state.files.map((file) => element("li", {}, `${file.name || file.filename} (${file.bytes} bytes, ${file.purpose})`)),
  );
  byId("recent").replaceChildren(...state.recent.map(requestRow));
}

function showResources(state) {
  const none = state.kinds.filter((kind) => kind.count === 0).map((kind) => kind.name);
  const groups = state.kinds.filter((kind) => kind.count > 0).map((kind) => {
    const wanted = byId("filter").value.trim().toLowerCase();
    const rows = state.resources.filter((row) => row.kind === kind.name && row.name.toLowerCase().includes(wanted));
    const buttons = rows.map((row) => {
      const current = chosen !== null && chosen.kind === row.kind && chosen.id === row.id;
      const button = element("button", { type: "button", "aria-current": String(current) }, row.name);
      button.dataset.resource = `${row.kind}/${row.name}`;
      button.addEventListener("click", () => { location.hash = `#/${row.kind}/${row.name}`; });
      return element("li", {}, button);
    });
    return [element("h3", {}, `${kind.name} (${kind.count})`), element("ul", {}, ...buttons)];
  });
  if (none.length) groups.push([element("h3", {}, "No resources of kind"), element("p", { class: "quiet" }, none.join(", "))]);
  // A button that is replaced while it is pressed would swallow the click.
  const names = state.resources.map((row) => [row.kind, row.name]);
  const shown = JSON.stringify([state.kinds, names, chosen, byId("filter").value]);
  if (byId("resources").dataset.shown !== shown) {
    byId("resources").dataset.shown = shown;
    byId("resources").replaceChildren(...groups.flat());
  }
}

function requestRow(entry) {
  const wrong = entry.status >= 400 ? " wrong" : "";
  return element(
    "tr",
    {},
    element("td", {}, new Date(entry.at * 1000).toLocaleTimeString()),
    element("td", {}, `${entry.method} ${entry.path}`),
    element("td", { class: `number${wrong}` }, String(entry.status)),
    element("td", { class: "number" }, entry.ms.toFixed(1)),
  );
}

// The address of a resource is #/KIND/NAME: it can be kept, and the back button leads through what was looked at.
async function follow() {
  const [, kind, name] = decodeURIComponent(location.hash).split("/");
  const row = resources.find((each) => each.kind === kind && each.name === name);
  if (!row) {
    if (chosen !== null) {
      chosen = null;
      const text = name ? `${kind} ${name} does not exist.` : "Choose a resource to see its manifest.";
      byId("detail").replaceChildren(element("p", { class: "quiet" }, text));
    }
  } else if (chosen === null || chosen.kind !== row.kind || chosen.id !== row.id || chosen.modified !== row.modified) {
    await choose(row);
  }
}

async function choose(row) {
  chosen = { kind: row.kind, id: row.id, name: row.name, modified: row.modified };
  const found = await ask(`/_local/resources/${row.kind}/${row.id}`);
  found.manifest = withoutInternals(found.manifest);
  const status = found.status ? yaml(found.status).trimStart() : "No status: the platform cannot describe this kind.";
  const parts = [
    element("h2", {}, `${found.kind} ${found.name}`),
    element(
      "div",
      { class: "columns" },
      element("div", {}, element("h3", {}, "Manifest"), element("pre", { id: "manifest" }, yaml(found.manifest).trimStart())),
      element("div", {}, element("h3", {}, "Status"), element("pre", { id: "status" }, status)),
    ),
  ];
  if (found.prompt) {
    if (!chats.has(found.prompt)) chats.set(found.prompt, chat(found.prompt, found.manifest.spec.config));
    parts.push(chats.get(found.prompt));
  }
  byId("detail").replaceChildren(...parts);
}

// Annotations that clients keep for themselves are of no use to a reader.
function withoutInternals(manifest) {
  const internal = (annotation) => Object.keys(annotation).every((name) => name.startsWith("smarter.sh/client/"));
  const annotations = (manifest.metadata.annotations || []).filter((annotation) => !internal(annotation));
  return { ...manifest, metadata: { ...manifest.metadata, annotations } };
}

// `smarter_plugin_0000000001` is plugin number 1.
function toolName(name) {
  const number = /^smarter_plugin_0*(\d+)$/.exec(name);
  const plugin = number && resources.find((row) => row.kind.endsWith("Plugin") && row.id === Number(number[1]));
  return plugin ? `plugin ${plugin.name}` : name;
}

function toolCalls(body) {
  const messages = (body.smarter && body.smarter.messages) || [];
  return messages.flatMap((message) => message.tool_calls || []).map((call) => {
    return `called ${toolName(call.function.name)} ${call.function.arguments}`;
  });
}

function storedChat(path) {
  try {
    return JSON.parse(sessionStorage.getItem(`smarter-chat ${path}`)) || null;
  } catch (error) {
    return null;
  }
}

function chat(path, config) {
  const bytes = crypto.getRandomValues(new Uint8Array(32));
  const fresh = Array.from(bytes, (byte) => byte.toString(16).padStart(2, "0")).join("");
  const kept = storedChat(path) || { session: fresh, lines: [] };
  const session = kept.session;
  const settings = config.prompt || config;
  const said = element("div", { class: "log", role: "log" });
  const input = element("input", {
    "aria-label": "Message",
    placeholder: settings.appPlaceholder || "Say something",
    autocomplete: "off",
  });
  const button = element("button", {}, "Send");
  const form = element("form", {}, input, button);
  const line = (who, text) => {
    said.append(element("p", { class: `said ${who}` }, text));
    kept.lines.push([who, text]);
    sessionStorage.setItem(`smarter-chat ${path}`, JSON.stringify(kept));
  };
  if (settings.appWelcomeMessage) said.append(element("p", { class: "said assistant" }, settings.appWelcomeMessage));
  for (const [who, text] of kept.lines) said.append(element("p", { class: `said ${who}` }, text));
  // Platform 0.14 stores the words of example prompts with underscores between them.
  const examples = (settings.appExamplePrompts || []).map((stored) => {
    const text = stored.replace(/_/g, " ");
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
    line("user", text);
    try {
      const answer = await ask(path, { session_key: session, messages: [{ role: "user", content: text }] });
      const body = JSON.parse(answer.data.body);
      for (const call of toolCalls(body)) line("tool", call);
      const failed = body.id === "error_response" ? " wrong" : "";
      line(`assistant${failed}`, body.choices[0].message.content);
    } catch (error) {
      line("assistant wrong", error.message);
    }
    button.disabled = false;
    input.focus();
    await refresh();
  });
  const offered = element("p", { class: "examples" }, ...examples);
  return element("div", { class: "chat" }, element("h3", {}, "Chat"), said, offered, form);
}

function close() {
  byId("main").hidden = true;
  byId("gate").hidden = false;
  byId("refused").textContent = key ? "Invalid API key." : "";
  key = "";
  sessionStorage.removeItem("smarter-local-key");
}

byId("gate").addEventListener("submit", (event) => {
  event.preventDefault();
  key = byId("key").value.trim();
  byId("key").value = "";
  sessionStorage.setItem("smarter-local-key", key);
  refresh();
});

byId("filter").addEventListener("input", refresh);
window.addEventListener("hashchange", follow);
refresh();
setInterval(() => {
  if (!byId("main").hidden && !document.hidden) refresh();
}, 2000);
