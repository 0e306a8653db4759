-- Stand-in for Supabase Vault 0.3, for databases whose server does not have it. Same schema and functions for callers.
-- The key lies in a table beside the data: that hides secrets from a glance and from dumps of one table, no more.
-- Good enough for development; a hosted project has the real Vault.
create schema vault;

create table vault.standin_key (key text not null);
insert into vault.standin_key values (encode(extensions.gen_random_bytes(32), 'hex'));

create table vault.secrets (
  id uuid primary key default gen_random_uuid(),
  name text,
  description text not null default '',
  secret text not null,
  key_id uuid,
  nonce bytea,
  created_at timestamptz not null default current_timestamp,
  updated_at timestamptz not null default current_timestamp
);
create unique index secrets_name_idx on vault.secrets (name) where name is not null;

create function vault.encrypt(plain text)
returns text
language sql
volatile
set search_path = ''
as $$
  select encode(extensions.pgp_sym_encrypt(plain, key), 'base64') from vault.standin_key;
$$;

create view vault.decrypted_secrets as
select
  id,
  name,
  description,
  secret,
  extensions.pgp_sym_decrypt(decode(secret, 'base64'), (select key from vault.standin_key)) as decrypted_secret,
  key_id,
  nonce,
  created_at,
  updated_at
from vault.secrets;

create function vault.create_secret(
  new_secret text,
  new_name text default null,
  new_description text default '',
  new_key_id uuid default null
)
returns uuid
language sql
volatile
security definer
set search_path = ''
as $$
  insert into vault.secrets (secret, name, description, key_id)
  values (vault.encrypt(new_secret), new_name, new_description, new_key_id)
  returning id;
$$;

create function vault.update_secret(
  secret_id uuid,
  new_secret text default null,
  new_name text default null,
  new_description text default null,
  new_key_id uuid default null
)
returns void
language sql
volatile
security definer
set search_path = ''
as $$
  update vault.secrets
  set
    secret = case when new_secret is null then secret else vault.encrypt(new_secret) end,
    name = coalesce(new_name, name),
    description = coalesce(new_description, description),
    key_id = coalesce(new_key_id, key_id),
    updated_at = current_timestamp
  where id = secret_id;
$$;

revoke all on all functions in schema vault from public;
grant usage on schema vault to postgres, service_role;
grant select, delete on vault.secrets, vault.decrypted_secrets to postgres, service_role;
grant execute on function vault.create_secret, vault.update_secret to postgres, service_role;
