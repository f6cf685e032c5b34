// The scan page: live camera, a picture, or a typed number. Whatever is read goes to data-resolve-url?code=…, and the
// server decides what it is. All sentences come from the page (data-say-…), in its language.

const LOOK_EVERY_MS = 150;

const scanner = document.querySelector("[data-scanner]");
const status = scanner.querySelector("[data-scan-status]");
const view = scanner.querySelector("[data-scan-view]");
const video = scanner.querySelector("video");
const startButton = scanner.querySelector("[data-scan-start]");
const stopButton = scanner.querySelector("[data-scan-stop]");
const picture = scanner.querySelector("[data-scan-picture]");

let reading; // the promise of a function: image source → list of texts
let stream;
let lastRefused = "";

function say(key) {
  status.textContent = scanner.dataset[`say${key}`] ?? "";
}

// Browsers that can read codes themselves do; for the others the decoder is fetched from our own server, once.
async function makeReader() {
  if ("BarcodeDetector" in window && (await BarcodeDetector.getSupportedFormats()).includes("qr_code")) {
    const detector = new BarcodeDetector({ formats: ["qr_code"] });
    return async (source) => (await detector.detect(source)).map((found) => found.rawValue);
  }
  const { prepareZXingModule, readBarcodes } = await import(new URL(scanner.dataset.readerModule, location.href).href);
  await prepareZXingModule({
    overrides: { locateFile: (path, prefix) => (path.endsWith(".wasm") ? scanner.dataset.readerWasm : prefix + path) },
    fireImmediately: true,
  });
  return async (source) => {
    const found = await readBarcodes(pixels(source), { formats: ["QRCode"], tryHarder: true, maxNumberOfSymbols: 4 });
    return found.filter((code) => code.isValid).map((code) => code.text);
  };
}

function pixels(source) {
  const width = source.videoWidth || source.width;
  const height = source.videoHeight || source.height;
  const scale = Math.min(1, 1600 / Math.max(width, height));
  const canvas = document.createElement("canvas");
  canvas.width = Math.round(width * scale);
  canvas.height = Math.round(height * scale);
  const context = canvas.getContext("2d", { willReadFrequently: true });
  context.drawImage(source, 0, 0, canvas.width, canvas.height);
  return context.getImageData(0, 0, canvas.width, canvas.height);
}

function reader() {
  reading ??= makeReader();
  return reading;
}

// A code of ours is an address on this site, or a /q/… or /v/… path, or the bare number or digital code. Others are not followed.
function isOurs(text) {
  if (/^https?:/i.test(text)) {
    try {
      return [location.host, ...(scanner.dataset.hosts ?? "").split(" ")].includes(new URL(text).host);
    } catch {
      return false; // it begins like an address and is none
    }
  }
  return /^\/[qv]\//.test(text) || /^[0-9A-Za-z-]{6,64}$/.test(text);
}

function go(text) {
  const target = new URL(scanner.dataset.resolveUrl, location.href);
  target.searchParams.set("code", text);
  say("Found");
  stop();
  navigator.vibrate?.(80);
  location.assign(target);
}

function take(texts) {
  const ours = texts.map((text) => text.trim()).find(isOurs);
  if (ours) {
    go(ours);
    return true;
  }
  if (texts.length && texts[0] !== lastRefused) {
    lastRefused = texts[0];
    say("Foreign");
  }
  return false;
}

async function look(read) {
  while (stream) {
    if (video.readyState >= video.HAVE_CURRENT_DATA) {
      const texts = await read(video);
      if (stream && take(texts)) return;
    }
    await new Promise((wake) => setTimeout(wake, LOOK_EVERY_MS));
  }
}

async function start() {
  if (!navigator.mediaDevices?.getUserMedia) {
    say(window.isSecureContext ? "NoCamera" : "Insecure");
    return;
  }
  startButton.disabled = true;
  say("Starting");
  try {
    stream = await navigator.mediaDevices.getUserMedia({ audio: false, video: { facingMode: { ideal: "environment" } } });
  } catch (error) {
    say({ NotAllowedError: "Denied", NotFoundError: "NoCamera", NotReadableError: "Busy" }[error.name] ?? "NoCamera");
    startButton.disabled = false;
    return;
  }
  try {
    const read = await reader();
    video.srcObject = stream;
    view.hidden = false;
    stopButton.hidden = false;
    startButton.hidden = true;
    await video.play();
    say("Aim");
    await look(read);
  } catch {
    reading = undefined;
    stop();
    say("NoReader");
  }
}

function stop() {
  stream?.getTracks().forEach((track) => track.stop());
  stream = undefined;
  video.srcObject = null;
  view.hidden = true;
  stopButton.hidden = true;
  startButton.hidden = false;
  startButton.disabled = false;
}

async function readPicture(file) {
  if (!file) return;
  say("Reading");
  let bitmap;
  try {
    bitmap = await createImageBitmap(file);
  } catch {
    say("NoPicture");
    return;
  }
  try {
    const read = await reader();
    const texts = await read(bitmap);
    lastRefused = "";
    if (!take(texts) && !texts.length) say("Nothing");
  } catch {
    reading = undefined;
    say("NoReader");
  } finally {
    bitmap.close();
    picture.value = ""; // the same picture may be chosen again
  }
}

for (const element of scanner.querySelectorAll("[data-needs-script]")) element.hidden = false;
startButton.addEventListener("click", start);
stopButton.addEventListener("click", () => {
  stop();
  say("Stopped");
});
picture.addEventListener("change", () => readPicture(picture.files[0]));
window.addEventListener("pagehide", stop);
document.addEventListener("visibilitychange", () => document.hidden && stream && stop());
