import { Component, type ReactNode } from 'react';

export interface FailsafeProps {
  readonly children: ReactNode;
}

interface State {
  readonly failed: boolean;
}

/**
 * What is shown when a screen could not be: a page that says what to do, never a blank one. It leans on nothing that
 * may be what failed: plain elements, no parts that load.
 */
export class Failsafe extends Component<FailsafeProps, State> {
  override state: State = { failed: false };

  static getDerivedStateFromError(): State {
    return { failed: true };
  }

  override render(): ReactNode {
    if (!this.state.failed) return this.props.children;
    return (
      <main className="failed" role="alert">
        <h1>La aplicación no pudo continuar</h1>
        <p>Los apoyos que ya tienen folio están guardados y se enviarán. El que estaba captando no se guardó.</p>
        <button
          type="button"
          onClick={() => {
            location.assign(import.meta.env.BASE_URL);
          }}
        >
          Volver a abrir
        </button>
        <p>
          Si vuelve a ver este aviso, reinicie el teléfono y revise que tenga espacio libre. Ayuda: INETEL,{' '}
          <a href="tel:8004332000">800 433 2000</a>.
        </p>
      </main>
    );
  }
}
