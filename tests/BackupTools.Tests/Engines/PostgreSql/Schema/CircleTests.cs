using BackupTools.Engines.PostgreSql.Schema;
using BackupTools.Tests.Servers;

namespace BackupTools.Tests.Engines.PostgreSql.Schema;

/// <summary>Objects that need each other, and views that need a primary key, against a server.</summary>
public sealed class CircleTests
{
    private const string Circles =
        """
        CREATE TYPE base;
        CREATE FUNCTION base_in(cstring) RETURNS base IMMUTABLE STRICT LANGUAGE internal AS 'int4in';
        CREATE FUNCTION base_out(base) RETURNS cstring IMMUTABLE STRICT LANGUAGE internal AS 'int4out';
        CREATE TYPE base (INPUT = base_in, OUTPUT = base_out, LIKE = int4);
        CREATE TABLE t (id int PRIMARY KEY, b base, n int);
        CREATE FUNCTION count_t() RETURNS bigint LANGUAGE sql BEGIN ATOMIC SELECT count(*) FROM public.t; END;
        ALTER TABLE t ALTER n SET DEFAULT count_t();
        CREATE VIEW v AS SELECT 1 AS a, 'x'::text AS b;
        CREATE FUNCTION of_v(v) RETURNS int LANGUAGE sql BEGIN ATOMIC SELECT ($1).a; END;
        CREATE OR REPLACE VIEW v AS SELECT coalesce(public.of_v(NULL), 1) AS a, 'x'::text AS b;
        COMMENT ON VIEW v IS 'a view in a circle';
        CREATE VIEW over_v AS SELECT a FROM v;
        CREATE VIEW grouped AS SELECT id, n FROM t GROUP BY id;
        CREATE VIEW over_grouped AS SELECT id FROM grouped;
        CREATE FUNCTION of_grouped() RETURNS SETOF grouped LANGUAGE sql BEGIN ATOMIC SELECT * FROM grouped; END;
        CREATE MATERIALIZED VIEW stored AS SELECT id, n FROM t GROUP BY id;
        CREATE UNIQUE INDEX ON stored (id);
        CREATE FUNCTION count_groups() RETURNS bigint LANGUAGE sql BEGIN ATOMIC SELECT count(*) FROM (SELECT id, n FROM public.t GROUP BY id) s; END;
        CREATE DOMAIN d AS int;
        CREATE FUNCTION check_d(d) RETURNS bool IMMUTABLE LANGUAGE plpgsql AS 'BEGIN RETURN true; END';
        ALTER DOMAIN d ADD CONSTRAINT checked CHECK (check_d(VALUE));
        CREATE FUNCTION one() RETURNS int LANGUAGE sql AS 'SELECT 1';
        CREATE FUNCTION two() RETURNS int LANGUAGE sql BEGIN ATOMIC SELECT public.one(); END;
        CREATE OR REPLACE FUNCTION one() RETURNS int LANGUAGE sql BEGIN ATOMIC SELECT public.two(); END;
        """;

    [Theory]
    [InlineData(15)]
    [InlineData(18)]
    public async Task Circles_are_made_again(int version)
    {
        PostgresServer server = await PostgresServer.GetAsync(version);
        string source = await server.CreateDatabaseAsync("circles", "TEMPLATE template0");
        await server.PsqlAsync(source, Circles);
        IReadOnlyList<SchemaEntry> entries = await ScriptRestore.ReadAsync(server, source);
        string restored = await ScriptRestore.RestoreAsync(server, entries);
        Assert.Contains(entries, e => e is { Name: "grouped", Section: Section.PostData });
        string[] arguments = ["--schema-only"];
        Assert.Equal(Statements(await server.DumpAsync(source, arguments)), Statements(await server.DumpAsync(restored, arguments)));
    }

    /// <summary>The lines, sorted: pg_dump breaks circles where it happens to begin.</summary>
    private static IEnumerable<string> Statements(string dump) =>
        dump.Split('\n').Where(l => l.Length > 0 && l[0] is not ('-' or '\\')).Order(StringComparer.Ordinal);
}
