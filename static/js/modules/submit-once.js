// A second click on a form that is on its way does nothing (the server guards as well), and a form that has asked the
// server for something, such as the amount proposed for what was just chosen, is sent once the answer stands in it.
export function bind(form) {
  let sent = false;
  form.addEventListener("submit", (event) => {
    if (sent) {
      event.preventDefault();
      return;
    }
    if (form.querySelector(".htmx-request")) {
      event.preventDefault();
      const { submitter } = event;
      const again = () => form.requestSubmit(submitter?.isConnected ? submitter : undefined);
      document.addEventListener("htmx:afterSettle", () => setTimeout(again), { once: true });
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
