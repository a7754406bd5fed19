import { readFile } from 'node:fs/promises';
import { Router } from 'express';
import type { AppConfig } from '../../kernel/config/config.js';
import type { Pages } from '../../kernel/http/pages.js';
import type { Dispatcher } from '../../kernel/messaging/dispatcher.js';
import { ROLE_TABLE } from '../../contexts/accounts/index.js';
import { credentialBack, credentialFront, livePhoto, type InventedPerson } from '../builders/index.js';
import { registeredPeople } from '../people/registered-people.js';
import { cast } from '../seed/cast.js';
import { OFFICIALS, OFFICIALS_PASSWORD } from '../seed/officials.js';
import { oplPrivateKeyFile } from '../seed/practice.js';

const PICTURES: Readonly<Record<string, (person: InventedPerson) => Promise<Buffer>>> = {
  anverso: credentialFront,
  reverso: credentialBack,
  rostro: livePhoto,
};

/** `/demo`: accounts, keys and specimen credentials for visitors. */
export function guideRouter(config: AppConfig, dispatcher: Dispatcher, pages: Pages): Router {
  const router = Router();

  router.get('/', async (_request, response) => {
    const people = await registeredPeople(dispatcher);
    pages.send(response, 'demonstration/guide', {
      officials: OFFICIALS.map(({ fullName, account, role }) => ({ fullName, account, role: ROLE_TABLE[role].label })),
      password: OFFICIALS_PASSWORD,
      aspirants: people.filter(({ role }) => role === 'Aspirante'),
      auxiliaries: people.filter(({ role }) => role === 'Auxiliar'),
      samples: cast.samples().map(({ printed, claveElector, credentialType }, index) => ({
        name: [printed.nombre, printed.paterno, printed.materno].filter(Boolean).join(' '),
        claveElector,
        credentialType,
        pictures: Object.keys(PICTURES).map((part) => ({ part, href: `/demo/imagenes/${String(index)}/${part}.jpg` })),
      })),
    });
  });

  router.get('/llave-privada-opl.jwk.json', async (_request, response, next) => {
    const key = await readFile(oplPrivateKeyFile(config)).catch(() => undefined);
    if (!key) {
      next();
      return;
    }
    response.attachment('llave-privada-opl.jwk.json').type('json').send(key);
  });

  router.get('/imagenes/:person/:part.jpg', async (request, response, next) => {
    const person = cast.samples()[Number(request.params.person)];
    const draw = PICTURES[request.params.part];
    if (!person || !draw) {
      next();
      return;
    }
    response.type('jpeg').setHeader('Cache-Control', 'private, max-age=3600');
    response.send(await draw(person));
  });
  return router;
}
