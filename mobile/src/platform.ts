/** The global object that Capacitor adds to the page of a packaged app; absent in a browser. */
interface Shell {
  isNativePlatform?(): boolean;
  getPlatform?(): string;
}

/** The platform of a packaged app; undefined in a browser. */
export function packagePlatform(): 'android' | 'ios' | undefined {
  const { Capacitor: shell } = globalThis as { Capacitor?: Shell };
  if (shell?.isNativePlatform?.() !== true) return undefined;
  return shell.getPlatform?.() === 'ios' ? 'ios' : 'android';
}
