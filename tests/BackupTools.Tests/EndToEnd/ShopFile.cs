using System.Globalization;
using BackupTools.Backups;
using BackupTools.Jobs;
using BackupTools.Tests.Fakes;

namespace BackupTools.Tests.EndToEnd;

/// <summary>A real SQLite database <c>shop.db</c> and what the tests do with it.</summary>
internal sealed class ShopFile : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    private ShopFile()
    {
    }

    public string Path => _folder["shop.db"];

    public string Folder => _folder.Path;

    public string Backups => _folder["backups"];

    public IBackupStorage Storage => BuiltIn.Components.OpenStorage(Backups);

    public static CancellationToken Token => TestContext.Current.CancellationToken;

    /// <summary>Makes it with about so many rows of 100 bytes.</summary>
    public static ShopFile Create(int rows = 20_000)
    {
        ShopFile shop = new();
        SqliteSample.Create(shop.Path, string.Create(CultureInfo.InvariantCulture, $"""
            CREATE TABLE customer (id INTEGER PRIMARY KEY, name TEXT NOT NULL, credit REAL, picture BLOB);
            CREATE TABLE purchase (id INTEGER PRIMARY KEY AUTOINCREMENT, customer INTEGER REFERENCES customer, at TEXT, note TEXT);
            CREATE INDEX purchase_by_customer ON purchase (customer);
            CREATE VIEW busy AS SELECT customer, count(*) AS n FROM purchase GROUP BY customer;
            CREATE TRIGGER stamp AFTER INSERT ON purchase BEGIN UPDATE purchase SET at = coalesce(at, 'now') WHERE id = new.id; END;
            WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < {rows / 10})
                INSERT INTO customer SELECT i, 'Customer ' || i, i * 1.1, randomblob(i % 200) FROM n;
            WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < {rows})
                INSERT INTO purchase (customer, at, note) SELECT 1 + i % {rows / 10}, datetime(i * 60, 'unixepoch'),
                'line one' || char(10) || 'it''s line two, ' || hex(randomblob(20)) FROM n;
            PRAGMA user_version = 42;
            """));
        return shop;
    }

    public async Task<BackupInfo> BackUpAsync(string codec = "zstd", params string[] tables)
    {
        BackupJobResult result = await BackupJob.RunAsync(BuiltIn.Components, Options(Backups) with { Compression = codec, Selection = new() { Tables = tables } }, Token);
        return Assert.Single(result.Backups);
    }

    public BackupJobOptions Options(params string[] storages) => new()
    {
        Connection = BuiltIn.Components.ParseConnection(Path),
        Storages = [.. storages.Select(BuiltIn.Components.OpenStorage)],
        ChunkSize = 256 * 1024,
    };

    public static async Task<string> DumpAsync(string path, params string[] tables) =>
        System.Text.Encoding.UTF8.GetString(await Tool.RunAsync("sqlite3", "-readonly", path, ".dump " + string.Join(' ', tables)));

    public void Dispose() => _folder.Dispose();
}
