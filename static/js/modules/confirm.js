// A confirm panel opens with its first control in focus and closes on Escape or a click elsewhere.
import { closeFromOutside } from "./drop.js";

export function bind(details) {
  closeFromOutside(details);
  details.addEventListener("toggle", () => {
    if (details.open) details.querySelector("textarea, input:not([type=hidden]), button")?.focus();
  });
}
