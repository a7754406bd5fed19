/** Marks every screen of a practice process. */
export function PracticeMark() {
  return (
    <>
      <p className="practice">Proceso de práctica: nada de lo captado cuenta</p>
      <div className="practice-mark" aria-hidden="true">
        PRÁCTICA
      </div>
    </>
  );
}
