import React, { useEffect, useRef, useState } from 'react';
import { useNavigate } from 'react-router-dom';
import { EmptyState, PageHead } from '../../../admin/ui/page.js';
import type { ScreenProps } from '../../../admin/ui/screen.js';
import { readInterrupted } from './parts/interrupted.js';
import { ProcessChoice } from './parts/process-choice.js';
import { Review } from './parts/review.js';
import type { QueueView } from './views.js';

/** Start page of a reviewer (§11.1): today's workload. The review itself is full screen. */
export default function Desk({ data, post, reload }: ScreenProps<QueueView>) {
  const navigate = useNavigate();
  // After a session that ended during a review, the reviewer returns to the record.
  const [interrupted, setInterrupted] = useState(() => readInterrupted(data.page));
  const [reviewing, setReviewing] = useState(interrupted !== undefined);
  const startButton = useRef<HTMLButtonElement>(null);
  const { processes, process, queue, assigned, reviewedToday, recommended } = data;
  useEffect(() => {
    if (!reviewing) startButton.current?.focus();
  }, [reviewing]);
  if (reviewing && process) {
    return (
      <Review
        data={data}
        post={post}
        interrupted={interrupted}
        leave={() => {
          setReviewing(false);
          setInterrupted(undefined);
          reload();
        }}
      />
    );
  }
  return (
    <>
      <PageHead
        lead={`Hoy lleva ${reviewedToday.toLocaleString('es-MX')} registros revisados; se recomiendan ${recommended.toLocaleString('es-MX')} por día.`}
      >
        {queue.length > 0 && (
          <button
            ref={startButton}
            type="button"
            className="button"
            onClick={() => {
              setReviewing(true);
            }}
          >
            Revisar {assigned.toLocaleString('es-MX')} {assigned === 1 ? 'registro' : 'registros'}
          </button>
        )}
      </PageHead>
      <ProcessChoice page="mesa-de-control" processes={processes} process={process} />
      {queue.length === 0 ? (
        <EmptyState
          action={
            <button
              type="button"
              className="button button-plain"
              onClick={() => {
                navigate(0);
              }}
            >
              Volver a consultar
            </button>
          }
        >
          No tiene registros por revisar. La DERFE asigna cargas de trabajo todos los días, de 09:00 a 18:00 (hora
          centro).
        </EmptyState>
      ) : (
        <section className="panel" aria-labelledby="teclas">
          <h2 id="teclas">Con el teclado</h2>
          <ul className="bullets">
            <li>
              <kbd>1</kbd> a <kbd>8</kbd> eligen el resultado; <kbd>A</kbd>, <kbd>S</kbd>, <kbd>D</kbd>… el motivo;{' '}
              <kbd>Enter</kbd> lo da y muestra el registro siguiente.
            </li>
            <li>
              <kbd>Q</kbd>, <kbd>W</kbd>, <kbd>E</kbd> y <kbd>R</kbd> agrandan una imagen y la regresan a su lugar.
            </li>
            <li>
              <kbd>Z</kbd> deshace un resultado durante el minuto siguiente; los dos quedan en el historial. Después,
              solo quien supervisa la Mesa de Control puede mandar que se revise de nuevo. <kbd>←</kbd> vuelve al
              registro anterior.
            </li>
            <li>
              <kbd>9</kbd> deja el registro como «Visto, incompleto», con una nota: sigue siendo suyo y es el primero
              que verá la próxima vez.
            </li>
            <li>
              <kbd>V</kbd> y la letra de un motivo muestran los datos completos; la consulta y su motivo quedan
              registrados con su cuenta. Las imágenes llevan el nombre de su cuenta.
            </li>
            <li>
              <kbd>Esc</kbd> borra lo elegido; otra vez, sale de la mesa.
            </li>
          </ul>
        </section>
      )}
    </>
  );
}
