import React, { useEffect, useRef, useState, type FormEvent, type ReactNode } from 'react';
import type { ApiResult, ProblemError } from './api.js';
import { clearDraft, readDraft, writeDraft, type Values } from './draft.js';

/** Chosen files by field name. */
export type Files = Readonly<Record<string, File>>;

/** State of a form; values survive failed submissions. */
export interface Form {
  readonly values: Values;
  readonly errors: readonly ProblemError[];
  readonly busy: boolean;
  /** The form started from a stored draft. */
  readonly restoredDraft: boolean;
  readonly set: (name: string, value: string) => void;
  /** Not stored in drafts. */
  readonly files: Files;
  readonly attach: (name: string, file: File | undefined) => void;
  /** Sets or clears (null) the error of one field. */
  readonly setFieldError: (name: string, sentence: string | null) => void;
  readonly registerLabel: (field: string, label: string) => void;
  readonly submit: (event: FormEvent) => void;
  readonly discard: () => void;
}

export interface FormOptions<Result> {
  readonly initial: Values;
  readonly send: (values: Values, files: Files) => Promise<ApiResult<Result>>;
  readonly done: (result: Result) => void;
  /** Key of the draft in sessionStorage; without it the form has no draft. */
  readonly draft?: string;
}

export function useForm<Result>({ initial, send, done, draft }: FormOptions<Result>): Form {
  const [storedDraft] = useState(() => readDraft(draft));
  const [values, setValues] = useState<Values>({ ...initial, ...storedDraft });
  const [errors, setErrors] = useState<readonly ProblemError[]>([]);
  const [files, setFiles] = useState<Files>({});
  const [busy, setBusy] = useState(false);
  const labels = useRef(new Map<string, string>());

  const submit = async (): Promise<void> => {
    setBusy(true);
    const answer = await send(values, files);
    setBusy(false);
    if (answer.ok) {
      clearDraft(draft);
      done(answer.data);
      return;
    }
    setErrors(answer.problem.errors.map((fault) => withLabel(fault, labels.current)));
    requestAnimationFrame(() => document.getElementById('errores')?.focus());
  };

  return {
    values,
    errors,
    busy,
    restoredDraft: storedDraft !== undefined,
    set: (name, value) => {
      setValues((former) => {
        const next = { ...former, [name]: value };
        writeDraft(draft, next);
        return next;
      });
    },
    files,
    attach: (name, file) => {
      setFiles(({ [name]: _former, ...others }) => (file ? { ...others, [name]: file } : others));
    },
    setFieldError: (name, sentence) => {
      setErrors((former) => [
        ...former.filter(({ field }) => field !== name),
        ...(sentence === null ? [] : [{ code: 'FIELD', detail: sentence, field: name }]),
      ]);
    },
    registerLabel: (field, label) => {
      labels.current.set(field, label);
    },
    submit: (event) => {
      event.preventDefault();
      if (!busy) void submit();
    },
    discard: () => {
      clearDraft(draft);
      setValues(initial);
      setErrors([]);
    },
  };
}

/** The generic error contains the input's name in code; replaces it with the label. */
function withLabel(fault: ProblemError, labels: ReadonlyMap<string, string>): ProblemError {
  const label = fault.field === undefined ? undefined : labels.get(fault.field);
  if (fault.code !== 'KERNEL.INPUT_INVALID' || label === undefined) return fault;
  return { ...fault, detail: `Falta «${label}» o no tiene la forma esperada. Corríjalo y envíe de nuevo.` };
}

export interface FormViewProps {
  readonly form: Form;
  /** Label of the submit button. */
  readonly submitLabel: string;
  readonly children: ReactNode;
  readonly cancel?: ReactNode;
}

/** Error summary with links at the top, fields in one column, submit button at the end. */
export function FormView({ form, submitLabel, children, cancel }: FormViewProps) {
  return (
    <form className="stack" noValidate onSubmit={form.submit}>
      <ErrorSummary faults={form.errors.filter(({ code }) => code !== 'FIELD')} />
      {children}
      <div className="actions">
        <button className="button" type="submit" aria-disabled={form.busy}>
          {submitLabel}
        </button>
        {cancel}
      </div>
    </form>
  );
}

function ErrorSummary({ faults }: { readonly faults: readonly ProblemError[] }) {
  if (faults.length === 0) return null;
  return (
    <div className="error-summary" role="alert" tabIndex={-1} id="errores">
      <h2>{faults.length === 1 ? 'Hay un dato por corregir' : `Hay ${faults.length} datos por corregir`}</h2>
      <ul>
        {faults.map(({ code, detail, field }) => (
          <li key={`${code} ${field ?? ''}`}>
            {field === undefined ? detail : <FieldLink field={field} text={detail} />}
          </li>
        ))}
      </ul>
    </div>
  );
}

function FieldLink({ field, text }: { readonly field: string; readonly text: string }) {
  return (
    <a
      href={`#${field}`}
      onClick={(event) => {
        event.preventDefault();
        document.getElementById(field)?.focus();
      }}
    >
      {text}
    </a>
  );
}

export interface FieldProps {
  readonly form: Form;
  readonly name: string;
  readonly label: string;
  readonly help?: string;
  readonly optional?: boolean;
}

/** Layout of every field: label above, help and error below, linked with ARIA. */
export function FieldFrame({
  form,
  name,
  label,
  help,
  optional = false,
  children,
}: FieldProps & { readonly children: (attributes: InputAttributes) => ReactNode }) {
  const fault = form.errors.find(({ field }) => field === name);
  const { registerLabel } = form;
  useEffect(() => {
    registerLabel(name, label);
  });
  const described = [help && `${name}-ayuda`, fault && `${name}-error`].filter(Boolean).join(' ');
  return (
    <div className={fault ? 'field field-wrong' : 'field'}>
      <label htmlFor={name}>
        {label}
        {optional && <span className="optional"> (opcional)</span>}
      </label>
      {children({
        id: name,
        name,
        'aria-required': optional ? undefined : true,
        'aria-invalid': fault ? true : undefined,
        'aria-describedby': described === '' ? undefined : described,
      })}
      {help && (
        <p className="help" id={`${name}-ayuda`}>
          {help}
        </p>
      )}
      {fault && (
        <p className="field-error" id={`${name}-error`}>
          {fault.detail}
        </p>
      )}
    </div>
  );
}

export interface InputAttributes {
  readonly id: string;
  readonly name: string;
  readonly 'aria-required': true | undefined;
  readonly 'aria-invalid': true | undefined;
  readonly 'aria-describedby': string | undefined;
}
