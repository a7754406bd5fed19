import React, { useEffect, useRef, useState, type ReactNode } from 'react';
import { Link, useLocation } from 'react-router-dom';
import { maskWords } from '#electoral/identifiers';
import { codesInText } from '#electoral/normalise';
import { useScreenLabel } from './frame.js';
import { useForgetOnSending } from './notice.js';

/**
 * Colour and icon of a chip: `counts` for a good or finished state, `process` for one in progress, `excluded` for a
 * refusal, failure or loss.
 */
export type Tone = 'counts' | 'attention' | 'excluded' | 'process' | 'neutral';

const ICONS: Readonly<Record<Tone, string>> = {
  counts: 'M8 1.5a6.5 6.5 0 1 1 0 13a6.5 6.5 0 1 1 0-13M5 8.2l2.1 2.1L11 6.2',
  attention: 'M8 2L14.5 13.5h-13zM8 6.5v3M8 11.4v.2',
  excluded: 'M8 1.5a6.5 6.5 0 1 1 0 13a6.5 6.5 0 1 1 0-13M5.7 5.7l4.6 4.6M10.3 5.7l-4.6 4.6',
  process: 'M8 1.5a6.5 6.5 0 1 1 0 13a6.5 6.5 0 1 1 0-13M8 4.5V8l2.4 1.6',
  neutral: 'M8 1.5a6.5 6.5 0 1 1 0 13a6.5 6.5 0 1 1 0-13M5 8h6',
};

/** A state with colour, icon and label. */
export function StateChip({ tone, label }: { readonly tone: Tone; readonly label: string }) {
  return (
    <span className={`chip chip-${tone}`}>
      <svg viewBox="0 0 16 16" aria-hidden="true" focusable="false">
        <path d={ICONS[tone]} />
      </svg>
      <span>{label}</span>
    </span>
  );
}

/** A sentence in which folios and ids do not break across lines, and addresses only after `@` and `.`. */
export function Sentence({ text }: { readonly text: string }) {
  return codesInText(text).map(({ text: part, isCode, pieces }, index) => {
    if (pieces) return <Address key={index} pieces={pieces} />;
    return isCode ? (
      <span key={index} className="code whole">
        {part}
      </span>
    ) : (
      part
    );
  });
}

/** Longer text must break somewhere on a narrow screen. */
const MAX_UNBROKEN_LENGTH = 30;
const GROUP = /.{1,11}/g;

/** Text in which a word of more than 30 characters, such as a fingerprint, can break after each group of eleven. */
export function InGroups({ text }: { readonly text: string }) {
  return text.split(/(\S+)/).map((word, index) =>
    word.length <= MAX_UNBROKEN_LENGTH ? (
      word
    ) : (
      <React.Fragment key={index}>
        {word.match(GROUP)?.map((group, place) => (
          <React.Fragment key={place}>
            {group}
            <wbr />
          </React.Fragment>
        ))}
      </React.Fragment>
    ),
  );
}

function Address({ pieces }: { readonly pieces: readonly string[] }) {
  return (
    <span className="address">
      {pieces.map((piece, index) => (
        <React.Fragment key={index}>
          {index > 0 && <wbr />}
          {piece.includes('-') && piece.length <= MAX_UNBROKEN_LENGTH ? <span className="whole">{piece}</span> : piece}
        </React.Fragment>
      ))}
    </span>
  );
}

export interface PageHeadProps {
  /** By default the screen's label. */
  readonly title?: string;
  /** State chip below the title. */
  readonly state?: ReactNode;
  /** Parent page. */
  readonly parent?: { readonly label: string; readonly href: string };
  readonly lead?: ReactNode;
  /** Actions; one of them primary. */
  readonly children?: ReactNode;
}

