// Part of the service worker (vite-service-worker.ts joins them): where the browser offers Background Sync, it hands what
// waits to the server when the network is back and nobody looks at the app. It verifies nothing and erases nothing: the
// app asks for the receipts when it is next opened (sender.ts), and only then lets a record go (§8.13).
const SENDING = 'apoyo-ciudadano-envio';
/** What is longer was written by a clock that has been set back since. */
const LONGEST_REST_MS = 3_600_000;
const CONTAINER_TYPE = 'application/vnd.apoyo-ciudadano.container.v1';

self.addEventListener('sync', (event) => {
  if (event.tag === SENDING) event.waitUntil(sendInBackground());
});

async function sendInBackground() {
  const windows = await self.clients.matchAll({ type: 'window' });
  const seen = windows.filter(({ visibilityState }) => visibilityState === 'visible');
  for (const window of seen) window.postMessage('send');
  if (seen.length > 0) return;
  await navigator.locks.request(SENDING, { ifAvailable: true }, (lock) => (lock ? handOver() : undefined));
}

/** Rejects while the server is out of reach or busy: the browser then tries again by itself, later and later. */
async function handOver() {
  const database = await openVault();
  if (!database) return;
  try {
    const setting = (name) => answered(database.transaction('settings').objectStore('settings').get(name));
    if ((await setting('wifiOnly')) === true && navigator.connection?.type === 'cellular') return;
    const rest = (await setting('sendingRestsUntil')) - Date.now();
    if (rest > 0 && rest < LONGEST_REST_MS) throw new Error('the server asked for time');
    const records = await answered(database.transaction('records').objectStore('records').getAll());
    for (const { folio } of records.filter(({ checked, handedOver }) => checked && !handedOver)) {
      const body = await answered(database.transaction('containers').objectStore('containers').get(folio));
      if (!body) continue;
      const headers = { 'content-type': CONTAINER_TYPE };
      const path = `/api/v1/supports/${encodeURIComponent(folio)}`;
      const answer = await fetch(path, { method: 'PUT', headers, body, cache: 'no-store', credentials: 'omit' });
      if (answer.status === 429 || answer.status >= 500) throw new Error('the server is busy');
      // What it refuses is for the app to read to the person.
      if (answer.ok) await markHandedOver(database, folio);
    }
  } finally {
    database.close();
  }
}

async function markHandedOver(database, folio) {
  const store = database.transaction('records', 'readwrite').objectStore('records');
  const record = await answered(store.get(folio));
  if (record) await answered(store.put({ ...record, handedOver: true }));
}

/** @returns undefined where the app never kept anything: looking for it must not make an empty one. */
function openVault() {
  return new Promise((done, failed) => {
    const asked = indexedDB.open('apoyo-ciudadano');
    asked.onupgradeneeded = () => {
      asked.transaction.abort();
      done(undefined);
    };
    asked.onsuccess = () => done(asked.result);
    asked.onerror = () => failed(asked.error);
  });
}

function answered(request) {
  return new Promise((done, failed) => {
    request.onsuccess = () => done(request.result);
    request.onerror = () => failed(request.error);
  });
}
