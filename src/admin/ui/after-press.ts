/** A press on a native list may end without an event. */
const LONGEST_PRESS_MS = 1000;

let isPressed = false;
const waiting: (() => void)[] = [];

const runWaiting = (): void => {
  isPressed = false;
  for (const work of waiting.splice(0)) work();
};

// Absent in unit tests.
if (typeof addEventListener === 'function') {
  addEventListener('pointerdown', () => (isPressed = true), true);
  // The click follows in the same task.
  for (const end of ['pointerup', 'pointercancel']) addEventListener(end, () => setTimeout(runWaiting), true);
}

/**
 * Runs `work` once no mouse button or finger is down. A press on a button takes the focus from a field; if the field
 * then showed its error, the button would move away before the press ends, and the click would be lost.
 */
export function afterPress(work: () => void): void {
  if (!isPressed) {
    work();
    return;
  }
  waiting.push(work);
  setTimeout(runWaiting, LONGEST_PRESS_MS);
}
