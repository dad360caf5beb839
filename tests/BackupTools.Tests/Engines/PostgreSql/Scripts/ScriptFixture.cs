using System.Text;
using BackupTools.Engines.PostgreSql;
using BackupTools.Tests.Servers;

namespace BackupTools.Tests.Engines.PostgreSql.Scripts;

/// <summary>Runs scripts in throw-away databases.</summary>
internal static class ScriptFixture
{
    public static Task<ScriptOutcome> RunAsync(PostgresServer server, string database, string script, IfExists ifExists = IfExists.Fail, bool allowForeign = false) =>
        RunAsync(server, database, Encoding.UTF8.GetBytes(script), ifExists, allowForeign);

    public static async Task<ScriptOutcome> RunAsync(PostgresServer server, string database, byte[] script, IfExists ifExists = IfExists.Fail, bool allowForeign = false)
    {
        CancellationToken token = TestContext.Current.CancellationToken;
        ScriptRequest request = new() { Connection = server.Connection(database), IfExists = ifExists, AllowForeignStatements = allowForeign };
        await using IScriptTarget target = await new PostgreSqlEngine().OpenScriptAsync(request, token);
        await target.PrepareAsync(token);
        await target.RunAsync("x.sql", new MemoryStream(script), token);
        return await target.CompleteAsync(token);
    }
}
