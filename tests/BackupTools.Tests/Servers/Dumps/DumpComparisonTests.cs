using System.Collections.Concurrent;

namespace BackupTools.Tests.Servers.Dumps;

/// <summary>The judge itself: it must notice whatever is different, and nothing that is not.</summary>
public sealed class DumpComparisonTests
{
    private const string Script = """
        CREATE TABLE t (a integer PRIMARY KEY, b text DEFAULT 'x', f double precision, y bytea, CHECK (b IN ('x', 'y')));
        INSERT INTO t VALUES (1, 'x', 0.1, '\x00ff'), (2, 'y', 0.2, '\x'), (3, NULL, 'NaN', NULL);
        CREATE TABLE empty (a integer);
        CREATE TABLE child (a integer REFERENCES t);
        CREATE TABLE odd (v varchar(5) CHECK (v IN ('x', 'y')));
        CREATE INDEX t_b ON t (b);
        CREATE SEQUENCE s;
        SELECT nextval('s');
        CREATE VIEW v AS SELECT a FROM t;
        CREATE MATERIALIZED VIEW m AS SELECT a FROM t;
        CREATE FUNCTION f() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN RETURN NEW; END';
        CREATE TRIGGER g BEFORE INSERT ON t FOR EACH ROW EXECUTE FUNCTION f();
        CREATE TYPE e AS ENUM ('a', 'b');
        CREATE POLICY p ON t USING (a > 0);
        CREATE RULE r AS ON DELETE TO t DO INSTEAD NOTHING;
        CREATE PUBLICATION pub FOR TABLE t;
        CREATE STATISTICS st ON a, b FROM t;
        COMMENT ON TABLE t IS 'comment';
        COMMENT ON COLUMN t.b IS 'comment';
        GRANT SELECT ON t TO pg_monitor;
        GRANT SELECT (a) ON empty TO pg_monitor;
        ALTER DEFAULT PRIVILEGES GRANT SELECT ON TABLES TO pg_monitor;
        CREATE FOREIGN DATA WRAPPER w;
        CREATE SERVER far FOREIGN DATA WRAPPER w;
        CREATE USER MAPPING FOR PUBLIC SERVER far OPTIONS (password 'secret', u 'x');
        SELECT lo_from_bytea(5000, 'large');
        """;

    private static readonly ConcurrentDictionary<int, Task<(string, DumpedOriginal)>> Originals = new();

    [Theory]
    [InlineData(15, 15)]
    [InlineData(18, 18)]
    [InlineData(15, 18)]
    public async Task A_copy_is_the_same_whatever_the_order_of_its_rows(int from, int to)
    {
        (PostgresServer original, string database) = await CreateAsync(from);
        PostgresServer target = await PostgresServer.GetAsync(to);
        string copy = await DumpComparison.CopyAsync(target, original, database, target);
        await target.PsqlAsync(copy, "UPDATE t SET a = a WHERE a < 3");
        await DumpComparison.AssertSameAsync(
            original, database, target, copy, new DumpComparisonOptions { DatabaseProperties = true, UserMappingPasswords = true });
    }

