import { useEffect, useRef, type ReactNode } from 'react';
import { IonContent, IonFooter, IonHeader, IonPage, IonToolbar } from '@ionic/react';
import { Icon } from './Icon.js';

export interface ScreenProps {
  readonly title: string;
  /** Where the arrow leads; none without it. */
  readonly onBack?: () => void;
  readonly step?: { readonly number: number; readonly of: number };
  readonly children: ReactNode;
  /** What the thumb reaches. */
  readonly actions?: ReactNode;
}

/** One question, its answer in the thumb's reach. Its title takes the focus, so that a screen reader begins there. */
export function Screen({ title, onBack, step, children, actions }: ScreenProps) {
  const heading = useRef<HTMLHeadingElement>(null);
  useEffect(() => {
    document.title = `${title} · Apoyo Ciudadano - INE`;
    heading.current?.focus();
  }, [title]);
  return (
    <IonPage>
      <IonHeader className="ion-no-border">
        <IonToolbar>
          <div className="bar">
            {onBack && (
              <button type="button" className="icon-button" aria-label="Volver" onClick={onBack}>
                <Icon name="back" />
              </button>
            )}
            <h1 ref={heading} tabIndex={-1}>
              {title}
            </h1>
          </div>
        </IonToolbar>
        {step && (
          <div className="steps">
            <p id="step">
              Paso {step.number} de {step.of}
            </p>
            <progress aria-labelledby="step" value={step.number} max={step.of} />
          </div>
        )}
      </IonHeader>
      <IonContent>
        {/* Ionic makes the content the page’s main part. */}
        <div className="body">{children}</div>
      </IonContent>
      {actions !== undefined && (
        <IonFooter className="ion-no-border">
          <div className="actions">{actions}</div>
        </IonFooter>
      )}
    </IonPage>
  );
}
