import { afterEach, describe, expect, it } from '@jest/globals';
import { OfflineError } from '../server/errors.js';
import type { Services } from '../services.js';
import { startSignIn } from './sign-in.js';
import { screenForReturnUrl, signInBrowser } from './sign-in-browser.js';

describe('the return from the phone’s browser (§7.3, decision 23)', () => {
  afterEach(() => {
    Reflect.deleteProperty(globalThis, 'Capacitor');
  });

  it('is not needed if the server cannot be reached, because the app then opens no browser', async () => {
    const opened: string[] = [];
    Object.assign(globalThis, {
      Capacitor: { isNativePlatform: () => false },
      location: { assign: (url: string) => opened.push(url) },
      sessionStorage: { setItem: () => undefined },
    });
    let isReachable = false;
    const server = {
      maintenance: () => (isReachable ? Promise.resolve(null) : Promise.reject(new OfflineError('no answer'))),
      signInUrl: () => 'https://servidor.example/sign-in/app/google',
    };
    const signIn = () => startSignIn({ server } as unknown as Services, 'google');
    await expect(signIn()).rejects.toThrow(OfflineError);
    expect(opened).toEqual([]);
    isReachable = true;
    await signIn();
    expect(opened).toHaveLength(1);
    for (const name of ['location', 'sessionStorage']) Reflect.deleteProperty(globalThis, name);
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
