import { lazy, type ComponentType, type LazyExoticComponent } from 'react';

const PAUSE_MS = 800;

/** Loads a part of the app; when it does not come, once more after a moment: a weak signal often lets the second one through. */
export async function loadTwice<Part>(load: () => Promise<Part>): Promise<Part> {
  try {
    return await load();
  } catch {
    await new Promise((done) => setTimeout(done, PAUSE_MS));
    return load();
  }
}

/** A screen that comes when it is chosen. */
export function late(load: () => Promise<{ default: ComponentType }>): LazyExoticComponent<ComponentType> {
  return lazy(() => loadTwice(load));
}
