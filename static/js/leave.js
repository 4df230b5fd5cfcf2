/**
 * "Lämna sidan", faster than the form alone: cover the page at once, sign out on the way, and put another
 * page in this one's place so that Back does not lead here. Shift pressed three times does the same.
 */
const PRESSES = 3;
const WITHIN_MS = 5000;

export function start() {
  const form = document.querySelector("form[data-leave]");
  if (!form || !form.dataset.leave) return;

  form.addEventListener("submit", (event) => {
    event.preventDefault();
    leave(form);
  });
  onTripleShift(() => leave(form));
  window.addEventListener("pageshow", uncover);
}

function leave(form) {
  cover();
  signOut(form);
  window.location.replace(form.dataset.leave);
}

/** Ask the server to end the sign-in; the browser keeps the request alive after the page is gone. */
function signOut(form) {
  const body = new FormData(form);
  if (navigator.sendBeacon?.(form.action, body)) return;
  fetch(form.action, { method: "POST", body, keepalive: true, redirect: "manual" }).catch(() => {});
}

function cover() {
  if (document.querySelector(".leave-cover")) return;
  const sheet = document.createElement("div");
  sheet.className = "leave-cover";
  document.body.append(sheet);
}

/** Back again on an open page: show it. A signed-in page stays covered, restored.js asks the server first. */
function uncover(event) {
  if (!event.persisted || "signedIn" in document.documentElement.dataset) return;
  document.querySelector(".leave-cover")?.remove();
}

/** Counts Shift on its way up. Any other key, a capital letter or five seconds of rest start it anew. */
function onTripleShift(act) {
  let presses = 0;
  let lastWasCapital = false;
  let timer = 0;

  function reset() {
    presses = 0;
    window.clearTimeout(timer);
  }

  document.addEventListener("keyup", (event) => {
    if (event.key === "Shift" && !lastWasCapital) {
      presses += 1;
      window.clearTimeout(timer);
      timer = window.setTimeout(reset, WITHIN_MS);
      if (presses === PRESSES) {
        reset();
        act();
      }
    } else {
      reset();
    }
    lastWasCapital = event.shiftKey;
  });
  window.addEventListener("pageshow", reset);
}
