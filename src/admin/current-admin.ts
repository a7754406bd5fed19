import type { CurrentAdmin } from 'adminjs';
import type { Official } from './official.js';

const officials = new WeakMap<object, Official>();

/** What AdminJS carries through a request and writes into the page: the frame alone; the official stays here. */
export function asCurrentAdmin(official: Official, frame: object): CurrentAdmin {
  // Percent-encoded, because AdminJS writes it into a script without escaping.
  const currentAdmin = { email: '', frame: encodeURIComponent(JSON.stringify(frame)) };
  officials.set(currentAdmin, official);
  return currentAdmin;
}

export function officialOf(currentAdmin: CurrentAdmin | undefined): Official {
  const official = currentAdmin && officials.get(currentAdmin);
  if (!official) throw new Error('a screen was asked for without an official');
  return official;
}
