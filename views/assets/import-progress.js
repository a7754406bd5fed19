// Puts the part of the page that changes while a file is worked on in place; when the work has come further, the page is loaded anew.
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
    // No connection just now: the next round asks again.
  }
  setTimeout(refresh, 1500);
}

setTimeout(refresh, 1000);
