-- One row per event message, e-mail and recipient. No address is stored: it is looked up when the e-mail is sent.

create schema notifications;

create table notifications.message (
  id uuid primary key,
  event_message_id uuid not null,
  mail text not null,
  recipient_kind text not null,
  recipient_id text not null,
  -- The e-mail is sent to this recipient once, however many events request it.
  once_only boolean not null default false,
  -- The payload of the event; null once the e-mail is settled.
  payload jsonb,
  occurred_at timestamptz not null,
  correlation_id uuid not null,
  -- Shared by the rows of one e-mail: the id of the first of them. Null while a digest is open.
  delivery_id uuid,
  state text not null default 'waiting' check (state in ('waiting', 'sent', 'withheld', 'obsolete')),
  settled_at timestamptz,
  constraint message_per_event unique (event_message_id, mail, recipient_kind, recipient_id),
  constraint message_settled check ((state = 'waiting') = (settled_at is null))
);
create unique index message_once on notifications.message (mail, recipient_kind, recipient_id) where once_only;
create index message_of_delivery on notifications.message (delivery_id) where state = 'waiting';
create index message_of_digest on notifications.message (mail, recipient_kind, recipient_id, occurred_at, id)
  where delivery_id is null;

-- A digest that collects events until it closes.
create table notifications.digest (
  mail text not null,
  recipient_kind text not null,
  recipient_id text not null,
  closes_at timestamptz not null,
  primary key (mail, recipient_kind, recipient_id)
);

-- What counts against a daily cap. The key is a keyed digest of an address or a device.
create table notifications.cap_use (
  id bigint generated always as identity primary key,
  mail text not null,
  kind text not null,
  key bytea not null,
  at timestamptz not null
);
create index cap_use_of_key on notifications.cap_use (mail, kind, key, at);
