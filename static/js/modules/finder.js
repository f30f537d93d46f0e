// Turns the finder's results into a list one walks with the arrow keys; Enter opens the marked one, or the first. Who
// presses it before the answer to what was typed stands there is taken to the first of that answer.
const PAUSE = 200; // longer than the field's own before it asks

export function bind(form) {
  const input = form.querySelector("input[type=search]");
  const list = form.querySelector(".finder-results");
  const entries = () => [...list.querySelectorAll("[data-finder-entry]")];
  let marked = -1;
  let asked = input.defaultValue; // what is written already, before this script came, the list does not answer
  let opening = false;
  const waiting = () => input.value !== asked || input.matches(".htmx-request");

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

  function answered() {
    dress();
    if (asked !== input.value) return;
    if (opening) entries()[0]?.click();
    opening = false;
  }

  function plainly() {
    if (opening) form.submit();
    opening = false;
  }

  function close() {
    list.replaceChildren();
    dress();
  }

  form.classList.add("is-live");
  input.setAttribute("role", "combobox");
  input.setAttribute("aria-autocomplete", "list");
  dress();

  list.addEventListener("htmx:afterSwap", answered);
  input.addEventListener("input", () => (opening = false));
  input.addEventListener("htmx:beforeRequest", () => (asked = input.value));
  input.addEventListener("htmx:afterRequest", (event) => {
    if (!event.detail.successful && asked === input.value) plainly();
  });
  input.addEventListener("keydown", (event) => {
    if (event.isComposing) return;
    if (event.key === "ArrowDown" || event.key === "ArrowUp") {
      event.preventDefault();
      mark(marked + (event.key === "ArrowDown" ? 1 : -1));
    } else if (event.key === "Escape") {
      close();
    } else if (event.key === "Enter" && waiting() && input.value.trim()) {
      event.preventDefault();
      opening = true;
      setTimeout(() => input.matches(".htmx-request") || plainly(), PAUSE);
    } else if (event.key === "Enter" && marked >= 0) {
      event.preventDefault();
      entries()[marked].click();
    }
  });
  document.addEventListener("click", (event) => {
    if (!form.contains(event.target)) close();
  });
}
