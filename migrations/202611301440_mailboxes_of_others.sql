-- Whether the e-mail addresses of an account before a correction belonged to another person, who can then have an account (§4.2).
alter table accounts.data_change add column other_person boolean not null default false;
