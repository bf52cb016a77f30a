// Answering with script: what is typed is kept on the phone, what is sent waits there until the server has it.
// Without this script the same page is one plain form.

const waiting = self.waiting;
const form = document.querySelector("#enkat");
const words = document.querySelector("#ord").dataset;
const at = (selector) => document.querySelector(selector);
const RETRY_MS = [5000, 15000, 60000, 300000];
const slot = form && `svara-${form.dataset.survey}`;
const lastSlot = `${slot}-sist`;
const closed = form?.hasAttribute("data-closed"); // then the form shows only what was begun here, or is to be mended

let key = ""; // of the answer being written
let code = ""; // the household's, for the next person; never on the phone after sending
let stored = true; // whether this browser can keep anything
let tries = 0;
let retry = 0;
let round = Promise.resolve();

// --- the form: read, filled, held against what it asks ---------------------------------------------------------------

const asked = form ? [...form.querySelectorAll("[data-question]")] : [];
const controls = (one) => [...one.querySelectorAll("input, textarea")];
const plain = form?.hasAttribute("data-plain");
const plainFields = () => [...form.querySelectorAll("input, textarea")].filter((one) => one.name !== "key");

function valueOf(one) {
  const kind = one.dataset.kind;
  const ticked = controls(one).filter((control) => control.checked);
  if (kind === "one") return ticked[0]?.value;
  if (kind === "many") return ticked.length ? ticked.map((control) => control.value) : undefined;
  if (kind === "number" || kind === "text") return controls(one)[0].value.trim() || undefined;
  const rows = {};
  for (const { dataset, value } of ticked) {
    if (kind === "matrix") rows[dataset.row] = value;
    else (rows[dataset.row] ??= []).push(value);
  }
  return ticked.length ? rows : undefined;
}

function collect() {
  if (plain) return Object.fromEntries(plainFields().map((one) => [one.name, one.value]));
  const body = {};
  for (const one of asked) {
    const value = valueOf(one);
    if (value !== undefined) body[one.dataset.question] = value;
  }
  return body;
}

function fill(body, withCode) {
  form.reset();
  if (plain) for (const one of plainFields()) one.value = body[one.name] ?? "";
  for (const one of asked) {
    const value = body[one.dataset.question];
    for (const control of controls(one)) {
      if (control.type === "radio" || control.type === "checkbox") {
        const chosen = control.dataset.row ? value?.[control.dataset.row] : value;
        control.checked = Array.isArray(chosen) ? chosen.includes(control.value) : chosen === control.value;
      } else control.value = value ?? "";
    }
  }
  if (at("#kod")) at("#kod").value = withCode;
  measure();
}

const isEmpty = () => Object.values(collect()).every((value) => value === "");

// What the server would refuse is told before the answer leaves the page: later nobody may be there to mend it.
function faultOf(one) {
  const value = valueOf(one);
  if (value === undefined) return "required" in one.dataset ? words.required : "";
  if (one.dataset.most && value.length > Number(one.dataset.most)) return words.most;
  if (one.dataset.kind !== "number") return "";
  const { lowest, highest } = controls(one)[0].dataset;
  const fits = /^\d{1,9}$/.test(value) && Number(value) >= Number(lowest) && Number(value) <= Number(highest);
  return fits ? "" : words.number.replace("%1", lowest).replace("%2", highest);
}

function faults() {
  const found = {};
  if (plain) {
    for (const one of plainFields()) if (one.required && !one.value.trim()) found[one.name] = words.required;
  }
  for (const one of asked) {
    const fault = faultOf(one);
    if (fault) found[one.dataset.question] = fault;
  }
  return found;
}

// --- faults shown as the server shows them ---------------------------------------------------------------------------

function element(tag, className, text) {
  const made = document.createElement(tag);
  if (className) made.className = className;
  if (text) made.textContent = text;
  return made;
}

function clearFaults() {
  at("#fel-plats").replaceChildren();
  for (const one of form.querySelectorAll(".field--error")) one.classList.remove("field--error");
  for (const one of form.querySelectorAll(".field__error")) one.remove();
  for (const one of form.querySelectorAll("[aria-invalid]")) one.removeAttribute("aria-invalid");
}

// Mark one field and give back a line for the summary. `holder` is its block, `control` where the link leads.
function mark(holder, control, name, fault) {
  holder.classList.add("field--error");
  const told = element("p", "field__error");
  told.id = `${control.id}-fel`;
  told.append(element("span", "sr-only", `${words.fault} `), fault);
  const label = holder.querySelector("legend, label");
  label.after(told);
  const described = holder.matches("fieldset") ? holder : control;
  const others = (described.getAttribute("aria-describedby") ?? "").split(" ").filter((id) => document.getElementById(id));
  described.setAttribute("aria-describedby", [told.id, ...others.filter((id) => id !== told.id)].join(" "));
  if (described === control) control.setAttribute("aria-invalid", "true");
  const line = element("li");
  const link = element("a", "", `${name} – ${fault}`);
  link.href = `#${control.id}`;
  line.append(link);
  return line;
}

