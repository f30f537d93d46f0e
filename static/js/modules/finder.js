// Turns the finder's results into a list one walks with the arrow keys; Enter opens the marked one, or the first.
export function bind(form) {
  const input = form.querySelector("input[type=search]");
  const list = form.querySelector(".finder-results");
  const entries = () => [...list.querySelectorAll("[data-finder-entry]")];
  let marked = -1;
  let waiting = false;

  function mark(index) {
    const all = entries();
    marked = all.length ? (index + all.length) % all.length : -1;
    all.forEach((entry, place) => entry.setAttribute("aria-selected", String(place === marked)));
    if (marked < 0) {
      input.removeAttribute("aria-activedescendant");
      return;
    }
    input.setAttribute("aria-activedescendant", all[marked].id);
    all[marked].scrollIntoView({ block: "nearest" });
  }

  function dress() {
    waiting = false;
    const all = entries();
    all.forEach((entry, place) => {
      entry.id = `${list.id}-${place}`;
      entry.setAttribute("role", "option");
      entry.tabIndex = -1;
    });
    if (all.length) {
      list.setAttribute("role", "listbox");
      list.setAttribute("aria-label", input.labels[0].textContent);
    } else {
      list.removeAttribute("role");
      list.removeAttribute("aria-label");
    }
    input.setAttribute("aria-expanded", String(all.length > 0));
    input.setAttribute("aria-controls", list.id);
    mark(0);
  }

  function close() {
    list.replaceChildren();
    dress();
  }

  form.classList.add("is-live");
  input.setAttribute("role", "combobox");
  input.setAttribute("aria-autocomplete", "list");
  dress();

  list.addEventListener("htmx:afterSwap", dress);
  input.addEventListener("input", () => (waiting = true));
  input.addEventListener("keydown", (event) => {
    if (event.isComposing) return;
    if (event.key === "ArrowDown" || event.key === "ArrowUp") {
      event.preventDefault();
      mark(marked + (event.key === "ArrowDown" ? 1 : -1));
    } else if (event.key === "Escape") {
      close();
    } else if (event.key === "Enter" && !waiting && marked >= 0) {
      event.preventDefault();
      entries()[marked].click();
    }
  });
  document.addEventListener("click", (event) => {
    if (!form.contains(event.target)) close();
  });
}
