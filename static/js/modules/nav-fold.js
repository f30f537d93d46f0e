// Folds the nav to its icons. The server reads the cookie, so the next page comes folded without a jump.
export function bind(button) {
  const root = document.documentElement;
  button.hidden = false;
  button.addEventListener("click", () => {
    const narrow = root.classList.toggle("nav-narrow");
    button.setAttribute("aria-pressed", String(narrow));
    document.cookie = `nav=${narrow ? "narrow" : "wide"};path=/;max-age=31536000;samesite=lax`;
  });
}
