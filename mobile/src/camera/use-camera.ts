import { useEffect, useRef, useState, type RefObject } from 'react';

/**
 * `denied`: no permission; `missing`: there is no camera; `busy`: another application uses it; `interrupted`: it was
 * running, and another application took it, for example for a call.
 */
export type CameraState = 'starting' | 'running' | 'denied' | 'missing' | 'busy' | 'interrupted';

export interface Camera {
  readonly video: RefObject<HTMLVideoElement | null>;
  readonly state: CameraState;
  /** Size of the video in pixels. */
  readonly size: { readonly width: number; readonly height: number };
  /** Undefined if the camera has no torch. */
  readonly torch: { readonly on: boolean } | undefined;
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
 * The live camera, while its screen is shown (§8.4: never a file). Stops while the app is hidden; restarts when it is
 * visible again, when the permission is granted, or when `attempt` changes.
 * @param light whether the torch must be on, if there is one.
 */
export function useCamera(facing: Facing, attempt: number, light: boolean): Camera {
  const video = useRef<HTMLVideoElement>(null);
  const [state, setState] = useState<CameraState>('starting');
  const [size, setSize] = useState({ width: 1920, height: 1080 });
  const [track, setTrack] = useState<MediaStreamTrack>();
  const isVisible = usePageVisible();
  const permission = usePermissionGrants();
  /** Increments when an interrupted camera is available again, to restart it. */
  const [returned, setReturned] = useState(0);

  useEffect(() => {
    if (!isVisible) return undefined;
    let stream: MediaStream | undefined;
    let isStopped = false;
    const listeners = new AbortController();
    setState('starting');
    const start = async (): Promise<void> => {
      try {
        stream = await openStream(facing);
        const element = video.current;
        if (isStopped || !element) {
          stop(stream);
          return;
        }
        // Registered before playback starts: a call may interrupt the camera immediately.
        const [started] = stream.getVideoTracks();
        for (const event of ['ended', 'mute'] as const)
          started?.addEventListener(event, () => {
            if (!isStopped) setState('interrupted');
          });
        started?.addEventListener('unmute', () => {
          if (!isStopped) setReturned((count) => count + 1);
        });
        element.srcObject = stream;
        await element.play();
        const measure = (): void => {
          setSize({ width: element.videoWidth, height: element.videoHeight });
        };
        measure();
        // The size changes when the phone is rotated.
        element.addEventListener('resize', measure, { signal: listeners.signal });
        setTrack(started);
        setState(started?.readyState === 'ended' ? 'interrupted' : 'running');
      } catch (error) {
        stop(stream);
        if (!isStopped) setState((error instanceof DOMException ? STATE_BY_ERROR[error.name] : undefined) ?? 'missing');
      }
    };
    void start();
    return () => {
      isStopped = true;
      listeners.abort();
      setTrack(undefined);
      stop(stream);
    };
  }, [facing, attempt, isVisible, permission, returned]);

  return { video, state, size, torch: useTorch(track, light) };
}

async function openStream(facing: Facing): Promise<MediaStream> {
  // Undefined outside secure contexts, which the types do not say.
  const devices = navigator.mediaDevices as MediaDevices | undefined;
  if (!devices) throw new DOMException('no media devices', 'NotFoundError');
  return devices.getUserMedia({
    audio: false,
    video: { facingMode: facing, width: { ideal: 1920 }, height: { ideal: 1080 } },
  });
}

function stop(stream: MediaStream | undefined): void {
  for (const track of stream?.getTracks() ?? []) track.stop();
}

/** Whether the page is visible. */
function usePageVisible(): boolean {
  const [isVisible, setVisible] = useState(document.visibilityState !== 'hidden');
  useEffect(() => {
    const update = (): void => {
      setVisible(document.visibilityState !== 'hidden');
    };
    document.addEventListener('visibilitychange', update);
    return () => {
      document.removeEventListener('visibilitychange', update);
    };
  }, []);
  return isVisible;
}

/** Increments when the user grants the permission in the phone's settings. */
function usePermissionGrants(): number {
  const [grants, setGrants] = useState(0);
  useEffect(() => {
    let status: PermissionStatus | undefined;
    let isStopped = false;
    const update = (): void => {
      if (status?.state === 'granted') setGrants((count) => count + 1);
    };
    const permissions = navigator.permissions as Permissions | undefined;
    permissions?.query({ name: 'camera' }).then(
      (answer) => {
        if (isStopped) return;
        status = answer;
        status.addEventListener('change', update);
      },
      () => undefined,
    );
    return () => {
      isStopped = true;
      status?.removeEventListener('change', update);
    };
  }, []);
  return grants;
}

function useTorch(track: MediaStreamTrack | undefined, light: boolean): Camera['torch'] {
  const [on, setOn] = useState(false);
  // Not every browser implements getCapabilities.
  const capabilities =
    track && 'getCapabilities' in track ? (track.getCapabilities() as { torch?: boolean }) : undefined;
  const isAvailable = capabilities?.torch === true;
  useEffect(() => {
    if (!track || !isAvailable || !light) return undefined;
    let isStopped = false;
    const set = (torch: boolean): Promise<void> =>
      // TypeScript's DOM types lack `torch`.
      track.applyConstraints({ advanced: [{ torch } as MediaTrackConstraintSet] });
    set(true).then(
      () => {
        if (!isStopped) setOn(true);
      },
      () => undefined,
    );
    return () => {
      isStopped = true;
      setOn(false);
      // A stopped track refuses, and its torch is off.
      set(false).catch(() => undefined);
    };
  }, [track, isAvailable, light]);
  return isAvailable ? { on } : undefined;
}
