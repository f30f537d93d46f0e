// The phone's nav opens by its address (#nav). This adds Escape, focus, and the state in words.
export function bind(link) {
  const nav = document.querySelector(link.hash);
  const isOpen = () => location.hash === link.hash;
  const show = () => {
    link.setAttribute("aria-expanded", String(isOpen()));
    if (isOpen()) nav.querySelector("a[aria-current], nav a")?.focus();
  };
  document.addEventListener("keydown", (event) => {
    if (event.key !== "Escape" || !isOpen()) return;
    location.replace("#menu");
    link.focus();
  });
  window.addEventListener("hashchange", show);
  show();
}
