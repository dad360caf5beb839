using System.Security;
using BackupTools.Jobs;
using BackupTools.Tests.Servers.MySql;
using MySqlConnector;

namespace BackupTools.Tests.Engines.MySql.Users;

/// <summary>A server for tests of users, and what is done with them there.</summary>
internal sealed class MySqlUserFixture
{
    private static int _last;

    private MySqlUserFixture(MySqlServer server, string database)
    {
        Server = server;
        Database = database;
        Prefix = $"u{Interlocked.Increment(ref _last)}";
    }

    public static CancellationToken Token => TestContext.Current.CancellationToken;

    public MySqlServer Server { get; }

    public bool IsMariaDb => Server.IsMariaDb;

    /// <summary>A database of the test's own, with a table, a view and routines.</summary>
    public string Database { get; }

    /// <summary>What the names of the test's accounts begin with, as other tests use the server too.</summary>
    public string Prefix { get; }

    /// <summary>The server that the tests of users share.</summary>
    public static async Task<MySqlUserFixture> GetAsync(MySqlVersion version) => await OnAsync(await MySqlServer.GetAsync(version, "users"));

    public static async Task<MySqlUserFixture> OnAsync(MySqlServer server, string name = "shop")
    {
        string database = await server.CreateDatabaseAsync(name);
        await server.ExecuteAsync(
            database, "CREATE TABLE `T 1` (id INT PRIMARY KEY, name TEXT, `o``dd` INT)", "CREATE SQL SECURITY INVOKER VIEW v AS SELECT id FROM `T 1`",
            "CREATE PROCEDURE p() SELECT 1", "CREATE FUNCTION f() RETURNS INT DETERMINISTIC RETURN 1");
        return new MySqlUserFixture(server, database);
    }

    public static SecureString Secret(string text)
    {
        SecureString result = new();
        foreach (char c in text)
            result.AppendChar(c);
        return result;
    }

    public DbConnectionInfo At(string? user = null, string? password = null, bool withDatabase = true) =>
        Server.Connection(withDatabase ? Database : null, user, password);

    public Task SqlAsync(params string[] statements) => Server.ExecuteAsync(Database, statements);

    public Task<string?> ScalarAsync(string statement) => Server.ScalarAsync(Database, statement);

    /// <summary>All that the server lists for a statement, a line a row.</summary>
    public async Task<string[]> ShowAsync(string statement)
    {
        await using MySqlConnection connection = await Server.OpenAsync(Database);
        await using MySqlCommand command = new(statement, connection);
        await using MySqlDataReader reader = await command.ExecuteReaderAsync();
        List<string> lines = [];
        while (await reader.ReadAsync())
            lines.Add(reader.GetString(0));
        return [.. lines];
    }

    public Task<string[]> GrantsAsync(string account) => ShowAsync($"SHOW GRANTS FOR {account}");

    /// <summary>The account as the server would make it again.</summary>
    public async Task<string> CreateAsync(string account) => string.Join(' ', await ShowAsync($"SHOW CREATE USER {account}"));

    public async Task<DbUser> GetAsync(string name) => Assert.Single(await ListAsync(name));

    public Task<IReadOnlyList<DbUser>> ListAsync(params string[] names) => UserJob.ListAsync(BuiltIn.Components, At(), names, false, e => throw e, Token);

    public async Task<IReadOnlyList<string>> RunAsync(UserRequest request, DbConnectionInfo? at = null)
    {
        UserPlan plan = await PlanAsync(request, at);
        (DbUser? user, IReadOnlyList<string> warnings) = await UserJob.RunAsync(BuiltIn.Components, at ?? At(), plan, Token);
        Assert.Equal(plan.Name, user?.Name);
        return warnings;
    }

    public Task<UserPlan> PlanAsync(UserRequest request, DbConnectionInfo? at = null) => UserJob.PlanAsync(BuiltIn.Components, at ?? At(), request, Token);

    public async Task<BackupException> FailsAsync(ErrorCode code, UserRequest request, DbConnectionInfo? at = null)
    {
        BackupException error = await Assert.ThrowsAsync<BackupException>(() => RunAsync(request, at));
        Assert.True(code == error.Code, $"{error.Code}: {error.Message}");
        return error;
    }

    /// <summary>Null where the driver gets in, or the server's number of the error.</summary>
    public async Task<int?> LoginAsync(string user, string password)
    {
        try
        {
            await using MySqlConnection connection = await Server.OpenAsync(null, user, password);
            return null;
        }
        catch (MySqlException e)
        {
            return e.Number;
        }
    }
}
