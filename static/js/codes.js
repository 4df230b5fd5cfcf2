/**
 * Writes a code in groups as it is typed or pasted: <input data-groups="4-4">. It only ever sets hyphens,
 * only when the cursor stands last and something was added, and leaves alone what is longer than the code.
 */
export function start() {
  for (const input of document.querySelectorAll("input[data-groups]")) {
    const sizes = input.dataset.groups.split("-").map(Number);
    input.addEventListener("input", (event) => {
      const removing = event.inputType?.startsWith("delete") || event.isComposing;
      const inside = input.selectionStart !== input.value.length;
      if (!removing && !inside) input.value = grouped(input.value, sizes);
    });
  }
}

function grouped(typed, sizes) {
  if (/[\s-]$/.test(typed)) return typed;
  const letters = typed.replace(/[\s-]/g, "");
  const whole = sizes.reduce((sum, size) => sum + size, 0);
  if (letters.length > whole) return typed;
  const parts = [];
  let start = 0;
  for (const size of sizes) {
    if (start < letters.length) parts.push(letters.slice(start, start + size));
    start += size;
  }
  return parts.join("-");
}
