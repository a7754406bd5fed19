import { useEffect, useRef, useState } from 'react';
import { Button } from '../../components/Button.js';
import { Screen } from '../../components/Screen.js';
import { Note } from '../../components/Note.js';
import { StorageNote, useStorageStatus } from '../../components/StorageNote.js';
import type { LeaseStatus } from '../../lease/lease-status.js';
import type { CapturePermission } from '../../lease/unlock.js';
import { hasRoomToCapture } from '../../storage/storage-status.js';
import { failureText } from '../../texts/failure.js';
import { LeaseNote, NearLimitNote } from '../LeaseNote.js';
import type { Lease } from '#electoral/wire';

export interface ShowAspirantProps {
  readonly lease: Lease;
  /** The person has just ended a capture that was not stored. */
  readonly isDiscarded: boolean;
  /** Reads the status without asking the server. */
  readonly readStatus: () => Promise<LeaseStatus>;
  /** Checks whether a capture may start now. */
  readonly checkPermission: () => Promise<CapturePermission>;
  /** Checks whether the phone can store one more record. */
  readonly checkSpace: () => Promise<boolean>;
  readonly onStart: (permission: CapturePermission) => void;
  readonly onLeave: () => void;
}

/** The aspirant's name, office and emblem (§8.2). A capture starts only if it could also be stored (decision 8). */
export function ShowAspirant({
  lease: { aspirant, processName },
  isDiscarded,
  readStatus,
  checkPermission,
  checkSpace,
  onStart,
  onLeave,
}: ShowAspirantProps) {
  const space = useStorageStatus();
  const status = useStatus(readStatus);
  const [denied, setDenied] = useState<CapturePermission>();
  const [refusal, setRefusal] = useState<string>();
  const [isFull, setIsFull] = useState(false);
  const [busy, setBusy] = useState(false);
  const start = async (): Promise<void> => {
    if (busy) return;
    setBusy(true);
    setDenied(undefined);
    setRefusal(undefined);
    setIsFull(false);
    try {
      const permission = await checkPermission();
      if (permission.status.kind !== 'may-capture') setDenied(permission);
      else if (await checkSpace()) onStart(permission);
      else setIsFull(true);
    } catch (failure) {
      setRefusal(failureText(failure));
    } finally {
      setBusy(false);
    }
  };
  return (
    <Screen
      title="Persona aspirante"
      onBack={onLeave}
      actions={
        <Button disabled={busy || (space !== undefined && !hasRoomToCapture(space))} onPress={() => void start()}>
          {busy ? 'Comprobando su permiso…' : 'Captar un apoyo'}
        </Button>
      }
    >
      {isDiscarded && (
        <Note kind="good" live>
          Se borró todo lo captado. En este teléfono no quedó nada de la persona.
        </Note>
      )}
      {!denied && <NearLimitNote status={status} />}
      {isFull ? <StorageNote status="full" live /> : <StorageNote status={space} />}
      {denied && (
        <LeaseNote
          status={denied.status}
          serverFailure={denied.serverFailure}
          retryInstruction="presione otra vez «Captar un apoyo»"
          live
        />
      )}
      {refusal !== undefined && (
        <Note kind="bad" live>
          {refusal}
        </Note>
      )}
      {aspirant.emblemUrl !== undefined && (
        <img className="emblem" src={aspirant.emblemUrl} alt={`Emblema de ${aspirant.name}`} />
      )}
      <dl className="facts">
        <div>
          <dt>Nombre</dt>
          <dd>{aspirant.name}</dd>
        </div>
        <div>
          <dt>Cargo al que aspira</dt>
          <dd>{aspirant.office}</dd>
        </div>
        <div>
          <dt>Proceso</dt>
          <dd>{processName}</dd>
        </div>
      </dl>
      <p>Diga a la persona para quién es el apoyo antes de empezar.</p>
    </Screen>
  );
}

const READ_INTERVAL_MS = 30_000;

/** Undefined until it is known; read again as time passes. */
function useStatus(readStatus: () => Promise<LeaseStatus>): LeaseStatus | undefined {
  const [status, setStatus] = useState<LeaseStatus>();
  const read = useRef(readStatus);
  useEffect(() => {
    read.current = readStatus;
  });
  useEffect(() => {
    let isUnmounted = false;
    const update = (): void => {
      void read.current().then((found) => {
        if (!isUnmounted) setStatus(found);
      });
    };
    update();
    const timer = setInterval(update, READ_INTERVAL_MS);
    return () => {
      isUnmounted = true;
      clearInterval(timer);
    };
  }, []);
  return status;
}
