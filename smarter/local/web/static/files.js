// One uploaded file: its content, if it is a text, and a button that saves it.

import { failure, send } from "./api.js";
import { element } from "./dom.js";

const LARGEST_SHOWN = 1024 * 1024;

export const label = (file) => file.name || file.filename;

export async function fileView(file) {
  const parts = [
    element("h2", { tabindex: "-1" }, `File ${label(file)}`),
    element("p", { class: "quiet" }, `${file.filename}, ${file.bytes} bytes, ${file.purpose}, ${file.id}`),
    element("p", {}, saveButton(file)),
  ];
  const text = file.bytes <= LARGEST_SHOWN ? readText(await content(file)) : null;
  if (text === null) parts.push(element("p", { class: "quiet" }, file.bytes > LARGEST_SHOWN ? "Too large to show." : "Not a text."));
  else parts.push(element("pre", { id: "content", tabindex: "0" }, text));
  return parts;
}

async function content(file) {
  const answer = await send(`/api/v1/files/${file.id}/content`);
  if (!answer.ok) throw failure(answer.status);
  return answer.arrayBuffer();
}

function readText(bytes) {
  try {
    const text = new TextDecoder("utf-8", { fatal: true }).decode(bytes);
    return text.includes("\0") ? null : text;
  } catch (error) {
    return null;
  }
}

function saveButton(file) {
  const button = element("button", { type: "button", class: "small" }, "Save");
  button.addEventListener("click", async () => {
    const url = URL.createObjectURL(new Blob([await content(file)]));
    element("a", { href: url, download: file.filename }).click();
    setTimeout(() => URL.revokeObjectURL(url), 10000);
  });
  return button;
}
