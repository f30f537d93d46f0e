// A confirm panel opens with its first control in focus and closes on Escape or a click elsewhere. It opens in one turn
// with the key or click: the browser's own word that it has opened comes late, and would take the focus from who writes.
import { closeFromOutside } from "./drop.js";

export function bind(details) {
  closeFromOutside(details);
  details.querySelector("summary").addEventListener("click", (event) => {
    if (details.open) return;
    event.preventDefault();
    details.open = true;
    details.querySelector("textarea, select, input:not([type=hidden]), button")?.focus();
  });
}
