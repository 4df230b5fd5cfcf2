/** A second press on a form already on its way does nothing. The server answers twice alike anyway. */
const AGAIN_AFTER_MS = 8000; // a lost connection must not lock the form

export function start() {
  const sent = new Set();

  document.addEventListener("submit", (event) => {
    const form = event.target;
    if (event.defaultPrevented || !("once" in form.dataset)) return;
    if (sent.has(form)) {
      event.preventDefault();
      return;
    }
    sent.add(form);
    window.setTimeout(() => sent.delete(form), AGAIN_AFTER_MS);
  });
  window.addEventListener("pageshow", () => sent.clear());
}
