// The house is called before a form with photographs is sent: without a network the browser would leave for an
// error page, and what was typed and photographed with it. The server's idempotency key makes sending again safe.

const PATIENCE = 8000; // milliseconds until a silent network counts as none

document.addEventListener(
  "submit",
  async (event) => {
    const form = event.target;
    if (!form.matches("[data-still-there]") || form.dataset.reached) return;
    event.preventDefault();
    event.stopImmediatePropagation();
    const said = form.querySelector("[data-no-network]");
    said.hidden = true;
    if (await reached()) {
      form.dataset.reached = "yes";
      form.requestSubmit(event.submitter);
      return;
    }
    said.hidden = false;
    said.scrollIntoView({ block: "center" });
  },
  true,
);

async function reached() {
  if (!navigator.onLine) return false;
  try {
    await fetch("/healthz", { cache: "no-store", signal: AbortSignal.timeout(PATIENCE) });
    return true;
  } catch {
    return false;
  }
}

// Coming back with the browser's back button: ask again.
window.addEventListener("pageshow", () => {
  for (const form of document.querySelectorAll("form[data-reached]")) delete form.dataset.reached;
});
