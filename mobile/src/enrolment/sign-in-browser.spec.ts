import { afterEach, describe, expect, it } from '@jest/globals';
import { screenForReturnUrl, signInBrowser } from './sign-in-browser.js';

describe('the return from the phone’s browser (§7.3, decision 23)', () => {
  afterEach(() => {
    Reflect.deleteProperty(globalThis, 'Capacitor');
  });

  it('opens the screen that completes the sign-in, with only the known parameters', () => {
    expect(screenForReturnUrl('mx.ine.apoyociudadano://registro?code=c%2Bd&state=s&next=https://evil.example')).toBe(
      '/registro?code=c%2Bd&state=s',
    );
    expect(screenForReturnUrl('mx.ine.apoyociudadano://registro/?error=SIGN_IN.PROVIDER_REFUSED&state=s')).toBe(
      '/registro?state=s&error=SIGN_IN.PROVIDER_REFUSED',
    );
  });

  it.each([
    'mx.ine.apoyociudadano://registro',
    'mx.ine.apoyociudadano://captura?code=c&state=s',
    'mx.ine.apoyociudadano://registro.evil?code=c&state=s',
    'https://evil.example/registro?code=c&state=s',
    'javascript:alert(1)?code=c',
    '',
  ])('ignores %s', (url) => {
    expect(screenForReturnUrl(url)).toBeUndefined();
  });

  it('goes to a packaged app only if the page runs in one', () => {
    expect(signInBrowser().from).toBeUndefined();
    Object.assign(globalThis, { Capacitor: { isNativePlatform: () => false, getPlatform: () => 'web' } });
    expect(signInBrowser().from).toBeUndefined();
    Object.assign(globalThis, { Capacitor: { isNativePlatform: () => true, getPlatform: () => 'android' } });
    expect(signInBrowser().from).toBe('package');
  });
});
