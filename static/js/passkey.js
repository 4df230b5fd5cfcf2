/**
 * Keys of the device (passkeys): <form data-key="get"> signs in or proves, <form data-key="create"> makes one.
 * The forms stay hidden where the browser has no keys, or the page is open under another address than keys
 * belong to. What the key answers is sent as an ordinary form.
 */
const PROBLEMS = { NotAllowedError: "cancelled", AbortError: "cancelled", InvalidStateError: "known" };

export function start() {
  if (!window.PublicKeyCredential?.parseRequestOptionsFromJSON) return;
  for (const form of document.querySelectorAll("form[data-key]")) {
    if (form.dataset.origin !== window.location.origin) continue;
    form.hidden = false;
    for (const line of document.querySelectorAll("[data-no-key]")) line.hidden = true;
    form.addEventListener("submit", (event) => {
      event.preventDefault();
      answer(form);
    });
  }
  for (const offer of document.querySelectorAll("[data-key-offer]")) offer.hidden = false;
}

async function answer(form) {
  const button = form.querySelector("button");
  if (button.disabled) return;
  button.disabled = true;
  tell(form, null);
  try {
    const credential = form.dataset.key === "create" ? await make(form) : await use(form);
    form.elements.credential.value = JSON.stringify(credential.toJSON());
    form.submit();
  } catch (error) {
    tell(form, PROBLEMS[error.name] ?? "failed");
  } finally {
    button.disabled = false;
  }
}

async function make(form) {
  const publicKey = PublicKeyCredential.parseCreationOptionsFromJSON(await options(form));
  return navigator.credentials.create({ publicKey });
}

async function use(form) {
  const publicKey = PublicKeyCredential.parseRequestOptionsFromJSON(await options(form));
  return navigator.credentials.get({ publicKey });
}

async function options(form) {
  const body = new FormData();
  body.set("csrf_token", form.elements.csrf_token.value);
  const response = await fetch(form.dataset.options, { method: "POST", body, redirect: "error" });
  if (!response.ok) throw new Error(String(response.status));
  return response.json();
}

function tell(form, problem) {
  for (const line of form.querySelectorAll("[data-problem]")) line.hidden = line.dataset.problem !== problem;
}
