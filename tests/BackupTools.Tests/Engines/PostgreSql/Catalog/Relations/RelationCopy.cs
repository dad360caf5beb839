using BackupTools.Engines.PostgreSql.Catalog;
using BackupTools.Engines.PostgreSql.Catalog.Relations;
using BackupTools.Engines.PostgreSql.Schema;
using BackupTools.Engines.PostgreSql.Sessions;
using BackupTools.Engines.PostgreSql.Text;
using BackupTools.Tests.Servers;
using Npgsql;

namespace BackupTools.Tests.Engines.PostgreSql.Catalog.Relations;

/// <summary>Reads the relations of one database, and makes them in another one in an order as poor as possible.</summary>
internal static class RelationCopy
{
    /// <summary>Every item of a database.</summary>
    public static async Task<List<SchemaItem>> ReadAsync(PostgresServer server, string database, string user = "postgres")
    {
        await using NpgsqlConnection connection = await ControlConnection.OpenAsync(
            server.Connection(database, user), TestContext.Current.CancellationToken);
        CatalogSession session = await BeginAsync(connection);
        List<SchemaItem> items = [];
        foreach (ICatalogReader reader in RelationReaders.All)
            items.AddRange(await reader.ReadAsync(session, TestContext.Current.CancellationToken));
        Assert.Equal(items.Count, items.Select(i => i.Id).Distinct().Count());
        return items;
    }

    /// <summary>The states of sequences, and how many locks on sequences the reading left.</summary>
    public static async Task<(List<SchemaItem> States, string Locks)> ReadStatesAsync(PostgresServer server, string database)
    {
        await using NpgsqlConnection connection = await ControlConnection.OpenAsync(
            server.Connection(database), TestContext.Current.CancellationToken);
        CatalogSession session = await BeginAsync(connection);
        IReadOnlyList<SchemaItem> states = await new SequenceStateReader().ReadAsync(session, TestContext.Current.CancellationToken);
        List<string> locks = await session.QueryAsync(
            "SELECT count(*)::text AS locks FROM pg_locks l JOIN pg_class c ON c.oid = l.relation AND c.relkind = 'S' WHERE l.pid = pg_backend_pid()",
            row => row.Text("locks"), TestContext.Current.CancellationToken);
        return ([.. states], locks.Single());
    }

    private static async Task<CatalogSession> BeginAsync(NpgsqlConnection connection)
    {
        CatalogSession session = new(connection);
        await session.ExecuteAsync(
            "BEGIN ISOLATION LEVEL REPEATABLE READ, READ ONLY; SET search_path = ''", TestContext.Current.CancellationToken);
        return session;
    }

    /// <summary>
    /// Makes the items, section by section, each as soon as the ones that it names are there, trying again what fails.
    /// </summary>
    public static async Task WriteAsync(PostgresServer server, string database, IReadOnlyList<SchemaItem> items)
    {
        await using NpgsqlConnection connection = await ControlConnection.OpenAsync(
            server.Connection(database), TestContext.Current.CancellationToken);
        await ExecuteAsync(connection, "SET search_path = ''");
        Dictionary<CatalogId, SchemaItem> byId = items.ToDictionary(i => i.Id);
        foreach (SchemaItem item in items)
            item.AlsoMakes.ForEach(id => byId.Add(id, item));

        HashSet<SchemaItem> made = [];
        HashSet<SchemaItem> stoodIn = [];
        List<SchemaItem> open = [];
        foreach (Section section in Enum.GetValues<Section>())
        {
            open = [.. items.Where(i => i.Section == section).Reverse(), .. open];
            open = await WriteAsync(connection, open, made, stoodIn, byId);
            while (section == Section.PreData && NextStandIn(open, stoodIn) is { } view)
            {
                await ExecuteAsync(connection, view.StandIn!);
                stoodIn.Add(view);
                open = await WriteAsync(connection, open, made, stoodIn, byId);
            }
        }

        Assert.All(open, i => Assert.Fail($"{i.Kind} {i.Schema}.{i.Name} could not be made:\n{i.Create}\n{Failures.GetValueOrDefault(i)}"));
        await CheckAddressesAsync(connection, items);
    }

    private static readonly System.Collections.Concurrent.ConcurrentDictionary<SchemaItem, string> Failures = new();

    private static async Task<List<SchemaItem>> WriteAsync(
        NpgsqlConnection connection, List<SchemaItem> open, HashSet<SchemaItem> made, HashSet<SchemaItem> stoodIn,
        Dictionary<CatalogId, SchemaItem> byId)
    {
        int before;
        do
        {
            before = made.Count;
            foreach (SchemaItem item in open.Where(i => i.DependsOn.TrueForAll(d =>
                !byId.TryGetValue(d with { SubId = 0 }, out SchemaItem? needed) || made.Contains(needed) || needed == i)))
            {
                try
                {
                    await ExecuteAsync(connection, stoodIn.Contains(item) ? item.CreateAfterStandIn! : item.Create);
                    made.Add(item);
                }
                catch (PostgresException failure)
                {
                    Failures[item] = failure.MessageText;
                }
            }

            open = open.Where(i => !made.Contains(i)).ToList();
        }
        while (made.Count > before);
        return open;
    }

    private static SchemaItem? NextStandIn(List<SchemaItem> open, HashSet<SchemaItem> stoodIn) =>
        open.Where(i => i.StandIn is not null && !stoodIn.Contains(i)).MinBy(i => i.Name, StringComparer.Ordinal);

    /// <summary>What comments and owners are set by must name what was made.</summary>
    private static async Task CheckAddressesAsync(NpgsqlConnection connection, IReadOnlyList<SchemaItem> items)
    {
        foreach (SchemaItem item in items.Where(i => i.Address is not null))
            await ExecuteAsync(connection, $"BEGIN; COMMENT ON {item.Address} IS 'found'; ROLLBACK");
        foreach (SchemaItem item in items.Where(i => i.Owner is not null))
        {
            string change = item.SetOwner ?? $"ALTER {item.OwnerAddress ?? item.Address} OWNER TO {SqlText.Name(item.Owner!)}";
            await ExecuteAsync(connection, change);
        }
    }

    private static async Task ExecuteAsync(NpgsqlConnection connection, string sql)
    {
        if (sql.Length == 0)
            return;
        await using NpgsqlCommand command = new(sql, connection);
        await command.ExecuteNonQueryAsync(TestContext.Current.CancellationToken);
    }
}
