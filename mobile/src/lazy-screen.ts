import { lazy, type ComponentType, type LazyExoticComponent } from 'react';

const RETRY_DELAY_MS = 800;

/** Loads a part of the app; when it does not come, once more after a moment: a weak signal often lets the second one through. */
export async function loadWithRetry<Part>(load: () => Promise<Part>): Promise<Part> {
  try {
    return await load();
  } catch {
    await new Promise((done) => setTimeout(done, RETRY_DELAY_MS));
    return load();
  }
}

/** A screen that comes when it is chosen. */
export function lazyScreen(load: () => Promise<{ default: ComponentType }>): LazyExoticComponent<ComponentType> {
  return lazy(() => loadWithRetry(load));
}
