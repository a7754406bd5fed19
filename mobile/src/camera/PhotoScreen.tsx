import { useEffect, useMemo, useState, type ReactNode } from 'react';
import type { Picture } from '../capture/capture.js';
import { Button } from '../components/Button.js';
import { Note } from '../components/Note.js';
import { Screen, type ScreenProps } from '../components/Screen.js';
import { frameOf, type Aim } from './frame.js';
import type { QualityFault } from './quality.js';
import { judgeLive, takeShot, type Shot } from './shot.js';
import { useCamera } from './use-camera.js';

const HINT_EVERY_MS = 600;
/** A worn card may never look sharp to us: after this many poor shots the person decides. */
const TRIES = 3;

const FAULTS: Readonly<Record<QualityFault, string>> = {
  dark: 'Hay poca luz. Busque un lugar más iluminado.',
  bright: 'Hay un reflejo o demasiada luz. Incline un poco o cambie de lugar.',
  blurred: 'Se ve borrosa. Sostenga firme y espere a que enfoque.',
};

export interface PhotoScreenProps extends Pick<ScreenProps, 'title' | 'onBack' | 'step'> {
  readonly aim: Aim;
  readonly facing?: 'environment' | 'user';
  /** What to do, while aiming. */
  readonly instruction: string;
  /** What to look at before the picture is kept (§8.6). */
  readonly question: string;
  readonly alt: string;
  readonly onAccept: (picture: Picture) => void;
  readonly children?: ReactNode;
}

/** Live camera, frame, shot, look, keep or repeat (§8.4, §8.6, §8.9). */
export function PhotoScreen(props: PhotoScreenProps) {
  const { aim, facing = 'environment', instruction, question, alt, onAccept, children, ...screen } = props;
  const [shot, setShot] = useState<Shot>();
  const [tries, setTries] = useState(0);
  if (shot) {
    const mayKeep = shot.fault === undefined || tries >= TRIES;
    return (
      <Screen
        {...screen}
        actions={
          <>
            {mayKeep && (
              <Button
                onPress={() => {
                  onAccept(shot.picture);
                }}
              >
                {shot.fault ? 'Usar la fotografía así' : 'Usar esta fotografía'}
              </Button>
            )}
            <Button
              kind={mayKeep ? 'plain' : 'primary'}
              onPress={() => {
                setShot(undefined);
              }}
            >
              Repetir la fotografía
            </Button>
          </>
        }
      >
        <Shown picture={shot.picture} alt={alt} />
        {shot.fault ? (
          <Note kind="attention" live>
            {FAULTS[shot.fault]}
          </Note>
        ) : (
          <p>{question}</p>
        )}
      </Screen>
    );
  }
  return (
    <Aiming
      {...screen}
      aim={aim}
      facing={facing}
      instruction={instruction}
      onShot={(taken) => {
        setTries((count) => count + 1);
        setShot(taken);
      }}
    >
      {children}
    </Aiming>
  );
}

interface AimingProps extends Pick<ScreenProps, 'title' | 'onBack' | 'step'> {
  readonly aim: Aim;
  readonly facing: 'environment' | 'user';
  readonly instruction: string;
  readonly onShot: (shot: Shot) => void;
  readonly children: ReactNode;
}

function Aiming({ aim, facing, instruction, onShot, children, ...screen }: AimingProps) {
  const [attempt, setAttempt] = useState(0);
  const { video, state, size } = useCamera(facing, attempt);
  const [fault, setFault] = useState<QualityFault>();
  useEffect(() => {
    if (state !== 'running') return undefined;
    const timer = setInterval(() => {
      if (video.current) setFault(judgeLive(video.current, aim));
    }, HINT_EVERY_MS);
    return () => {
      clearInterval(timer);
    };
  }, [state, video, aim]);

  const take = async (): Promise<void> => {
    if (video.current) onShot(await takeShot(video.current, aim));
  };
  const broken = state === 'denied' || state === 'missing';
  return (
    <Screen
      {...screen}
      actions={
        broken ? (
          <Button
            onPress={() => {
              setAttempt((count) => count + 1);
            }}
          >
            Intentar con la cámara de nuevo
          </Button>
        ) : (
          <Button disabled={state !== 'running'} onPress={() => void take()}>
            Tomar la fotografía
          </Button>
        )
      }
    >
      {children}
      {broken ? (
        <Note kind="bad" live>
          {state === 'denied'
            ? 'La aplicación no tiene permiso para usar la cámara. Permítalo en los ajustes del teléfono e intente de nuevo.'
            : 'No se pudo abrir la cámara. Cierre otras aplicaciones que la usen e intente de nuevo.'}
        </Note>
      ) : (
        <div className={`stage ${facing === 'user' ? 'front' : ''}`}>
          <video ref={video} muted playsInline aria-label="Imagen de la cámara" />
          <AimFrame aim={aim} {...size} />
          <p className="hint">{fault ? FAULTS[fault] : instruction}</p>
        </div>
      )}
    </Screen>
  );
}

/** What lies outside of the frame is darkened. */
function AimFrame({ aim, width, height }: { readonly aim: Aim; readonly width: number; readonly height: number }) {
  const frame = frameOf(aim, width, height);
  const radius = frame.width * (aim === 'card' ? 0.035 : 0.5);
  const { x, y } = frame;
  const shape =
    aim === 'card' ? (
      <rect x={x} y={y} width={frame.width} height={frame.height} rx={radius} />
    ) : (
      <ellipse cx={width / 2} cy={height / 2} rx={frame.width / 2} ry={frame.height / 2} />
    );
  return (
    <svg className="frame" viewBox={`0 0 ${width} ${height}`} aria-hidden="true">
      <mask id="aim">
        <rect width={width} height={height} fill="#fff" />
        <g fill="#000">{shape}</g>
      </mask>
      <rect width={width} height={height} fill="#000" fillOpacity="0.55" mask="url(#aim)" />
      <g fill="none" stroke="#fff" strokeWidth={Math.max(4, width / 240)}>
        {shape}
      </g>
    </svg>
  );
}

/** A picture of memory, shown without ever becoming a file. */
export function Shown({ picture, alt }: { readonly picture: Picture; readonly alt: string }) {
  const url = usePictureUrl(picture);
  return (
    <div className="stage">
      <img src={url} alt={alt} />
    </div>
  );
}

export function usePictureUrl({ bytes, mime }: Picture): string {
  const url = useMemo(() => URL.createObjectURL(new Blob([bytes as BlobPart], { type: mime })), [bytes, mime]);
  useEffect(
    () => () => {
      URL.revokeObjectURL(url);
    },
    [url],
  );
  return url;
}
