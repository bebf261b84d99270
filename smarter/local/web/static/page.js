// The page: the list of resources, and the view that the address names: #/KIND/NAME, #/files/ID, #/File/NAME, #/requests/ID, or the graph.

import { ask, hasKey, setKey, takeKeyFromAddress } from "./api.js";
import { chatWith } from "./chat.js";
import { address, byId, element, link } from "./dom.js";
import { fileView, label } from "./files.js";
import { graph } from "./graph.js";
import { requestRow, requestView } from "./requests.js";
import { yaml } from "./yaml.js";

const ALIASES = { LLMClient: "Chatbot" };
let state = null;
// The view on display: its address, and a text that changes when it must be shown again.
let view = { hash: null, version: null };

const place = () => location.hash.split("/").slice(1).map(decodeURIComponent);

async function refresh() {
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
  byId("about").textContent = `${state.resources.length} resources, version ${state.version} (${state.dialect})${strict}`;
  showList();
  if (replaced("recent", JSON.stringify(state.recent))) byId("recent").replaceChildren(...state.recent.map(requestRow));
  await follow();
}

// What is replaced while it is pressed would swallow the click, so it is replaced only when it changes.
function replaced(id, version) {
  if (byId(id).dataset.version === version) return false;
  byId(id).dataset.version = version;
  return true;
}

function showList() {
  const wanted = byId("filter").value.trim().toLowerCase();
  const here = location.hash;
  const resources = state.resources.map(({ kind, name }) => ({ kind, name }));
  if (!replaced("resources", JSON.stringify([state.kinds, resources, state.files, here, wanted]))) return;
  const entry = (href, text, key) => {
    const current = here === href ? "page" : null;
    return element("li", {}, element("a", { href, "aria-current": current, "data-resource": key }, text));
  };
  const groups = state.kinds.filter((kind) => kind.count > 0).flatMap((kind) => {
    const rows = resources.filter((row) => row.kind === kind.name && matches(`${row.kind} ${row.name}`, wanted));
    if (!rows.length) return [];
    const entries = rows.map((row) => entry(address(row.kind, row.name), row.name, `${row.kind}/${row.name}`));
    return [element("h3", {}, `${kind.name} (${kind.count})`), element("ul", {}, ...entries)];
  });
  const none = state.kinds.filter((kind) => kind.count === 0).map((kind) => kind.name);
  if (!groups.length) groups.push(element("p", { class: "quiet" }, wanted ? "No resource matches." : "No resources."));
  else if (none.length && !wanted) groups.push(element("h3", {}, "No resources of kind"), element("p", { class: "quiet" }, none.join(", ")));
  byId("resources").replaceChildren(...groups);
  const files = state.files.filter((file) => matches(label(file), wanted));
  byId("files").replaceChildren(...files.map((file) => entry(address("files", file.id), `${label(file)} (${file.bytes} bytes)`, `files/${file.id}`)));
  if (!files.length) byId("files").append(element("li", { class: "quiet" }, wanted ? "No file matches." : "No files."));
}

const matches = (text, wanted) => text.toLowerCase().includes(wanted);

// Shows the view that the address names, anew only where something of it changed.
async function follow() {
  const hash = location.hash;
  const [first, second] = place();
  const kind = ALIASES[first] || first;
  const row = state.resources.find((each) => each.kind === kind && each.name === second);
  const all = state.resources.map((each) => [each.kind, each.id, each.modified]);
  const version = JSON.stringify(["requests", "files", "File"].includes(first) ? [first] : [all, Boolean(row)]);
  if (view.hash === hash && view.version === version) return;
  const moved = view.hash !== null && view.hash !== hash;
  view = { hash, version };
  let parts;
  try {
    if (!first) parts = [element("h2", { tabindex: "-1" }, "All resources"), ...graph(await ask("/_local/graph"))];
    else if (first === "requests") parts = requestView(await ask(`/_local/requests/${Number(second)}`), nameTool);
    else if (first === "files" || first === "File") parts = await showFile(second);
    else if (row) parts = await showResource(row, moved);
    else parts = [element("p", { class: "quiet" }, `${kind} ${second} does not exist.`)];
  } catch (error) {
    parts = [element("p", { class: "quiet" }, error.status === 404 ? "This does not exist any more." : error.message)];
  }
  // The reader may have gone on meanwhile.
  if (location.hash !== hash || parts === null) return;
  byId("detail").replaceChildren(...parts);
  const heading = byId("detail").querySelector("h2");
  document.title = `${first && heading ? `${heading.textContent} - ` : ""}Smarter, embedded`;
  if (moved && heading) {
    heading.focus({ preventScroll: true });
    if (heading.getBoundingClientRect().top < 0 || heading.getBoundingClientRect().top > innerHeight) heading.scrollIntoView();
  }
}

