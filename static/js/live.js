/**
 * While something is being done, look for news by itself. The page has a link that does the same.
 */
const EVERY = 2000;

export function start() {
  const part = document.querySelector("[data-live]");
  if (part) window.setTimeout(look, EVERY, part);
}

async function look(part) {
  try {
    const answer = await fetch(window.location.href);
    const page = new DOMParser().parseFromString(await answer.text(), "text/html");
    const news = page.getElementById(part.id);
    if (!news) return; // signed out meanwhile
    replace(part, news);
  } catch {
    // No network just now: look again later.
  }
  if (part.hasAttribute("data-live")) window.setTimeout(look, EVERY, part);
}

/** Put the news in place. The element that tells the state stays, so that a screen reader says what it tells now. */
function replace(part, news) {
  const held = part.contains(document.activeElement);
  const [state, said] = [part, news].map((each) => each.querySelector("[role=status]"));
  if (said.textContent !== state.textContent) state.textContent = said.textContent;
  said.remove();
  while (state.nextSibling) state.nextSibling.remove();
  state.after(...news.childNodes);
  part.toggleAttribute("data-live", news.hasAttribute("data-live"));
  if (held) part.querySelector("a")?.focus({ preventScroll: true });
}
