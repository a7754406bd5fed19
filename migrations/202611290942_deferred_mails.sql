-- An e-mail over a cap is sent later, not dropped. Null until its caps have been checked.
alter table notifications.message add column send_at timestamptz;
