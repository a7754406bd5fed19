// Part of the service worker (vite-service-worker.ts concatenates the files). If the browser supports Background Sync,
// this uploads the pending records when the network is back and the app is not visible. It verifies and deletes
// nothing: when the app is next opened, sender.ts requests the receipts and only then deletes the records (§8.13).
const SENDING = 'apoyo-ciudadano-envio';
/** Ignores a longer pause: the device's clock was set back after it was stored. */
const MAX_PAUSE_MS = 3_600_000;
const CONTAINER_TYPE = 'application/vnd.apoyo-ciudadano.container.v1';

self.addEventListener('sync', (event) => {
  if (event.tag === SENDING) event.waitUntil(sendInBackground());
});

async function sendInBackground() {
  const windows = await self.clients.matchAll({ type: 'window' });
  const visible = windows.filter(({ visibilityState }) => visibilityState === 'visible');
  for (const window of visible) window.postMessage('send');
  if (visible.length > 0) return;
  await navigator.locks.request(SENDING, { ifAvailable: true }, (lock) => (lock ? uploadPending() : undefined));
}

/** Rejects if the server is unreachable or busy: the browser then retries with increasing delays. */
async function uploadPending() {
  const database = await openVault();
  if (!database) return;
  try {
    const setting = (name) => completed(database.transaction('settings').objectStore('settings').get(name));
    if ((await setting('wifiOnly')) === true && navigator.connection?.type === 'cellular') return;
    const pauseMs = (await setting('sendingRestsUntil')) - Date.now();
    if (pauseMs > 0 && pauseMs < MAX_PAUSE_MS) throw new Error('the server asked to wait');
    const records = await completed(database.transaction('records').objectStore('records').getAll());
    for (const { folio } of records.filter(({ checked, handedOver }) => checked && !handedOver)) {
      const body = await completed(database.transaction('containers').objectStore('containers').get(folio));
      if (!body) continue;
      const headers = { 'content-type': CONTAINER_TYPE };
      const path = `/api/v1/supports/${encodeURIComponent(folio)}`;
      const answer = await fetch(path, { method: 'PUT', headers, body, cache: 'no-store', credentials: 'omit' });
      if (answer.status === 429 || answer.status >= 500) throw new Error('the server is busy');
      // The app shows refusals to the user when it uploads the record itself.
      if (answer.ok) await markHandedOver(database, folio);
    }
  } finally {
    database.close();
  }
}

async function markHandedOver(database, folio) {
  const store = database.transaction('records', 'readwrite').objectStore('records');
  const record = await completed(store.get(folio));
  if (record) await completed(store.put({ ...record, handedOver: true }));
}

/** @returns undefined if the app never stored anything: opening must not create an empty database. */
function openVault() {
  return new Promise((resolve, reject) => {
    const request = indexedDB.open('apoyo-ciudadano');
    request.onupgradeneeded = () => {
      request.transaction.abort();
      resolve(undefined);
    };
    request.onsuccess = () => resolve(request.result);
    request.onerror = () => reject(request.error);
  });
}

function completed(request) {
  return new Promise((resolve, reject) => {
    request.onsuccess = () => resolve(request.result);
    request.onerror = () => reject(request.error);
  });
}
