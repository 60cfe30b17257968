// A toast that offers a way back ([data-seconds]) goes by itself, but not while a hand or the focus is on it.
function wait(toast) {
  if (toast.dataset.waits) return;
  toast.dataset.waits = "1";
  const timer = setInterval(() => {
    if (toast.matches(":hover, :focus-within, [aria-busy]")) return;
    toast.dataset.seconds -= 1;
    if (toast.dataset.seconds > 0 && toast.isConnected) return;
    clearInterval(timer);
    toast.remove();
  }, 1000);
}

const all = () => document.querySelectorAll("[data-toast][data-seconds]").forEach(wait);
all();
document.addEventListener("htmx:afterSettle", all);
document.addEventListener("htmx:oobAfterSwap", all);
