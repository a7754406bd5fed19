import { lazy, type ComponentType, type LazyExoticComponent } from 'react';

const RETRY_DELAY_MS = 800;

/** Loads a module, with one retry after a short delay: on a weak signal the second attempt often succeeds. */
export async function loadWithRetry<Part>(load: () => Promise<Part>): Promise<Part> {
  try {
    return await load();
  } catch {
    await new Promise((done) => setTimeout(done, RETRY_DELAY_MS));
    return load();
  }
}

/** A screen that is loaded when it is first shown. */
export function lazyScreen(load: () => Promise<{ default: ComponentType }>): LazyExoticComponent<ComponentType> {
  return lazy(() => loadWithRetry(load));
}
