// Saving without leaving the page, so that nothing is lost with the line: what cannot be sent waits on this computer.
// The server takes a form once, however often it is sent: each has a key.

const form = document.querySelector("#inskrivning");
const words = document.querySelector("#ord").dataset;
const at = (selector) => document.querySelector(selector);
const RETRY_MS = 30000;
const WITHIN_MS = 30000;
const here = location.pathname;

// --- what waits on this computer -------------------------------------------------------------------------------------

let opened;

function database() {
  opened ??= new Promise((resolve, reject) => {
    const request = indexedDB.open("inskrivning", 1);
    request.onupgradeneeded = () => request.result.createObjectStore("waiting", { keyPath: "key" });
    request.onsuccess = () => resolve(request.result);
    request.onerror = () => reject(request.error);
  });
  return opened;
}

async function write(work) {
  const transaction = (await database()).transaction("waiting", "readwrite", { durability: "strict" });
  return new Promise((resolve, reject) => {
    transaction.oncomplete = () => resolve();
    transaction.onabort = () => reject(transaction.error);
    work(transaction.objectStore("waiting"));
  });
}

async function waiting() {
  const store = (await database()).transaction("waiting").objectStore("waiting");
  const all = await new Promise((resolve, reject) => {
    const request = store.getAll();
    request.onsuccess = () => resolve(request.result);
    request.onerror = () => reject(request.error);
  });
  return all.filter((record) => record.path === here);
}

const keep = (record) => write((store) => store.put(record));
const forget = (key) => write((store) => store.delete(key));

// --- sending ---------------------------------------------------------------------------------------------------------

const token = () => form.elements.csrfmiddlewaretoken.value;

// What the server says; {state: "refused"} when it is not our page that answers. Throws without coverage.
async function post(record) {
  const body = new URLSearchParams([...record.body, ["csrfmiddlewaretoken", token()]]);
  const response = await fetch(here, {
    method: "POST",
    headers: { Accept: "application/json" },
    redirect: "manual",
    body,
    signal: AbortSignal.timeout(WITHIN_MS),
  });
  const ours = response.ok && response.headers.get("Content-Type")?.startsWith("application/json");
  return ours ? response.json() : { state: "refused" };
}

function say(text) {
  at("#sagt").textContent = text;
}

function newKey() {
  if (self.crypto.randomUUID) return crypto.randomUUID();
  const bytes = crypto.getRandomValues(new Uint8Array(16)); // without https there is no randomUUID
  bytes[6] = (bytes[6] & 0x0f) | 0x40;
  bytes[8] = (bytes[8] & 0x3f) | 0x80;
  const hex = [...bytes].map((byte) => byte.toString(16).padStart(2, "0")).join("");
  return hex.replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, "$1-$2-$3-$4-$5");
}

const answers = () => [...form.elements].filter((one) => one.type !== "hidden" && one.id !== "twice" && one.name);
const isDirty = () => answers().some((one) => (one.type === "radio" || one.type === "checkbox" ? one.checked : one.value));

function empty() {
  for (const one of answers()) {
    if (one.type === "radio" || one.type === "checkbox") one.checked = false;
    else one.value = "";
  }
  for (const one of form.querySelectorAll(".field--error")) one.classList.remove("field--error");
  for (const one of form.querySelectorAll("[aria-invalid]")) one.removeAttribute("aria-invalid");
  for (const one of document.querySelectorAll(".field__error, .error-summary, main > [role=status]")) one.remove();
  form.elements.key.value = newKey();
  form.dispatchEvent(new Event("emptied"));
}

let leaving = false;

// The whole page from the server: with what is wrong, or with the two typings side by side.
function show() {
  leaving = true;
  HTMLFormElement.prototype.submit.call(form);
}

function saved(told) {
  at("#i-dag b").textContent = told.today;
  if (at("#nasta")) at("#nasta").textContent = told.next;
}

async function submit(event) {
  if (at("#spara").disabled) return event.preventDefault();
  event.preventDefault();
  const body = [...new FormData(form)].filter(([name]) => name !== "csrfmiddlewaretoken");
  const record = { key: form.elements.key.value, path: here, body, title: form.elements.number?.value ?? "" };
  at("#spara").disabled = true;
  say(words.sending);
  try {
    const told = await post(record).catch(() => ({ state: "unsent" }));
    if (told.state === "show") return show();
    if (told.state === "saved") {
      saved(told);
      await forget(record.key).catch(() => {}); // it may have waited here before it was mended
    } else await keep(record);
    empty();
    say(told.message ?? (told.state === "refused" ? words.refused : words.kept));
  } catch {
    say(words.unkept);
  } finally {
    at("#spara").disabled = false; // before the round: the next paper does not wait for those that wait
  }
  await round().catch(() => {}); // where nothing can be kept, nothing waits
}

// --- sending what waits ----------------------------------------------------------------------------------------------

let retry = 0;
let running = false;
let again = false;

async function round() {
  if (running) {
    again = true; // what changed meanwhile is seen in a round of its own
    return;
  }
  running = true;
  clearTimeout(retry);
  const wrong = new Set();
  try {
    for (const record of await waiting()) {
      if (record.key === form.elements.key.value) continue; // it lies in the form, to be mended
      const told = await post(record).catch(() => ({ state: "unsent" }));
      if (told.state === "saved") {
        await forget(record.key);
        saved(told);
        say(told.message);
      } else if (told.state === "show") wrong.add(record.key);
      else break;
    }
    await list(wrong);
  } finally {
    running = false;
  }
  if (again) {
    again = false;
    await round();
  }
}

function button(text, pressed) {
  const made = document.createElement("button");
  made.type = "button";
  made.className = "button button--quiet";
  made.textContent = text;
  made.addEventListener("click", () => pressed(made));
  return made;
}

async function discard(made, record) {
  if (made.textContent !== words.sure) made.textContent = words.sure;
  else {
    await forget(record.key);
    await round();
  }
}

function mend(record) {
  empty();
  for (const [name, value] of record.body) {
    const found = [...form.elements].filter((one) => one.name === name);
    for (const one of found) {
      if (one.type === "radio" || one.type === "checkbox") one.checked ||= one.value === value;
      else one.value = value;
    }
  }
  show();
}

async function list(wrong) {
  const records = await waiting();
  at("#vantar").hidden = !records.length;
  at("#vantar-text").textContent = words.waiting.replace("%1", records.length);
  const lines = records
    .filter((record) => wrong.has(record.key))
    .map((record) => {
      const line = document.createElement("li");
      const discarded = button(words.discard, (made) => discard(made, record));
      line.append(`${words.wrong} ${record.title} `, button(words.mend, () => mend(record)), " ", discarded);
      return line;
    });
  at("#vantar ul").replaceChildren(...lines);
  if (records.length > wrong.size) retry = setTimeout(round, RETRY_MS);
}

form.addEventListener("submit", submit);
addEventListener("online", round);
addEventListener("beforeunload", (event) => {
  if (!leaving && isDirty()) event.preventDefault();
});
at("#skicka-nu").addEventListener("click", round);
round().catch(() => {}); // a private window: then nothing waits
