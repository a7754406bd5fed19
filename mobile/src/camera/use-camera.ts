import { useCallback, useEffect, useRef, useState, type RefObject } from 'react';

/**
 * `denied`: the person or the phone forbids it; `missing`: there is none; `busy`: another application holds it;
 * `taken`: it was running and was taken away, as a call does.
 */
export type CameraState = 'starting' | 'running' | 'denied' | 'missing' | 'busy' | 'taken';

export interface Camera {
  readonly video: RefObject<HTMLVideoElement | null>;
  readonly state: CameraState;
  /** Pixels of the running picture. */
  readonly size: { readonly width: number; readonly height: number };
  /** Undefined where the camera has no lamp. */
  readonly torch: { readonly on: boolean; readonly toggle: () => void } | undefined;
}

type Facing = 'environment' | 'user';

const STATE_BY_ERROR: Readonly<Record<string, CameraState>> = {
  NotAllowedError: 'denied',
  SecurityError: 'denied',
  NotReadableError: 'busy',
  AbortError: 'busy',
  TrackStartError: 'busy',
};

/**
 * The live camera, for as long as its screen is shown (§8.4: never a file). It rests while the app is not on view, and
 * begins again by itself when it is, or when the permission is given.
 */
export function useCamera(facing: Facing, attempt: number): Camera {
  const video = useRef<HTMLVideoElement>(null);
  const [state, setState] = useState<CameraState>('starting');
  const [size, setSize] = useState({ width: 1920, height: 1080 });
  const [track, setTrack] = useState<MediaStreamTrack>();
  const seen = usePageVisible();
  const permission = usePermissionGrants();
  /** Grows each time that what took the camera away gives it back. */
  const [returned, setReturned] = useState(0);

  useEffect(() => {
    if (!seen) return undefined;
    let stream: MediaStream | undefined;
    let left = false;
    const turns = new AbortController();
    setState('starting');
    const begin = async (): Promise<void> => {
      try {
        stream = await openStream(facing);
        const element = video.current;
        if (left || !element) {
          stop(stream);
          return;
        }
        // Before the first picture is shown: a call may take the camera away at once.
        const [started] = stream.getVideoTracks();
        for (const event of ['ended', 'mute'] as const)
          started?.addEventListener(event, () => {
            if (!left) setState('taken');
          });
        started?.addEventListener('unmute', () => {
          if (!left) setReturned((count) => count + 1);
        });
        element.srcObject = stream;
        await element.play();
        const measure = (): void => {
          setSize({ width: element.videoWidth, height: element.videoHeight });
        };
        measure();
        // The picture turns with the phone.
        element.addEventListener('resize', measure, { signal: turns.signal });
        setTrack(started);
        setState(started?.readyState === 'ended' ? 'taken' : 'running');
      } catch (error) {
        stop(stream);
        if (!left) setState((error instanceof DOMException ? STATE_BY_ERROR[error.name] : undefined) ?? 'missing');
      }
    };
    void begin();
    return () => {
      left = true;
      turns.abort();
      setTrack(undefined);
      stop(stream);
    };
  }, [facing, attempt, seen, permission, returned]);

  return { video, state, size, torch: useTorch(track) };
}

async function openStream(facing: Facing): Promise<MediaStream> {
  // Absent where the page is not served securely; the types do not say so.
  const devices = navigator.mediaDevices as MediaDevices | undefined;
  if (!devices) throw new DOMException('no camera here', 'NotFoundError');
  return devices.getUserMedia({
    audio: false,
    video: { facingMode: facing, width: { ideal: 1920 }, height: { ideal: 1080 } },
  });
}

function stop(stream: MediaStream | undefined): void {
  for (const track of stream?.getTracks() ?? []) track.stop();
}

/** Whether the app is on view. */
function usePageVisible(): boolean {
  const [seen, setSeen] = useState(document.visibilityState !== 'hidden');
  useEffect(() => {
    const look = (): void => {
      setSeen(document.visibilityState !== 'hidden');
    };
    document.addEventListener('visibilitychange', look);
    return () => {
      document.removeEventListener('visibilitychange', look);
    };
  }, []);
  return seen;
}

/** Grows each time that the person gives the permission in the phone's settings. */
function usePermissionGrants(): number {
  const [given, setGiven] = useState(0);
  useEffect(() => {
    let status: PermissionStatus | undefined;
    let left = false;
    const look = (): void => {
      if (status?.state === 'granted') setGiven((count) => count + 1);
    };
    const permissions = navigator.permissions as Permissions | undefined;
    permissions?.query({ name: 'camera' }).then(
      (answer) => {
        if (left) return;
        status = answer;
        status.addEventListener('change', look);
      },
      () => undefined,
    );
    return () => {
      left = true;
      status?.removeEventListener('change', look);
    };
  }, []);
  return given;
}

function useTorch(track: MediaStreamTrack | undefined): Camera['torch'] {
  const [on, setOn] = useState(false);
  useEffect(() => {
    setOn(false);
  }, [track]);
  const toggle = useCallback(() => {
    // The types of the browser do not know the lamp yet.
    const wanted = { advanced: [{ torch: !on } as MediaTrackConstraintSet] };
    track?.applyConstraints(wanted).then(
      () => {
        setOn(!on);
      },
      () => undefined,
    );
  }, [track, on]);
  // Not every browser can be asked.
  const able = track && 'getCapabilities' in track ? (track.getCapabilities() as { torch?: boolean }) : undefined;
  return able?.torch === true ? { on, toggle } : undefined;
}
