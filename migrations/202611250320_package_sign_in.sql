-- A sign-in that a packaged app started redirects to the URL scheme of the package, not to the web app (§7.3, decision 23).
alter table sign_in.attempt add column to_package boolean not null default false;
