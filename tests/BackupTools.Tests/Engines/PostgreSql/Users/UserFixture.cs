using System.Security;
using BackupTools.Jobs;
using BackupTools.Tests.Servers;

namespace BackupTools.Tests.Engines.PostgreSql.Users;

/// <summary>A server of its own for tests of users, and what is done with them there.</summary>
internal sealed class UserFixture : IAsyncDisposable
{
    private readonly PostgresServer _server;

    private UserFixture(PostgresServer server) => _server = server;

    public static CancellationToken Token => TestContext.Current.CancellationToken;

    public PostgresServer Server => _server;

    public static async Task<UserFixture> StartAsync(int version)
    {
        UserFixture fixture = new(await PostgresServer.StartPrivateAsync(version));
        await fixture.SqlAsync("CREATE DATABASE shop; CREATE DATABASE sales");
        await fixture.SqlAsync("CREATE SCHEMA s; CREATE TABLE s.\"T 1\" (id int, name text); CREATE FUNCTION s.f(int, text[]) RETURNS int LANGUAGE sql AS 'SELECT 1'; CREATE SEQUENCE s.q; CREATE TYPE s.e AS ENUM ('a')", "shop");
        return fixture;
    }

    public static SecureString Secret(string text)
    {
        SecureString result = new();
        foreach (char c in text)
            result.AppendChar(c);
        return result;
    }

    public DbConnectionInfo At(string database = "shop", string user = "postgres") => _server.Connection(database, user);

    public Task<string> SqlAsync(string sql, string database = "postgres") => _server.PsqlAsync(database, sql);

    public async Task<DbUser> GetAsync(string name, string database = "shop") =>
        Assert.Single(await UserJob.ListAsync(BuiltIn.Components, At(database), [name], false, e => throw e, Token));

    public async Task<IReadOnlyList<string>> RunAsync(UserRequest request, string database = "shop", string user = "postgres")
    {
        UserPlan plan = await PlanAsync(request, database, user);
        return (await UserJob.RunAsync(BuiltIn.Components, At(database, user), plan, Token)).Warnings;
    }

    public Task<UserPlan> PlanAsync(UserRequest request, string database = "shop", string user = "postgres") =>
        UserJob.PlanAsync(BuiltIn.Components, At(database, user), request, Token);

    public async Task<BackupException> FailsAsync(ErrorCode code, UserRequest request, string database = "shop", string user = "postgres")
    {
        BackupException error = await Assert.ThrowsAsync<BackupException>(() => RunAsync(request, database, user));
        Assert.Equal(code, error.Code);
        return error;
    }

    public ValueTask DisposeAsync() => _server.DisposeAsync();
}
