// Enter goes to the next field instead of sending the form; on the save button it saves. Alt+S saves from anywhere.
// Where the next field is still being drawn for what was chosen (drawn-for.js), Enter moves on once it stands there.
const FIELDS = "input:not([type=hidden]), select, textarea, button[data-shortcut=save]";

export function bind(form) {
  const save = form.querySelector("[data-shortcut=save]");
  let waiting = null;

  function moveOn(field) {
    const fields = [...form.querySelectorAll(FIELDS)].filter((one) => !one.disabled && one.offsetParent);
    const next = fields[fields.indexOf(field) + 1];
    const draws = field.matches("[data-draws]") && form.querySelector("[data-draws].htmx-request");
    waiting = draws && next?.closest("[data-drawn-for]") ? field : null;
    if (waiting) return;
    next?.focus();
    if (next?.matches("input")) next.select();
  }

  form.addEventListener("keydown", (event) => {
    if (event.key !== "Enter" || event.isComposing || event.ctrlKey || event.metaKey || event.altKey) return;
    if (event.target.matches("button, textarea, a")) return;
    event.preventDefault();
    moveOn(event.target);
  });
  form.addEventListener("input", () => (waiting = null));
  form.addEventListener("htmx:afterSettle", () => {
    if (waiting && waiting === document.activeElement) moveOn(waiting);
  });
  document.addEventListener("keydown", (event) => {
    if (!event.altKey || event.code !== "KeyS" || !save) return;
    event.preventDefault();
    save.focus({ preventScroll: true }); // so that the field just written in is done, and asks what it has to ask
    form.requestSubmit(save);
  });
}
