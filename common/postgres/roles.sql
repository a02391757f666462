-- The portal's database and its two roles. Run by psql as a superuser; running it again changes nothing.
--   portal_owner  owns the tables; only `manage.py migrate` and its like use it
--   portal_app    reads and writes rows; no DDL, no TRUNCATE (migrations grant it what it may do)
-- In production give both a password: ALTER ROLE portal_app PASSWORD '...';

SELECT 'CREATE ROLE portal_owner LOGIN' WHERE NOT EXISTS (SELECT FROM pg_roles WHERE rolname = 'portal_owner') \gexec
SELECT 'CREATE ROLE portal_app LOGIN' WHERE NOT EXISTS (SELECT FROM pg_roles WHERE rolname = 'portal_app') \gexec

ALTER ROLE portal_owner SET timezone = 'UTC';
ALTER ROLE portal_app SET timezone = 'UTC';
ALTER ROLE portal_app SET lock_timeout = '30s';
ALTER ROLE portal_app SET idle_in_transaction_session_timeout = '5min';

SELECT 'CREATE DATABASE portal OWNER portal_owner ENCODING ''UTF8'' TEMPLATE template0'
WHERE NOT EXISTS (SELECT FROM pg_database WHERE datname = 'portal') \gexec
