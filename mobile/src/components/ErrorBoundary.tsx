import { Component, type ReactNode } from 'react';

export interface ErrorBoundaryProps {
  readonly children: ReactNode;
}

interface State {
  /** A screen failed to render and was unmounted. */
  readonly failed: boolean;
  /** An event handler or promise failed; the screen is still mounted. */
  readonly rejected: boolean;
}

/**
 * Replaces a screen that failed to render by a page that says what to do. Other errors are shown above the screen,
 * which keeps its state. Uses plain elements only, since any other component may be the one that failed.
 */
export class ErrorBoundary extends Component<ErrorBoundaryProps, State> {
  override state: State = { failed: false, rejected: false };

  static getDerivedStateFromError(): Partial<State> {
    return { failed: true };
  }

  readonly #onRejection = (): void => {
    this.setState({ rejected: true });
  };

  /** Ignores events without an error, such as 'ResizeObserver loop' warnings. */
  readonly #onError = ({ error }: ErrorEvent): void => {
    if (error instanceof Error && !this.state.failed) this.setState({ rejected: true });
  };

  override componentDidMount(): void {
    addEventListener('unhandledrejection', this.#onRejection);
    addEventListener('error', this.#onError);
  }

  override componentWillUnmount(): void {
    removeEventListener('unhandledrejection', this.#onRejection);
    removeEventListener('error', this.#onError);
  }

  override render(): ReactNode {
    if (!this.state.failed) {
      return (
        <>
          {this.props.children}
          {this.state.rejected && this.#renderNotice()}
        </>
      );
    }
    return (
      <main className="failed" role="alert">
        <h1>La aplicación no pudo continuar</h1>
        <p>Los apoyos que ya tienen folio están guardados y se enviarán. El que estaba captando no se guardó.</p>
        <button type="button" onClick={reopen}>
          Volver a abrir
        </button>
        <p>
          Si vuelve a ver este aviso, reinicie el teléfono y revise que tenga espacio libre. Ayuda: INETEL,{' '}
          <a href="tel:8004332000">800 433 2000</a>.
        </p>
      </main>
    );
  }

  #renderNotice(): ReactNode {
    return (
      <div className="setback" role="alert">
        <p>
          <strong>Algo falló y no se completó.</strong> Lo que tiene en esta pantalla sigue aquí: intente de nuevo. Los
          apoyos que ya tienen folio están guardados. Si no puede seguir, vuelva a abrir la aplicación; lo que esté
          captando sin folio se descartará.
        </p>
        <div>
          <button
            type="button"
            onClick={() => {
              this.setState({ rejected: false });
            }}
          >
            Seguir aquí
          </button>
          <button type="button" className="quiet" onClick={reopen}>
            Volver a abrir
          </button>
        </div>
      </div>
    );
  }
}

function reopen(): void {
  location.assign(import.meta.env.BASE_URL);
}
