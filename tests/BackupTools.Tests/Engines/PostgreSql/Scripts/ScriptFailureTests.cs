using System.Text;
using BackupTools.Engines.PostgreSql;
using BackupTools.Tests.Servers;
using static BackupTools.Tests.Engines.PostgreSql.Restoring.RestoreFixture;

namespace BackupTools.Tests.Engines.PostgreSql.Scripts;

/// <summary>The first error ends a script: it says where, what, and what became of what was done before.</summary>
public sealed class ScriptFailureTests
{
    private const string Start = "CREATE TABLE public.t (a int PRIMARY KEY, b text);\nINSERT INTO public.t VALUES (1, 'x'), (2, 'y');\n";

    [Theory]
    [InlineData(Start + "\nSELECT\n  nothing;\n", ErrorCode.RestoreFailed, "Line 5 of 'x.sql': the server refused the statement 'SELECT nothing;': column \"nothing\" does not exist (SQLSTATE 42703).")]
    [InlineData(Start + "SET made_up_setting_of_later = 0;", ErrorCode.RestoreFailed, "Line 3 of 'x.sql'")]
    [InlineData(Start + "SET transaction_timeout = 0;", ErrorCode.RestoreFailed, "The script is of a newer server than this one")]
    [InlineData(Start + "ALTER TABLE public.t OWNER TO nobody_of_that_name;", ErrorCode.RestoreFailed, "pg_dump --no-owner --no-privileges")]
    [InlineData(Start + "CREATE ROLE r PASSWORD 'geheim' NO SUCH OPTION;", ErrorCode.RestoreFailed, "PASSWORD …")]
    [InlineData(Start + "INSERT INTO public.t VALUES (1, 'z');", ErrorCode.RestoreFailed, "Line 3 of 'x.sql'")]
    [InlineData(Start + "COPY public.t FROM stdin;\n3\ta\n4\tb\nx\tc\n5\td\n\\.\n", ErrorCode.RestoreFailed, "Line 6 of 'x.sql': the server refused the statement 'COPY public.t FROM stdin;'")]
    [InlineData(Start + "COPY public.t FROM stdin (FORMAT csv, HEADER);\na,b\n3,\"a\nb\"\nx,c\n\\.\n", ErrorCode.RestoreFailed, "Line 7 of 'x.sql'")]
    [InlineData(Start + "COPY public.t FROM stdin;\n3\ta\n", ErrorCode.ScriptInvalid, "Line 3 of 'x.sql': The rows of the COPY that begins there are not ended")]
    [InlineData(Start + "\\! touch /tmp/never\n", ErrorCode.ScriptInvalid, "Line 3 of 'x.sql': The command '\\!' is psql's own")]
    [InlineData(Start + "COPY public.t FROM PROGRAM 'echo 3';\n", ErrorCode.ForeignStatement, "Line 3 of 'x.sql': A COPY reads or writes a file of the server")]
    [InlineData(Start + "ALTER SYSTEM SET work_mem = '1MB';\n", ErrorCode.ForeignStatement, "Line 3 of 'x.sql'")]
    [InlineData(Start + "CREATE DATABASE other;\n", ErrorCode.ForeignStatement, "pg_dump --create")]
    [InlineData(Start + "SET client_encoding = 'SJIS';\nSELECT 1;\n", ErrorCode.ScriptInvalid, "the encoding SJIS")]
    [InlineData(Start + "BEGIN;\nINSERT INTO public.t VALUES (3, 'z');\n", ErrorCode.ScriptInvalid, "Line 3 of 'x.sql': The transaction that begins there is never ended")]
    public async Task Nothing_is_left_of_a_database_that_was_made(string script, ErrorCode code, string what)
    {
        PostgresServer server = await PostgresServer.GetAsync(15);
        string name = NewName("fail");
        BackupException error = await FailsAsync(code, () => ScriptFixture.RunAsync(server, name, script));
        Assert.Contains(what, error.Message, StringComparison.Ordinal);
        Assert.Contains(
            $"which brought {(script.Contains("BEGIN", StringComparison.Ordinal) ? 3 : 2)} rows. The database '{name}' was not created: nothing is left of what was done in it.", error.Message, StringComparison.Ordinal);
        Assert.Equal("", await DatabasesAsync(server, name));
    }

