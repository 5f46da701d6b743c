// Saving the view one sees: the form takes the page's address as it stands; a bare page opens with its person's view.

// Fill the hidden fields just before the form is sent: filters may have changed the address since it was drawn.
document.addEventListener("submit", fill, true);
document.addEventListener("htmx:configRequest", (event) => {
  const form = event.target.closest?.("form[data-view-save]");
  if (!form || event.target !== form) return;
  event.detail.parameters.set?.("query", location.search.slice(1));
  if (form.dataset.viewSave === "map") event.detail.parameters.set?.("place", location.hash.slice(1));
});

function fill(event) {
  const form = event.target;
  if (!form.matches?.("form[data-view-save]")) return;
  form.elements.query.value = location.search.slice(1);
  if (form.dataset.viewSave === "map") form.elements.place.value = location.hash.slice(1);
}

// The address this person's page opens with, or null.
export async function defaultAddress(page) {
  if (location.search || location.hash) return null;
  try {
    const answer = await fetch(`/views/default/?page=${page}`, { headers: { Accept: "application/json" } });
    if (!answer.ok) return null;
    return (await answer.json()).address;
  } catch {
    return null; // the page itself is what was asked for
  }
}

const page = document.querySelector("[data-default-view]")?.dataset.defaultView;
if (page) {
  const address = await defaultAddress(page);
  if (address) location.replace(address);
}
