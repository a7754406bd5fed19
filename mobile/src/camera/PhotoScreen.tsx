import { useEffect, useMemo, useState, type ReactNode } from 'react';
import type { FaceCheck, Picture } from '../capture/capture.js';
import { Button } from '../components/Button.js';
import { Note } from '../components/Note.js';
import { Screen, type ScreenProps } from '../components/Screen.js';
import { warmUpFaces } from '../face/index.js';
import { packagePlatform } from '../platform.js';
import { frameOf, type Subject } from './frame.js';
import type { ShotFault } from './analyse-frame.js';
import { cameraErrorText, DARK_WITH_LIGHT, SHOT_FAULTS } from './shot-texts.js';
import { takeShot, type Shot } from './shot.js';
import { useAiming } from './use-aiming.js';
import { useCamera } from './use-camera.js';

/**
 * After this many poor shots the user may use one: a card may be worn or the place dark, and its fields can be typed;
 * not every face is detected.
 */
const TRIES_BEFORE_OVERRIDE: Readonly<Record<Subject, number>> = { card: 2, face: 3 };

/** Advice shown below a shot once it has been analysed; `good` means that another shot is not needed. */
export interface ShotAdvice {
  readonly text: string;
  readonly good: boolean;
}

export interface PhotoScreenProps extends Pick<ScreenProps, 'title' | 'onBack' | 'step'> {
  readonly subject: Subject;
  readonly facing?: 'environment' | 'user';
  /** Shown while aiming. */
  readonly instruction: string;
  /** What to check before the picture is used (§8.6). */
  readonly question: string;
  readonly alt: string;
  /** Says what happens if a poor picture of a card is used; by default, that the OPL decides. */
  readonly ifUnread?: string;
  /**
   * Called with each shot while the user reviews it, to start reading it.
   * @param frames the burst, the picture's own frame first. The callee must close them.
   */
  readonly onShot?: (picture: Picture, frames: readonly ImageBitmap[]) => Promise<ShotAdvice>;
  /** @param faceCheck the face check of a portrait; undefined if it was not available. */
  readonly onAccept: (picture: Picture, faceCheck: FaceCheck | undefined) => void;
  readonly children?: ReactNode;
}

/** Takes a photograph with the live camera; the user reviews it, then accepts or retakes it (§8.4, §8.6, §8.9). */
export function PhotoScreen(props: PhotoScreenProps) {
  const { subject, facing = 'environment', instruction, question, alt, onShot, onAccept, children, ...rest } = props;
  const { ifUnread = 'el OPL decidirá si basta.', ...screen } = rest;
  const [shot, setShot] = useState<Shot>();
  const [advice, setAdvice] = useState<Promise<ShotAdvice>>();
  const [tries, setTries] = useState(0);
  const [light, setLight] = useState<Light>({ available: false, wanted: false });
  if (shot) {
    return (
      <ReviewShot
        {...screen}
        shot={shot}
        advice={advice}
        subject={subject}
        mayAccept={shot.fault === undefined || tries >= TRIES_BEFORE_OVERRIDE[subject]}
        offersLight={shot.fault === 'dark' && light.available && !light.wanted}
        question={question}
        alt={alt}
        ifUnread={ifUnread}
        onUse={() => {
          onAccept(shot.picture, shot.faceCheck);
        }}
        onRetake={(withLight) => {
          if (withLight) setLight({ ...light, wanted: true });
          setShot(undefined);
        }}
      />
    );
  }
  return (
    <CameraView
      {...screen}
      subject={subject}
      facing={facing}
      instruction={instruction}
      light={light}
      onLight={setLight}
      onShot={(taken) => {
        setTries((count) => count + 1);
        setShot(taken);
        if (onShot) setAdvice(onShot(taken.picture, taken.frames));
        else for (const frame of taken.frames) frame.close();
      }}
    >
      {children}
    </CameraView>
  );
}

interface ReviewShotProps extends Pick<ScreenProps, 'title' | 'onBack' | 'step'> {
  readonly subject: Subject;
  readonly shot: Shot;
  readonly advice: Promise<ShotAdvice> | undefined;
  readonly mayAccept: boolean;
  /** The shot is dark, and the camera has a light that was off. */
  readonly offersLight: boolean;
  readonly question: string;
  readonly alt: string;
  readonly ifUnread: string;
  readonly onUse: () => void;
  readonly onRetake: (withLight: boolean) => void;
}

