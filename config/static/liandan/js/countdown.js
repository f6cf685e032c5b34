// Minutes and seconds until something lapses; the sentence for afterwards is in the page.

for (const clock of document.querySelectorAll("[data-until]")) {
  const end = Date.parse(clock.dataset.until);
  const left = clock.querySelector("[data-left]");
  const tick = () => {
    const seconds = Math.max(0, Math.round((end - Date.now()) / 1000));
    left.textContent = `${Math.floor(seconds / 60)}:${String(seconds % 60).padStart(2, "0")}`;
    if (seconds > 0) return;
    clearInterval(timer);
    for (const part of document.querySelectorAll("[data-while-valid]")) part.hidden = true;
    for (const part of document.querySelectorAll("[data-when-lapsed]")) part.hidden = false;
  };
  const timer = setInterval(tick, 1000);
  left.hidden = false;
  tick();
}
