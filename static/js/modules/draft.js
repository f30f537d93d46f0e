// Keeps what is typed into a long form on the server: 15 seconds after a change, and when the form is left.
const PAUSE = 15_000;

export function bind(form) {
  const said = form.querySelector("[data-draft-said]");
  const button = form.querySelector("[data-draft-button]");
  if (!button) return; // another draft waits to be taken up or discarded
  let timer = 0;
  let changed = false;
  let running = null;
  let gone = false;

  async function keep() {
    clearTimeout(timer);
    timer = 0;
    if (!changed || gone || running) return;
    changed = false;
    running = new AbortController();
    try {
      const answer = await fetch(button.formAction, {
        method: "POST",
        headers: { Accept: "text/plain" },
        body: new URLSearchParams(new FormData(form)),
        redirect: "error",
        keepalive: document.hidden,
        signal: running.signal,
      });
      if (!answer.ok) throw new Error(answer.statusText);
      said.textContent = await answer.text();
    } catch {
      if (gone) return;
      changed = true;
      said.textContent = said.dataset.draftFailed;
    } finally {
      running = null;
    }
    if (changed) wait();
  }

  function wait() {
    timer ||= setTimeout(keep, PAUSE);
  }

  form.addEventListener("input", () => {
    changed = true;
    wait();
  });
  form.addEventListener("focusout", (event) => {
    if (!form.contains(event.relatedTarget)) keep();
  });
  document.addEventListener("visibilitychange", () => {
    if (document.hidden) keep();
  });
  form.addEventListener("submit", () => {
    gone = true;
    clearTimeout(timer);
    running?.abort();
  });
  window.addEventListener("pageshow", () => (gone = false));
}
