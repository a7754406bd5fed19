/** What a package's shell puts into its pages before the app; the app in a browser has none. */
interface Shell {
  isNativePlatform?(): boolean;
  getPlatform?(): string;
}

/** The telephone whose package this is; undefined in a browser. */
export function packagePlatform(): 'android' | 'ios' | undefined {
  const { Capacitor: shell } = globalThis as { Capacitor?: Shell };
  if (shell?.isNativePlatform?.() !== true) return undefined;
  return shell.getPlatform?.() === 'ios' ? 'ios' : 'android';
}