function showFaults(found, codeFault) {
  clearFaults();
  const lines = [];
  if (codeFault) lines.push(mark(at("#kodfaltet"), at("#kod"), words.codename, codeFault));
  for (const one of asked) {
    const fault = found[one.dataset.question];
    const name = one.querySelector(".asked__text").firstChild.textContent.trim();
    if (fault) lines.push(mark(one, controls(one)[0], name, fault));
  }
  for (const one of plain ? plainFields() : []) {
    if (found[one.name]) lines.push(mark(one.closest(".field"), one, one.labels[0].textContent.trim(), found[one.name]));
  }
  if (plain && found.__all__) lines.push(element("li", "", found.__all__));
  const box = element("div", "error-summary");
  box.setAttribute("role", "alert");
  box.tabIndex = -1;
  const list = element("ul");
  list.append(...lines);
  box.append(element("h2", "", words.faults), list);
  at("#fel-plats").append(box);
  box.focus();
  box.scrollIntoView();
}

// --- what is said ----------------------------------------------------------------------------------------------------

function say(text, where = "#sagt") {
  const place = at(where);
  place.textContent = text;
  place.hidden = !text;
}

const away = () => (at("#efter")?.hidden === false ? "#efter-sagt" : "#sagt");

function measure() {
  if (!at("#matare")) return;
  const done = asked.filter((one) => valueOf(one) !== undefined).length;
  at("#matare").value = done;
  at("#matt").textContent = words.progress.replace("%1", done).replace("%2", asked.length);
  for (const one of asked) {
    const button = one.querySelector(".asked__clear");
    if (button) button.hidden = valueOf(one) === undefined;
  }
}

function button(text, className, pressed) {
  const made = element("button", `button ${className}`, text);
  made.type = "button";
  made.addEventListener("click", pressed);
  return made;
}

// Nothing is thrown away by one slip of a thumb: the first press asks, the second does it.
function discardButton(discard) {
  const made = button(words.discard, "button--quiet", async () => {
    if (made.textContent !== words.sure) {
      made.textContent = words.sure;
      return;
    }
    await discard();
    await list();
    say(words.discarded);
    at("#sagt").focus();
  });
  return made;
}

function lineOf(text, ...buttons) {
  const line = element("li");
  line.append(element("span", "", text), ...buttons);
  return line;
}

// Everything that lies on this phone: what waits, what is to be mended, and what somebody has begun.
async function list() {
  const here = form?.dataset.survey;
  const lines = [];
  let sendable = false;
  let begun = false;
  for (const record of await waiting.all("waiting")) {
    const title = record.title;
    const discard = discardButton(() => waiting.forget(record.key));
    if (!record.faults) {
      sendable = true;
      lines.push(lineOf(`${words.waiting}: ${title}`, discard));
    } else if (record.survey === here) {
      lines.push(lineOf(`${words.faulty}: ${title}`, button(words.mend, "", () => mend(record)), discard));
    } else lines.push(lineOf(`${words.faulty}: ${title}`, discard));
  }
  for (const draft of form ? await waiting.all("drafts") : []) {
    if (draft.survey !== here || draft.key === key || !(await isFree(draft.key))) continue;
    begun = true;
    const discard = discardButton(() => waiting.forgetDraft(draft.key));
    lines.push(lineOf(words.begun, button(form.dataset.continue ?? words.continue, "", () => takeUp(draft)), discard));
  }
  at("#vantar ul").replaceChildren(...lines);
  at("#vantar").hidden = !lines.length;
  at("#skicka-nu").hidden = !sendable;
  if (closed) at("#begynt").hidden = !begun && at("#enkatens-delar").hidden;
  return sendable;
}

// --- one key for each answer, one page for each key ------------------------------------------------------------------

function newKey() {
  if (self.crypto.randomUUID) return crypto.randomUUID();
  const bytes = crypto.getRandomValues(new Uint8Array(16)); // without https there is no randomUUID
  bytes[6] = (bytes[6] & 0x0f) | 0x40;
  bytes[8] = (bytes[8] & 0x3f) | 0x80;
  const hex = [...bytes].map((byte) => byte.toString(16).padStart(2, "0")).join("");
  return hex.replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, "$1-$2-$3-$4-$5");
}