/** Heading with actions. Shows the success message of the previous page once. */
export function PageHead({ title, state, parent, lead, children }: PageHeadProps) {
  const label = useScreenLabel();
  const heading = title ?? label;
  const { state: passed, key } = useLocation() as { state: NavigationMessage | null; key: string };
  const [forgotten, setForgotten] = useState<string>();
  const shownKey = useRef(key);
  shownKey.current = key;
  useForgetOnSending(() => {
    setForgotten(shownKey.current);
  });
  const message = forgotten === key ? null : passed;
  useEffect(() => {
    document.title = `${heading} · Apoyo Ciudadano`;
  }, [heading]);
  return (
    <>
      <div className="heading-row">
        <div className="heading">
          {parent && (
            <p className="crumb">
              <Link to={parent.href}>{parent.label}</Link>
            </p>
          )}
          <h1>{heading}</h1>
          {state && <p>{state}</p>}
          {lead !== undefined && <p className="quiet">{lead}</p>}
        </div>
        <div className="actions">{children}</div>
      </div>
      {message?.done !== undefined && (
        <div className="notice notice-done" role="status">
          <p>{message.done}</p>
        </div>
      )}
      {message?.warnings !== undefined && message.warnings.length > 0 && (
        <div className="notice notice-attention" role="status">
          <p>
            <strong>Revise:</strong>
          </p>
          <ul className="bullets">
            {message.warnings.map((warning) => (
              <li key={warning}>{warning}</li>
            ))}
          </ul>
        </div>
      )}
    </>
  );
}

/** Passed to `navigate(url, { state })`: the outcome to show on the next page. */
export interface NavigationMessage {
  readonly done?: string;
  readonly warnings?: readonly string[];
}

export interface Column<Row> {
  readonly heading: string;
  /** Replaces the heading, e.g. with a sort link. */
  readonly head?: ReactNode;
  readonly sorted?: 'ascending' | 'descending' | undefined;
  readonly cell: (row: Row) => ReactNode;
}

export interface TableProps<Row> {
  /** For screen readers. */
  readonly caption: string;
  readonly columns: readonly [Column<Row>, ...Column<Row>[]];
  readonly rows: readonly Row[];
  readonly keyOf: (row: Row) => string;
}

/** Rows of 36 px; the first column names the row. On a narrow screen each row becomes a card. */
export function Table<Row>({ caption, columns: [first, ...others], rows, keyOf }: TableProps<Row>) {
  return (
    <table className="rows">
      <caption className="hidden">{caption}</caption>
      <thead>
        <tr>
          {[first, ...others].map(({ heading, head, sorted }) => (
            <th key={heading} scope="col" aria-sort={sorted}>
              {head ?? heading}
            </th>
          ))}
        </tr>
      </thead>
      <tbody>
        {rows.map((row) => (
          <tr key={keyOf(row)}>
            <th scope="row">{content(first, row)}</th>
            {others.map((column) => (
              <td key={column.heading} data-heading={column.heading}>
                {content(column, row)}
              </td>
            ))}
          </tr>
        ))}
      </tbody>
    </table>
  );
}

const DATE = /^\d{2}\/\d{2}\/\d{4}( \d{2}:\d{2}(:\d{2})?)?$/;

/** A date and its time stay on one line. */
function content<Row>({ cell }: Column<Row>, row: Row): ReactNode {
  const shown = cell(row);
  if (typeof shown !== 'string') return shown;
  if (DATE.test(shown)) return <span className="when">{shown}</span>;
  return shown.includes('@') ? <Sentence text={shown} /> : shown;
}

export interface UnmaskedProps {
  readonly value: string;
  /** What paper shows. */
  readonly masked?: string;
}

/**
 * Unmasked personal data. It is for the screen: the audit trail records who saw it there, but not who prints it or
 * holds the paper.
 */
export function Unmasked({ value, masked = maskWords(value) }: UnmaskedProps) {
  return (
    <>
      <span className={DATE.test(value) ? 'on-screen when' : 'on-screen'}>
        <Sentence text={value} />
      </span>
      <span className="on-paper">{masked}</span>
    </>
  );
}

/** A description list. */
export function Facts({ facts }: { readonly facts: readonly (readonly [name: string, value: ReactNode])[] }) {
  return (
    <dl className="facts">
      {facts.map(([name, value]) => (
        <div key={name}>
          <dt>{name}</dt>
          <dd>{typeof value === 'string' ? <Sentence text={value} /> : value}</dd>
        </div>
      ))}
    </dl>
  );
}

/** Replaces an empty list: why it is empty, and the next step. */
export function EmptyState({ children, action }: { readonly children: ReactNode; readonly action?: ReactNode }) {
  return (
    <div className="panel empty">
      <p>{children}</p>
      {action !== undefined && <div className="actions">{action}</div>}
    </div>
  );
}
