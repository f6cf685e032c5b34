// A page that shows work going on in the background looks again by itself.

if (document.querySelector("[data-reload]")) setTimeout(() => window.location.reload(), 3000);
