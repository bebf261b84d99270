// The routes of /openapi.json, by tag.

import { breakable, byId, element } from "./dom.js";

const found = await (await fetch("/openapi.json")).json();
byId("about").textContent = `version ${found.info.version}`;
byId("description").textContent = `${found.info.description} Every route wants the header Authorization: ${found.components.securitySchemes.key.description.replace(/`/g, "")}.`;

function show() {
  const wanted = byId("filter").value.trim().toLowerCase();
  const tags = new Map(found.tags.map((tag) => [tag.name, []]));
  for (const [path, operations] of Object.entries(found.paths)) {
    for (const [method, operation] of Object.entries(operations)) {
      if (!`${method} ${path} ${operation.summary}`.toLowerCase().includes(wanted)) continue;
      const row = element(
        "tr",
        {},
        element("td", { class: "method" }, method.toUpperCase()),
        element("td", { class: "target" }, ...breakable(path)),
        element("td", {}, operation.summary),
      );
      const tag = operation.tags[0];
      tags.get(tag).push(row);
    }
  }
  const head = () => element("thead", {}, element("tr", {}, ...["Method", "Path", "Effect"].map((text) => element("th", {}, text))));
  const groups = [...tags].filter(([, rows]) => rows.length).flatMap(([tag, rows]) => [element("h3", {}, tag), element("table", {}, head(), element("tbody", {}, ...rows))]);
  byId("routes").replaceChildren(...(groups.length ? groups : [element("p", { class: "quiet" }, "No route matches.")]));
}

byId("filter").addEventListener("input", show);
show();
