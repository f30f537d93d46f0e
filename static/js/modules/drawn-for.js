// What the server draws for the fields marked data-draws stands for what is chosen in them: a choice that was made before
// the scripts came, that the browser put back, or whose question gave way to a later one, is asked about once more.
export function bind(form) {
  let asked = null;

  function look() {
    if (form.querySelector(".htmx-request")) return;
    const fields = [...form.querySelectorAll("[data-draws]")];
    const chosen = fields.map((field) => field.value).join(" ");
    if (chosen === form.querySelector("[data-drawn-for]").dataset.drawnFor || chosen === asked) return;
    fields[0].dispatchEvent(new Event("change", { bubbles: true }));
    asked = chosen;
  }

  form.addEventListener("change", () => (asked = null));
  form.addEventListener("htmx:afterSettle", look);
  window.addEventListener("pageshow", look);
}
