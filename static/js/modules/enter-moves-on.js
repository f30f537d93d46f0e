// Enter goes to the next field instead of sending the form; on the save button it saves. Alt+S saves from anywhere.
const FIELDS = "input:not([type=hidden]), select, textarea, button[data-shortcut=save]";

export function bind(form) {
  const save = form.querySelector("[data-shortcut=save]");
  form.addEventListener("keydown", (event) => {
    if (event.key !== "Enter" || event.isComposing || event.ctrlKey || event.metaKey || event.altKey) return;
    if (event.target.matches("button, textarea, a")) return;
    const fields = [...form.querySelectorAll(FIELDS)].filter((field) => !field.disabled && field.offsetParent);
    const next = fields[fields.indexOf(event.target) + 1];
    event.preventDefault();
    next?.focus();
    if (next?.matches("input")) next.select();
  });
  document.addEventListener("keydown", (event) => {
    if (!event.altKey || event.code !== "KeyS" || !save) return;
    event.preventDefault();
    form.requestSubmit(save);
  });
}
