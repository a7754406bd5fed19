/** Shown until a stored registration is sent. */
export const UNSENT_TEXT =
  'Su registro no terminó de enviarse. Está guardado y cifrado en este teléfono, con su contraseña: no repita las ' +
  'fotografías, solo envíelo.';
