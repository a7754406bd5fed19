// An injected defect: consumers process a message again although its inbox row exists.
import { createRequire } from 'node:module';
import { join } from 'node:path';

const require = createRequire(join(process.cwd(), 'package.json'));
const { Client } = require('pg');
const { query } = Client.prototype;

const withoutDeduplication = (text) =>
  /insert into kernel\.inbox/.test(text)
    ? text.replace(
        'on conflict do nothing',
        'on conflict (consumer, message_id) do update set consumer = excluded.consumer',
      )
    : text;

Client.prototype.query = function (config, ...rest) {
  if (typeof config === 'string') return query.call(this, withoutDeduplication(config), ...rest);
  if (config && typeof config.text === 'string') config.text = withoutDeduplication(config.text);
  return query.call(this, config, ...rest);
};
