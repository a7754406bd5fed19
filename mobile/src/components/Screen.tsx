import { createContext, use, useEffect, useId, useRef, useState, type ReactNode, type RefObject } from 'react';
import { IonContent, IonFooter, IonHeader, IonPage, IonToolbar } from '@ionic/react';
import { Icon } from './Icon.js';

export interface ScreenProps {
  readonly title: string;
  /** Shows a back arrow if given. */
  readonly onBack?: () => void;
  readonly step?: { readonly number: number; readonly of: number };
  readonly children: ReactNode;
  /** Buttons at the bottom, within reach of the thumb. */
  readonly actions?: ReactNode;
}

/**
 * A control shown beside the step number of every screen, far from the buttons at the bottom. A flow sets it once, so
 * that it has the same place at each step.
 */
export const StepControl = createContext<ReactNode>(undefined);

/** A message shown first on every numbered screen of a flow. */
export const StepNotice = createContext<ReactNode>(undefined);

/** A page with one question. Focuses the title when it opens, so that screen readers start there. */
export function Screen({ title, onBack, step, children, actions }: ScreenProps) {
  const heading = useRef<HTMLHeadingElement>(null);
  const body = useRef<HTMLDivElement>(null);
  const titleId = useId();
  const stepControl = use(StepControl);
  const stepNotice = use(StepNotice);
  const mustTakeFocus = useKeyboardScroll(body);
  const isCramped = useCramped();
  const buttons = actions !== undefined && <div className="actions">{actions}</div>;
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
            <h1 id={titleId} ref={heading} tabIndex={-1}>
              {title}
            </h1>
          </div>
        </IonToolbar>
        {step && (
          <div className="steps">
            <div>
              <p id="step">
                Paso {step.number} de {step.of}
              </p>
              {stepControl}
            </div>
            <progress aria-labelledby="step" value={step.number} max={step.of} />
          </div>
        )}
      </IonHeader>
      <IonContent>
        {/* IonContent has the role `main`. */}
        <div
          ref={body}
          className="body"
          {...(mustTakeFocus && { role: 'region', 'aria-labelledby': titleId, tabIndex: 0 })}
        >
          {step && stepNotice}
          {children}
          {isCramped && buttons}
        </div>
      </IonContent>
      {buttons !== false && !isCramped && <IonFooter className="ion-no-border">{buttons}</IonFooter>}
    </IonPage>
  );
}

const FOCUSABLE = 'a[href], ion-button, button, input, select, textarea, summary, [tabindex="0"]';

/**
 * True if the content overflows and nothing in it can be focused: it must then be focusable to be scrolled by keyboard.
 */
function useKeyboardScroll(body: RefObject<HTMLDivElement | null>): boolean {
  const [mustTakeFocus, setMustTakeFocus] = useState(false);
  useEffect(() => {
    const content = body.current;
    const frame = content?.parentElement;
    if (!content || !frame) return undefined;
    const sizes = new ResizeObserver(() => {
      const takesFocus = [...content.querySelectorAll(FOCUSABLE)].some((each) => !each.matches(':disabled'));
      setMustTakeFocus(!takesFocus && content.scrollHeight > frame.clientHeight);
    });
    sizes.observe(content);
    sizes.observe(frame);
    return () => {
      sizes.disconnect();
    };
  }, [body]);
  return mustTakeFocus;
}

/** Below these sizes, in multiples of the text size, buttons at the bottom leave too little room for the content. */
const ROOM = { width: 15, height: 30 } as const;

/** True if a small phone shows large text: the buttons then scroll with the content. */
function useCramped(): boolean {
  const [cramped, setCramped] = useState(isCrampedNow);
  useEffect(() => {
    const measure = (): void => {
      setCramped(isCrampedNow());
    };
    addEventListener('resize', measure);
    return () => {
      removeEventListener('resize', measure);
    };
  }, []);
  return cramped;
}

function isCrampedNow(): boolean {
  const textSize = parseFloat(getComputedStyle(document.documentElement).fontSize);
  return innerWidth < ROOM.width * textSize && innerHeight < ROOM.height * textSize;
}
