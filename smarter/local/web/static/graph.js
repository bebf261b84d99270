// The graph of all resources: a column for each step away from what nothing refers to, an arrow for each reference.

import { address, element, link, svg } from "./dom.js";

const WIDTH = 196;
const HEIGHT = 44;
const ACROSS = 264;
const DOWN = 58;
const MOST = 200;

export function graph({ nodes, edges }) {
  const linked = new Set(edges.flat());
  const drawn = groups(linked, edges);
  const alone = nodes.filter((_, place) => !linked.has(place));
  const parts = [];
  if (drawn.length) parts.push(element("div", { class: "drawing", tabindex: "0", role: "region", "aria-label": "Graph" }, drawing(nodes, edges, drawn)));
  else parts.push(element("p", { class: "quiet" }, nodes.length ? "No resource refers to another one." : "There are no resources yet: smarter apply -f manifests/"));
  if (linked.size > drawn.length) parts.push(element("p", { class: "quiet" }, `${drawn.length} of ${linked.size} linked resources are drawn.`));
  if (alone.length) {
    parts.push(element("h3", {}, "Without references"));
    parts.push(element("ul", { class: "inline" }, ...alone.map((node) => element("li", {}, link(node.kind, node.name)))));
  }
  return parts;
}

// Returns linked places, whole groups of resources that hang together, until there are enough to draw.
function groups(linked, edges) {
  const next = new Map([...linked].map((place) => [place, []]));
  for (const [from, to] of edges) {
    next.get(from).push(to);
    next.get(to).push(from);
  }
  const found = new Set();
  for (const start of [...linked].sort((one, other) => one - other)) {
    if (found.size >= MOST) break;
    const waiting = [start];
    while (waiting.length && found.size < MOST) {
      const place = waiting.pop();
      if (found.has(place)) continue;
      found.add(place);
      waiting.push(...next.get(place));
    }
  }
  return [...found].sort((one, other) => one - other);
}

function drawing(nodes, edges, drawn) {
  const inside = new Set(drawn);
  const kept = edges.filter(([from, to]) => inside.has(from) && inside.has(to) && from !== to);
  const columns = placed(drawn, kept);
  const spots = new Map();
  columns.forEach((column, across) => column.forEach((place, down) => spots.set(place, [across * ACROSS + 2, down * DOWN + 2])));
  const width = (columns.length - 1) * ACROSS + WIDTH + 4;
  const height = (Math.max(...columns.map((column) => column.length)) - 1) * DOWN + HEIGHT + 4;
  const arrow = svg("marker", { id: "arrow", viewBox: "0 0 8 8", refX: 8, refY: 4, markerWidth: 7, markerHeight: 7, orient: "auto" }, svg("path", { d: "M0 0L8 4L0 8z", class: "head" }));
  const lines = kept.map(([from, to]) => {
    const [x, y] = spots.get(from);
    const [endX, endY] = spots.get(to);
    const start = x + WIDTH;
    const middle = (start + endX) / 2;
    const d = `M${start} ${y + HEIGHT / 2}C${middle} ${y + HEIGHT / 2} ${middle} ${endY + HEIGHT / 2} ${endX} ${endY + HEIGHT / 2}`;
    return svg("path", { d, class: "edge", "marker-end": "url(#arrow)" });
  });
  const boxes = drawn.map((place) => {
    const { kind, name } = nodes[place];
    const [x, y] = spots.get(place);
    return svg(
      "a",
      { href: address(kind, name), class: "node" },
      svg("title", {}, `${kind} ${name}`),
      svg("rect", { x, y, width: WIDTH, height: HEIGHT, rx: 4 }),
      svg("text", { x: x + 10, y: y + 17, class: "kind" }, kind),
      svg("text", { x: x + 10, y: y + 35 }, name.length > 22 ? name.slice(0, 21) + "…" : name),
    );
  });
  const label = `${drawn.length} resources and ${kept.length} references between them`;
  return svg("svg", { width, height, viewBox: `0 0 ${width} ${height}`, role: "group", "aria-label": label }, svg("defs", {}, arrow), ...lines, ...boxes);
}

// Returns columns of places: each resource stands to the right of all that refer to it, near them.
function placed(drawn, edges) {
  const level = new Map(drawn.map((place) => [place, 0]));
  // A circle of references would never settle: no chain is longer than there are resources.
  for (let round = 0, moved = true; moved && round < drawn.length; round += 1) {
    moved = false;
    for (const [from, to] of edges) {
      if (level.get(to) <= level.get(from) && level.get(from) + 1 < drawn.length) {
        level.set(to, level.get(from) + 1);
        moved = true;
      }
    }
  }
  const columns = [];
  for (const place of drawn) (columns[level.get(place)] = columns[level.get(place)] || []).push(place);
  const filled = columns.filter(Boolean);
  const position = new Map();
  for (const column of filled) {
    const height = (place) => {
      const users = edges.filter(([, to]) => to === place).map(([from]) => position.get(from)).filter((each) => each !== undefined);
      return users.length ? users.reduce((sum, each) => sum + each, 0) / users.length : Infinity;
    };
    const wanted = new Map(column.map((place) => [place, height(place)]));
    column.sort((one, other) => (wanted.get(one) === wanted.get(other) ? one - other : wanted.get(one) - wanted.get(other)));
    column.forEach((place, down) => position.set(place, down));
  }
  return filled;
}
