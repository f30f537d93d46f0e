// A <details> that hangs over the page: Escape or a click elsewhere closes it.
export function closeFromOutside(details) {
  document.addEventListener("click", (event) => {
    if (!details.contains(event.target)) details.open = false;
  });
  details.addEventListener("keydown", (event) => {
    if (event.key !== "Escape" || !details.open) return;
    details.open = false;
    details.querySelector("summary").focus();
  });
}

export function bind(details) {
  closeFromOutside(details);
}
