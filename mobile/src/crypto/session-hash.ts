/** A hash under a key that is only in this page's memory, so that no one can compute it once the page is closed. */
export function newSessionHash(): (text: string) => Promise<string> {
  const key = crypto.subtle.generateKey({ name: 'HMAC', hash: 'SHA-256' }, false, ['sign']);
  return async (text) => {
    const hash = await crypto.subtle.sign('HMAC', await key, new TextEncoder().encode(text));
    return Array.from(new Uint8Array(hash)).join(' ');
  };
}
