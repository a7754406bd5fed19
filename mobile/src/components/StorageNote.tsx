import { useEffect, useState } from 'react';
import {
  storageStatus,
  measureStorage,
  MAX_UNPROTECTED_RECORDS,
  type StorageStatus,
} from '../storage/storage-status.js';
import { useServices } from '../use-services.js';
import { Note } from './Note.js';

const STATUS_TEXTS: Readonly<Record<Exclude<StorageStatus, 'enough'>, string>> = {
  full: 'El teléfono no tiene espacio para otro apoyo. Envíe los que guarda o libere espacio antes de captar más.',
  'at-limit': `Este teléfono guarda ya ${String(MAX_UNPROTECTED_RECORDS)} apoyos sin enviar y no asegura conservar más. Envíelos antes de captar otro.`,
  low: 'Queda poco espacio en el teléfono. Envíe pronto los apoyos que guarda o libere espacio.',
  'near-limit': `Envíe pronto sus apoyos: con ${String(MAX_UNPROTECTED_RECORDS)} sin enviar, este teléfono ya no permite captar otro.`,
  unprotected:
    'Si le falta espacio, este teléfono podría borrar lo que la aplicación guarda. Envíe sus apoyos cada día; agregarla a la pantalla de inicio ayuda.',
};

/** Undefined until the storage has been measured. */
export function useStorageStatus(): StorageStatus | undefined {
  const { vault, sender } = useServices();
  const [status, setStatus] = useState<StorageStatus>();
  useEffect(() => {
    let isUnmounted = false;
    const measure = async (): Promise<void> => {
      const measured = storageStatus(await measureStorage(vault));
      if (!isUnmounted) setStatus(measured);
    };
    void measure();
    let pending = sender.view.pending;
    const unsubscribe = sender.subscribe(() => {
      if (sender.view.pending === pending || sender.view.state === 'sending') return;
      pending = sender.view.pending;
      void measure();
    });
    return () => {
      isUnmounted = true;
      unsubscribe();
    };
  }, [vault, sender]);
  return status;
}

export interface StorageNoteProps {
  readonly status: StorageStatus | undefined;
  /** Announced by screen readers, as the result of a button press. */
  readonly live?: boolean;
}

/** Warns before the phone is full (decision 29). */
export function StorageNote({ status, live = false }: StorageNoteProps) {
  if (status === undefined || status === 'enough') return null;
  return (
    <Note kind={status === 'full' || status === 'at-limit' ? 'bad' : 'attention'} live={live}>
      {STATUS_TEXTS[status]}
    </Note>
  );
}
