using System.Text.RegularExpressions;
using BackupTools.Backups;
using BackupTools.Jobs;
using BackupTools.Tests.Servers;

namespace BackupTools.Tests.Engines.PostgreSql.Faults;

/// <summary>What a trial restore that a superuser starts lets the backup's code do.</summary>
public sealed class TrialRightsTests : FaultTest
{
    /// <summary>Tries whatever could get it back to a superuser, wherever a restore runs functions, and says in the log as whom.</summary>
    private const string Hostile =
        """
        CREATE FUNCTION attempt(what text) RETURNS void LANGUAGE plpgsql AS $$
        BEGIN
            EXECUTE what;
            RAISE LOG 'done by % of %: %', current_user, session_user, what;
        EXCEPTION WHEN OTHERS THEN
            RAISE LOG 'refused to % of %: %', current_user, session_user, what;
        END $$;
        CREATE FUNCTION hostile(place text, ok int) RETURNS int LANGUAGE plpgsql IMMUTABLE AS $$
        BEGIN
            IF current_database() LIKE 'backuptools_scratch%' THEN
                RAISE LOG 'in the %: is_superuser %', place, current_setting('is_superuser');
                PERFORM public.attempt('RESET SESSION AUTHORIZATION');
                PERFORM public.attempt('SET ROLE postgres');
                PERFORM public.attempt('COPY (SELECT 1) TO PROGRAM ''cat >/dev/null''');
                PERFORM public.attempt('SELECT pg_catalog.pg_read_file(''PG_VERSION'')');
                PERFORM public.attempt('CREATE ROLE intruder SUPERUSER');
                RAISE LOG 'after all in the %: is_superuser %', place, current_setting('is_superuser');
            END IF;
            RETURN ok;
        END $$;
        CREATE TABLE t (id int PRIMARY KEY, CHECK (public.hostile('check', id) > 0));
        INSERT INTO t VALUES (1), (2);
        CREATE INDEX t_hostile ON t (public.hostile('index', id));
        CREATE MATERIALIZED VIEW seen AS SELECT public.hostile('materialized view', id) FROM t;
        """;

    [Theory]
    [InlineData(15)]
    [InlineData(18)]
    public async Task Code_in_a_backup_gets_nothing_as_a_superuser(int version)
    {
        await using PostgresServer server = await PostgresServer.StartPrivateAsync(version);
        string database = await server.CreateDatabaseAsync("hostile");
        await server.PsqlAsync(database, Hostile);
        BackupInfo backup = (await BackUpAsync(server.Connection(database))).Backups[0];
        VerifyResult trial = await TryRestoreAsync(backup, server.Connection("postgres"));
        Assert.True(trial.Passed, string.Join('\n', trial.Findings));
        foreach (string place in (ReadOnlySpan<string>)["check", "index", "materialized view"])
        {
            Assert.Contains($"after all in the {place}: is_superuser off", server.Log, StringComparison.Ordinal);
            Assert.DoesNotContain($"in the {place}: is_superuser on", server.Log, StringComparison.Ordinal);
        }

        Assert.All(
            Regex.Matches(server.Log, "(done by|refused to) (\\S+) of (\\S+): ").ToArray(),
            m => Assert.Matches("^backuptools_scratch_[0-9]{14}l_[0-9a-f]{8}$", m.Groups[3].Value));
        Assert.DoesNotMatch("done by .*(SET ROLE|COPY|SELECT|CREATE ROLE)", server.Log);
        await AssertNothingLeftAsync(server);

        // As a superuser it gets everything.
        trial = await TryRestoreAsync(backup, server.Connection("postgres"), allowSuperuser: true);
        Assert.True(trial.Passed, string.Join('\n', trial.Findings));
        Assert.Contains("'postgres', who is a superuser, as was allowed", Assert.Single(trial.Warnings), StringComparison.Ordinal);
        Assert.Matches("done by postgres of postgres: COPY", server.Log);
    }

    [Fact]
    public async Task What_is_denied_is_no_verdict_on_the_backup_and_nothing_is_left()
    {
        await using PostgresServer server = await PostgresServer.StartPrivateAsync(15);
        string database = await server.CreateDatabaseAsync("hostile");
        await server.PsqlAsync(
            database, "CREATE TABLE t (id int); CREATE MATERIALIZED VIEW secret AS SELECT * FROM pg_catalog.pg_read_file('PG_VERSION')");
        BackupInfo backup = (await BackUpAsync(server.Connection(database))).Backups[0];
        BackupException error = await FailsAsync(ErrorCode.DatabaseAccessDenied, () => TryRestoreAsync(backup, server.Connection("postgres")));
        Assert.Contains("materialized view data 'public.secret'", error.Message, StringComparison.Ordinal);
        Assert.Contains("-AllowSuperuser", error.Remedy, StringComparison.Ordinal);
        await AssertNothingLeftAsync(server);
        Assert.True((await TryRestoreAsync(backup, server.Connection("postgres"), allowSuperuser: true)).Passed);
    }