    [Theory]
    [InlineData("DROP TABLE empty", "MISSING TABLE public.empty")]
    [InlineData("CREATE TABLE added ()", "EXTRA TABLE public.added")]
    [InlineData("DROP VIEW v", "MISSING VIEW public.v")]
    [InlineData("CREATE OR REPLACE VIEW v AS SELECT a + 0 AS a FROM t", "DIFFERENT VIEW public.v")]
    [InlineData("DROP MATERIALIZED VIEW m", "MISSING MATERIALIZED VIEW public.m")]
    [InlineData("REFRESH MATERIALIZED VIEW m WITH NO DATA", "MISSING MATERIALIZED VIEW DATA public.m")]
    [InlineData("DROP INDEX t_b", "MISSING INDEX public.t_b")]
    [InlineData("ALTER TABLE child DROP CONSTRAINT child_a_fkey", "MISSING FK CONSTRAINT public.child child_a_fkey")]
    [InlineData("ALTER TABLE t DROP CONSTRAINT t_b_check", "DIFFERENT TABLE public.t")]
    [InlineData("ALTER TABLE odd DROP CONSTRAINT odd_v_check", "DIFFERENT TABLE public.odd")]
    [InlineData("ALTER TABLE t ALTER b SET DEFAULT 'y'", "DIFFERENT TABLE public.t")]
    [InlineData("ALTER TABLE t ALTER b SET STATISTICS 5", "DIFFERENT TABLE public.t")]
    [InlineData("ALTER TABLE t SET (fillfactor = 50)", "DIFFERENT TABLE public.t")]
    [InlineData("ALTER TABLE t OWNER TO pg_monitor", "DIFFERENT TABLE public.t")]
    [InlineData("REVOKE SELECT ON t FROM pg_monitor", "MISSING ACL public.TABLE t")]
    [InlineData("GRANT INSERT ON t TO pg_monitor", "DIFFERENT ACL public.TABLE t")]
    [InlineData("REVOKE SELECT (a) ON empty FROM pg_monitor", "MISSING ACL public.COLUMN empty.a")]
    [InlineData("ALTER DEFAULT PRIVILEGES REVOKE SELECT ON TABLES FROM pg_monitor", "MISSING DEFAULT ACL -.DEFAULT PRIVILEGES FOR TABLES")]
    [InlineData("COMMENT ON TABLE t IS NULL", "MISSING COMMENT public.TABLE t")]
    [InlineData("COMMENT ON COLUMN t.b IS 'Comment'", "DIFFERENT COMMENT public.COLUMN t.b")]
    [InlineData("DELETE FROM ONLY t WHERE a = 3", "DIFFERENT TABLE DATA public.t", "ALTER TABLE t DISABLE RULE r;", "ALTER TABLE t ENABLE RULE r;")]
    [InlineData("INSERT INTO empty VALUES (NULL)", "DIFFERENT TABLE DATA public.empty")]
    [InlineData("UPDATE t SET y = '\\x00fe' WHERE a = 1", "DIFFERENT TABLE DATA public.t")]
    [InlineData("UPDATE t SET f = 0.10000000000000002 WHERE a = 1", "DIFFERENT TABLE DATA public.t")]
    [InlineData("UPDATE t SET y = '' WHERE a = 3", "DIFFERENT TABLE DATA public.t")]
    [InlineData("SELECT nextval('s')", "DIFFERENT SEQUENCE SET public.s")]
    [InlineData("SELECT setval('s', 1, false)", "DIFFERENT SEQUENCE SET public.s")]
    [InlineData("ALTER SEQUENCE s CACHE 2", "DIFFERENT SEQUENCE public.s")]
    [InlineData("ALTER TABLE t DISABLE TRIGGER g", "DIFFERENT TRIGGER public.t g")]
    [InlineData("ALTER TABLE t ENABLE ALWAYS TRIGGER g", "DIFFERENT TRIGGER public.t g")]
    [InlineData("DROP RULE r ON t", "MISSING RULE public.t r")]
    [InlineData("ALTER TABLE t DISABLE RULE r", "DIFFERENT RULE public.t r")]
    [InlineData("DROP POLICY p ON t", "MISSING POLICY public.t p")]
    [InlineData("ALTER TABLE t ENABLE ROW LEVEL SECURITY", "EXTRA ROW SECURITY public.t")]
    [InlineData("DROP PUBLICATION pub", "MISSING PUBLICATION -.pub")]
    [InlineData("ALTER PUBLICATION pub DROP TABLE t", "MISSING PUBLICATION TABLE public.pub t")]
    [InlineData("DROP STATISTICS st", "MISSING STATISTICS public.st")]
    [InlineData("ALTER TYPE e ADD VALUE 'c'", "DIFFERENT TYPE public.e")]
    [InlineData("ALTER FUNCTION f() STABLE", "DIFFERENT FUNCTION public.f()")]
    [InlineData("SELECT lo_unlink(5000)", "MISSING BLOB")]
    [InlineData("SELECT lo_put(5000, 0, 'L')", "DIFFERENT BLOBS")]
    [InlineData("ALTER LARGE OBJECT 5000 OWNER TO pg_monitor", "DIFFERENT BLOB")]
    [InlineData("ALTER USER MAPPING FOR PUBLIC SERVER far OPTIONS (SET u 'y')", "DIFFERENT USER MAPPING -.USER MAPPING public SERVER far")]
    public async Task A_difference_is_named(string change, string expected, string before = "", string after = "")
    {
        foreach (int version in (int[])[15, 18])
        {
            (string database, DumpedOriginal original) = await Originals.GetOrAdd(version, CreateOriginalAsync);
            PostgresServer server = original.Server;
            string copy = await server.CreateDatabaseAsync("judged", $"TEMPLATE \"{database}\"");
            await server.PsqlAsync(copy, $"{before}{change};{after}");
            IReadOnlyList<DumpDifference> differences = await DumpComparison.CompareAsync(original, server, copy);
            await server.PsqlAsync("postgres", $"DROP DATABASE \"{copy}\"");
            Assert.Contains(differences, d => d.ToString().StartsWith(expected, StringComparison.Ordinal));
        }
    }

