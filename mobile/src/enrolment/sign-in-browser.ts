import { packagePlatform } from '../platform.js';

/** The browser used to sign in; never a web view of the app, which could read the password. */
export interface SignInBrowser {
  /** Tells the server where to redirect with the result. */
  readonly from: 'package' | undefined;
  open(url: string): Promise<void>;
}

/** The only address accepted from the phone's browser, and the only parameters read from it. */
const RETURN_URL = 'mx.ine.apoyociudadano://registro';
const RETURN_PARAMETERS = ['code', 'state', 'error'] as const;

/** @returns the path of the screen that completes the sign-in; undefined for any other address. */
export function screenForReturnUrl(url: string): string | undefined {
  const [address, query = ''] = url.split('?');
  if (address?.replace(/\/$/, '') !== RETURN_URL) return undefined;
  const parameters = new URLSearchParams(query);
  const known = RETURN_PARAMETERS.flatMap((name) => {
    const value = parameters.get(name);
    return value === null ? [] : [[name, value] as [string, string]];
  });
  return known.length === 0 ? undefined : `/registro?${new URLSearchParams(known).toString()}`;
}

const webAppBrowser: SignInBrowser = {
  from: undefined,
  open: (url) => {
    location.assign(url);
    return Promise.resolve();
  },
};

/** The phone's browser, which returns through the URL scheme that the package registers (RFC 8252). */
const systemBrowser: SignInBrowser = {
  from: 'package',
  open: async (url) => {
    const [{ App }, { Browser }] = await Promise.all([import('@capacitor/app'), import('@capacitor/browser')]);
    await App.removeAllListeners();
    await App.addListener('appUrlOpen', (opened) => {
      const screen = screenForReturnUrl(opened.url);
      if (screen === undefined) return;
      // Not implemented on Android, where the browser tab closes itself.
      void Browser.close().catch(() => undefined);
      location.assign(screen);
    });
    await Browser.open({ url });
  },
};

export function signInBrowser(): SignInBrowser {
  return packagePlatform() ? systemBrowser : webAppBrowser;
}
