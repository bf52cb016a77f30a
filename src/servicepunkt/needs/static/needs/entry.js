// Typing by the keyboard alone: a digit chooses, Enter goes on. Without this script the page is one plain form.

const form = document.querySelector("#inskrivning");
const words = document.querySelector("#ord").dataset;
const at = (selector) => document.querySelector(selector);
const SIGNS = form.dataset.signs;
const spoken = form.dataset.mode === "telephone";
const save = at("#spara");

// --- where the typing stops: a question, or a row of one -------------------------------------------------------------

const blocks = [...form.querySelectorAll("[data-question], [data-stop]")];
const questions = blocks.filter((block) => block.dataset.question);

function stopsOf(block) {
  const { kind } = block.dataset;
  const inputs = (holder) => [...holder.querySelectorAll("input, textarea")];
  if (kind === "matrix" || kind === "grid") {
    const rows = [...block.querySelectorAll(".matrix__row")];
    return rows.map((row) => ({ block, inputs: inputs(row), single: kind === "matrix", choice: true }));
  }
  return [{ block, inputs: inputs(block), single: kind === "one", choice: kind === "one" || kind === "many" }];
}

const stops = blocks.flatMap(stopsOf);
const stopAt = (control) => stops.find((stop) => stop.inputs.includes(control));
const isAnswered = (stop) =>
  stop.choice ? stop.inputs.some((one) => one.checked) : stop.inputs[0].value !== "";

function say(text) {
  at("#sagt").textContent = text;
}

// Several boxes are one stop of the Tab key, as a group of radio buttons is by itself.
function rove(stop, input) {
  if (stop.choice && !stop.single) for (const one of stop.inputs) one.tabIndex = one === input ? 0 : -1;
}

function go(stop) {
  if (spoken) open(stop.block);
  const input = stop.inputs.find((one) => one.checked) ?? stop.inputs[0];
  rove(stop, input);
  input.focus({ preventScroll: true });
  input.closest(".matrix__row, .asked").scrollIntoView({ block: "nearest" });
  if (!stop.choice) input.select();
}

function onward(stop, by) {
  const next = stops[stops.indexOf(stop) + by];
  if (next) go(next);
  else if (by > 0) end();
}

function end() {
  if (spoken) open(null);
  save.focus();
}

// --- the keys --------------------------------------------------------------------------------------------------------

function changed(input) {
  input.dispatchEvent(new Event("input", { bubbles: true }));
}

function clear(stop) {
  for (const one of stop.inputs) one.checked = false;
  say(words.cleared);
  changed(stop.inputs[0]);
}

function press(stop, number, sign) {
  const input = stop.inputs[number];
  if (!input) return say(words.none.replace("%1", sign));
  say("");
  input.checked = stop.single || !input.checked;
  changed(input);
  if (stop.single) return onward(stop, 1);
  rove(stop, input);
  input.focus();
}

// The arrows of boxes; a group of radio buttons has its own.
function step(stop, input, by) {
  const next = stop.inputs[stop.inputs.indexOf(input) + by];
  if (!next) return;
  rove(stop, next);
  next.focus();
}

const ARROWS = { ArrowDown: 1, ArrowRight: 1, ArrowUp: -1, ArrowLeft: -1 };

// Whether the key was meant for us.
function typed(stop, event) {
  const { key, target } = event;
  if (key === "Enter" && !event.shiftKey) onward(stop, 1);
  else if (key === "Backspace" && !isAnswered(stop)) onward(stop, -1);
  else if (!stop.choice) return false;
  else if (key === "Backspace" || key === "Delete" || key === "0") clear(stop);
  else if (key.length === 1 && SIGNS.includes(key.toLowerCase())) press(stop, SIGNS.indexOf(key.toLowerCase()), key);
  else if (!stop.single && key in ARROWS) step(stop, target, ARROWS[key]);
  else return false;
  return true;
}

form.addEventListener("keydown", (event) => {
  if (event.key === "Enter" && (event.ctrlKey || event.metaKey)) {
    event.preventDefault();
    form.requestSubmit(save);
    return;
  }
  const stop = stopAt(event.target);
  if (!stop || event.ctrlKey || event.metaKey || event.altKey || event.isComposing) return;
  if (typed(stop, event)) event.preventDefault();
});

// --- what is shown ---------------------------------------------------------------------------------------------------

function signed(holder, sign) {
  const made = document.createElement("span");
  made.className = "sign";
  made.setAttribute("aria-hidden", "true");
  made.textContent = sign;
  holder.prepend(made);
}

for (const stop of stops.filter((one) => one.choice)) {
  stop.inputs.forEach((input, number) => {
    if (number < SIGNS.length) signed(input.labels[0].querySelector("span"), SIGNS[number]);
  });
  rove(stop, stop.inputs[0]);
}
for (const heads of form.querySelectorAll(".matrix__heads")) {
  [...heads.children].slice(1).forEach((head, number) => number < SIGNS.length && signed(head, SIGNS[number]));
}

// --- aloud: one question at a time -----------------------------------------------------------------------------------

let current = null;

function open(block) {
  current = block;
  for (const one of blocks) one.hidden = one !== block;
  at("#stegen").hidden = false;
  at("#bakat").disabled = block === blocks[0];
  at("#framat").hidden = block === null;
  at("#avslut").hidden = block !== null;
  const number = questions.indexOf(block) + 1;
  if (!block) say(words.end);
  else say(number ? words.place.replace("%1", number).replace("%2", questions.length) : "");
  label();
}

function label() {
  const forward = at("#framat");
  const answered = current && stops.some((stop) => stop.block === current && isAnswered(stop));
  forward.textContent = answered ? forward.dataset.next : forward.dataset.skip;
}

function turn(by) {
  const next = blocks[(current ? blocks.indexOf(current) : blocks.length) + by];
  if (next) go(stops.find((stop) => stop.block === next));
  else end();
}

function aloud() {
  for (const block of blocks) {
    const how = words[block.dataset.kind];
    if (!how || block.dataset.stop !== undefined) continue;
    const told = document.createElement("p");
    told.className = "how-to-read";
    told.textContent = how;
    block.querySelector("legend, label").after(told);
  }
  at("#bakat").addEventListener("click", () => turn(-1));
  at("#framat").addEventListener("click", () => turn(1));
  form.addEventListener("input", label);
}

// --- beginning -------------------------------------------------------------------------------------------------------

function begin() {
  const faulty = stops.find((stop) => stop.block.classList.contains("field--error"));
  const empty = stops.find((stop) => !isAnswered(stop)) ?? stops[0];
  go(faulty ?? (form.dataset.mode === "paper" ? stops[0] : empty));
}

if (spoken) aloud();
begin();
form.addEventListener("emptied", () => go(stops[0]));
