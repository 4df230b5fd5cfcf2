/** Moves the focus to what the page must say first: the error summary, or the heading of the feedback. */
export function start() {
  document.querySelector("[data-focus]")?.focus();
}
