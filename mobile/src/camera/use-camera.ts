import { useEffect, useRef, useState, type RefObject } from 'react';

export type CameraState = 'starting' | 'running' | 'denied' | 'missing';

export interface Camera {
  readonly video: RefObject<HTMLVideoElement | null>;
  readonly state: CameraState;
  /** Pixels of the running picture. */
  readonly size: { readonly width: number; readonly height: number };
}

/** The live camera, for as long as its screen is shown (§8.4: never a file). */
export function useCamera(facing: 'environment' | 'user', attempt: number): Camera {
  const video = useRef<HTMLVideoElement>(null);
  const [state, setState] = useState<CameraState>('starting');
  const [size, setSize] = useState({ width: 1920, height: 1080 });
  useEffect(() => {
    let stream: MediaStream | undefined;
    let left = false;
    setState('starting');
    const begin = async (): Promise<void> => {
      try {
        stream = await navigator.mediaDevices.getUserMedia({
          audio: false,
          video: { facingMode: facing, width: { ideal: 1920 }, height: { ideal: 1080 } },
        });
        const element = video.current;
        if (left || !element) {
          stop(stream);
          return;
        }
        element.srcObject = stream;
        await element.play();
        setSize({ width: element.videoWidth, height: element.videoHeight });
        setState('running');
      } catch (error) {
        if (!left) setState(error instanceof DOMException && error.name === 'NotAllowedError' ? 'denied' : 'missing');
      }
    };
    void begin();
    return () => {
      left = true;
      stop(stream);
    };
  }, [facing, attempt]);
  return { video, state, size };
}

function stop(stream: MediaStream | undefined): void {
  for (const track of stream?.getTracks() ?? []) track.stop();
}
