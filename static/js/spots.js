/**
 * A place in a picture is the label of a checkbox in the list below. Pressing it would move the page down to the
 * list; here the page stays where it is, and the line under the picture says what was pressed.
 */
export function start() {
  for (const place of document.querySelectorAll("label.spot")) {
    const line = place.closest("figure").querySelector("[data-pressed]");
    place.addEventListener("click", (event) => {
      event.preventDefault();
      place.control.click();
      const text = place.control.closest("label").querySelector("span");
      line.textContent = text.textContent;
      line.lang = text.closest("[lang]").lang;
    });
  }
}
