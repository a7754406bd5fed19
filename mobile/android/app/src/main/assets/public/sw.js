// Keeps the app for use without a connection. A new version waits until the app, in its menu and with no capture
// open, asks for it (decision 30): it never changes what is being used.
const VERSION = "74c2580782eb235f";
const FILES = ["/app/assets/index-iDpfSWh7.js","/app/assets/CaptureFlow-CbXh_EHs.js","/app/assets/Duties-BAvTukEF.js","/app/assets/Field-P-Q2hyfW.js","/app/assets/PrivacyNotice-oqiOFekC.js","/app/assets/Registration-CN-t2CVq.js","/app/assets/Sending-CeSVPOB4.js","/app/assets/SpaceNote-DXN6OA_m.js","/app/assets/api-KmBTQkWw.js","/app/assets/overdue-4mjo3tHo.js","/app/assets/p-BmVRXR1y-tEpWjZ2F.js","/app/assets/p-CDvyV0r0-Dja6j0oi.js","/app/assets/p-CcOl6jEv-tFcg0TGu.js","/app/assets/p-CpcdCRug-CJ2i4bgl.js","/app/assets/p-CthoZqG1-BfoFd8qY.js","/app/assets/p-D7-vHX0A-B7_jbxRS.js","/app/assets/p-DEvF_E6y--zsXLxAu.js","/app/assets/p-DSuBagxs-BJMM-s4w.js","/app/assets/p-DcrAT6v8-J0KT5REC.js","/app/assets/p-Dojwmvde-BkDHf8Ux.js","/app/assets/p-S-gGoI4A-BLdlQpzA.js","/app/assets/p-ZjP4CjeZ-DJ1DGIsW.js","/app/assets/p-k92zpBT6-DXYvrUIH.js","/app/assets/services-Cj-TPdea.js","/app/assets/atkinson-hyperlegible-mono-latin-ext-wght-normal-CXgNM06D.woff2","/app/assets/atkinson-hyperlegible-mono-latin-wght-normal-CoA7y8X5.woff2","/app/assets/atkinson-hyperlegible-next-latin-ext-wght-normal-C6vrW8VD.woff2","/app/assets/atkinson-hyperlegible-next-latin-wght-normal-BcXVPD7q.woff2","/app/assets/index-BxakoKeS.css","/app/assets/reading.worker-Cx_kkmXj.js","/app/assets/zxing_reader-Bb9Mx2Pu.wasm","/app/index.html","/app/icon-192.png","/app/icon-512.png","/app/icon-maskable-512.png","/app/icon.svg","/app/manifest.webmanifest"];
const BASE = "/app/";
const CACHE = `apoyo-ciudadano-${VERSION}`;
const INDEX = `${BASE}index.html`;

self.addEventListener('install', (event) => {
  event.waitUntil(
    caches.open(CACHE).then((cache) => cache.addAll(FILES.map((file) => new Request(file, { cache: 'reload' })))),
  );
});

self.addEventListener('activate', (event) => {
  event.waitUntil(
    caches
      .keys()
      .then((names) => Promise.all(names.filter((name) => name !== CACHE).map((name) => caches.delete(name))))
      .then(() => self.clients.claim()),
  );
});

self.addEventListener('message', (event) => {
  if (event.data === 'activate') void self.skipWaiting();
});

self.addEventListener('fetch', (event) => {
  const { request } = event;
  const url = new URL(request.url);
  if (request.method !== 'GET' || url.origin !== self.location.origin || !url.pathname.startsWith(BASE)) return;
  if (request.mode === 'navigate') {
    event.respondWith(caches.match(INDEX).then((kept) => kept ?? fetch(request)));
  } else if (FILES.includes(url.pathname)) {
    event.respondWith(caches.match(request).then((kept) => kept ?? fetch(request)));
  }
});

// Part of the service worker (vite-service-worker.ts joins them): where the browser offers Background Sync, it hands what
// waits to the server when the network is back and nobody looks at the app. It verifies nothing and erases nothing: the
// app asks for the receipts when it is next opened (sender.ts), and only then lets a record go (§8.13).
const SENDING = 'apoyo-ciudadano-envio';
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
    const wifiOnly = await answered(database.transaction('settings').objectStore('settings').get('wifiOnly'));
    if (wifiOnly === true && navigator.connection?.type === 'cellular') return;
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
