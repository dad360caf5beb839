using System.Text.Json.Nodes;
using BackupTools.Backups;
using BackupTools.Jobs;
using BackupTools.Tests.Archive;
using BackupTools.Tests.Fakes;
using BackupTools.Tests.Servers;

namespace BackupTools.Tests.EndToEnd;

/// <summary>What a restore refuses, the full test refuses, and the other way round: altered archives, each checksum of them right.</summary>
public sealed class AgreementTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();
    private int _number;

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task SQLite_archives_with_one_figure_changed_are_judged_alike(bool ofTables)
    {
        string database = _folder["shop.db"];
        SqliteSample.Create(database, "CREATE TABLE t(a PRIMARY KEY, b); INSERT INTO t VALUES (1, 'x'), (2, NULL); CREATE VIEW v AS SELECT 1");
        MemoryStorage storage = new();
        BackupInfo backup = await BackUpAsync(BuiltIn.Components.ParseConnection(database), storage, ofTables ? ["t"] : []);
        List<string> contradictions = await FindContradictionsAsync(
            storage[backup.Name], () => BuiltIn.Components.ParseConnection(_folder[$"restored{_number++}.db"]),
            target => File.Exists(target.Path) ? SqliteSample.Read(target.Path!, "SELECT count(*) || max(a) || max(b) FROM t") ?? "" : "nothing", "22x");
        Assert.Empty(contradictions);
    }

    [Fact]
    public async Task PostgreSQL_archives_with_one_figure_changed_are_judged_alike()
    {
        PostgresServer server = await PostgresServer.GetAsync(15);
        string database = await server.CreateDatabaseAsync("agreed", "TEMPLATE template0 ENCODING 'UTF8' LOCALE 'C'");
        await server.PsqlAsync(database, "CREATE TABLE t(a int PRIMARY KEY, b text); INSERT INTO t VALUES (1, 'x'), (2, NULL); SELECT lo_from_bytea(4001, 'abc')");
        MemoryStorage storage = new();
        BackupInfo backup = await BackUpAsync(server.Connection(database), storage, []);
        List<string> contradictions = await FindContradictionsAsync(
            storage[backup.Name], () => server.Connection($"{database}_{_number++}"), async target =>
            {
                string name = target.Database!;
                if (await server.PsqlAsync("postgres", $"SELECT count(*) FROM pg_database WHERE datname = '{name}'") == "0")
                    return "nothing";
                string content = await server.PsqlAsync(name, "SELECT count(*) || max(a)::text || max(b) || encode(lo_get(4001), 'escape') FROM t");
                await server.PsqlAsync("postgres", $"DROP DATABASE \"{name}\"");
                return content;
            },
            "22xabc", maximum: 60);
        Assert.Empty(contradictions);
    }

    private static async Task<BackupInfo> BackUpAsync(DbConnectionInfo connection, IBackupStorage storage, string[] tables)
    {
        BackupJobResult result = await BackupJob.RunAsync(
            BuiltIn.Components,
            new BackupJobOptions { Connection = connection, Storages = [storage], Compression = "none", Selection = new() { Tables = tables } }, Token);
        return Assert.Single(result.Backups);
    }

    private static Task<List<string>> FindContradictionsAsync(
        byte[] good, Func<DbConnectionInfo> newTarget, Func<DbConnectionInfo, string> read, string expected) =>
        FindContradictionsAsync(good, newTarget, target => Task.FromResult(read(target)), expected);

    private static async Task<List<string>> FindContradictionsAsync(
        byte[] good, Func<DbConnectionInfo> newTarget, Func<DbConnectionInfo, Task<string>> read, string expected, int maximum = int.MaxValue)
    {
        List<string> contradictions = [];
        List<(string What, byte[] Archive)> altered = [.. Alter(good)];
        int step = Math.Max(1, (altered.Count + maximum - 1) / maximum);
        int accepted = 0, refused = 0;
        for (int i = 0; i < altered.Count; i += step)
        {
            (string what, byte[] archive) = altered[i];
            MemoryStorage storage = new();
            await StorageTestingPutAsync(storage, archive);
            VerifyResult full = await VerifyJob.RunAsync(
                BuiltIn.Components, new VerifyJobOptions { Archive = new(storage, "x.backup.zip"), Level = VerifyLevel.Full }, Token);
            DbConnectionInfo target = newTarget();
            string? error = null;
            try
            {
                await RestoreJob.RunAsync(
                    BuiltIn.Components,
                    new RestoreJobOptions { Archive = new(storage, "x.backup.zip"), Target = target, MissingRoles = target.Path is null ? MissingRoles.Create : MissingRoles.Fail }, Token);
            }
            catch (BackupException e)
            {
                error = e.Message;
            }

            string content = await read(target);
            if (full.Passed != (error is null))
                contradictions.Add($"{what}: full says {(full.Passed ? "passed" : full.Findings[0])}; restore says {error ?? "done"}");
            else if (content != (error is null ? expected : "nothing"))
                contradictions.Add($"{what}: the content is {content}");
            accepted += full.Passed ? 1 : 0;
            refused += full.Passed ? 0 : 1;
        }

        Assert.True(contradictions.Count == 0, string.Join('\n', contradictions.Take(30)));
        Assert.True(accepted > 0 && refused > 10, $"{accepted} accepted, {refused} refused");
        return contradictions;
    }

    private static IEnumerable<(string What, byte[] Archive)> Alter(byte[] good)
    {
        foreach (string path in Leaves(new LyingArchive(good).Manifest, ""))
        {
            foreach (JsonNode? value in (JsonNode?[])[0, -1, 1, 7, 513, 4096, int.MaxValue, long.MaxValue, "", "0", "1", "-1", "513", "4294967295", "x", null])
            {
                LyingArchive lying = new(good);
                Set(lying.Manifest, path, value);
                yield return ($"{path} = {value?.ToJsonString() ?? "null"}", lying.Assemble());
            }
        }

        int members = new LyingArchive(good).Members.Count;
        for (int i = 0; i < members; i++)
        {
            int at = i, count = 0;
            LyingArchive lying = new(good);
            lying.Entry = entry => count++ == at ? entry with { Crc32 = entry.Crc32 ^ 1 } : entry;
            yield return ($"CRC of member {i} in the central directory", lying.Assemble());
        }
    }

    private static IEnumerable<string> Leaves(JsonNode? node, string path) => node switch
    {
        JsonObject item => item.SelectMany(p => Leaves(p.Value, $"{path}/{p.Key}")),
        JsonArray list => list.SelectMany((e, i) => Leaves(e, $"{path}/{i}")),
        _ when IsFree(path) => [],
        _ => [path],
    };

    /// <summary>What only says something to people, or is judged by reading all rows back.</summary>
    private static bool IsFree(string path) => path.EndsWith("/checksum", StringComparison.Ordinal) || path.EndsWith("/note", StringComparison.Ordinal)
        || path is "/selection" or "/engineVersion" or "/properties/collate" or "/properties/ctype" or "/properties/localeProvider" or "/properties/owner";

    private static void Set(JsonNode root, string path, JsonNode? value)
    {
        string[] names = path[1..].Split('/');
        JsonNode parent = names.SkipLast(1).Aggregate(root, (node, name) => node is JsonArray list ? list[int.Parse(name, System.Globalization.CultureInfo.InvariantCulture)]! : node[name]!);
        if (parent is JsonArray array)
            array[int.Parse(names[^1], System.Globalization.CultureInfo.InvariantCulture)] = value;
        else
            parent[names[^1]] = value;
    }

    private static async Task StorageTestingPutAsync(MemoryStorage storage, byte[] archive)
    {
        await using IStorageWriter writer = await storage.CreateAsync("x.backup.zip", Token);
        await writer.WriteAsync(archive, Token);
        await writer.CommitAsync("x.backup.zip", Token);
    }
}
