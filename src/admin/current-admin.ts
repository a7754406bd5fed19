import type { CurrentAdmin } from 'adminjs';
import type { Official } from './official.js';

const officials = new WeakMap<object, Official>();

/**
 * AdminJS writes its `currentAdmin` into the page, so it contains only the frame; the official stays in the WeakMap.
 */
export function asCurrentAdmin(official: Official, frame: object): CurrentAdmin {
  // Percent-encoded because AdminJS writes it into a script without escaping.
  const currentAdmin = { email: '', frame: encodeURIComponent(JSON.stringify(frame)) };
  officials.set(currentAdmin, official);
  return currentAdmin;
}

export function officialOf(currentAdmin: CurrentAdmin | undefined): Official {
  const official = currentAdmin && officials.get(currentAdmin);
  if (!official) throw new Error('the request has no signed-in official');
  return official;
}
