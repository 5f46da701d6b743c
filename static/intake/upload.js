// The upload: files dropped or chosen, listed, and sent with their progress shown. Without this script the form still works.
import { csrfToken } from "../shell/frame.js";

const form = document.getElementById("upload");
const zone = document.getElementById("drop-zone");
const input = form.elements.file;
const list = document.getElementById("chosen-files");
const note = document.getElementById("upload-note");
const progress = document.getElementById("upload-progress");
const texts = JSON.parse(document.getElementById("texts").textContent);

const extension = (name) => name.slice(name.lastIndexOf(".")).toLowerCase();
const PARTS = new Set([".shp", ".shx", ".dbf", ".prj", ".cpg"]);

function size(bytes) {
  const units = ["B", "KB", "MB", "GB"];
  let step = 0;
  while (bytes >= 1024 && step < units.length - 1) {
    bytes /= 1024;
    step += 1;
  }
  return `${bytes.toFixed(step > 1 ? 1 : 0)} ${units[step]}`;
}

function showFiles() {
  const files = [...input.files];
  list.hidden = files.length === 0;
  list.replaceChildren(...files.map((file) => {
    const item = document.createElement("li");
    const name = document.createElement("span");
    name.textContent = file.name;
    const bytes = document.createElement("span");
    bytes.className = "muted small";
    bytes.textContent = size(file.size);
    item.append(name, bytes);
    return item;
  }));
  const extensions = new Set(files.map((file) => extension(file.name)));
  const loose = files.some((file) => PARTS.has(extension(file.name)));
  note.textContent = !loose ? "" : !extensions.has(".shp") ? texts.lacks_shapes : !extensions.has(".dbf") ? texts.lacks_table : "";
}

input.addEventListener("change", showFiles);
for (const kind of ["dragenter", "dragover"]) {
  zone.addEventListener(kind, (event) => {
    event.preventDefault();
    zone.classList.add("is-over");
  });
}
for (const kind of ["dragleave", "drop"]) zone.addEventListener(kind, () => zone.classList.remove("is-over"));
zone.addEventListener("drop", (event) => {
  event.preventDefault();
  if (!event.dataTransfer.files.length) return;
  input.files = event.dataTransfer.files;
  showFiles();
});

form.addEventListener("submit", (event) => {
  event.preventDefault();
  if (!form.reportValidity()) return;
  const button = form.querySelector("button[type=submit]");
  const label = progress.querySelector("p");
  const bar = progress.querySelector("progress");
  const request = new XMLHttpRequest();
  const fail = (sentence) => {
    progress.hidden = true;
    button.disabled = false;
    note.textContent = sentence;
  };
  request.open("POST", form.action || window.location.href);
  request.setRequestHeader("Accept", "application/json");
  request.setRequestHeader("X-CSRFToken", csrfToken());
  request.upload.addEventListener("progress", ({ loaded, total, lengthComputable }) => {
    if (!lengthComputable) return;
    bar.value = (100 * loaded) / total;
    label.textContent = loaded < total ? texts.sent.replace("%(done)s", size(loaded)).replace("%(total)s", size(total)) : texts.received;
  });
  request.addEventListener("load", () => {
    let answer = {};
    try {
      answer = JSON.parse(request.responseText);
    } catch {
      // an error page instead: its sentence
      const page = new DOMParser().parseFromString(request.responseText, "text/html");
      answer = { detail: page.querySelector("[data-error-sentence]")?.textContent.trim() };
    }
    if (request.status === 201 && answer.url) window.location.assign(answer.url);
    else fail(answer.detail || texts.failed);
  });
  request.addEventListener("error", () => fail(texts.failed));
  request.addEventListener("abort", () => fail(texts.failed));
  note.textContent = "";
  progress.hidden = false;
  button.disabled = true;
  request.send(new FormData(form));
});
