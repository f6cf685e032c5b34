// How far a job is: asks every second, moves the bar, and opens the page again when the job has ended. Without script
// the page says how to look again.

const bar = document.querySelector("[data-progress]");
const asked = bar && (bar.dataset.progress || window.location.href);

function show({ done, total }) {
  const meter = bar.querySelector("progress");
  const figure = bar.querySelector("[data-progress-figure]");
  if (meter && total) {
    meter.max = total;
    meter.value = done;
  }
  if (figure) figure.textContent = total ? `${done} / ${total}` : `${done}`;
}

async function ask() {
  try {
    const response = await fetch(asked, { headers: { Accept: "application/json" } });
    if (response.ok) {
      const state = await response.json();
      if (!state.is_working) {
        window.location.reload();
        return;
      }
      show(state);
    }
  } catch {
    // The line is down for a moment; the next question may get through.
  }
  setTimeout(ask, 1000);
}

if (bar) setTimeout(ask, 500);
