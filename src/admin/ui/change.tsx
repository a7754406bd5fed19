import React, { type ReactNode } from 'react';
import { Link, useNavigate, useParams } from 'react-router-dom';
import { TextArea } from './fields.js';
import { FormView, useForm } from './form.js';
import { useScreenLabel } from './frame.js';
import { PageHead, StateChip } from './page.js';
import type { ScreenProps } from './screen.js';

export interface Change {
  /** What the action will do. */
  readonly consequence: ReactNode;
  /** Success message on the record's page. */
  readonly done: string;
  /** Help text of the field «Motivo». Without it, the form has no reason field. */
  readonly reasonHelp?: string;
}

export interface ChangeViewProps {
  /** Keyed by the action name in the URL. */
  readonly changes: Readonly<Record<string, Change>>;
  /** Title of the record. */
  readonly record: string;
  readonly lead?: string;
  /** What the decision is about. */
  readonly details?: ReactNode;
  readonly post: ScreenProps['post'];
}

/**
 * The screen of an action on one record: the consequence, a reason if required, and a button with the screen's label.
 */
export function ChangeView({ changes, record, lead, details, post }: ChangeViewProps) {
  const navigate = useNavigate();
  const label = useScreenLabel();
  const { resourceId = '', recordId = '', actionName = '' } = useParams();
  const back = `/admin/resources/${resourceId}/records/${recordId}/show`;
  const change = changes[actionName];
  const form = useForm({
    initial: change?.reasonHelp === undefined ? {} : { reason: '' },
    send: post,
    done: () => {
      navigate(back, { replace: true, state: { done: change?.done } });
    },
  });
  if (!change) return <StateChip tone="attention" label="Esa acción no existe." />;
  return (
    <>
      <PageHead parent={{ label: record, href: back }} lead={lead} />
      <div className="notice notice-attention">
        <p>{change.consequence}</p>
      </div>
      {details}
      <FormView form={form} submitLabel={label} cancel={<Link to={back}>Volver sin cambios</Link>}>
        {change.reasonHelp !== undefined && (
          <TextArea form={form} name="reason" label="Motivo" help={change.reasonHelp} />
        )}
      </FormView>
    </>
  );
}
