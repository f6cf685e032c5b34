// Where the phone is goes along with a signature, if the driver allows it. Nobody is asked unbidden: with permission
// given before, the place is looked up when the page opens; else a button offers it.

const form = document.querySelector("form[data-place]");
const latitude = form?.querySelector("[data-latitude]");
const longitude = form?.querySelector("[data-longitude]");
const offer = document.querySelector("[data-place-offer]");
const said = document.querySelector("[data-place-said]");

function fill({ coords }) {
  latitude.value = coords.latitude.toFixed(6);
  longitude.value = coords.longitude.toFixed(6);
  if (offer) offer.hidden = true;
  if (said) said.hidden = false;
}

function look() {
  navigator.geolocation.getCurrentPosition(fill, () => {}, { enableHighAccuracy: true, timeout: 8000, maximumAge: 60000 });
}

if (form && "geolocation" in navigator && window.isSecureContext) {
  const permission = await navigator.permissions?.query({ name: "geolocation" }).catch(() => undefined);
  if (permission?.state === "granted") look();
  else if (permission?.state !== "denied" && offer) {
    offer.hidden = false;
    offer.addEventListener("click", look);
  }
}
