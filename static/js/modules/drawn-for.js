// What the server draws for the fields marked data-draws stands for what is chosen in them: a choice that was made before
// the scripts came, that the browser put back, or whose question gave way to a later one, is asked about once more.
// The amount is proposed for what was chosen last, unless one was written after that: then it stays (hx-preserve keeps
// the other fields). Who stands in it, but has not written yet, writes in place of the proposal.
export function bind(form) {
  const amount = () => form.querySelector("[data-proposed]");
  let asked = null;
  let former = amount();
  let written = former.value !== former.defaultValue;

  function look() {
    if (form.querySelector(".htmx-request")) return;
    const fields = [...form.querySelectorAll("[data-draws]")];
    const chosen = fields.map((field) => field.value).join(" ");
    if (chosen === form.querySelector("[data-drawn-for]").dataset.drawnFor || chosen === asked) return;
    const own = written;
    fields[0].dispatchEvent(new Event("change", { bubbles: true }));
    written = own;
    asked = chosen;
  }

  form.addEventListener("input", (event) => {
    if (event.target === amount()) written = true;
  });
  form.addEventListener("change", (event) => {
    asked = null;
    if (event.target.matches("[hx-get]")) written = false;
  });
  form.addEventListener("htmx:beforeSwap", () => (former = amount()));
  form.addEventListener("htmx:afterSwap", () => {
    if (written) amount().value = former.value;
    else if (amount() === document.activeElement) amount().select();
  });
  form.addEventListener("htmx:afterSettle", look);
  window.addEventListener("pageshow", look);
}
