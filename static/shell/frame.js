// Small behaviours of the frame that every page shares. Its sentences come from the page (frame_texts.html).

const text = (name) => JSON.parse(document.getElementById(`frame-text-${name}`).textContent);

// The person's menu closes when one clicks elsewhere or presses Escape.
document.addEventListener("click", (event) => {
  for (const menu of document.querySelectorAll("details.menu[open]")) {
    if (!menu.contains(event.target)) menu.open = false;
  }
});
document.addEventListener("keydown", (event) => {
  if (event.key !== "Escape") return;
  for (const menu of document.querySelectorAll("details.menu[open]")) {
    menu.open = false;
    menu.querySelector("summary").focus();
  }
});

// Buttons that speak for themselves, wherever they were swapped in:
// data-go-back, data-message-close, data-open-dialog="id", data-close-dialog, data-print.
document.addEventListener("click", (event) => {
  const button = event.target.closest("button");
  if (!button) return;
  if ("goBack" in button.dataset) history.back();
  if ("messageClose" in button.dataset) button.closest(".message").remove();
  if ("openDialog" in button.dataset) document.getElementById(button.dataset.openDialog).showModal();
  if ("closeDialog" in button.dataset) button.closest("dialog").close();
  if ("print" in button.dataset) window.print();
});
// A click on the backdrop closes a dialog, as Escape does.
document.addEventListener("click", (event) => {
  if (event.target instanceof HTMLDialogElement && event.target.open) event.target.close();
});

// A form marked data-submit-on-change is sent as soon as one chooses.
document.addEventListener("change", (event) => {
  if (event.target.form && "submitOnChange" in event.target.form.dataset) event.target.form.requestSubmit();
});

/**
 * Shows a sentence above the page: kind is "info", "success", "warning" or "error".
 * Rooms import it: `import { showMessage } from "../shell/frame.js"`.
 */
export function showMessage(sentence, kind = "info") {
  const message = document.getElementById("message-template").content.firstElementChild.cloneNode(true);
  message.classList.add(`message-${kind}`);
  message.setAttribute("role", kind === "error" ? "alert" : "status");
  message.firstElementChild.textContent = sentence;
  const place = document.getElementById("messages");
  place.replaceChildren(message);
  place.scrollIntoView({ block: "nearest" });
}

/** The CSRF token for writing requests; from the cookie, which is never older than the session. */
export function csrfToken() {
  return document.cookie.match(/(?:^|; )csrftoken=([^;]+)/)?.[1] ?? "";
}

// htmx: send the CSRF token with every request, and say what was refused instead of doing nothing.
document.addEventListener("htmx:configRequest", (event) => {
  event.detail.headers["X-CSRFToken"] = csrfToken();
});
document.addEventListener("htmx:responseError", (event) => {
  const answer = new DOMParser().parseFromString(event.detail.xhr.responseText, "text/html");
  const sentence = answer.querySelector("[data-error-sentence]")?.textContent.trim();
  showMessage(sentence || text("failed"), "error");
});
document.addEventListener("htmx:sendError", () => showMessage(text("unreachable"), "error"));
document.addEventListener("htmx:timeout", () => showMessage(text("unreachable"), "error"));
