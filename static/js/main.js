// Binds modules to elements: data-module="finder submit-once" runs both on that element, once.
import * as confirm from "./modules/confirm.js";
import * as draft from "./modules/draft.js";
import * as drawer from "./modules/drawer.js";
import * as drawnFor from "./modules/drawn-for.js";
import * as drop from "./modules/drop.js";
import * as enterMovesOn from "./modules/enter-moves-on.js";
import * as finder from "./modules/finder.js";
import * as focusErrors from "./modules/focus-errors.js";
import * as keys from "./modules/keys.js";
import * as leaveGuard from "./modules/leave-guard.js";
import * as navFold from "./modules/nav-fold.js";
import * as print from "./modules/print.js";
import * as shortcuts from "./modules/shortcuts.js";
import * as singleKeys from "./modules/single-keys.js";
import * as submitOnce from "./modules/submit-once.js";

const modules = {
  confirm,
  draft,
  drawer,
  "drawn-for": drawnFor,
  drop,
  "enter-moves-on": enterMovesOn,
  finder,
  "focus-errors": focusErrors,
  keys,
  "leave-guard": leaveGuard,
  "nav-fold": navFold,
  print,
  shortcuts,
  "single-keys": singleKeys,
  "submit-once": submitOnce,
};
const bound = new WeakSet();

function bind(root) {
  for (const element of root.querySelectorAll("[data-module]")) {
    if (bound.has(element)) continue;
    bound.add(element);
    for (const name of element.dataset.module.split(/\s+/)) modules[name]?.bind(element);
  }
}

bind(document);
document.addEventListener("htmx:afterSwap", () => bind(document));
// Signed out in the meantime: the page asked for again leads to the sign-in page and back.
document.addEventListener("htmx:responseError", (event) => {
  if (event.detail.xhr.status === 401) location.reload();
});
