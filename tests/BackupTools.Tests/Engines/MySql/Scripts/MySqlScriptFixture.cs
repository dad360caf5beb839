using System.Text;
using BackupTools.Engines.MySql;
using BackupTools.Tests.Servers;
using BackupTools.Tests.Servers.MySql;

namespace BackupTools.Tests.Engines.MySql.Scripts;

/// <summary>Runs scripts in throw-away databases.</summary>
internal static class MySqlScriptFixture
{
    public static string NewName(string prefix) => $"{prefix}_{Guid.NewGuid():n}"[..24];

    public static Task<ScriptOutcome> RunAsync(MySqlServer server, string database, string script, IfExists ifExists = IfExists.Fail, bool allowForeign = false) =>
        RunAsync(server.Connection(database), Encoding.UTF8.GetBytes(script), ifExists, allowForeign);

    public static Task<ScriptOutcome> RunAsync(MySqlServer server, string database, byte[] script, IfExists ifExists = IfExists.Fail, bool allowForeign = false) =>
        RunAsync(server.Connection(database), script, ifExists, allowForeign);

    public static async Task<ScriptOutcome> RunAsync(DbConnectionInfo connection, byte[] script, IfExists ifExists = IfExists.Fail, bool allowForeign = false)
    {
        CancellationToken token = TestContext.Current.CancellationToken;
        ScriptRequest request = new() { Connection = connection, IfExists = ifExists, AllowForeignStatements = allowForeign };
        await using IScriptTarget target = await new MySqlEngine().OpenScriptAsync(request, token);
        await target.PrepareAsync(token);
        await target.RunAsync("x.sql", new MemoryStream(script), token);
        return await target.CompleteAsync(token);
    }

    public static async Task<BackupException> FailsAsync(ErrorCode code, Func<Task> run)
    {
        BackupException error = await Assert.ThrowsAsync<BackupException>(run);
        Assert.True(code == error.Code, error.ToString());
        return error;
    }

    /// <summary>A dump by the server's own tool, with arguments of the test's.</summary>
    public static Task<byte[]> DumpAsync(MySqlServer server, params string[] arguments) => ProcessRunner.RunAsync(server.Client("dump", arguments));

    /// <summary>What the client makes of a script.</summary>
    public static Task<byte[]> LoadAsync(MySqlServer server, string database, byte[] script) =>
        ProcessRunner.RunAsync(server.Client("", "--comments", "--binary-mode", "--default-character-set=utf8mb4", $"--database={database}"), script);

    /// <summary>The server's dump, without the database's own name, which stands before a sequence.</summary>
    public static async Task<string> TextAsync(MySqlServer server, string database) =>
        (await server.DumpAsync(database)).Replace($"`{database}`.", "", StringComparison.Ordinal);

    /// <summary>That of a table with an index over the elements of an array is another after every ALTER TABLE, which changes nothing.</summary>
    public static async Task<string> ChecksumsAsync(MySqlServer server, string database) => string.Join(
        '\n', (await server.ChecksumAsync(database)).Where(p => p.Key != "many_values").OrderBy(p => p.Key, StringComparer.Ordinal).Select(p => $"{p.Key} {p.Value}"));

    /// <summary>The databases of a name, and those of ours that are left.</summary>
    public static async Task<string> DatabasesAsync(MySqlServer server, string name) =>
        $"{await server.ScalarAsync(null, $"SELECT COALESCE(GROUP_CONCAT(SCHEMA_NAME), '') FROM information_schema.SCHEMATA WHERE SCHEMA_NAME LIKE 'backuptools%' OR SCHEMA_NAME = '{name}'")}";
}
