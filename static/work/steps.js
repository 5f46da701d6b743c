// A link to "#step-assign" opens that step's form.

function openNamed() {
  const step = document.getElementById(location.hash.slice(1));
  if (step instanceof HTMLDetailsElement) {
    for (const other of document.querySelectorAll("details.step")) other.open = other === step;
    step.querySelector("input:not([type=hidden]), select, textarea, button")?.focus();
  }
}

openNamed();
addEventListener("hashchange", openNamed);