    [Fact]
    public async Task The_databases_own_properties_are_compared_when_asked()
    {
        (PostgresServer server, string database) = await CreateAsync(15);
        string copy = await DumpComparison.CopyAsync(server, server, database, server);
        await server.PsqlAsync(copy, $"ALTER DATABASE \"{copy}\" SET work_mem = '6MB'; COMMENT ON DATABASE \"{copy}\" IS 'new'");
        Assert.Empty(await DumpComparison.CompareAsync(server, database, server, copy));
        IReadOnlyList<DumpDifference> differences = await DumpComparison.CompareAsync(
            server, database, server, copy, new DumpComparisonOptions { DatabaseProperties = true });
        Assert.Equal(["COMMENT", "DATABASE PROPERTIES"], differences.Select(d => d.Restored!.Type).Order());
    }

    [Theory]
    [InlineData("ADD a 'first'")]
    [InlineData("DROP u")]
    [InlineData("ADD a 'first', DROP u")]
    [InlineData("SET u 'it''s password ''x'','")]
    public async Task A_password_in_a_user_mapping_is_compared_when_asked(string otherOptions)
    {
        (PostgresServer server, string database) = await CreateAsync(15);
        await server.PsqlAsync(database, $"ALTER USER MAPPING FOR PUBLIC SERVER far OPTIONS ({otherOptions})");
        string copy = await DumpComparison.CopyAsync(server, server, database, server);
        await server.PsqlAsync(copy, "ALTER USER MAPPING FOR PUBLIC SERVER far OPTIONS (DROP password)");
        Assert.Empty(await DumpComparison.CompareAsync(server, database, server, copy));
        Assert.Single(await DumpComparison.CompareAsync(
            server, database, server, copy, new DumpComparisonOptions { UserMappingPasswords = true }));
    }

    [Fact]
    public async Task The_message_shows_the_lines_that_differ()
    {
        (PostgresServer server, string database) = await CreateAsync(15);
        string copy = await DumpComparison.CopyAsync(server, server, database, server);
        await server.PsqlAsync(copy, "UPDATE t SET b = NULL WHERE a = 2");
        string message = DumpDifference.Describe(await DumpComparison.CompareAsync(server, database, server, copy));
        Assert.Contains("- 2\ty\t0.2", message, StringComparison.Ordinal);
        Assert.Contains("+ 2\t\\N\t0.2", message, StringComparison.Ordinal);
        Assert.DoesNotContain("NaN", message, StringComparison.Ordinal);
    }

    private static async Task<(string Database, DumpedOriginal Original)> CreateOriginalAsync(int version)
    {
        (PostgresServer server, string database) = await CreateAsync(version);
        return (database, new DumpedOriginal(server, database, server, new DumpComparisonOptions()));
    }

    private static async Task<(PostgresServer Server, string Database)> CreateAsync(int version)
    {
        PostgresServer server = await PostgresServer.GetAsync(version);
        string database = await server.CreateDatabaseAsync("judged");
        await server.PsqlAsync(database, Script);
        return (server, database);
    }
}
