// The switch of single-key shortcuts on a person's own page; the list of shortcuts ("?") has the same one.
const OFF = "single-keys-off";

export function bind(part) {
  const box = part.querySelector("[data-single-keys]");
  box.checked = localStorage.getItem(OFF) === null;
  part.hidden = false;
  box.addEventListener("change", () => {
    if (box.checked) localStorage.removeItem(OFF);
    else localStorage.setItem(OFF, "1");
  });
}
