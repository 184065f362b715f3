-- Papeles y bases de Pacto en PostgreSQL. Se ejecuta una vez, como administrador:
--
--   psql -v clave_operador="'…'" -v clave_publico="'…'" -f datos/postgresql.sql
--
-- pacto_operador  es dueño de las dos bases: con él se inicia, se importa y se publica.
-- pacto_publico   sólo lee las publicaciones: con él se sirve. No puede ni conectarse al registro.

CREATE ROLE pacto_operador LOGIN PASSWORD :clave_operador;
CREATE ROLE pacto_publico LOGIN PASSWORD :clave_publico;

CREATE DATABASE pacto_registro OWNER pacto_operador;
CREATE DATABASE pacto_publicaciones OWNER pacto_operador;

REVOKE ALL ON DATABASE pacto_registro FROM PUBLIC;
REVOKE ALL ON DATABASE pacto_publicaciones FROM PUBLIC;
GRANT CONNECT ON DATABASE pacto_publicaciones TO pacto_publico;

\connect pacto_publicaciones
GRANT USAGE ON SCHEMA public TO pacto_publico;
GRANT CREATE, USAGE ON SCHEMA public TO pacto_operador;
ALTER DEFAULT PRIVILEGES FOR ROLE pacto_operador IN SCHEMA public GRANT SELECT ON TABLES TO pacto_publico;

\connect pacto_registro
GRANT CREATE, USAGE ON SCHEMA public TO pacto_operador;
