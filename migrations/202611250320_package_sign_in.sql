-- A sign-in that a package of the app began ends at the package's own address, no longer at the web app's (§7.3, decision 23).
alter table sign_in.attempt add column to_package boolean not null default false;
