using System.Text.RegularExpressions;
using BackupTools.Engines.PostgreSql.Catalog;
using BackupTools.Engines.PostgreSql.Schema;
using BackupTools.Engines.PostgreSql.Sessions;
using BackupTools.Engines.PostgreSql.Text;
using BackupTools.Tests.Engines.PostgreSql.Schema;
using BackupTools.Tests.Servers;
using Npgsql;

namespace BackupTools.Tests.Engines.PostgreSql.Catalog;

/// <summary>
/// Makes objects in one database, and again in others from what the readers say of them; pg_dump then must write the
/// same for all.
/// </summary>
internal static partial class CatalogRoundTrip
{
    /// <summary>The names with which a careless reader comes to grief; fixtures use them in place of <c>@1</c> … <c>@6</c>.</summary>
    private static readonly string[] OddNames =
        ["Mixed Case", "dot.ted", "quo\"te'd\\", "select", "naïve→名", new string('ö', 31) + "x"];

    /// <summary>Makes the fixture in a new database and reads it.</summary>
    public static async Task<IReadOnlyList<SchemaItem>> ReadAsync(PostgresServer server, string fixture)
    {
        string database = await server.CreateDatabaseAsync("read");
        await server.PsqlAsync(database, WithOddNames(fixture));
        return await ReadDatabaseAsync(server, database);
    }

    /// <summary>
    /// Makes the fixture, reads it, and makes it anew from that, and compares: once from the scripts of the whole schema,
    /// and once with every stand-in, needed or not.
    /// </summary>
    /// <param name="version">The server's version.</param>
    /// <param name="fixture">The statements that make the objects.</param>
    /// <param name="tables">The statements for what other readers read; run in every database, after the fixture.</param>
    /// <param name="more">The statements for objects that need the tables.</param>
    public static async Task CheckAsync(int version, string fixture, string tables = "", string more = "")
    {
        PostgresServer server = await PostgresServer.GetAsync(version);
        string source = await server.CreateDatabaseAsync("source");
        await server.PsqlAsync(source, WithOddNames($"{fixture}\n{tables}\n{more}"));
        IReadOnlyList<SchemaItem> items = await ReadDatabaseAsync(server, source);
        string expected = await DumpAsync(server, source);

        string ordered = await ScriptRestore.RestoreAsync(server, await ScriptRestore.ReadAsync(server, source));
        Assert.Equal(expected, await DumpAsync(server, ordered));

        string target = await server.CreateDatabaseAsync("target");
        await MakeAsync(server, target, [.. items.Where(i => i.Section == Section.PreData)]);
        await server.PsqlAsync(target, WithOddNames(tables));
        await MakeAsync(server, target, [.. items.Where(i => i.Section == Section.PostData)]);
        Assert.Equal(expected, await DumpAsync(server, target));
    }

    /// <summary>Puts the odd names, quoted, where the text has <c>@1</c> … <c>@6</c>.</summary>
    public static string WithOddNames(string sql) =>
        Placeholder().Replace(sql, m => "\"" + OddNames[m.Value[1] - '1'].Replace("\"", "\"\"", StringComparison.Ordinal) + "\"");

    /// <summary>Reads everything that the readers find in a database.</summary>
    public static async Task<IReadOnlyList<SchemaItem>> ReadDatabaseAsync(PostgresServer server, string database, string user = "postgres")
    {
        await using NpgsqlConnection connection = await ControlConnection.OpenAsync(
            server.Connection(database, user), TestContext.Current.CancellationToken);
        CatalogSession session = new(connection);
        await session.ExecuteAsync(
            "BEGIN ISOLATION LEVEL REPEATABLE READ, READ ONLY; SET LOCAL search_path = ''", TestContext.Current.CancellationToken);
        List<SchemaItem> items = [];
        foreach (ICatalogReader reader in ObjectReaders.All)
            items.AddRange(await reader.ReadAsync(session, TestContext.Current.CancellationToken));
        return items;
    }

    /// <summary>
    /// Makes the items, each as soon as the server takes it: whether a stand-in does must not depend on the order.
    /// </summary>
    private static async Task MakeAsync(PostgresServer server, string database, IReadOnlyList<SchemaItem> items)
    {
        await using NpgsqlConnection connection = await ControlConnection.OpenAsync(
            server.Connection(database), TestContext.Current.CancellationToken);
        CatalogSession session = new(connection);
        await session.ExecuteAsync(
            "SET search_path = ''; SET check_function_bodies = off; SET client_min_messages = error",
            TestContext.Current.CancellationToken);
        List<Statement> waiting = [.. items.Where(i => i.Create.Length > 0)
            .OrderBy(i => i.Kind == ItemKind.EventTrigger).SelectMany(Statements)];
        HashSet<Statement> done = [];
        while (waiting.Count > 0)
        {
            List<string> failures = [];
            foreach (Statement statement in waiting.Where(s => s.After is null || done.Contains(s.After)))
            {
                try
                {
                    await session.ExecuteAsync(AsOne(statement.Sql), TestContext.Current.CancellationToken);
                    done.Add(statement);
                }
                catch (PostgresException e)
                {
                    failures.Add($"{e.MessageText}\n{statement.Sql}");
                }
            }

            if (waiting.RemoveAll(done.Contains) == 0)
                Assert.Fail(string.Join('\n', failures));
        }
    }

    private static IEnumerable<Statement> Statements(SchemaItem item)
    {
        if (item.StandIn is null)
            return [new Statement(item.Create, null)];
        Statement standIn = new(item.StandIn, null);
        return [standIn, new Statement(item.CreateAfterStandIn!, standIn)];
    }

    /// <summary>The statements as one, since Npgsql divides a text at semicolons, those within a routine's body too.</summary>
    private static string AsOne(string sql) => $"DO {SqlText.DollarQuoted($"BEGIN EXECUTE {SqlText.Literal(sql)}; END")}";

    /// <summary>What pg_dump writes, without the random words that newer versions put around it.</summary>
    private static async Task<string> DumpAsync(PostgresServer server, string database) =>
        RandomWord().Replace(await server.DumpAsync(database, "-s", "--no-owner", "--no-privileges"), "");

    [GeneratedRegex("@[1-6]")]
    private static partial Regex Placeholder();

    [GeneratedRegex(@"^\\(un)?restrict .*$", RegexOptions.Multiline)]
    private static partial Regex RandomWord();

    private sealed record Statement(string Sql, Statement? After);
}
