// Single keys: inside this element, data-key="a" presses its button (or opens its panel) when "a" is typed on the page;
// J and K walk over the links of [data-row] anywhere on the page, Enter opens as ever. Switched off together with the other single keys.
const OFF = "single-keys-off";

export function bind(root) {
  const links = () => [...document.querySelectorAll("[data-row] a")];

  function walk(step) {
    const all = links();
    if (!all.length) return;
    const place = all.indexOf(document.activeElement);
    all[Math.min(Math.max(place + step, 0), all.length - 1)].focus();
  }

  document.addEventListener("keydown", (event) => {
    if (event.ctrlKey || event.metaKey || event.altKey || event.isComposing || localStorage.getItem(OFF) !== null) return;
    if (event.target.matches("input, select, textarea") || document.querySelector("dialog[open]")) return;
    const key = event.key.toLowerCase();
    if (key === "j" || key === "k") {
      walk(key === "j" ? 1 : -1);
      return;
    }
    const button = root.querySelector(`[data-key="${CSS.escape(key)}"] :is(summary, button, a)`);
    if (!button) return;
    event.preventDefault();
    button.click();
  });
}
