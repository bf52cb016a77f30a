// Keys (passkeys): a form with data-key asks the browser for a key when it is sent, and sends what the browser answers.
//   make  a new key, from what the page holds in #nyckeldata
//   use   one of the account's keys, from the same
//   find  whichever key belongs here; what to ask is fetched from the form's own address
// What needs keys is hidden until this script has seen that the browser has them.

const can = Boolean(window.PublicKeyCredential);

function show(selector, root = document) {
  for (const one of root.querySelectorAll(selector)) one.hidden = false;
}

async function question(form) {
  if (form.dataset.key !== "find") return JSON.parse(document.querySelector("#nyckeldata").textContent);
  const headers = { Accept: "application/json", "X-Requested-With": "XMLHttpRequest" };
  const answer = await fetch(form.action, { headers });
  if (!answer.ok) throw new Error(answer.statusText);
  return answer.json();
}

async function answer(form) {
  const asked = await question(form);
  if (form.dataset.key !== "make") return webauthnJSON.get(asked.request_options);
  // The key must open the account alone, so the device keeps it and knows its owner.
  const options = asked.creation_options;
  Object.assign(options.publicKey.authenticatorSelection, {
    residentKey: "required", requireResidentKey: true, userVerification: "required",
  });
  return webauthnJSON.create(options);
}

async function send(event) {
  const form = event.target;
  event.preventDefault();
  const trouble = document.querySelector("[data-key-trouble]");
  trouble.hidden = true;
  try {
    const key = await answer(form);
    form.querySelector("[data-key-answer]").value = JSON.stringify(key);
    form.submit();
  } catch {
    // Broken off by the person, no key here, or the device says no: the browser does not tell which.
    trouble.hidden = false;
  }
}

if (can) {
  show("[data-key-only]");
  for (const form of document.querySelectorAll("form[data-key]")) form.addEventListener("submit", send);
} else {
  show("[data-key-none]");
}
