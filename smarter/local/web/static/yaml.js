// Data as YAML to read, with links at the paths that name other resources.

import { link } from "./dom.js";

// Returns nodes for a <pre>. `links` are {path, kind, name}.
export function yaml(value, links = []) {
  const targets = new Map(links.map((each) => [JSON.stringify(each.path), each]));
  const nodes = [];
  write(value, "", [], nodes, targets);
  const text = nodes[0];
  if (typeof text === "string") nodes[0] = text.replace(/^\s+/, "");
  return nodes;
}

function write(value, indent, path, nodes, targets) {
  const add = (text) => {
    if (typeof nodes[nodes.length - 1] === "string") nodes[nodes.length - 1] += text;
    else nodes.push(text);
  };
  if (Array.isArray(value) && value.length) {
    value.forEach((item, index) => {
      add(`\n${indent}- `);
      writeItem(item, indent + "  ", [...path, index], nodes, targets, add);
    });
  } else if (value !== null && typeof value === "object" && !Array.isArray(value) && Object.keys(value).length) {
    for (const [name, item] of Object.entries(value)) {
      add(`\n${indent}${scalar(name)}:`);
      const nested = item !== null && typeof item === "object" && Object.keys(item).length;
      if (!nested) add(" ");
      write(item, indent + "  ", [...path, name], nodes, targets);
    }
  } else if (Array.isArray(value)) {
    add("[]");
  } else if (value !== null && typeof value === "object") {
    add("{}");
  } else {
    const target = targets.get(JSON.stringify(path));
    if (target) nodes.push(link(target.kind, target.name, String(value)));
    else add(typeof value === "string" ? scalar(value, indent) : String(value));
  }
}

// The first line of a nested item stands on the line of its dash.
function writeItem(item, indent, path, nodes, targets, add) {
  const inner = [];
  write(item, indent, path, inner, targets);
  if (typeof inner[0] === "string") inner[0] = inner[0].replace(/^\n\s*/, "");
  for (const node of inner) {
    if (typeof node === "string") add(node);
    else nodes.push(node);
  }
}

// Strings that would not be strings in YAML are quoted.
function scalar(text, indent = "") {
  if (text.includes("\n") && !/^\s|[ \t]\n/.test(text)) {
    const mark = text.endsWith("\n") ? "|" : "|-";
    return mark + text.replace(/\n$/, "").split("\n").map((line) => `\n${indent}${line}`).join("");
  }
  const plain = /^[A-Za-z(][\w ./()+,'?!@%*-]*$/.test(text) && !/^(true|false|null|yes|no|on|off)$|\s$/i.test(text);
  return plain ? text : JSON.stringify(text);
}
