// A second click on a form that is on its way does nothing (the server guards as well), and a form that has asked the
// server for something, such as the amount proposed for what was just chosen, is sent once the answer stands in it; where
// none comes, it is not sent.
const A_FILE_TAKES = 3000;

export function bind(form) {
  let sent = false;
  let waiting = null;

  const open = () => {
    sent = false;
    form.removeAttribute("aria-busy");
    form.querySelectorAll("button:disabled").forEach((button) => (button.disabled = false));
  };

  document.addEventListener("htmx:afterSettle", () => {
    if (!waiting) return;
    const { submitter } = waiting;
    waiting = null;
    setTimeout(() => form.requestSubmit(submitter?.isConnected ? submitter : undefined));
  });
  for (const failed of ["htmx:sendError", "htmx:responseError"]) {
    document.addEventListener(failed, () => (waiting = null));
  }
  form.addEventListener("submit", (event) => {
    if (sent) {
      event.preventDefault();
      return;
    }
    if (form.querySelector(".htmx-request")) {
      event.preventDefault();
      waiting = event;
      return;
    }
    sent = true;
    form.setAttribute("aria-busy", "true");
    // After this turn, so that the pressed button's own name and value still go along.
    setTimeout(() => form.querySelectorAll("button:not([type=button])").forEach((button) => (button.disabled = true)));
    // A file leaves the page standing, and no browser says when it has come.
    if (form.dataset.answer === "file") setTimeout(open, A_FILE_TAKES);
  });
  // The page may come back from the browser's memory by its back button.
  window.addEventListener("pageshow", (event) => {
    if (event.persisted) open();
  });
}