    [Theory]
    [InlineData(14)]
    [InlineData(15)]
    [InlineData(18)]
    public async Task What_only_a_superuser_makes_and_nothing_needs_is_left_out_and_said(int version)
    {
        await using PostgresServer server = await PostgresServer.StartPrivateAsync(version);
        foreach (string space in new[] { "whole", "space" })
        {
            string folder = $"{server.SocketFolder}/{space}";
            Directory.CreateDirectory(folder);
            await ProcessRunner.RunAsync(new("chown", ["--reference", server.DataFolder, folder]));
            await server.PsqlAsync("postgres", $"CREATE TABLESPACE {space} LOCATION '{server.InnerPath(folder)}'");
        }

        string database = await server.CreateDatabaseAsync("rich", "TABLESPACE whole");
        await server.PsqlAsync(
            database,
            """
            CREATE ROLE keeper; CREATE ROLE reader; CREATE ROLE second;
            CREATE SCHEMA ext; CREATE EXTENSION hstore SCHEMA ext; CREATE EXTENSION postgres_fdw; CREATE EXTENSION amcheck; CREATE EXTENSION pageinspect SCHEMA ext;
            CREATE SERVER elsewhere FOREIGN DATA WRAPPER postgres_fdw;
            CREATE FOREIGN TABLE far (id int) SERVER elsewhere;
            CREATE TABLE ext.own (id int, h ext.hstore) TABLESPACE space;
            INSERT INTO ext.own SELECT i, ext.hstore('a', i::text) FROM generate_series(1, 100) i;
            CREATE INDEX own_h ON ext.own USING gin (h);
            ALTER TABLE ext.own OWNER TO keeper;
            CREATE TABLE secret (id int, who text); INSERT INTO secret VALUES (1, 'me'), (2, 'you');
            ALTER TABLE secret ENABLE ROW LEVEL SECURITY; ALTER TABLE secret FORCE ROW LEVEL SECURITY;
            CREATE POLICY mine ON secret TO reader USING (who = current_user);
            GRANT SELECT ON secret TO reader WITH GRANT OPTION; SET ROLE reader; GRANT SELECT ON secret TO second; RESET ROLE;
            GRANT USAGE ON SCHEMA ext, public TO reader; REVOKE ALL ON FUNCTION pg_catalog.pg_sleep(float8) FROM PUBLIC;
            CREATE FUNCTION loud() RETURNS event_trigger LANGUAGE plpgsql SET log_min_messages = 'warning' AS 'BEGIN END';
            CREATE EVENT TRIGGER hear ON ddl_command_end EXECUTE FUNCTION loud();
            CREATE PUBLICATION everything FOR ALL TABLES; CREATE PUBLICATION chosen FOR TABLE secret;
            ALTER DEFAULT PRIVILEGES FOR ROLE keeper GRANT SELECT ON TABLES TO reader;
            SELECT lo_from_bytea(4711, 'large'); GRANT SELECT ON LARGE OBJECT 4711 TO reader;
            COMMENT ON SCHEMA public IS 'mine'; COMMENT ON EXTENSION hstore IS 'mine';
            """);
        await server.PsqlAsync(
            "postgres",
            $"ALTER DATABASE {database} SET log_min_messages = 'warning'; ALTER DATABASE {database} SET work_mem = '8MB'; ALTER ROLE keeper IN DATABASE {database} SET work_mem = '9MB'; ALTER DATABASE {database} OWNER TO keeper");
        BackupInfo backup = (await BackUpAsync(server.Connection(database))).Backups[0];
        VerifyResult trial = await TryRestoreAsync(backup, server.Connection("postgres"));
        Assert.True(trial.Passed, string.Join('\n', trial.Findings));
        Assert.Equal(3, trial.TablesCompared); // The large objects are one.
        string warnings = string.Join('\n', trial.Warnings);
        Assert.Contains("ran as a role without superuser", warnings, StringComparison.Ordinal);
        Assert.Contains("'postgres' created the extensions beforehand: amcheck, hstore, pageinspect, postgres_fdw", warnings, StringComparison.Ordinal);
        Assert.True(
            warnings.Contains(
                "It could not try: FORCE ROW LEVEL SECURITY, database settings 'keeper', default privileges 'keeper tables', event trigger 'hear', owners and 3 more.",
                StringComparison.Ordinal),
            warnings);
        Assert.Contains("setting 'log_min_messages'", warnings, StringComparison.Ordinal);
        await AssertNothingLeftAsync(server);

        trial = await TryRestoreAsync(backup, server.Connection("postgres"), allowSuperuser: true);
        Assert.True(trial.Passed, string.Join('\n', trial.Findings));
        await AssertNothingLeftAsync(server);
    }

