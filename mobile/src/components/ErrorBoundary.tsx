import { Component, type ReactNode } from 'react';
import { isVaultUnreadable } from '../storage/vault-unreadable-error.js';
import { Witness } from '../storage/witness.js';

export interface ErrorBoundaryProps {
  readonly children: ReactNode;
}

interface State {
  /** A screen failed to render and was unmounted. */
  readonly failed: boolean;
  /** It failed because the storage cannot be read. */
  readonly unreadable: boolean;
  /** An event handler or promise failed; the screen is still mounted. */
  readonly rejected: boolean;
}

/**
 * Replaces a screen that failed to render with a page that says what to do. Other errors are shown above the screen,
 * which keeps its state. Uses plain elements only, since any other component may be the one that failed.
 */
export class ErrorBoundary extends Component<ErrorBoundaryProps, State> {
  override state: State = { failed: false, unreadable: false, rejected: false };

  static getDerivedStateFromError(error: unknown): Partial<State> {
    return { failed: true, unreadable: isVaultUnreadable(error) };
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
        {this.state.unreadable ? (
          <p>
            Este teléfono no puede leer lo que la aplicación guarda, y no se sabe si los apoyos están completos.
            {lastUnsent()} No borre la aplicación ni sus datos.
          </p>
        ) : (
          <p>
            Lo que estaba captando sin folio no se guardó. Este aviso no borra los apoyos que ya tienen folio: al volver
            a abrir, revíselos en «Envíos y acuses».
          </p>
        )}
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
          <strong>Algo falló y no se completó.</strong> Lo que tiene en esta pantalla sigue aquí: intente de nuevo. Este
          aviso no borra los apoyos que ya tienen folio. Si no puede seguir, vuelva a abrir la aplicación; lo que esté
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

function lastUnsent(): string {
  const { length } = new Witness().unsent();
  if (length === 0) return '';
  return length === 1
    ? ' La última vez guardaba 1 sin enviar.'
    : ` La última vez guardaba ${String(length)} sin enviar.`;
}

function reopen(): void {
  location.assign(import.meta.env.BASE_URL);
}
