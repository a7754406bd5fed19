import React from 'react';
import { Link, useNavigate } from 'react-router-dom';
import { ConfirmationField, FileField } from '../../../admin/ui/fields.js';
import { FormView, useForm } from '../../../admin/ui/form.js';
import { listFileHref } from '../../../admin/ui/frame.js';
import { PageHead } from '../../../admin/ui/page.js';
import type { ScreenProps } from '../../../admin/ui/screen.js';

const LIST = '/admin/resources/territorios';

interface LoadTerritoryResult {
  readonly entidades: readonly { readonly municipalities: number; readonly sections: number }[];
}

export default function LoadTerritory({ post }: ScreenProps) {
  const navigate = useNavigate();
  const template = listFileHref('territorios/plantilla', new URLSearchParams()) ?? undefined;
  const form = useForm<LoadTerritoryResult>({
    initial: {},
    send: (values, files) => post({ ...values, ...files }),
    done: ({ entidades }) => {
      const sections = entidades.reduce((sum, entidad) => sum + entidad.sections, 0);
      const done =
        entidades.length === 0
          ? 'Ese archivo ya estaba cargado; nada cambió.'
          : `Catálogo cargado: ${sections.toLocaleString('es-MX')} ${sections === 1 ? 'sección' : 'secciones'} de ${entidades.length} ${entidades.length === 1 ? 'entidad' : 'entidades'}.`;
      navigate(LIST, { replace: true, state: { done } });
    },
  });
  return (
    <>
      <PageHead
        parent={{ label: 'Catálogos de territorio', href: LIST }}
        lead="El archivo sustituye al catálogo de cada entidad que trae, desde el día que él mismo dice. Se carga completo o no se carga."
      >
        <a className="button button-plain" href={template} download>
          Descargar plantilla
        </a>
      </PageHead>
      <FormView form={form} submitLabel="Cargar catálogo" cancel={<Link to={LIST}>Volver sin cargar</Link>}>
        <FileField
          form={form}
          name="file"
          label="Archivo del catálogo"
          help="Un archivo de texto CSV como la plantilla, de hasta 20 MB. En una hoja de cálculo, guárdelo como CSV UTF-8."
          accept=".csv,text/csv,text/plain"
        />
        <ConfirmationField
          form={form}
          name="shrinks"
          label="Así es: el archivo trae todas las secciones que hay ahora"
        />
      </FormView>
    </>
  );
}
