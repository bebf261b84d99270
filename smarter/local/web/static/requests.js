// Recent requests, and one request with its bodies. A prompt shows the whole chain that led to its answer.

import { pretty, readable, toolCalls } from "./chat.js";
import { address, breakable, element } from "./dom.js";
import { markdown } from "./markdown.js";
import { yaml } from "./yaml.js";

const target = (entry) => entry.path + (entry.name ? `?name=${entry.name}` : "");
const time = (entry) => new Date(entry.at * 1000).toLocaleTimeString();

export function requestRow(entry) {
  const wrong = entry.status >= 400 ? " wrong" : "";
  return element(
    "tr",
    {},
    element("td", { class: "time" }, time(entry)),
    element("td", { class: "target" }, element("a", { href: address("requests", entry.id) }, `${entry.method} `, ...breakable(target(entry)))),
    element("td", { class: `number${wrong}` }, String(entry.status)),
    element("td", { class: "number" }, entry.ms.toFixed(1)),
  );
}

export function requestView(entry, nameTool) {
  const parts = [
    element("h2", { tabindex: "-1" }, `${entry.method} ${target(entry)}`),
    element("p", { class: "quiet" }, `${time(entry)}, status ${entry.status}, ${entry.ms.toFixed(1)} ms`),
  ];
  if (entry.answer) parts.push(element("h3", {}, "From the prompt to the answer"), element("ol", { class: "chain" }, ...chain(entry.answer, nameTool)));
  const bodies = [
    element("div", {}, element("h3", {}, "Request"), body(entry.request, "request-body")),
    element("div", {}, element("h3", {}, "Response"), body(entry.response, "response-body")),
  ];
  parts.push(element("div", { class: "columns even" }, ...bodies));
  return parts;
}

function body(data, id) {
  return element("pre", { id, tabindex: "0" }, ...(data === null ? ["(empty)"] : typeof data === "string" ? [data] : yaml(unfolded(data))));
}

// Contract 1 carries the answer as JSON in a text.
function unfolded(data) {
  if (!data || !data.data || typeof data.data.body !== "string") return data;
  try {
    return { ...data, data: { ...data.data, body: JSON.parse(data.data.body) } };
  } catch (error) {
    return data;
  }
}

function chain(answer, nameTool) {
  const smarter = answer.smarter || {};
  const first = (smarter.first_iteration && smarter.first_iteration.request) || { messages: [] };
  const asked = first.messages || [];
  const last = asked.map((message) => message.role).lastIndexOf("user");
  const steps = asked.filter((message) => message.role === "system").map((message) => step("System role", message.content));
  const earlier = asked.slice(0, Math.max(last, 0)).filter((message) => message.role !== "system");
  if (earlier.length) {
    const lines = earlier.map((message) => step(capital(message.role), message.content || toolCalls([message]).map((call) => `calls ${nameTool(call.name)}`).join(", "), message.role === "tool"));
    steps.push(element("li", {}, element("details", {}, element("summary", {}, `Earlier messages (${earlier.length})`), element("ol", { class: "chain" }, ...lines))));
  }
  steps.push(...asked.slice(last).filter((message) => last >= 0 && message.role !== "system").map((message) => step(capital(message.role), message.content)));
  for (const message of smarter.messages || []) {
    if (message.role === "tool") steps.push(step(`Result of ${nameTool(message.name)}`, message.content, true));
    else if (message.role === "assistant" || message.tool_calls) {
      for (const call of toolCalls([message])) steps.push(step("Model", `calls ${nameTool(call.name)} ${readable(call.args)}`));
      if (message.content) steps.push(element("li", {}, element("strong", {}, "Answer"), element("div", { class: "reply" }, ...markdown(message.content))));
    } else steps.push(step("Platform", message.content.replace(/smarter_plugin_\d+/g, nameTool)));
  }
  return steps;
}

const capital = (word) => word.charAt(0).toUpperCase() + word.slice(1);

function step(actor, content, preformatted = false) {
  const text = String(content ?? "");
  const [head, ...rest] = text.trim().split("\n");
  const name = element("strong", {}, actor);
  if (preformatted || rest.length) {
    const summary = element("summary", {}, name, preformatted ? "" : ` ${head}`);
    const more = preformatted ? pretty(text) : rest.join("\n").trim();
    return element("li", {}, element("details", {}, summary, element("pre", { tabindex: "0" }, more)));
  }
  return element("li", {}, name, ` ${head}`);
}

