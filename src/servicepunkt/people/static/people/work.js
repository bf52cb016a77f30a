// Looks every other second how far the work has come, and the first time after one: what is short is done by then.
// Without this script the page renews itself whole.

const FIRST_MS = 1000;
const EVERY_MS = 2000;
const PARTS = 4;
const here = document.querySelector("#arbete");
const told = here.querySelector("[data-told]");
let said = 0;

function show(fresh) {
  const bar = here.querySelector("progress");
  const newBar = fresh.querySelector("progress");
  for (const name of ["max", "value"]) {
    if (newBar.hasAttribute(name)) bar.setAttribute(name, newBar.getAttribute(name));
  }
  const text = fresh.querySelector("#hur-langt-text").textContent;
  here.querySelector("#hur-langt-text").textContent = text;
  here.querySelector(".lead").textContent = fresh.querySelector(".lead").textContent;
  // Read aloud at each quarter only: more often it would drown everything else.
  const part = bar.hasAttribute("value") ? Math.floor((bar.value / bar.max) * PARTS) : 0;
  if (part > said) told.textContent = text;
  said = part;
}

async function look() {
  try {
    const answer = await fetch(location.href, { headers: { Accept: "text/html" } });
    const page = new DOMParser().parseFromString(await answer.text(), "text/html");
    const fresh = page.querySelector("#arbete");
    const ended = !fresh || !fresh.querySelector("progress");
    if (ended || fresh.dataset.state !== here.dataset.state) {
      location.reload();
      return;
    }
    show(fresh);
  } catch {
    // No line just now: look again.
  }
  setTimeout(look, EVERY_MS);
}

setTimeout(look, FIRST_MS);
