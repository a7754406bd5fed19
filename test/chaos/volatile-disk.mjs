// Preloaded by a web process to simulate a power loss. `kill -9` does not lose the kernel's page cache, but a power
// loss does. Therefore writes to a blob are buffered in the process and lost with it until they are synced. After the
// file is closed, unsynced writes reach the disk with a delay, as with the kernel's write-back.
import { closeSync, fsyncSync, openSync, readlinkSync, writeFileSync, writeSync } from 'node:fs';
import { open } from 'node:fs/promises';
import { join } from 'node:path';

const WRITE_BACK_DELAY_MS = 4000;
const { CHAOS_FOLDER = '', CHAOS_SKIP_SYNC } = process.env;
const blobs = join(CHAOS_FOLDER, 'data', 'blobs');

const probe = await open('/dev/null', 'r');
const FileHandle = Object.getPrototypeOf(probe);
await probe.close();
const original = Object.fromEntries(
  ['write', 'writev', 'writeFile', 'appendFile', 'sync', 'datasync', 'close'].map((name) => [name, FileHandle[name]]),
);
const caches = new WeakMap();
let markerWritten = false;

/** Unsynced writes of this handle; undefined for files other than blobs. */
function cacheOf(handle) {
  if (caches.has(handle)) return caches.get(handle);
  const path = readlinkSync(`/proc/self/fd/${handle.fd}`);
  // Opens a second descriptor: the handle may be closed and the file renamed before the write-back.
  const cache = path.startsWith(blobs)
    ? { fd: openSync(`/proc/self/fd/${handle.fd}`, 'r+'), end: 0, pieces: [] }
    : undefined;
  caches.set(handle, cache);
  if (cache && !markerWritten) {
    markerWritten = true;
    writeFileSync(join(CHAOS_FOLDER, `volatile.${process.pid}`), '');
  }
  return cache;
}

function buffer(cache, bytes, position) {
  const at = typeof position === 'number' ? position : cache.end;
  cache.pieces.push([Buffer.from(bytes), at]);
  cache.end = Math.max(cache.end, at + bytes.length);
}

function writeBack(cache) {
  for (const [bytes, at] of cache.pieces.splice(0)) {
    for (let done = 0; done < bytes.length;) done += writeSync(cache.fd, bytes, done, bytes.length - done, at + done);
  }
}

const bytesOf = (data, encoding) =>
  typeof data === 'string' ? Buffer.from(data, encoding) : Buffer.from(data.buffer, data.byteOffset, data.byteLength);

FileHandle.write = async function (data, ...rest) {
  const cache = cacheOf(this);
  if (!cache) return original.write.call(this, data, ...rest);
  let bytes;
  let position;
  if (typeof data === 'string') {
    [position] = rest;
    bytes = bytesOf(data, rest[1]);
  } else {
    const options =
      typeof rest[0] === 'object' && rest[0] !== null
        ? rest[0]
        : { offset: rest[0], length: rest[1], position: rest[2] };
    const offset = options.offset ?? 0;
    bytes = bytesOf(data).subarray(offset, offset + (options.length ?? data.byteLength - offset));
    ({ position } = options);
  }
  buffer(cache, bytes, position);
  return { bytesWritten: bytes.length, buffer: data };
};

FileHandle.writev = async function (buffers, position) {
  const cache = cacheOf(this);
  if (!cache) return original.writev.call(this, buffers, position);
  const bytes = Buffer.concat(buffers.map((data) => bytesOf(data)));
  buffer(cache, bytes, position);
  return { bytesWritten: bytes.length, buffers };
};

for (const name of ['writeFile', 'appendFile']) {
  FileHandle[name] = async function (data, options) {
    const cache = cacheOf(this);
    if (!cache) return original[name].call(this, data, options);
    if (typeof data === 'string' || ArrayBuffer.isView(data)) buffer(cache, bytesOf(data));
    else for await (const piece of data) buffer(cache, bytesOf(piece));
  };
}

for (const name of ['sync', 'datasync']) {
  FileHandle[name] = async function () {
    const cache = caches.get(this);
    if (!cache) return original[name].call(this);
    if (CHAOS_SKIP_SYNC) return undefined;
    writeBack(cache);
    fsyncSync(cache.fd);
  };
}

FileHandle.close = async function () {
  const cache = caches.get(this);
  if (cache) {
    caches.delete(this);
    if (cache.pieces.length === 0) closeSync(cache.fd);
    else
      setTimeout(() => {
        writeBack(cache);
        closeSync(cache.fd);
      }, WRITE_BACK_DELAY_MS);
  }
  return original.close.call(this);
};