function ReviewShot(props: ReviewShotProps) {
  const { subject, shot, advice, mayAccept, offersLight, question, alt, ifUnread, onUse, onRetake, ...screen } = props;
  const { picture, fault, faceCheck } = shot;
  return (
    <Screen
      {...screen}
      actions={
        <>
          {mayAccept && <Button onPress={onUse}>{fault ? 'Usar la fotografía así' : 'Usar esta fotografía'}</Button>}
          {offersLight && (
            <Button
              kind={mayAccept ? 'plain' : 'primary'}
              onPress={() => {
                onRetake(true);
              }}
            >
              Repetir con la luz encendida
            </Button>
          )}
          <Button
            kind={mayAccept || offersLight ? 'plain' : 'primary'}
            onPress={() => {
              onRetake(false);
            }}
          >
            Repetir la fotografía
          </Button>
        </>
      }
    >
      <PicturePreview picture={picture} alt={alt} />
      {fault ? (
        <Note kind="attention" live>
          {SHOT_FAULTS[fault]}
          {mayAccept && subject === 'card' && <> Si no se puede mejorar, úsela así: {ifUnread}</>}
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

/** Appears while the user reviews the shot; they need not wait for it. */
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

interface CameraViewProps extends Pick<ScreenProps, 'title' | 'onBack' | 'step'> {
  readonly subject: Subject;
  readonly facing: 'environment' | 'user';
  readonly instruction: string;
  readonly light: Light;
  readonly onLight: (light: Light) => void;
  readonly onShot: (shot: Shot) => void;
  readonly children: ReactNode;
}

/** The camera's torch: whether it has one, and whether the user wants it; kept from one shot to the next. */
interface Light {
  readonly available: boolean;
  readonly wanted: boolean;
}

function CameraView({ subject, facing, instruction, light, onLight, onShot, children, ...screen }: CameraViewProps) {
  const [attempt, setAttempt] = useState(0);
  const [taking, setTaking] = useState(false);
  const { video, state, size, torch } = useCamera(facing, attempt, light.wanted);
  const { fault, burst } = useAiming(video, state === 'running', taking, subject);
  useEffect(() => {
    if (subject === 'face') warmUpFaces();
  }, [subject]);

  const take = async (): Promise<void> => {
    if (!video.current || taking) return;
    setTaking(true);
    onLight({ available: torch !== undefined, wanted: torch?.on === true });
    try {
      onShot(await takeShot(video.current, subject, burst));
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
          {cameraErrorText(state, packagePlatform() !== undefined)}
        </Note>
      )}
      {/* Stays mounted without a camera, since useCamera needs the video element when it starts. */}
      <div className={`stage ${facing === 'user' ? 'front' : ''}`} hidden={hasError}>
        <video ref={video} muted playsInline aria-label="Imagen de la cámara" />
        <SubjectFrame subject={subject} {...size} />
        {torch && (
          <button
            type="button"
            className="torch"
            aria-pressed={torch.on}
            onClick={() => {
              onLight({ available: true, wanted: !torch.on });
            }}
          >
            {torch.on ? 'Apagar la luz' : 'Encender la luz'}
          </button>
        )}
        <p className="hint" role="status">
          {hintOf(fault, torch !== undefined && !torch.on) ?? instruction}
        </p>
      </div>
    </Screen>
  );
}

function hintOf(fault: ShotFault | undefined, hasLight: boolean): string | undefined {
  if (fault === 'dark' && hasLight) return DARK_WITH_LIGHT;
  return fault && SHOT_FAULTS[fault];
}

/** Draws the frame and darkens everything outside it. */
function SubjectFrame({
  subject,
  width,
  height,
}: {
  readonly subject: Subject;
  readonly width: number;
  readonly height: number;
}) {
  const frame = frameOf(subject, width, height);
  const radius = frame.width * (subject === 'card' ? 0.035 : 0.5);
  const { x, y } = frame;
  const shape =
    subject === 'card' ? (
      <rect x={x} y={y} width={frame.width} height={frame.height} rx={radius} />
    ) : (
      <ellipse cx={width / 2} cy={height / 2} rx={frame.width / 2} ry={frame.height / 2} />
    );
  return (
    <svg className="frame" viewBox={`0 0 ${width} ${height}`} aria-hidden="true">
      <mask id="subject">
        <rect width={width} height={height} fill="#fff" />
        <g fill="#000">{shape}</g>
      </mask>
      <rect width={width} height={height} fill="#000" fillOpacity="0.55" mask="url(#subject)" />
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
