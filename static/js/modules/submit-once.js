// A second click on a form that is on its way does nothing. The server guards as well.
export function bind(form) {
  let sent = false;
  form.addEventListener("submit", (event) => {
    if (sent) {
      event.preventDefault();
      return;
    }
    sent = true;
    form.setAttribute("aria-busy", "true");
    // After this turn, so that the pressed button's own name and value still go along.
    setTimeout(() => form.querySelectorAll("button:not([type=button])").forEach((button) => (button.disabled = true)));
  });
  // The page may come back from the browser's memory by its back button.
  window.addEventListener("pageshow", (event) => {
    if (!event.persisted) return;
    sent = false;
    form.removeAttribute("aria-busy");
    form.querySelectorAll("button:disabled").forEach((button) => (button.disabled = false));
  });
}
