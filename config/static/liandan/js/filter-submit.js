// A filter's select or date applies at once; typed text waits for Enter or the button.

for (const form of document.querySelectorAll("form[data-filter]")) {
  form.addEventListener("change", (event) => {
    if (event.target.matches("select, input[type=checkbox], input[type=radio], input[type=date]")) form.requestSubmit();
  });
  form.addEventListener("submit", () => {
    // Empty fields stay out of the address, so that it can be read and sent to a colleague.
    for (const input of form.querySelectorAll("input, select")) if (!input.value) input.disabled = true;
  });
  window.addEventListener("pageshow", () => {
    for (const input of form.querySelectorAll("[name]:disabled")) input.disabled = false;
  });
}
