import { useState } from 'react';
import { Field, type FieldProps } from './Field.js';

/** A field for the local password, which the person may show while typing. */
export function PasswordField(props: Omit<FieldProps, 'type' | 'children'>) {
  const [shown, setShown] = useState(false);
  return (
    <Field {...props} type={shown ? 'text' : 'password'} autoCapitalize="none" autoCorrect="off" spellCheck={false}>
      <button
        type="button"
        className="link"
        onClick={() => {
          setShown(!shown);
        }}
      >
        {shown ? 'Ocultar contraseña' : 'Mostrar contraseña'}
      </button>
    </Field>
  );
}
