// Single keys: "/" to the search box, "?" to the list of shortcuts. They can be switched off in that list.
const OFF = "single-keys-off";

const typing = (target) => target.isContentEditable || target.matches("input, select, textarea");

export function bind(dialog) {
  const search = document.querySelector("[data-shortcut=search]");
  const opener = document.querySelector("[data-shortcut=help]");
  const switchBox = dialog.querySelector("[data-single-keys]");

  switchBox.checked = localStorage.getItem(OFF) === null;
  switchBox.addEventListener("change", () => {
    if (switchBox.checked) localStorage.removeItem(OFF);
    else localStorage.setItem(OFF, "1");
  });
  if (opener) {
    opener.hidden = false;
    opener.addEventListener("click", () => dialog.showModal());
  }
  document.addEventListener("keydown", (event) => {
    if (!switchBox.checked || event.ctrlKey || event.metaKey || event.altKey || event.isComposing) return;
    if (typing(event.target) || dialog.open) return;
    if (event.key === "/" && search) {
      event.preventDefault();
      search.focus();
      search.select();
    } else if (event.key === "?") {
      event.preventDefault();
      dialog.showModal();
    }
  });
}
