// Loaded before the page is painted: keeps the reader's choice of light or dark (shared with the admin, which stores
// it under the same name), and offers the switch.
(() => {
  const order = ["auto", "light", "dark"];
  const root = document.documentElement;

  function chosen() {
    try {
      const stored = localStorage.getItem("theme");
      return order.includes(stored) ? stored : "auto";
    } catch {
      return "auto"; // storage is closed to us, for example in a private window
    }
  }

  function wear(theme) {
    if (theme === "auto") delete root.dataset.theme;
    else root.dataset.theme = theme;
  }

  wear(chosen());

  document.addEventListener("DOMContentLoaded", () => {
    for (const button of document.querySelectorAll("[data-theme-switch]")) {
      const name = button.querySelector("[data-theme-name]");
      name.textContent = button.dataset[chosen()];
      button.hidden = false;
      button.addEventListener("click", () => {
        const next = order[(order.indexOf(chosen()) + 1) % order.length];
        try {
          localStorage.setItem("theme", next);
        } catch {
          return;
        }
        wear(next);
        name.textContent = button.dataset[next];
      });
    }
  });
})();
