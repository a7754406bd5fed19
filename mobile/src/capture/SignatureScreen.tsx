import { useEffect, useReducer, useRef, useState, type PointerEvent, type ReactNode } from 'react';
import { usePictureUrl } from '../camera/PhotoScreen.js';
import { Button } from '../components/Button.js';
import { Note } from '../components/Note.js';
import { Screen, type ScreenProps } from '../components/Screen.js';
import type { Picture } from './capture.js';
import { drawingFault, EMPTY_PAD, lengthOf, padReducer, type Point, type Stroke } from './signature-pad.js';

const SIZE = { width: 900, height: 420 } as const;
/** In a mark, a stroke shorter than this is a single touch (a fingerprint), drawn as a dot of FINGER_RADIUS. */
const MAX_TOUCH_LENGTH = 14;
const FINGER_RADIUS = 36;

const MISSING = {
  mark: 'Falta la marca. Pídala dentro del recuadro.',
  signature: 'Falta la firma. Va dentro del recuadro.',
} as const;
const TOO_SMALL =
  'La firma es demasiado pequeña. Toque «Borrar y firmar de nuevo»; la firma debe ocupar más del recuadro.';

export interface SignatureScreenProps extends Pick<ScreenProps, 'title' | 'onBack' | 'step'> {
  readonly instruction: string;
  readonly action: string;
  /** A mark may be a single touch (decision 31); a signature may not. */
  readonly kind?: 'signature' | 'mark';
  /** The signature drawn on an earlier visit to this step. */
  readonly taken?: Picture;
  readonly onAccept: (picture: Picture) => void;
  /** Shown between the pad and the buttons. */
  readonly children?: ReactNode;
}

/** A signature drawn with a finger (§7.3, §8.10), or the mark of a citizen who cannot sign. */
export function SignatureScreen({ taken: known, ...pad }: SignatureScreenProps) {
  const [taken, setTaken] = useState(known);
  if (!taken) return <Pad {...pad} />;
  return (
    <Taken
      {...pad}
      picture={taken}
      onAgain={() => {
        setTaken(undefined);
      }}
    />
  );
}

interface TakenProps extends Omit<SignatureScreenProps, 'taken'> {
  readonly picture: Picture;
  readonly onAgain: () => void;
}

function Taken({ picture, onAgain, action, onAccept, title, onBack, step, children }: TakenProps) {
  return (
    <Screen
      {...{ title, onBack, step }}
      actions={
        <>
          <Button
            onPress={() => {
              onAccept(picture);
            }}
          >
            {action}
          </Button>
          <Button kind="plain" onPress={onAgain}>
            Borrar y firmar de nuevo
          </Button>
        </>
      }
    >
      <img className="pad" src={usePictureUrl(picture)} alt={title} />
      {children}
    </Screen>
  );
}

function Pad({
  instruction,
  action,
  kind = 'signature',
  onAccept,
  children,
  ...screen
}: Omit<SignatureScreenProps, 'taken'>) {
  const canvas = useRef<HTMLCanvasElement>(null);
  const [{ strokes, isCrowded, isInterrupted }, dispatch] = useReducer(padReducer, EMPTY_PAD);
  const [fault, setFault] = useState<ReturnType<typeof drawingFault>>();
  useEffect(() => {
    if (canvas.current) draw(canvas.current, strokes, kind);
  }, [strokes, kind]);
  useEffect(() => {
    const sizes = new ResizeObserver(() => {
      dispatch({ type: 'resize' });
    });
    if (canvas.current) sizes.observe(canvas.current);
    return () => {
      sizes.disconnect();
    };
  }, []);

  const accept = async (): Promise<void> => {
    const found = drawingFault(strokes, kind);
    setFault(found);
    if (!canvas.current || found) return;
    onAccept(await pngOf(canvas.current));
  };
  return (
    <Screen
      {...screen}
      actions={
        <>
          <Button onPress={() => void accept()}>{action}</Button>
          <Button
            kind="plain"
            disabled={strokes.length === 0}
            onPress={() => {
              dispatch({ type: 'clear' });
            }}
          >
            {kind === 'mark' ? 'Borrar y marcar de nuevo' : 'Borrar y firmar de nuevo'}
          </Button>
        </>
      }
    >
      <p>{instruction}</p>
      <canvas
        ref={canvas}
        className="pad"
        {...SIZE}
        role="img"
        aria-label="Recuadro para firmar"
        onPointerDown={(event) => {
          // The other buttons of a mouse do not draw.
          if (event.button !== 0) return;
          event.currentTarget.setPointerCapture(event.pointerId);
          setFault(undefined);
          dispatch({ type: 'down', contact: event.pointerId, at: pointOf(event) });
        }}
        onPointerMove={(event) => {
          dispatch({ type: 'move', contact: event.pointerId, at: pointOf(event) });
        }}
        onPointerUp={({ pointerId }) => {
          dispatch({ type: 'up', contact: pointerId });
        }}
        onPointerCancel={({ pointerId }) => {
          dispatch({ type: 'cancel', contact: pointerId });
        }}
      />
      {isCrowded && (
        <Note kind="attention" live>
          Solo se dibuja con un dedo a la vez. Levante la palma y los demás dedos del recuadro.
        </Note>
      )}
      {isInterrupted && (
        <Note kind="attention" live>
          El último trazo se interrumpió y se borró. Pida que lo dibuje otra vez.
        </Note>
      )}
      {fault && (
        <Note kind="attention" live>
          {fault === 'small' ? TOO_SMALL : MISSING[kind]}
        </Note>
      )}
      {children}
    </Screen>
  );
}

function draw(canvas: HTMLCanvasElement, strokes: readonly Stroke[], kind: 'signature' | 'mark'): void {
  const context = canvas.getContext('2d');
  if (!context) return;
  context.fillStyle = '#fff';
  context.fillRect(0, 0, canvas.width, canvas.height);
  context.strokeStyle = '#10203a';
  context.lineWidth = 5;
  context.lineCap = 'round';
  context.lineJoin = 'round';
  for (const [first, ...rest] of strokes) {
    if (!first) continue;
    context.beginPath();
    if (kind === 'mark' && lengthOf([[first, ...rest]]) < MAX_TOUCH_LENGTH) {
      context.arc(first.x, first.y, FINGER_RADIUS, 0, 2 * Math.PI);
      context.fillStyle = context.strokeStyle;
      context.fill();
      continue;
    }
    context.moveTo(first.x, first.y);
    for (const { x, y } of rest) context.lineTo(x, y);
    context.stroke();
  }
}

/** Where an event is on the pad, in pixels of the picture. */
function pointOf({ currentTarget, clientX, clientY }: PointerEvent<HTMLCanvasElement>): Point {
  const box = currentTarget.getBoundingClientRect();
  return {
    x: ((clientX - box.left) / box.width) * SIZE.width,
    y: ((clientY - box.top) / box.height) * SIZE.height,
  };
}

async function pngOf(canvas: HTMLCanvasElement): Promise<Picture> {
  const blob = await new Promise<Blob | null>((done) => {
    canvas.toBlob(done, 'image/png');
  });
  if (!blob) throw new Error('the signature could not be drawn');
  return { mime: 'image/png', bytes: new Uint8Array(await blob.arrayBuffer()) };
}
