import { useEffect, useState } from 'react';
import { judgeSpace, lookAtSpace, MOST_UNPROTECTED, type SpaceVerdict } from '../storage/space.js';
import { useServices } from '../use-services.js';
import { Note } from './Note.js';

const WORDS: Readonly<Record<Exclude<SpaceVerdict, 'enough'>, string>> = {
  full: 'El teléfono no tiene espacio para otro apoyo. Envíe los que guarda o libere espacio antes de captar más.',
  most: `Este teléfono guarda ya ${String(MOST_UNPROTECTED)} apoyos sin enviar y no asegura conservar más. Envíelos antes de captar otro.`,
  low: 'Queda poco espacio en el teléfono. Envíe pronto los apoyos que guarda o libere espacio.',
  'nearly-most': `Envíe pronto sus apoyos: con ${String(MOST_UNPROTECTED)} sin enviar, este teléfono ya no permite captar otro.`,
  unprotected:
    'Si le falta espacio, este teléfono podría borrar lo que la aplicación guarda. Envíe sus apoyos cada día; agregarla a la pantalla de inicio ayuda.',
};

/** What the telephone's space allows; undefined until it has been looked at. */
export function useSpace(): SpaceVerdict | undefined {
  const { vault, sender } = useServices();
  const [verdict, setVerdict] = useState<SpaceVerdict>();
  useEffect(() => {
    let left = false;
    const look = async (): Promise<void> => {
      const found = judgeSpace(await lookAtSpace(vault));
      if (!left) setVerdict(found);
    };
    void look();
    let pending = sender.view.pending;
    const stop = sender.subscribe(() => {
      if (sender.view.pending === pending || sender.view.state === 'sending') return;
      pending = sender.view.pending;
      void look();
    });
    return () => {
      left = true;
      stop();
    };
  }, [vault, sender]);
  return verdict;
}

/** Says it before the telephone is full (decision 29). */
export function SpaceNote({ verdict }: { readonly verdict: SpaceVerdict | undefined }) {
  if (verdict === undefined || verdict === 'enough') return null;
  return <Note kind={verdict === 'full' || verdict === 'most' ? 'bad' : 'attention'}>{WORDS[verdict]}</Note>;
}
