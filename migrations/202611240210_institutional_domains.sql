-- Domains of institutional addresses (§4.1, §4.4), managed by DERFE: domains of account names, and domains of contact addresses.
create table accounts.institutional_domain (
  id uuid primary key,
  purpose text not null check (purpose in ('account', 'contact')),
  -- Null: INE.
  entidad text check (entidad ~ '^\d{2}$'),
  domain text not null check (domain = lower(domain)),
  added_by text not null,
  added_at timestamptz not null,
  -- Accounts created while the domain was listed keep their addresses.
  removed_by text,
  removed_at timestamptz,
  -- Only INE assigns accounts.
  check (purpose = 'contact' or entidad is null)
);
create unique index institutional_domain_once on accounts.institutional_domain (purpose, coalesce(entidad, ''), domain)
  where removed_at is null;

insert into accounts.institutional_domain (id, purpose, entidad, domain, added_by, added_at) values
  (gen_random_uuid(), 'account', null, 'ine.mx', 'installation', now()),
  (gen_random_uuid(), 'contact', null, 'ine.mx', 'installation', now());