// A copied tab would send two different answers with one key. Whoever holds the lock has the key, as long as the page
// lives.
function claim(wanted, options) {
  if (!navigator.locks) return Promise.resolve(true);
  return new Promise((resolve) => {
    navigator.locks
      .request(`svara-${wanted}`, options, (lock) => {
        resolve(Boolean(lock));
        return lock && new Promise(() => {});
      })
      .catch(() => resolve(false));
  });
}

async function isFree(wanted) {
  if (!navigator.locks) return true;
  const { held } = await navigator.locks.query();
  return !held.some((lock) => lock.name === `svara-${wanted}`);
}

// The tab's own memory may be closed to us: then a draft is offered after a reload instead of being there at once.
function lastOf(work) {
  try {
    return work(sessionStorage);
  } catch {
    return null;
  }
}

function remember(wanted) {
  key = wanted;
  lastOf((memory) => {
    memory.setItem(slot, wanted);
    memory.removeItem(lastSlot);
  });
}

async function beginNew() {
  remember(newKey());
  await claim(key, { ifAvailable: true });
}

// After the close nothing begins. What was begun is offered, also what this tab was left with a moment ago.
async function beginClosed(before, last) {
  if (last) await waiting.keepDraft(last);
  lastOf((memory) => memory.removeItem(lastSlot));
  const signal = AbortSignal.timeout(1500); // a page that is being reloaded lets go of its key a moment later
  if (before) await navigator.locks?.request(`svara-${before}`, { signal }, () => {}).catch(() => {});
}

async function begin() {
  const before = lastOf((memory) => memory.getItem(slot));
  const last = JSON.parse(lastOf((memory) => memory.getItem(lastSlot)) ?? "null");
  if (closed) return beginClosed(before, last);
  // A page that is being reloaded lets go of its key a moment later.
  if (!before || !(await claim(before, { signal: AbortSignal.timeout(1500) }))) return beginNew();
  const drafts = await waiting.all("drafts");
  const draft = last?.key === before ? last : drafts.find((one) => one.key === before);
  if (!draft) return beginNew(); // it was sent
  remember(before);
  if (isEmpty()) {
    fill(draft.body, draft.code);
    say(words.restored);
  }
}

// --- drafts ----------------------------------------------------------------------------------------------------------

let typing = 0;

const written = () => ({ key, survey: form.dataset.survey, body: collect(), code: at("#kod")?.value ?? "" });

async function keep() {
  clearTimeout(typing);
  typing = 0;
  if (!form || !stored || !key) return;
  if (isEmpty()) await waiting.forgetDraft(key);
  else await waiting.keepDraft(written());
}

function typed() {
  measure();
  typing ||= setTimeout(keep, 300);
}

// A page that is being left has no time to wait for the database, only for its own tab's memory.
function leave() {
  if (!form || !stored || !key) return;
  if (!isEmpty()) lastOf((memory) => memory.setItem(lastSlot, JSON.stringify(written())));
  keep();
}

async function takeUp(draft) {
  if (!(await claim(draft.key, { ifAvailable: true }))) return list();
  await keep();
  remember(draft.key);
  showForm();
  fill(draft.body, draft.code);
  await list();
  at("#enkat").scrollIntoView();
}

async function mend(record) {
  await keep();
  await waiting.reopen(record);
  await claim(record.key, { ifAvailable: true });
  remember(record.key);
  showForm();
  fill(record.body, record.code);
  await list();
  showFaults(record.faults, record.codeFault);
}

// --- sending ---------------------------------------------------------------------------------------------------------

function showForm() {
  at("#efter").hidden = true;
  at("#enkatens-delar").hidden = false;
}

function showAfter() {
  at("#enkatens-delar").hidden = true;
  at("#efter").hidden = false;
  at("#efter-rubrik").focus();
}

// Tell what has come forward since last time, also what the service worker sent.
async function tell() {
  const told = await waiting.takeTold();
  if (told.length) say([...new Set(told.map((one) => one.message))].join(" "), away());
}

// One round at a time, so that nothing is told twice or out of turn.
function sendAll() {
  round = round.then(sendRound, sendRound);
  return round;
}

async function sendRound() {
  clearTimeout(retry);
  let left = 0;
  for (const record of await waiting.all("waiting")) {
    if (record.faults) continue;
    const told = await waiting.deliver(record);
    if (told.state === "faults" && record.survey === form?.dataset.survey && isEmpty()) {
      await mend({ ...record, faults: told.faults, codeFault: told.code });
    } else if (!waiting.isSaved(told, record) && told.state !== "faults") {
      left += 1;
      say([words.saved, told.message].filter(Boolean).join(" "), away());
    }
  }
  await tell();
  await list();
  if (!left) tries = 0;
  else {
    retry = setTimeout(sendAll, RETRY_MS[Math.min(tries, RETRY_MS.length - 1)]);
    tries += 1;
    await askForSync();
  }
}

