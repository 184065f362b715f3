-- Papeles y bases de Pacto en PostgreSQL. Se ejecuta una vez, como administrador:
--
--   psql -v clave_operador='…' -v clave_publico='…' -f datos/postgresql.sql postgres
--
-- pacto_operador  es dueño de las dos bases: con él se inicia, se importa y se publica.
-- pacto_publico   sólo lee las publicaciones: con él se sirve. No puede ni conectarse al registro.
--
-- Otros nombres para las bases: -v registro=… -v publicaciones=…

\set ON_ERROR_STOP on
\if :{?registro}
\else
  \set registro pacto_registro
\endif
\if :{?publicaciones}
\else
  \set publicaciones pacto_publicaciones
\endif

SELECT format('CREATE ROLE pacto_operador LOGIN PASSWORD %L', :'clave_operador')
WHERE NOT EXISTS (SELECT FROM pg_roles WHERE rolname = 'pacto_operador') \gexec
SELECT format('CREATE ROLE pacto_publico LOGIN PASSWORD %L', :'clave_publico')
WHERE NOT EXISTS (SELECT FROM pg_roles WHERE rolname = 'pacto_publico') \gexec

CREATE DATABASE :"registro" OWNER pacto_operador;
CREATE DATABASE :"publicaciones" OWNER pacto_operador;

REVOKE ALL ON DATABASE :"registro" FROM PUBLIC;
REVOKE ALL ON DATABASE :"publicaciones" FROM PUBLIC;
GRANT CONNECT ON DATABASE :"publicaciones" TO pacto_publico;

\connect :"registro"
REVOKE ALL ON SCHEMA public FROM PUBLIC;
GRANT CREATE, USAGE ON SCHEMA public TO pacto_operador;

\connect :"publicaciones"
REVOKE ALL ON SCHEMA public FROM PUBLIC;
GRANT CREATE, USAGE ON SCHEMA public TO pacto_operador;
GRANT USAGE ON SCHEMA public TO pacto_publico;
ALTER DEFAULT PRIVILEGES FOR ROLE pacto_operador IN SCHEMA public GRANT SELECT ON TABLES TO pacto_publico;