    [Theory]
    [InlineData("CREATE FUNCTION f() RETURNS float8 LANGUAGE internal AS 'dpi'", "function 'public.f()'")]
    [InlineData("CREATE OPERATOR FAMILY fam USING btree", "operator family 'public.fam'")]
    [InlineData("CREATE FUNCTION f() RETURNS int LANGUAGE sql LEAKPROOF AS 'SELECT 1'", "function 'public.f()'")]
    [InlineData("CREATE TYPE shell", "shell type 'public.shell'")]
    public async Task What_others_may_need_and_only_a_superuser_makes_is_named(string statement, string title)
    {
        PostgresServer server = await PostgresServer.GetAsync(15);
        string database = await server.CreateDatabaseAsync("needy");
        await server.PsqlAsync(database, statement);
        BackupInfo backup = (await BackUpAsync(server.Connection(database))).Backups[0];
        VerifyResult trial = await TryRestoreAsync(backup, server.Connection("postgres"));
        Assert.True(trial.Passed, string.Join('\n', trial.Findings));
        Assert.Contains($"as 'postgres', who is a superuser, because only a superuser can make what it has: {title}.", Assert.Single(trial.Warnings), StringComparison.Ordinal);
    }

    /// <summary>The second rule lets the trial's role in by its password; the third does not, and its role goes again.</summary>
    [Theory]
    [InlineData("scram-sha-256", "is_superuser off")]
    [InlineData("reject", "is_superuser on")]
    public async Task Where_the_server_lets_in_no_such_role_the_warning_says_so(string method, string expected)
    {
        await using PostgresServer server = await PostgresServer.StartPrivateAsync(15, "log_statement = 'all'");
        string database = await server.CreateDatabaseAsync("hostile");
        await server.PsqlAsync(database, Hostile);
        BackupInfo backup = (await BackUpAsync(server.Connection(database))).Backups[0];
        await File.WriteAllTextAsync(
            server.DataFolder + "/pg_hba.conf", $"host all postgres 127.0.0.1/32 trust\nlocal all all peer\nhost all all 127.0.0.1/32 {method}\n", Token);
        await server.PsqlAsync("postgres", "SELECT pg_reload_conf()");
        await server.UntilAsync($"SELECT count(*) > 0 FROM pg_hba_file_rules WHERE auth_method = '{method}'");
        VerifyResult trial = await TryRestoreAsync(backup, server.Connection("postgres"));
        Assert.True(trial.Passed, string.Join('\n', trial.Findings));
        Assert.Contains($"in the check: {expected}", server.Log, StringComparison.Ordinal);
        if (method == "reject")
            Assert.Contains("because the server does not let in a role made for it", Assert.Single(trial.Warnings), StringComparison.Ordinal);
        Assert.Contains("CREATE ROLE \"backuptools_scratch_", server.Log, StringComparison.Ordinal);
        Assert.Matches("PASSWORD 'SCRAM-SHA-256\\$4096:", server.Log);
        await AssertNothingLeftAsync(server);
    }

    [Fact]
    public async Task A_socket_for_users_of_the_system_is_passed_by_over_TCP()
    {
        await using PostgresServer server = await PostgresServer.StartPrivateAsync(15);
        string database = await server.CreateDatabaseAsync("hostile");
        await server.PsqlAsync(database, Hostile);
        BackupInfo backup = (await BackUpAsync(server.Connection(database))).Backups[0];
        await File.WriteAllTextAsync(
            server.DataFolder + "/pg_hba.conf",
            "local all postgres trust\nlocal all all peer\nhost all postgres 127.0.0.1/32 trust\nhost all all all scram-sha-256\n", Token);
        await server.PsqlAsync("postgres", "SELECT pg_reload_conf()");
        await server.UntilAsync("SELECT count(*) > 0 FROM pg_hba_file_rules WHERE auth_method = 'scram-sha-256'");
        VerifyResult trial = await TryRestoreAsync(backup, server.Connection("postgres") with { Host = server.SocketFolder });
        Assert.True(trial.Passed, string.Join('\n', trial.Findings));
        Assert.Contains("in the check: is_superuser off", server.Log, StringComparison.Ordinal);
        await AssertNothingLeftAsync(server);
    }
}