    [Theory]
    [InlineData("INSERT INTO public.t VALUES (3, 'z');\nBEGIN;\nINSERT INTO public.t VALUES (4, 'z');\nSELECT x;\n", 3, "all that stays which came before line 4 of 'x.sql', where the script began a transaction; that was rolled back")]
    [InlineData("INSERT INTO public.t VALUES (3, 'z');\nSELECT x;\n", 3, "All that stays in '")]
    [InlineData("COPY public.t FROM stdin;\n5\tx\n6\ty\n1\tz\n\\.\n", 2, "All that stays in '")]
    public async Task What_a_living_database_keeps_is_said(string script, int rows, string what)
    {
        PostgresServer server = await PostgresServer.GetAsync(18);
        string database = await server.CreateDatabaseAsync("append");
        await server.PsqlAsync(database, Start);
        await FailsAsync(ErrorCode.TargetExists, () => ScriptFixture.RunAsync(server, database, script));
        BackupException error = await FailsAsync(ErrorCode.RestoreFailed, () => ScriptFixture.RunAsync(server, database, "SELECT 1;\nSELECT 2;" + script, IfExists.Append));
        Assert.Contains(what.Replace("line 4", "line 3", StringComparison.Ordinal), error.Message, StringComparison.Ordinal);
        Assert.Equal(rows.ToString(System.Globalization.CultureInfo.InvariantCulture), await server.PsqlAsync(database, "SELECT count(*) FROM t"));
    }

    [Theory]
    [InlineData(15)]
    [InlineData(18)]
    public async Task A_database_is_replaced_whole_or_stays(int version)
    {
        PostgresServer server = await PostgresServer.GetAsync(version);
        string database = await server.CreateDatabaseAsync("swap", "TEMPLATE template0 ENCODING 'LATIN1' LOCALE 'C'");
        await server.PsqlAsync(database, "CREATE TABLE old (x int)");
        await FailsAsync(ErrorCode.RestoreFailed, () => ScriptFixture.RunAsync(server, database, Start + "SELECT x;", IfExists.Replace));
        Assert.Equal("old", await server.PsqlAsync(database, "SELECT relname FROM pg_class WHERE relnamespace = 'public'::regnamespace AND relkind = 'r'"));
        ScriptOutcome outcome = await ScriptFixture.RunAsync(server, database, Start, IfExists.Replace);
        Assert.True(outcome.Replaced);
        Assert.Equal((2L, 2L), (outcome.Statements, outcome.Rows));
        Assert.Equal("t|LATIN1", await server.PsqlAsync(database, "SELECT relname, getdatabaseencoding() FROM pg_class WHERE relnamespace = 'public'::regnamespace AND relkind = 'r'"));
        Assert.Equal(database, await DatabasesAsync(server, database));
    }

    [Fact]
    public async Task What_reaches_beyond_the_database_runs_where_that_is_said()
    {
        PostgresServer server = await PostgresServer.GetAsync(15);
        string name = NewName("foreign");
        ScriptOutcome outcome = await ScriptFixture.RunAsync(server, name, Start + "COPY public.t FROM PROGRAM 'echo \"3,z\"' (FORMAT csv);", allowForeign: true);
        Assert.Equal((3L, 3L), (outcome.Statements, outcome.Rows));
    }

    [Fact]
    public async Task A_script_runs_with_the_search_path_of_its_database_and_of_nobody_else()
    {
        PostgresServer server = await PostgresServer.GetAsync(18);
        string database = await server.CreateDatabaseAsync("path");
        await server.PsqlAsync(database, $"CREATE SCHEMA own; ALTER DATABASE \"{database}\" SET search_path = own");
        await ScriptFixture.RunAsync(server, database, "CREATE TABLE here (a int);", IfExists.Append);
        Assert.Equal("own", await server.PsqlAsync(database, "SELECT relnamespace::regnamespace FROM pg_class WHERE relname = 'here'"));
    }

    [Theory]
    [InlineData(100)]
    public async Task Large_rows_and_statements_arrive(int megabytes)
    {
        PostgresServer server = await PostgresServer.GetAsync(15);
        string name = NewName("large");
        int length = megabytes * 1024 * 1024;
        byte[] script = Encoding.ASCII.GetBytes("CREATE TABLE public.t (a text);\nCOPY public.t FROM stdin;\n" + new string('x', length) + "\n\\.\nINSERT INTO public.t VALUES ('" + new string('y', length / 2) + "');\n");
        await ScriptFixture.RunAsync(server, name, script);
        Assert.Equal($"{length / 2}\n{length}", await server.PsqlAsync(name, "SELECT length(a) FROM t ORDER BY 1"));
    }

    [Fact]
    public async Task A_stopped_script_leaves_nothing()
    {
        PostgresServer server = await PostgresServer.GetAsync(15);
        string name = NewName("stopped");
        using CancellationTokenSource stop = CancellationTokenSource.CreateLinkedTokenSource(Token);
        IScriptTarget target = await new PostgreSqlEngine().OpenScriptAsync(new ScriptRequest { Connection = server.Connection(name) }, Token);
        await target.PrepareAsync(Token);
        Task run = target.RunAsync("x.sql", new MemoryStream(Encoding.ASCII.GetBytes(Start + "SELECT pg_sleep(100);")), stop.Token);
        await server.UntilAsync("SELECT EXISTS (SELECT FROM pg_stat_activity WHERE query LIKE 'SELECT pg_sleep(100)%')", run);
        await stop.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => run);
        await target.DisposeAsync();
        Assert.Equal("", await DatabasesAsync(server, name));
    }
}
