// Loaded before a web process. `kill -9` leaves the page cache of the machine behind, a loss of power does not: here what was
// written to a blob and not yet synced lives in the process alone, and dies with it. Synced it is on the disk as ever;
// unsynced it gets there after a while, as a kernel writes back.
import { closeSync, fsyncSync, openSync, readlinkSync, writeFileSync, writeSync } from 'node:fs';
import { open } from 'node:fs/promises';
import { join } from 'node:path';

const WRITTEN_BACK_AFTER_MS = 4000;
const { CHAOS_FOLDER = '', CHAOS_SYNC_LIES } = process.env;
const blobs = join(CHAOS_FOLDER, 'data', 'blobs');

const probe = await open('/dev/null', 'r');
const FileHandle = Object.getPrototypeOf(probe);
await probe.close();
const original = Object.fromEntries(
  ['write', 'writev', 'writeFile', 'appendFile', 'sync', 'datasync', 'close'].map((name) => [name, FileHandle[name]]),
);
const held = new WeakMap();
let seen = false;

/** What this handle has written and the disk does not have; undefined for files that are no blobs. */
function cacheOf(handle) {
  if (held.has(handle)) return held.get(handle);
  const path = readlinkSync(`/proc/self/fd/${handle.fd}`);
  // A descriptor of its own on the same file: the handle may be closed and the file renamed before it is written.
  const cache = path.startsWith(blobs)
    ? { fd: openSync(`/proc/self/fd/${handle.fd}`, 'r+'), end: 0, pieces: [] }
    : undefined;
  held.set(handle, cache);
  if (cache && !seen) {
    seen = true;
    writeFileSync(join(CHAOS_FOLDER, `volatile.${process.pid}`), '');
  }
  return cache;
}

function keep(cache, bytes, position) {
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
    const given =
      typeof rest[0] === 'object' && rest[0] !== null
        ? rest[0]
        : { offset: rest[0], length: rest[1], position: rest[2] };
    const offset = given.offset ?? 0;
    bytes = bytesOf(data).subarray(offset, offset + (given.length ?? data.byteLength - offset));
    ({ position } = given);
  }
  keep(cache, bytes, position);
  return { bytesWritten: bytes.length, buffer: data };
};

FileHandle.writev = async function (buffers, position) {
  const cache = cacheOf(this);
  if (!cache) return original.writev.call(this, buffers, position);
  const bytes = Buffer.concat(buffers.map((one) => bytesOf(one)));
  keep(cache, bytes, position);
  return { bytesWritten: bytes.length, buffers };
};

for (const name of ['writeFile', 'appendFile']) {
  FileHandle[name] = async function (data, options) {
    const cache = cacheOf(this);
    if (!cache) return original[name].call(this, data, options);
    if (typeof data === 'string' || ArrayBuffer.isView(data)) keep(cache, bytesOf(data));
    else for await (const piece of data) keep(cache, bytesOf(piece));
  };
}

for (const name of ['sync', 'datasync']) {
  FileHandle[name] = async function () {
    const cache = held.get(this);
    if (!cache) return original[name].call(this);
    if (CHAOS_SYNC_LIES) return undefined;
    writeBack(cache);
    fsyncSync(cache.fd);
  };
}

FileHandle.close = async function () {
  const cache = held.get(this);
  if (cache) {
    held.delete(this);
    if (cache.pieces.length === 0) closeSync(cache.fd);
    else
      setTimeout(() => {
        writeBack(cache);
        closeSync(cache.fd);
      }, WRITTEN_BACK_AFTER_MS);
  }
  return original.close.call(this);
};
