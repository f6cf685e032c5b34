// A form that posts is sent once: after the first submit its buttons wait. The server's idempotency key is the real
// guard; this keeps an impatient finger from seeing two answers.

document.addEventListener("submit", (event) => {
  const form = event.target;
  if (form.method !== "post" || event.defaultPrevented) return;
  if (form.dataset.sent) {
    event.preventDefault();
    return;
  }
  form.dataset.sent = "yes";
  // Disabled only after the browser has collected the data, so that the pressed button's own name and value are sent.
  setTimeout(() => {
    for (const button of form.querySelectorAll("button:not([type=button])")) button.disabled = true;
  });
});

// Coming back with the browser's back button shows the page as it was left: open it again.
window.addEventListener("pageshow", (event) => {
  if (!event.persisted) return;
  for (const form of document.querySelectorAll("form[data-sent]")) {
    delete form.dataset.sent;
    for (const button of form.querySelectorAll("button:not([type=button])")) button.disabled = false;
  }
});
