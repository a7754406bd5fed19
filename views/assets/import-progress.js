// Refreshes the progress of a running import, and reloads the page when its state changes.
const part = document.getElementById('avance');

async function refresh() {
  try {
    const answer = await fetch(part.dataset.source, { cache: 'no-store' });
    const page = new DOMParser().parseFromString(await answer.text(), 'text/html');
    const next = page.getElementById('avance');
    if (answer.redirected || next?.dataset.state !== part.dataset.state) {
      location.reload();
      return;
    }
    part.replaceChildren(...next.childNodes);
  } catch {
    // Retries after a connection error.
  }
  setTimeout(refresh, 1500);
}

setTimeout(refresh, 1000);
