/**
 * A signed-in page brought back from the browser's memory may show someone who has signed out since:
 * ask the server again. The page stays covered while it does.
 */
export function start() {
  if (!("signedIn" in document.documentElement.dataset)) return;
  window.addEventListener("pageshow", (event) => {
    if (event.persisted) window.location.reload();
  });
}
