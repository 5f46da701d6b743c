// Small behaviours of the frame that every page shares.

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

// Back buttons of error pages.
for (const button of document.querySelectorAll("[data-go-back]")) {
  button.addEventListener("click", () => history.back());
}

// htmx: send the CSRF token with every writing request, and show the sentence of a refusal instead of nothing.
document.body.addEventListener("htmx:configRequest", (event) => {
  const token = document.cookie.match(/(?:^|; )csrftoken=([^;]+)/);
  if (token) event.detail.headers["X-CSRFToken"] = token[1];
});
document.body.addEventListener("htmx:responseError", (event) => {
  const place = document.getElementById("messages");
  place.innerHTML = "";
  const notice = document.createElement("div");
  notice.className = "message message-error";
  const answer = new DOMParser().parseFromString(event.detail.xhr.responseText, "text/html");
  notice.textContent = (answer.querySelector("[role=alert]") ?? answer.body).textContent.trim();
  place.append(notice);
  place.scrollIntoView({ block: "nearest" });
});
