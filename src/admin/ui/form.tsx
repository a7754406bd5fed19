import React, { useEffect, useRef, useState, type FormEvent, type ReactNode } from 'react';
import { afterPress } from './after-press.js';
import { OUTCOME_UNKNOWN, SESSION_ENDED, type ApiResult, type ProblemError } from './api.js';
import { ConfirmButton, type ConfirmButtonProps } from './confirm.js';
import { clearDraft, readDraft, writeDraft, type Values } from './draft.js';
import { Sentence } from './page.js';
import { FIELD_FAULT, faultOnLeaving, faultsOf, remainingFaults, type FieldRules } from './faults.js';

/** Chosen files by field name. */
export type Files = Readonly<Record<string, File>>;

/** State of a form; values survive failed submissions. */
export interface Form {
  readonly values: Values;
  readonly errors: readonly ProblemError[];
  readonly busy: boolean;
  /** The form started from a stored draft. */
  readonly restoredDraft: boolean;
  /** The draft was stored because the session ended; the form itself keeps none. */
  readonly restoredBySession: boolean;
  readonly set: (name: string, value: string) => void;
  /** Not stored in drafts. */
  readonly files: Files;
  readonly attach: (name: string, file: File | undefined) => void;
  /** Checks a field when it loses focus. */
  readonly leave: (name: string, value: string) => void;
  readonly register: (field: string, rules: FieldRules) => () => void;
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
  const draftKey = draft ?? `sesion:${window.location.pathname}`;
  const [storedDraft] = useState(() => readDraft(draftKey));
  const [values, setValues] = useState<Values>({ ...initial, ...storedDraft });
  const [errors, setErrors] = useState<readonly ProblemError[]>([]);
  const [files, setFiles] = useState<Files>({});
  const [busy, setBusy] = useState(false);
  const fields = useRef(new Map<string, FieldRules>());
  const checked = useRef(values);
  const filled = useRef(new Set<string>());

  // Runs after the fields have registered their rules for the new values.
  useEffect(() => {
    const before = checked.current;
    checked.current = values;
    for (const [name, value] of Object.entries(values)) if (value !== '') filled.current.add(name);
    setErrors((former) => remainingFaults(former, fields.current, before, values));
  }, [values]);

  useEffect(() => {
    // A form without a draft would otherwise lose what was typed when the session ends.
    const keep = (): void => {
      writeDraft(draftKey, values);
    };
    window.addEventListener(SESSION_ENDED, keep);
    return () => {
      window.removeEventListener(SESSION_ENDED, keep);
    };
  }, [draftKey, values]);

  useEffect(() => {
    if (draft === undefined) clearDraft(draftKey);
  }, [draft, draftKey]);

  const submit = async (): Promise<void> => {
    setBusy(true);
    const answer = await send(values, files);
    setBusy(false);
    if (answer.ok) {
      clearDraft(draftKey);
      done(answer.data);
      return;
    }
    const valueOf = (field: string): string => files[field]?.name ?? values[field] ?? '';
    setErrors(faultsOf(answer.problem.errors, fields.current, valueOf, positionOnScreen));
    requestAnimationFrame(() => document.getElementById('errores')?.focus());
  };

  return {
    values,
    errors,
    busy,
    restoredDraft: storedDraft !== undefined,
    restoredBySession: storedDraft !== undefined && draft === undefined,
    set: (name, value) => {
      setValues((former) => {
        const next = { ...former, [name]: value };
        if (draft !== undefined) writeDraft(draft, next);
        return next;
      });
    },
    files,
    attach: (name, file) => {
      setFiles(({ [name]: _former, ...others }) => (file ? { ...others, [name]: file } : others));
      setErrors((former) => former.filter(({ field }) => field !== name));
    },
    leave: (name, value) => {
      const rules = fields.current.get(name);
      if (!rules) return;
      const sentence = faultOnLeaving(rules, value, filled.current.has(name));
      afterPress(() => {
        setErrors((former) => {
          const known = former.find(({ field }) => field === name);
          // An error of the server stays until the value changes.
          if (sentence === null)
            return known?.code === FIELD_FAULT ? former.filter((fault) => fault !== known) : former;
          const others = former.filter((fault) => fault !== known);
          return [...others, { code: FIELD_FAULT, detail: sentence, field: name }];
        });
      });
    },
    register: (field, rules) => {
      fields.current.set(field, rules);
      return () => {
        fields.current.delete(field);
      };
    },
    submit: (event) => {
      event.preventDefault();
      if (!busy) void submit();
    },
    discard: () => {
      clearDraft(draftKey);
      setValues(initial);
      setErrors([]);
    },
  };
}

/** The position of an element among those of the page. */
function positionOnScreen(id: string): number {
  const element = document.getElementById(id);
  return element ? [...document.querySelectorAll('[id]')].indexOf(element) : Number.MAX_SAFE_INTEGER;
}

export interface FormViewProps {
  readonly form: Form;
  /** Label of the submit button. */
  readonly submitLabel: string;
  readonly children: ReactNode;
  readonly cancel?: ReactNode;
  /** Many short fields: two columns where the screen is wide. */
  readonly wide?: boolean;
  /** The fields start with unmasked personal data, which is not printed. */
  readonly unmasked?: boolean;
  /** The confirmation to request before the form is sent, if its change cannot be undone. */
  readonly confirm?: Pick<ConfirmButtonProps, 'question' | 'consequence' | 'action'> | undefined;
}

