using BackupTools.Tests.Servers;

namespace BackupTools.Tests.Engines.PostgreSql.Faults;

/// <summary>A database whose search path puts its owner's operators before the server's own.</summary>
public sealed class HostilePathTests : FaultTest
{
    [Theory]
    [InlineData(15)]
    [InlineData(18)]
    public async Task No_session_of_ours_uses_operators_of_the_database(int version)
    {
        await using PostgresServer server = await PostgresServer.StartPrivateAsync(version);
        string database = await server.CreateDatabaseAsync("hostile");
        await server.PsqlAsync(
            database,
            """
            CREATE SCHEMA evil;
            CREATE TABLE t AS SELECT i AS id FROM generate_series(1, 10) i;
            DO $do$ DECLARE pair text[]; BEGIN
                FOREACH pair SLICE 1 IN ARRAY '{{oid,oideq,=},{name,nameeq,=},{text,texteq,=},{int4,int4eq,=},{"\"char\"",chareq,=},{text,textregexeq,~},{int2,int2eq,=},{bool,booleq,=},{oid,oidne,<>},{text,textne,<>},{"\"char\"",charne,<>}}'::text[] LOOP
                    EXECUTE format($f$CREATE FUNCTION evil.%I(%s, %2$s) RETURNS bool LANGUAGE plpgsql AS $b$ BEGIN RAISE LOG 'hijacked %%', current_query(); RETURN pg_catalog.%1$I($1, $2); END $b$$f$, pair[2], pair[1]);
                    EXECUTE format('CREATE OPERATOR evil.%s (LEFTARG = %s, RIGHTARG = %2$s, FUNCTION = evil.%I)', pair[3], pair[1], pair[2]);
                END LOOP;
            END $do$;
            """);
        await server.PsqlAsync("postgres", $"ALTER DATABASE {database} SET search_path = evil, pg_catalog, public");
        Assert.Equal("t", await server.PsqlAsync(database, "SELECT 'a'::text ~ 'a'::text"));
        Assert.Contains("hijacked", server.Log, StringComparison.Ordinal);
        int before = server.Log.Length;

        IDatabaseEngine engine = BuiltIn.Components.GetEngine("postgresql");
        await engine.TestConnectionAsync(server.Connection(database), Token);
        await engine.GetTablesAsync(server.Connection(database), countRows: true, Token);
        BackupTools.Backups.BackupInfo backup = (await BackUpAsync(server.Connection(database))).Backups[0];
        await engine.CheckIntegrityAsync(server.Connection(database), Token);
        Assert.True((await TryRestoreAsync(backup, server.Connection("postgres"))).Passed);
        string log = server.Log[before..];
        int hijacked = log.IndexOf("hijacked", StringComparison.Ordinal);
        Assert.True(hijacked < 0, hijacked < 0 ? "" : log[hijacked..Math.Min(log.Length, hijacked + 2000)]);
    }
}
