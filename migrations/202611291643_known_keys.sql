-- The keys that the installation has had: a lost key folder is noticed, and no key is created again under the same kid.
create table kernel.known_key (
  kid text primary key,
  -- RFC 7638 for a key pair, otherwise a digest of the secret, which is random.
  thumbprint text not null,
  recorded_at timestamptz not null
);

create trigger append_only before update or delete on kernel.known_key
  for each row execute function kernel.refuse_append_only_change();
create trigger append_only_no_truncate before truncate on kernel.known_key
  for each statement execute function kernel.refuse_append_only_change();
