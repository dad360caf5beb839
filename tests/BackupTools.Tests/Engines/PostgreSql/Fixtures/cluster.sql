-- What the other fixtures expect on a server: roles and a tablespace.
\set QUIET on
SELECT pg_advisory_lock(20770102);
SELECT format('CREATE ROLE %I %s', name, options)
FROM (VALUES
    ('bt_owner', 'LOGIN'),
    ('bt_reader', 'NOLOGIN'),
    ('bt_writer', 'NOLOGIN NOINHERIT'),
    ('bt_admin', 'NOLOGIN SUPERUSER'),
    ('bt_group', 'NOLOGIN'),
    ('bt Odd "Role" ünï.x', 'LOGIN'),
    ('bt_select', 'NOLOGIN')) AS roles (name, options)
WHERE NOT EXISTS (SELECT FROM pg_roles WHERE rolname = name)
\gexec
SET allow_in_place_tablespaces = true;
SELECT 'CREATE TABLESPACE bt_space LOCATION ''''' WHERE NOT EXISTS (SELECT FROM pg_tablespace WHERE spcname = 'bt_space')
\gexec
SELECT pg_advisory_unlock(20770102);
GRANT bt_group TO bt_owner;
GRANT CREATE ON TABLESPACE bt_space TO bt_owner;
