-- HMAC of the message by the process that wrote it, with a key outside the database. Null: written before this migration and not adopted yet.
alter table kernel.outbox_message add column mac bytea;
