import { useEffect, useMemo, useState, type ReactNode } from 'react';
import type { FaceCheck, Picture } from '../capture/capture.js';
import { Button } from '../components/Button.js';
import { Note } from '../components/Note.js';
import { Screen, type ScreenProps } from '../components/Screen.js';
import { warmUpFaces } from '../face/index.js';
import { frameOf, type Aim } from './frame.js';
import { CAMERA_ERRORS, SHOT_FAULTS } from './shot-texts.js';
import { takeShot, type Shot } from './shot.js';
import { useAiming } from './use-aiming.js';
import { useCamera } from './use-camera.js';

/** After this many poor shots the person may use one: worn cards are never sharp, and not every face is detected. */
const MAX_TRIES = 3;

/** Advice shown below a shot once it has been analysed; `good` means that another shot is not needed. */
export interface ShotAdvice {
  readonly text: string;
  readonly good: boolean;
}

export interface PhotoScreenProps extends Pick<ScreenProps, 'title' | 'onBack' | 'step'> {
  readonly aim: Aim;
  readonly facing?: 'environment' | 'user';
  /** Shown while aiming. */
  readonly instruction: string;
  /** What to check before the picture is used (§8.6). */
  readonly question: string;
  readonly alt: string;
  /**
   * Called with each shot while the person reviews it, to start reading it.
   * @param frames the burst, the picture's own frame first. The callee must close them.
   */
  readonly onShot?: (picture: Picture, frames: readonly ImageBitmap[]) => Promise<ShotAdvice>;
  /** @param faceCheck for a portrait; undefined if the check was not available. */
  readonly onAccept: (picture: Picture, faceCheck: FaceCheck | undefined) => void;
  readonly children?: ReactNode;
}

/** Takes a photograph with the live camera; the person reviews it, then accepts or retakes it (§8.4, §8.6, §8.9). */
export function PhotoScreen(props: PhotoScreenProps) {
  const { aim, facing = 'environment', instruction, question, alt, onShot, onAccept, children, ...screen } = props;
  const [shot, setShot] = useState<Shot>();
  const [advice, setAdvice] = useState<Promise<ShotAdvice>>();
  const [tries, setTries] = useState(0);
  if (shot) {
    return (
      <ReviewShot
        {...screen}
        shot={shot}
        advice={advice}
        mayAccept={shot.fault === undefined || tries >= MAX_TRIES}
        question={question}
        alt={alt}
        onUse={() => {
          onAccept(shot.picture, shot.faceCheck);
        }}
        onRetake={() => {
          setShot(undefined);
        }}
      />
    );
  }
  return (
    <AimCamera
      {...screen}
      aim={aim}
      facing={facing}
      instruction={instruction}
      onShot={(taken) => {
        setTries((count) => count + 1);
        setShot(taken);
        if (onShot) setAdvice(onShot(taken.picture, taken.frames));
        else for (const frame of taken.frames) frame.close();
      }}
    >
      {children}
    </AimCamera>
  );
}

interface ReviewShotProps extends Pick<ScreenProps, 'title' | 'onBack' | 'step'> {
  readonly shot: Shot;
  readonly advice: Promise<ShotAdvice> | undefined;
  readonly mayAccept: boolean;
  readonly question: string;
  readonly alt: string;
  readonly onUse: () => void;
  readonly onRetake: () => void;
}

function ReviewShot({ shot, advice, mayAccept, question, alt, onUse, onRetake, ...screen }: ReviewShotProps) {
  const { picture, fault, faceCheck } = shot;
  return (
    <Screen
      {...screen}
      actions={
        <>
          {mayAccept && <Button onPress={onUse}>{fault ? 'Usar la fotografía así' : 'Usar esta fotografía'}</Button>}
          <Button kind={mayAccept ? 'plain' : 'primary'} onPress={onRetake}>
            Repetir la fotografía
          </Button>
        </>
      }
    >
      <PicturePreview picture={picture} alt={alt} />
      {fault ? (
        <Note kind="attention" live>
          {SHOT_FAULTS[fault]}
          {mayAccept && faceCheck === 'overridden' && (
            <> Si no se puede mejorar, úsela así: la mesa de control sabrá que la revisión automática no la aceptó.</>
          )}
        </Note>
      ) : (
        <p>{question}</p>
      )}
      {advice && <Advice advice={advice} />}
    </Screen>
  );
}

/** Appears while the person reviews the shot; they need not wait for it. */
function Advice({ advice }: { readonly advice: Promise<ShotAdvice> }) {
  const [result, setResult] = useState<ShotAdvice>();
  useEffect(() => {
    let isUnmounted = false;
    advice.then(
      (known) => {
        if (!isUnmounted) setResult(known);
      },
      () => undefined,
    );
    return () => {
      isUnmounted = true;
      setResult(undefined);
    };
  }, [advice]);
  return (
    <div role="status">
      {result ? (
        <Note kind={result.good ? 'good' : 'attention'}>{result.text}</Note>
      ) : (
        <Note kind="process">Leyendo la credencial… Puede continuar sin esperar.</Note>
      )}
    </div>
  );
}

interface AimCameraProps extends Pick<ScreenProps, 'title' | 'onBack' | 'step'> {
  readonly aim: Aim;
  readonly facing: 'environment' | 'user';
  readonly instruction: string;
  readonly onShot: (shot: Shot) => void;
  readonly children: ReactNode;
}

function AimCamera({ aim, facing, instruction, onShot, children, ...screen }: AimCameraProps) {
  const [attempt, setAttempt] = useState(0);
  const [taking, setTaking] = useState(false);
  const { video, state, size, torch } = useCamera(facing, attempt);
  const { fault, burst } = useAiming(video, state === 'running', taking, aim);
  useEffect(() => {
    if (aim === 'face') warmUpFaces();
  }, [aim]);

  const take = async (): Promise<void> => {
    if (!video.current || taking) return;
    setTaking(true);
    try {
      onShot(await takeShot(video.current, aim, burst));
    } catch {
      // The camera was interrupted; its own error is shown.
      setTaking(false);
    }
  };
  const hasError = state !== 'running' && state !== 'starting';
  return (
    <Screen
      {...screen}
      actions={
        hasError ? (
          <Button
            onPress={() => {
              setAttempt((count) => count + 1);
            }}
          >
            Intentar con la cámara de nuevo
          </Button>
        ) : (
          <Button disabled={state !== 'running' || taking} onPress={() => void take()}>
            {taking ? 'Revisando…' : 'Tomar la fotografía'}
          </Button>
        )
      }
    >
      {children}
      {hasError && (
        <Note kind="bad" live>
          {CAMERA_ERRORS[state]}
        </Note>
      )}
      {/* Stays mounted without a camera, since useCamera needs the video element when it starts. */}
      <div className={`stage ${facing === 'user' ? 'front' : ''}`} hidden={hasError}>
        <video ref={video} muted playsInline aria-label="Imagen de la cámara" />
        <AimFrame aim={aim} {...size} />
        {torch && (
          <button type="button" className="torch" aria-pressed={torch.on} onClick={torch.toggle}>
            {torch.on ? 'Apagar la luz' : 'Encender la luz'}
          </button>
        )}
        <p className="hint" role="status">
          {fault ? SHOT_FAULTS[fault] : instruction}
        </p>
      </div>
    </Screen>
  );
}

/** Draws the frame and darkens everything outside it. */
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

/** Shows a picture from memory. */
export function PicturePreview({ picture, alt }: { readonly picture: Picture; readonly alt: string }) {
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
