// Elements. Whatever the platform sends is put in as text, never as HTML.

export const byId = (id) => document.getElementById(id);

export function element(name, attributes, ...children) {
  return filled(document.createElement(name), attributes, children);
}

export function svg(name, attributes, ...children) {
  return filled(document.createElementNS("http://www.w3.org/2000/svg", name), attributes, children);
}

function filled(made, attributes, children) {
  for (const [attribute, value] of Object.entries(attributes || {})) {
    if (value !== null && value !== undefined) made.setAttribute(attribute, value);
  }
  made.append(...children.flat());
  return made;
}

// The address of a resource, file or request on this page.
export const address = (...parts) => "#/" + parts.map((part) => encodeURIComponent(part)).join("/");

export function link(kind, name, text) {
  return element("a", { href: address(kind, name) }, text || `${kind} ${name}`);
}

// A path that may be broken after its slashes only.
export const breakable = (path) => path.split(/([^/]*\/)/).filter(Boolean).flatMap((part, index) => (index ? [document.createElement("wbr"), part] : [part]));

export function details(summary, ...content) {
  return element("details", {}, element("summary", {}, summary), ...content);
}
