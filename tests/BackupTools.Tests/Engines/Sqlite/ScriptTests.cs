using System.Text;
using BackupTools.Engines.Sqlite;

namespace BackupTools.Tests.Engines.Sqlite;

/// <summary>Scripts in new databases and in those that are there; judge is what the command dumps.</summary>
public sealed class ScriptTests : SqliteTest
{
    private const string Start = "CREATE TABLE t (a INTEGER PRIMARY KEY, b);\nINSERT INTO t VALUES (1, 'x'), (2, 'y');\n";

    [Fact]
    public async Task What_the_command_dumps_is_restored()
    {
        SqliteCli.Run(Original, "PRAGMA encoding='UTF-8';" + Samples.Everything);
        string dump = SqliteCli.Dump(Original);
        ScriptOutcome outcome = await Run(dump);
        SqliteCli.Run(PathOf("judge.db"), dump); // Not every number is read as it was written.
        Assert.Equal(SqliteCli.Dump(PathOf("judge.db")), SqliteCli.Dump(Restored));
        Assert.True(outcome.Rows > 5000);
        Assert.Empty(Directory.GetFileSystemEntries(Folder).Select(f => Path.GetFileName(f)).Except(["shop.db", "restored.db", "judge.db"]));
    }

    [Fact]
    public async Task What_an_export_writes_is_restored()
    {
        SqliteCli.Run(Original, Samples.Everything);
        using MemoryStream script = new();
        await Engine.ExportSqlAsync(await BackUp(Original), new ExportRequest(), script, null, Token);
        await Run(Encoding.UTF8.GetString(script.ToArray()));
        Assert.Equal(SqliteCli.Dump(Original), SqliteCli.Dump(Restored));
    }

    [Theory]
    [InlineData(Start + "\nSELECT absent;", ErrorCode.RestoreFailed, "Line 4 of 'x.sql': SQLite refused the statement 'SELECT absent;': no such column")]
    [InlineData(Start + "INSERT INTO t VALUES (1, 'z');", ErrorCode.RestoreFailed, "Line 3 of 'x.sql': SQLite refused")]
    [InlineData(Start + "ATTACH 'other.db' AS o;", ErrorCode.ForeignStatement, "Line 3 of 'x.sql': ATTACH")]
    [InlineData(Start + "VACUUM INTO 'other.db';", ErrorCode.ForeignStatement, "Line 3 of 'x.sql'")]
    [InlineData(Start + "SELECT load_extension('x');", ErrorCode.ForeignStatement, "Line 3 of 'x.sql': The function load_extension")]
    [InlineData(Start + "PRAGMA temp_store_directory='/tmp';", ErrorCode.ForeignStatement, "Line 3 of 'x.sql'")]
    [InlineData(Start + "PRAGMA journal_mode=WAL;", ErrorCode.ForeignStatement, "Line 3 of 'x.sql'")]
    [InlineData(Start + ".shell touch x\n", ErrorCode.ScriptInvalid, "Line 3 of 'x.sql': A line that begins with a dot")]
    [InlineData(Start + "BEGIN;\nDELETE FROM t;\n", ErrorCode.ScriptInvalid, "Line 3 of 'x.sql': The transaction that begins there is never ended")]
    [InlineData(Start + "INSERT INTO t VALUES (3, 'z", ErrorCode.ScriptInvalid, "Line 3 of 'x.sql': The statement that begins there has a string")]
    public async Task The_first_error_ends_it_and_leaves_no_file(string script, ErrorCode code, string what)
    {
        BackupException error = await Fails(code, () => Run(script));
        Assert.Contains(what, error.Message, StringComparison.Ordinal);
        Assert.Contains("statements had been run, which brought 2 rows. The target was left as it was.", error.Message, StringComparison.Ordinal);
        Assert.Empty(Directory.GetFileSystemEntries(Folder));
    }

    [Theory]
    [InlineData("INSERT INTO t VALUES (3, 'z');\nSELECT x;", 2, "The target was left as it was.")]
    [InlineData("PRAGMA foreign_keys=OFF;\nBEGIN;\nINSERT INTO t VALUES (3, 'z');\nCOMMIT;\nBEGIN;\nINSERT INTO t VALUES (4, 'z');\nSELECT x;", 3, "What came before line 5 of 'x.sql', where the script began a transaction, stays")]
    [InlineData("INSERT INTO t VALUES (3, 'z');\nBEGIN;\nSELECT x;", 3, "stays")]
    [InlineData("PRAGMA writable_schema=ON;", 2, "The target was left as it was.")]
    public async Task What_a_living_database_keeps_is_said(string script, int rows, string what)
    {
        SqliteCli.Run(Restored, Start);
        BackupException error = await Assert.ThrowsAsync<BackupException>(() => Run(script, IfExists.Append));
        Assert.Contains(what, error.Message, StringComparison.Ordinal);
        Assert.Equal(rows.ToString(System.Globalization.CultureInfo.InvariantCulture), SqliteCli.Run(Restored, "SELECT count(*) FROM t;").Trim());
    }

    [Fact]
    public async Task Existing_files_stay_unless_it_is_said()
    {
        SqliteCli.Run(Restored, "CREATE TABLE old (x);");
        await Fails(ErrorCode.TargetExists, () => Run(Start));
        await Run(Start, IfExists.Append);
        Assert.Contains("old", SqliteCli.Dump(Restored), StringComparison.Ordinal);
        ScriptOutcome outcome = await Run(Start, IfExists.Replace);
        Assert.True(outcome.Replaced);
        Assert.DoesNotContain("old", SqliteCli.Dump(Restored), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_schema_that_does_not_hold_is_refused()
    {
        await Assert.ThrowsAsync<BackupException>(() => Run(
            Start + "PRAGMA writable_schema=ON;\nINSERT INTO sqlite_schema VALUES('table','x','x',99,'CREATE TABLE x(y)');\nPRAGMA writable_schema=OFF;"));
        Assert.Empty(Directory.GetFileSystemEntries(Folder));
    }

    [Fact]
    public async Task A_stopped_script_leaves_nothing()
    {
        using CancellationTokenSource stop = new();
        await using (IScriptTarget target = await Engine.OpenScriptAsync(new ScriptRequest { Connection = Connect(Restored, 1) }, Token))
        {
            await target.PrepareAsync(Token);
            Task run = target.RunAsync(
                "x.sql", new MemoryStream(Encoding.UTF8.GetBytes(Start + "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i+1 FROM n) SELECT max(i) FROM n;")), stop.Token);
            await Task.Delay(200, Token);
            await stop.CancelAsync();
            await Assert.ThrowsAnyAsync<OperationCanceledException>(() => run).WaitAsync(TimeSpan.FromSeconds(10), Token);
        }

        Assert.Empty(Directory.GetFileSystemEntries(Folder));
    }

    [Theory]
    [InlineData("")]
    [InlineData("-- nothing\n;\n")]
    public async Task A_script_without_a_statement_is_an_error(string script) => await Fails(ErrorCode.ScriptInvalid, () => Run(script));

    private async Task<ScriptOutcome> Run(string script, IfExists ifExists = IfExists.Fail)
    {
        await using IScriptTarget target = await Engine.OpenScriptAsync(new ScriptRequest { Connection = Connect(Restored, 1), IfExists = ifExists }, Token);
        await target.PrepareAsync(Token);
        await target.RunAsync("x.sql", new MemoryStream(Encoding.UTF8.GetBytes(script)), Token);
        return await target.CompleteAsync(Token);
    }
}
