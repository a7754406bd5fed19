import { Screen } from '../components/Screen.js';

export function Loading() {
  return (
    <Screen title="Un momento…">
      <p role="status">Abriendo.</p>
    </Screen>
  );
}
