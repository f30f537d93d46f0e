// A button that opens the browser's print dialog.
export function bind(button) {
  button.hidden = false;
  button.addEventListener("click", () => window.print());
}
