// Markdown of a chatbot's reply as elements. HTML in it stays text, and links lead to web and mail addresses only.

import { element } from "./dom.js";

const FENCE = /^\s*(```+|~~~+)/;
const ITEM = /^(\s*)([-*+]|\d{1,9}[.)])\s+(.*)$/;
const HEADING = /^#{1,6}\s+(.*?)\s*#*$/;
const RULE = /^\s*([-*_])(\s*\1){2,}\s*$/;
const DIVIDER = /^\s*\|?\s*:?-+:?\s*(\|\s*:?-+:?\s*)*\|?\s*$/;

export function markdown(text) {
  const lines = text.replace(/\r\n?/g, "\n").split("\n");
  const blocks = [];
  while (lines.length) {
    const line = lines[0];
    if (!line.trim()) lines.shift();
    else if (FENCE.test(line)) blocks.push(fenced(lines));
    else if (HEADING.test(line)) blocks.push(element("p", { class: "heading" }, ...inline(HEADING.exec(lines.shift())[1])));
    else if (RULE.test(line)) blocks.push(lines.shift() && element("hr"));
    else if (ITEM.test(line)) blocks.push(list(lines));
    else if (/^\s*>/.test(line)) blocks.push(quote(lines));
    else if (line.includes("|") && lines.length > 1 && DIVIDER.test(lines[1])) blocks.push(table(lines));
    else blocks.push(paragraph(lines));
  }
  return blocks;
}

function fenced(lines) {
  const fence = FENCE.exec(lines.shift())[1];
  const inside = [];
  while (lines.length && !lines[0].trim().startsWith(fence)) inside.push(lines.shift());
  lines.shift();
  return element("pre", { tabindex: "0" }, inside.join("\n"));
}

function list(lines) {
  const [, outer, mark] = ITEM.exec(lines[0]);
  const ordered = /\d/.test(mark);
  const made = element(ordered ? "ol" : "ul", ordered ? { start: String(parseInt(mark, 10)) } : {});
  while (lines.length && ITEM.test(lines[0]) && ITEM.exec(lines[0])[1].length >= outer.length) {
    const [, indent, , text] = ITEM.exec(lines[0]);
    if (indent.length > outer.length && made.lastChild) {
      made.lastChild.append(list(lines));
      continue;
    }
    lines.shift();
    const more = [text];
    while (lines.length && lines[0].trim() && !ITEM.test(lines[0]) && /^\s/.test(lines[0])) more.push(lines.shift().trim());
    made.append(element("li", {}, ...inline(more.join(" "))));
  }
  return made;
}

function quote(lines) {
  const inside = [];
  while (lines.length && /^\s*>/.test(lines[0])) inside.push(lines.shift().replace(/^\s*> ?/, ""));
  return element("blockquote", {}, ...markdown(inside.join("\n")));
}

function table(lines) {
  const cells = (line) => line.trim().replace(/^\||\|$/g, "").split("|").map((cell) => inline(cell.trim()));
  const head = cells(lines.shift());
  lines.shift();
  const rows = [];
  while (lines.length && lines[0].includes("|")) rows.push(cells(lines.shift()));
  const row = (name, found) => element("tr", {}, ...found.map((cell) => element(name, {}, ...cell)));
  return element("table", {}, element("thead", {}, row("th", head)), element("tbody", {}, ...rows.map((each) => row("td", each))));
}

function paragraph(lines) {
  const inside = [lines.shift()];
  const ends = (line) => !line.trim() || FENCE.test(line) || HEADING.test(line) || ITEM.test(line) || /^\s*>/.test(line);
  while (lines.length && !ends(lines[0])) inside.push(lines.shift());
  return element("p", {}, ...inline(inside.join("\n")));
}

// The first of these that matches becomes an element; what is before it is text. Names like bike_shop hold underscores, so
// that these do not emphasise.
const SPANS = [
  [/(`+)([^`]+?)\1(?!`)/, (found) => element("code", {}, found[2].trim())],
  [/\[([^\]]+)\]\(\s*((?:https?:\/\/|mailto:)[^\s)]+)\s*\)/, (found) => outside(found[2], inline(found[1]))],
  [/\bhttps?:\/\/[^\s<>()"']*[^\s<>()"'.,;:!?]/, (found) => outside(found[0], [found[0]])],
  [/\*\*(\S|\S[^]*?\S)\*\*/, (found) => element("strong", {}, ...inline(found[1]))],
  [/\*([^\s*]|[^\s*][^*]*?[^\s*])\*/, (found) => element("em", {}, ...inline(found[1]))],
];

function inline(text) {
  let first = null;
  for (const [pattern, make] of SPANS) {
    const found = pattern.exec(text);
    if (found && (first === null || found.index < first.found.index)) first = { found, make };
  }
  if (first === null) return text ? [text] : [];
  const { found, make } = first;
  const rest = inline(text.slice(found.index + found[0].length));
  return [text.slice(0, found.index), make(found), ...rest].filter((node) => node !== "");
}

function outside(url, children) {
  return element("a", { href: url, target: "_blank", rel: "noopener noreferrer" }, ...children);
}