async function askForSync() {
  const registration = await navigator.serviceWorker?.getRegistration("/svara/");
  await registration?.sync?.register("svara").catch(() => {}); // refused: the page sends when it is opened
  await navigator.storage?.persist?.().catch(() => {});
}

// Nothing can be kept here: the answer stays in the form until the server has it.
async function sendFromPage(record) {
  say(words.sending);
  let told = { state: "unsent" };
  try {
    told = await waiting.post(record);
  } catch {
    // told below
  }
  if (told.state === "faults") return showFaults(told.faults, told.code);
  if (!waiting.isSaved(told, record)) return say([words.unsent, told.message].filter(Boolean).join(" "));
  await finished();
  say("");
  say(told.message, "#efter-sagt");
}

async function finished() {
  code = at("#kod")?.value ?? "";
  clearTimeout(typing);
  typing = 0;
  await beginNew();
  form.reset();
  measure();
  showAfter();
}

async function submit(event) {
  event.preventDefault();
  const found = faults();
  const codeFault = at("#kod") && !at("#kod").value.trim() ? words.code : "";
  if (codeFault || Object.keys(found).length) return showFaults(found, codeFault);
  clearFaults();
  const { survey, title } = form.dataset;
  const record = { key, survey, title, to: form.getAttribute("action"), body: collect(), code: at("#kod")?.value ?? "" };
  at("#skicka").disabled = true;
  key = ""; // what is sent is no draft any more, should the page be left just now
  lastOf((memory) => memory.removeItem(lastSlot));
  try {
    if (stored) stored = await waiting.finish(record).then(() => true, () => false);
    if (!stored) {
      key = record.key;
      return await sendFromPage(record);
    }
    await finished();
    say("");
    say(words.sending, "#efter-sagt");
    tries = 0;
    await sendAll();
  } finally {
    at("#skicka").disabled = false;
  }
}

// --- beginning -------------------------------------------------------------------------------------------------------

function addClearButtons() {
  for (const one of asked) {
    if (!["one", "matrix"].includes(one.dataset.kind)) continue; // the others can be unticked as they are
    const made = button(words.clear, "button--link asked__clear", () => {
      for (const control of controls(one)) control.checked = false;
      typed();
      controls(one)[0].focus();
    });
    one.append(made);
  }
}

// The slip's address ends with the code after a #, which no server is ever told.
function takeCodeFromAddress() {
  const found = new URLSearchParams(location.hash.slice(1)).get("kod");
  if (!found || !at("#kod")) return;
  at("#kod").value = found;
  history.replaceState(null, "", location.pathname + location.search);
}

function showCoverage() {
  at("#utan-tackning").hidden = navigator.onLine || !stored || !form || closed;
}

async function register() {
  if (!navigator.serviceWorker) return;
  const registration = await navigator.serviceWorker.register(words.worker, { scope: "/svara/" });
  await navigator.serviceWorker.ready;
  (registration.active ?? registration.waiting)?.postMessage({ keep: location.pathname + location.search });
  for (const one of document.querySelectorAll("[data-with-script]")) one.hidden = false;
}

function listen() {
  addEventListener("online", () => {
    showCoverage();
    tries = 0;
    if (stored) sendAll();
  });
  addEventListener("offline", showCoverage);
  addEventListener("pagehide", leave);
  addEventListener("visibilitychange", () => (document.hidden ? leave() : stored && sendAll()));
  navigator.serviceWorker?.addEventListener("message", async () => {
    await tell();
    await list();
  });
  at("#skicka-nu").addEventListener("click", sendAll);
  if (!form) return;
  form.addEventListener("input", typed);
  form.addEventListener("submit", submit);
  at("#en-till")?.addEventListener("click", () => {
    showForm();
    fill({}, code);
    say("");
    (at("#kod") ?? controls(asked[0])[0]).focus();
    scrollTo(0, 0);
  });
  addEventListener("beforeunload", (event) => {
    if (!stored && !isEmpty()) event.preventDefault();
  });
}

async function start() {
  if (form) addClearButtons();
  listen();
  try {
    await waiting.all("waiting");
    if (form) await begin();
  } catch {
    stored = false; // a private window, or a full phone
    if (form) remember(newKey());
  }
  at("#utan-minne").hidden = stored || !form || closed;
  takeCodeFromAddress();
  if (form) measure();
  if (at("#matare")) at(".along").hidden = false;
  showCoverage();
  register().catch(() => {}); // no https or no room: everything but opening the page without coverage works
  if (stored) await sendAll();
}

start();
