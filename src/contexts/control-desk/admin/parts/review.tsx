import React, { useEffect, useRef, useState } from 'react';
import { load, SESSION_ENDED, type ApiResult, type ProblemError } from '../../../../admin/ui/api.js';
import { INCOMPLETE, type DeskCriterion, type QueueView, type RecordView, type ReviewKind } from '../views.js';
import { Images } from './images.js';
import { forgetInterrupted, keepInterrupted, type Interrupted } from './interrupted.js';
import { IMAGE_KEYS, REASON_KEYS, REVEAL_KEY, UNDO_KEY, VERDICT_KEYS } from './keys.js';
import { RecordCache, type LoadedRecord } from './record-cache.js';
import { RecordFacts } from './record-facts.js';
import { UndoBar, useGivenVerdicts } from './undo-bar.js';
import { missingInput, NO_CHOICE, VerdictPad, type Choice } from './verdict-pad.js';

const PREFETCH_AHEAD = 2;
const CACHED_BEHIND = 2;
const INCOMPLETE_CRITERION: DeskCriterion = {
  verdict: INCOMPLETE,
  label: 'Visto, incompleto',
  subReasons: [],
  noteRequired: true,
};

const WORDS: Readonly<Record<ReviewKind, { readonly title: string; readonly done: string }>> = {
  first: { title: 'Mesa de Control', done: 'Terminó su carga de trabajo' },
  second: { title: 'Segunda revisión', done: 'Terminó sus segundas revisiones' },
  decision: { title: 'Revisiones que no coinciden', done: 'Ya decidió todos los registros' },
};

export interface ReviewProps {
  readonly data: QueueView;
  readonly post: <Result = object>(input: object) => Promise<ApiResult<Result>>;
  /** Where the review continues after a session that ended. */
  readonly interrupted: Interrupted | undefined;
  readonly leave: () => void;
}

