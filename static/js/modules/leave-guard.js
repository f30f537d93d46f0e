// Asks before leaving a form in which something was typed and not saved.
const state = (form) => new URLSearchParams(new FormData(form)).toString();

export function bind(form) {
  const opened = state(form);
  let leaving = false;
  form.addEventListener("submit", () => (leaving = true));
  window.addEventListener("beforeunload", (event) => {
    if (!leaving && state(form) !== opened) event.preventDefault();
  });
}
