-- The real Vault, where the server has it, made by the superuser and given out as on Supabase.
create extension supabase_vault with schema vault;
grant usage on schema vault to postgres, service_role;
grant select, delete on vault.secrets, vault.decrypted_secrets to postgres, service_role;
grant execute on function vault.create_secret, vault.update_secret to postgres, service_role;