/** Full-screen review of one record after another, operated by keyboard. */
export function Review({ data, post, interrupted, leave }: ReviewProps) {
  const dialog = useRef<HTMLDialogElement>(null);
  const noteField = useRef<HTMLTextAreaElement>(null);
  const [cache] = useState(() => new RecordCache(data.page));
  const [queue, setQueue] = useState(() => resumedQueue(data.queue, interrupted));
  const [at, setAt] = useState(0);
  const [loaded, setLoaded] = useState<LoadedRecord>();
  const [choice, setChoice] = useState<Choice>(interrupted?.choice ?? NO_CHOICE);
  const [resumed, setResumed] = useState(interrupted !== undefined);
  const [enlarged, setEnlarged] = useState<string | null>(null);
  const [faults, setFaults] = useState<readonly ProblemError[]>([]);
  const [busy, setBusy] = useState(false);
  const [askingReason, setAskingReason] = useState(false);
  const [today, setToday] = useState(data.reviewedToday);
  const [left, setLeft] = useState(data.assigned);
  const { given, add, remove } = useGivenVerdicts();
  const [hasty, setHasty] = useState(false);

  const supportId = queue[at];
  const record =
    loaded?.answer.ok === true && loaded.answer.data.supportId === supportId ? loaded.answer.data : undefined;
  const isFirst = data.kind === 'first';
  const criteria = [...(record?.criteria ?? []), ...(isFirst ? [INCOMPLETE_CRITERION] : [])];
  const undoable = given.find((each) => each.supportId === supportId) ?? given.at(-1);

  useEffect(() => {
    forgetInterrupted(data.page);
    dialog.current?.showModal();
    dialog.current?.focus();
  }, []);

  useEffect(() => {
    const keep = (): void => {
      if (supportId !== undefined) keepInterrupted(data.page, { supportId, choice });
    };
    window.addEventListener(SESSION_ENDED, keep);
    return () => {
      window.removeEventListener(SESSION_ENDED, keep);
    };
  }, [supportId, choice]);

  useEffect(() => {
    if (supportId === undefined) return undefined;
    let shown = true;
    void cache.get(supportId).then((next) => {
      if (!shown) return;
      setLoaded(next);
      setFaults(next.answer.ok ? [] : next.answer.problem.errors);
    });
    const near = queue.slice(Math.max(0, at - CACHED_BEHIND), at + 1 + PREFETCH_AHEAD);
    for (const each of near) void cache.get(each);
    cache.retainOnly(new Set(near));
    return () => {
      shown = false;
    };
  }, [supportId]);
  useEffect(
    () => () => {
      cache.retainOnly(new Set());
    },
    [cache],
  );

  const move = async (to: number): Promise<void> => {
    setChoice(NO_CHOICE);
    setResumed(false);
    setEnlarged(null);
    setAskingReason(false);
    setFaults([]);
    dialog.current?.focus();
    if (to >= queue.length) {
      const more = await load<QueueView>(`/admin/api/pages/${data.page}${process ? `?proceso=${process.id}` : ''}`);
      if (more.ok) setQueue([...queue, ...more.data.queue.filter((each) => !queue.includes(each))]);
    }
    setAt(to);
  };
  const { process } = data;

  const giveVerdict = async (): Promise<void> => {
    if (!record || record.reviewed || busy || missingInput(choice, criteria) !== null) return;
    setBusy(true);
    const { verdict, subReason, note } = choice;
    const { folio, version: seen } = record;
    const answer = await post<{ readonly version: number; readonly hasty?: boolean }>({
      supportId: record.supportId,
      seen,
      verdict,
      ...(subReason !== null && { subReason }),
      ...(note.trim() !== '' && { note }),
    });
    setBusy(false);
    if (!answer.ok) {
      setFaults(answer.problem.errors);
      // Somebody may have decided meanwhile: show the record as it is now.
      void cache.refresh(record.supportId, null).then(setLoaded);
      return;
    }
    setHasty(answer.data.hasty === true);
    if (isFirst && verdict !== INCOMPLETE) {
      const label = criteria.find((each) => each.verdict === verdict)?.label ?? verdict;
      add({ supportId: record.supportId, folio, label, version: answer.data.version, seconds: data.undoSeconds });
    }
    if (verdict !== INCOMPLETE) {
      setToday(today + 1);
      setLeft(left - 1);
    }
    void cache.refresh(record.supportId, null);
    await move(at + 1);
  };

  const undo = async (): Promise<void> => {
    if (!undoable || busy) return;
    setBusy(true);
    const answer = await post({ supportId: undoable.supportId, seen: undoable.version, undo: true });
    setBusy(false);
    remove(undoable.supportId);
    if (!answer.ok) {
      setFaults(answer.problem.errors);
      return;
    }
    setToday(today - 1);
    setLeft(left + 1);
    const undone = await cache.refresh(undoable.supportId, null);
    const place = queue.indexOf(undoable.supportId);
    if (place === at) setLoaded(undone);
    else await move(place);
  };

  const reveal = (reason: string | null): void => {
    setAskingReason(false);
    dialog.current?.focus();
    if (record) void cache.refresh(record.supportId, reason).then(setLoaded);
  };

  /** Masks the data, or asks for the reason to reveal it. */
  const toggleReveal = (): void => {
    if (record?.revealed === true) reveal(null);
    else setAskingReason(!askingReason);
  };

  const escape = (): void => {
    if (askingReason) setAskingReason(false);
    else if (choice !== NO_CHOICE || enlarged !== null) {
      setChoice(NO_CHOICE);
      setEnlarged(null);
      dialog.current?.focus();
    } else {
      leave();
    }
  };

  const onKeyDown = (event: React.KeyboardEvent): void => {
    if (event.ctrlKey || event.metaKey || event.altKey) return;
    const inNote = event.target instanceof HTMLTextAreaElement;
    const key = event.key.toUpperCase();
    // Enter gives the verdict, unless a button outside the verdict pad has the focus.
    const isOtherButton = event.target instanceof HTMLButtonElement && event.target.closest('.mesa-pad') === null;
    if (key === 'ENTER' && isOtherButton) return;
    const isHandled = handleKey(key, inNote, event.shiftKey);
    if (isHandled) event.preventDefault();
  };

  /** @returns whether the key was handled. */
  const handleKey = (key: string, inNote: boolean, shift: boolean): boolean => {
    if (key === 'ESCAPE') escape();
    else if (key === 'ENTER' && !shift) void giveVerdict();
    else if (!inNote && key === UNDO_KEY) void undo();
    else if (inNote || !record) return false;
    else if (key === REVEAL_KEY) toggleReveal();
    else if (askingReason) return selectReason(key);
    else if (key === 'ARROWLEFT' && at > 0) void move(at - 1);
    else if (key === 'ARROWRIGHT' && record.reviewed) void move(at + 1);
    else return selectByKey(key);
    return true;
  };

  const selectReason = (key: string): boolean => {
    const reason = record?.revealReasons[REASON_KEYS.findIndex((each) => each === key)];
    if (reason) reveal(reason.key);
    return reason !== undefined;
  };

  const selectByKey = (key: string): boolean => {
    if (!record) return false;
    const criterion = record.reviewed ? undefined : criteria[VERDICT_KEYS.findIndex((each) => each === key)];
    const part = record.images[IMAGE_KEYS.findIndex((each) => each === key)]?.part;
    const reasons = criteria.find(({ verdict }) => verdict === choice.verdict)?.subReasons ?? [];
    const reason = reasons[REASON_KEYS.findIndex((each) => each === key)];
    if (criterion) updateChoice({ ...NO_CHOICE, verdict: criterion.verdict });
    else if (reason) updateChoice({ ...choice, subReason: reason.key });
    else if (part !== undefined) setEnlarged(enlarged === part ? null : part);
    else return false;
    return true;
  };

  const updateChoice = (next: Choice): void => {
    setChoice(next);
    setFaults([]);
    const criterion = criteria.find(({ verdict }) => verdict === next.verdict);
    const needsNote =
      criterion?.noteRequired === true && (criterion.subReasons.length === 0 || next.subReason !== null);
    if (needsNote) requestAnimationFrame(() => noteField.current?.focus());
  };

  return (
    <dialog
      ref={dialog}
      className="mesa on-dark"
      aria-label={WORDS[data.kind].title}
      tabIndex={-1}
      onKeyDown={onKeyDown}
      onCancel={(event) => {
        event.preventDefault();
      }}
    >
      <header className="mesa-head">
        <strong>{WORDS[data.kind].title}</strong>
        {process && (
          <span className="quiet">
            {process.idProceso}
            {process.practice && ' · Simulacro'}
          </span>
        )}
        <span role="status" className="mesa-count">
          {isFirst && (
            <>
              Hoy <strong>{today.toLocaleString('es-MX')}</strong> de {data.recommended.toLocaleString('es-MX')}{' '}
              recomendados ·{' '}
            </>
          )}
          quedan <strong>{left.toLocaleString('es-MX')}</strong>
        </span>
        {undoable && <UndoBar verdict={undoable} undo={() => void undo()} />}
        <button
          type="button"
          className="mesa-key"
          aria-disabled={at === 0}
          onClick={() => {
            if (at > 0) void move(at - 1);
          }}
        >
          <kbd>←</kbd> Anterior
        </button>
        <button type="button" className="mesa-key" onClick={leave}>
          <kbd>Esc</kbd> Salir
        </button>
      </header>
      {supportId === undefined ? (
        <div className="mesa-done">
          <h1>{WORDS[data.kind].done}</h1>
          {isFirst && (
            <p>
              Registros revisados hoy: {today.toLocaleString('es-MX')}. Cuando la DERFE le asigne más, aparecerán en
              «Revisar registros».
            </p>
          )}
          <button type="button" className="button" onClick={leave}>
            Salir de la mesa
          </button>
        </div>
      ) : (
        <div className="mesa-body">
          {record && loaded ? (
            <Images record={record} images={loaded.images} enlarged={enlarged} enlarge={setEnlarged} />
          ) : (
            <div className="mesa-images" aria-busy={faults.length === 0} />
          )}
          <div className="mesa-side">
            {record && (
              <RecordFacts record={record} askingReason={askingReason} toggleReveal={toggleReveal} reveal={reveal} />
            )}
            {hasty && (
              <p className="mesa-resumed" role="status">
                Dio los últimos resultados más rápido de lo que se tarda en ver las imágenes. Quien supervisa la Mesa de
                Control también lo ve; si alguno está mal, deshágalo.
              </p>
            )}
            {resumed && record && (
              <p className="mesa-resumed" role="status">
                Su sesión terminó antes de dar el resultado. Este es el registro que tenía
                {choice === NO_CHOICE ? '.' : ', con lo que había elegido; revíselo y dé el resultado.'}
              </p>
            )}
            {record && data.kind === 'decision' && !record.reviewed && (
              <p className="mesa-resumed">
                {`Resultados que no coinciden: ${record.verdicts
                  .slice(0, 2)
                  .map(({ label }) => `«${label}»`)
                  .join(' y ')}.`}
              </p>
            )}
            {record && !record.reviewed ? (
              <VerdictPad
                criteria={criteria}
                choice={choice}
                faults={faults}
                busy={busy}
                choose={updateChoice}
                confirm={() => void giveVerdict()}
                note={noteField}
              />
            ) : (
              record && <Reviewed verdict={record.verdicts[0]} isFirst={isFirst} />
            )}
            {(!record || record.reviewed) &&
              faults.map(({ code, detail }) => (
                <p key={code} role="alert" className="field-error">
                  {detail}
                </p>
              ))}
          </div>
        </div>
      )}
    </dialog>
  );
}

/** Replaces the verdict pad on a record that has its verdict. */
function Reviewed({
  verdict,
  isFirst,
}: {
  readonly verdict: RecordView['verdicts'][number] | undefined;
  readonly isFirst: boolean;
}) {
  return (
    <div className="mesa-pad" role="status">
      <p>
        <strong>Ya tiene resultado: {verdict?.label}</strong>
      </p>
      <p className="help">
        Dado el {verdict?.at}.{' '}
        {isFirst &&
          'Puede deshacerlo durante un minuto; después, si hay que corregirlo, dígaselo a quien supervisa la Mesa de Control.'}
      </p>
    </div>
  );
}

/** The whole queue, with the interrupted record first, even if it has been reviewed. */
function resumedQueue(queue: readonly string[], interrupted: Interrupted | undefined): readonly string[] {
  if (!interrupted) return queue;
  const { supportId } = interrupted;
  return [supportId, ...queue.filter((each) => each !== supportId)];
}