async function showFile(id) {
  const file = state.files.find((each) => each.id === id || label(each) === id);
  return file ? fileView(file) : [element("p", { class: "quiet" }, "This file does not exist.")];
}

async function showResource(row, moved) {
  const found = await ask(`/_local/resources/${row.kind}/${row.id}`);
  const key = `${found.kind}/${found.id}`;
  const shown = byId("detail").querySelector("article");
  // A chat that is being typed into stays where it is.
  const article = !moved && shown && shown.dataset.key === key ? shown : freshArticle(found, key);
  const links = (others) => others.flatMap((each, index) => (index ? [", ", link(each.kind, each.name)] : [link(each.kind, each.name)]));
  const relations = [];
  const unique = [...new Map(found.links.map((each) => [`${each.kind} ${each.name}`, each])).values()];
  if (unique.length) relations.push(element("p", {}, "Refers to ", ...links(unique)));
  if (found.usedBy.length) relations.push(element("p", {}, "Used by ", ...links(found.usedBy)));
  article.querySelector(".relations").replaceChildren(...relations);
  article.querySelector("#manifest").replaceChildren(...yaml(withoutInternals(found.manifest), found.links));
  const status = found.status ? yaml(found.status) : ["The platform cannot describe this kind."];
  article.querySelector("#status").replaceChildren(...status);
  return article === shown ? null : [article];
}

function freshArticle(found, key) {
  const part = (title, id) => element("div", {}, element("h3", {}, title), element("pre", { id, tabindex: "0" }));
  const parts = [element("h2", { tabindex: "-1" }, `${found.kind} ${found.name}`), element("div", { class: "relations" })];
  const config = found.manifest.spec.config || {};
  if (found.prompt) parts.push(chatWith(found.prompt, config.prompt || config, nameTool, refresh));
  parts.push(element("div", { class: "columns" }, part("Manifest", "manifest"), part("Status", "status")));
  return element("article", { "data-key": key }, ...parts);
}

// Annotations that clients keep for themselves are of no use to a reader.
function withoutInternals(manifest) {
  const kept = (manifest.metadata.annotations || []).filter((annotation) => !Object.keys(annotation).every((name) => name.startsWith("smarter.sh/client/")));
  return { ...manifest, metadata: { ...manifest.metadata, annotations: kept } };
}

// `smarter_plugin_0000000001` is plugin number 1.
function nameTool(name) {
  const number = /^smarter_plugin_0*(\d+)$/.exec(name);
  const plugin = number && state.resources.find((row) => row.kind.endsWith("Plugin") && row.id === Number(number[1]));
  return plugin ? `plugin ${plugin.name}` : name;
}

function close() {
  byId("main").hidden = true;
  byId("gate").hidden = false;
  byId("refused").textContent = hasKey() ? "Invalid API key." : "";
  setKey("");
  view = { hash: null, version: null };
}

byId("gate").addEventListener("submit", (event) => {
  event.preventDefault();
  setKey(byId("key").value.trim());
  byId("key").value = "";
  refresh();
});
byId("filter").addEventListener("input", showList);
byId("skip").addEventListener("click", () => (byId("detail").querySelector("h2") || byId("detail")).focus());
window.addEventListener("hashchange", () => {
  takeKeyFromAddress();
  if (!state) return;
  showList();
  follow();
});
takeKeyFromAddress();
if (hasKey()) refresh();
else close();
setInterval(() => {
  if (!byId("main").hidden && !document.hidden) refresh();
}, 2000);