/** Error summary with links at the top, the fields, submit button at the end. */
export function FormView(props: FormViewProps) {
  const { form, submitLabel, children, cancel, wide = false, unmasked = false, confirm } = props;
  const className = ['stack', wide && 'wide', unmasked && 'unmasked'].filter(Boolean).join(' ');
  const element = useRef<HTMLFormElement>(null);
  return (
    <form ref={element} className={className} noValidate onSubmit={form.submit}>
      {form.restoredBySession && (
        <div className="notice notice-attention" role="status">
          <p>Su sesión terminó antes de guardar. Lo que había escrito sigue aquí; revíselo y envíelo.</p>
        </div>
      )}
      <ErrorSummary faults={form.errors.filter(({ code }) => code !== FIELD_FAULT)} />
      {children}
      <div className="actions">
        {confirm ? (
          <ConfirmButton {...confirm} label={submitLabel} onConfirm={() => element.current?.requestSubmit()} />
        ) : (
          <button className="button" type="submit" aria-disabled={form.busy}>
            {submitLabel}
          </button>
        )}
        {cancel}
      </div>
    </form>
  );
}

function ErrorSummary({ faults }: { readonly faults: readonly ProblemError[] }) {
  if (faults.length === 0) return null;
  return (
    <div className="error-summary" role="alert" tabIndex={-1} id="errores">
      <h2>{summaryTitle(faults)}</h2>
      <ul>
        {faults.map(({ code, detail, field }) => (
          <li key={`${code} ${field ?? ''}`}>
            {field === undefined ? <Sentence text={detail} /> : <FieldLink field={field} text={detail} />}
          </li>
        ))}
      </ul>
    </div>
  );
}

function summaryTitle(faults: readonly ProblemError[]): string {
  if (faults.some(({ code }) => code === OUTCOME_UNKNOWN)) return 'No sabemos si se guardó';
  if (faults.every(({ field }) => field === undefined)) return 'No se pudo guardar';
  return faults.length === 1 ? 'Hay un dato por corregir' : `Hay ${String(faults.length)} datos por corregir`;
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
      <Sentence text={text} />
    </a>
  );
}

export interface FieldProps {
  readonly form: Form;
  readonly name: string;
  readonly label: string;
  readonly help?: string;
  readonly optional?: boolean;
  /** The sentence for the empty field, by default made from its label. */
  readonly missing?: string;
  /** Other fields whose correction may resolve an error shown at this one. */
  readonly settledBy?: readonly string[];
}

/** Registers a field with its form and returns its error. */
export function useField(
  { form, name, label, optional = false, missing, settledBy }: FieldProps,
  verb: FieldRules['verb'] = 'Escriba',
  check?: FieldRules['check'],
): ProblemError | undefined {
  const { register } = form;
  useEffect(() => register(name, { label, optional, verb, missing, check, settledBy }));
  return form.errors.find(({ field }) => field === name);
}

export interface FieldFrameProps extends FieldProps {
  readonly verb?: FieldRules['verb'];
  readonly check?: FieldRules['check'];
  readonly children: (attributes: InputAttributes) => ReactNode;
}

/** Layout of every field: label above, help and error below, linked with ARIA. */
export function FieldFrame({ verb, check, children, ...field }: FieldFrameProps) {
  const { name, label, optional = false } = field;
  const { fault, className, describedBy, notes } = useFieldNotes(field, verb, check);
  return (
    <div className={className}>
      <label htmlFor={name}>
        {label}
        {optional && <span className="optional"> (opcional)</span>}
      </label>
      {children({
        id: name,
        name,
        'aria-required': optional ? undefined : true,
        'aria-invalid': fault ? true : undefined,
        'aria-describedby': describedBy,
      })}
      {notes}
    </div>
  );
}

export interface FieldNotes {
  readonly fault: ProblemError | undefined;
  /** Class of the element around the field. */
  readonly className: string;
  /** Ids of help and error. */
  readonly describedBy: string | undefined;
  /** Help and error, shown below the field. */
  readonly notes: ReactNode;
}

/** Registers a field with its form; returns its error, and its help and error as elements. */
export function useFieldNotes(field: FieldProps, verb?: FieldRules['verb'], check?: FieldRules['check']): FieldNotes {
  const { name, help } = field;
  const fault = useField(field, verb, check);
  const described = [help && `${name}-ayuda`, fault && `${name}-error`].filter(Boolean).join(' ');
  const notes = (
    <>
      {help && (
        <p className="help" id={`${name}-ayuda`}>
          <Sentence text={help} />
        </p>
      )}
      {fault && (
        <p className="field-error" id={`${name}-error`}>
          <Sentence text={fault.detail} />
        </p>
      )}
    </>
  );
  return {
    fault,
    className: fault ? 'field field-wrong' : 'field',
    describedBy: described === '' ? undefined : described,
    notes,
  };
}

export interface InputAttributes {
  readonly id: string;
  readonly name: string;
  readonly 'aria-required': true | undefined;
  readonly 'aria-invalid': true | undefined;
  readonly 'aria-describedby': string | undefined;
}
