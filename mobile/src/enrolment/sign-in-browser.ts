import { packagePlatform } from '../platform.js';

/** Where an app signs in: never in a view of its own that could read the password. */
export interface SignInBrowser {
  /** Of the request, so that the server knows where the answer belongs. */
  readonly from: 'package' | undefined;
  open(url: string): Promise<void>;
}

/** Only this address is taken back from the telephone's browser, and only what a sign-in says. */
const RETURN_URL = 'mx.ine.apoyociudadano://registro';
const RETURN_PARAMETERS = ['code', 'state', 'error'] as const;

/** @returns the screen that ends the sign-in; undefined for an address that is none of ours. */
export function screenForReturnUrl(url: string): string | undefined {
  const [address, query = ''] = url.split('?');
  if (address?.replace(/\/$/, '') !== RETURN_URL) return undefined;
  const said = new URLSearchParams(query);
  const kept = RETURN_PARAMETERS.flatMap((name) => {
    const value = said.get(name);
    return value === null ? [] : [[name, value] as [string, string]];
  });
  return kept.length === 0 ? undefined : `/registro?${new URLSearchParams(kept).toString()}`;
}

const webAppBrowser: SignInBrowser = {
  from: undefined,
  open: (url) => {
    location.assign(url);
    return Promise.resolve();
  },
};

/** The telephone's own browser; it comes back by the scheme that the package registers (RFC 8252). */
const systemBrowser: SignInBrowser = {
  from: 'package',
  open: async (url) => {
    const [{ App }, { Browser }] = await Promise.all([import('@capacitor/app'), import('@capacitor/browser')]);
    await App.removeAllListeners();
    await App.addListener('appUrlOpen', (opened) => {
      const screen = screenForReturnUrl(opened.url);
      if (screen === undefined) return;
      // Android's browser tab closes itself and has no such call.
      void Browser.close().catch(() => undefined);
      location.assign(screen);
    });
    await Browser.open({ url });
  },
};

export function signInBrowser(): SignInBrowser {
  return packagePlatform() ? systemBrowser : webAppBrowser;
}
