using System.Security.Cryptography;
using BackupTools.Backups;
using BackupTools.Encryption;
using BackupTools.Jobs;
using BackupTools.Tests.Fakes;
using BackupTools.Tests.Servers;
using BackupTools.Tests.Servers.MySql;
using BackupTools.Tests.Storages;

namespace BackupTools.Tests.EndToEnd;

/// <summary>
/// The same round trip on every storage, for every engine, plain and encrypted for two: back up, list, test at all levels, restore one table, copy,
/// add a recipient, remove.
/// </summary>
public sealed class EveryStorageTests : IDisposable
{
    private const string Rows = "(1, 'one'), (2, 'zwei'), (3, 'été')";

    private static readonly RSA First = RSA.Create(2048), Second = RSA.Create(2048), Third = RSA.Create(2048);

    private readonly TemporaryFolder _folder = new();

    public static TheoryData<string, string> All
    {
        get
        {
            TheoryData<string, string> all = [];
            foreach (string storage in PlacesForTests.Kinds)
            {
                foreach (string engine in new[] { "sqlite", "postgresql", "mysql" })
                    all.Add(storage, engine);
            }

            return all;
        }
    }

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public void Dispose() => _folder.Dispose();

    [Theory]
    [MemberData(nameof(All))]
    public async Task A_backup_lives_and_goes(string storage, string engine)
    {
        DbConnectionInfo database = await MakeAsync(engine);
        IBackupStorage place = await PlacesForTests.OpenAsync(storage, _folder["place"]), copies = await PlacesForTests.OpenAsync(storage, _folder["copies"]);
        await TripAsync(place, copies, database, ArchiveProtection.None, ArchiveKeys.None, ArchiveKeys.None);
        ArchiveProtection forTwo = new()
        {
            Recipients = [new RsaRecipient(First, "first"), new RsaRecipient(Second, "second")], Signers = [new RsaSigner(First, "first")],
        };
        ArchiveKeys Of(RSA key, string name) => new() { Openers = [new RsaOpener(key, name)], Signers = [new RsaSignatureCheck(First, "first")], RequireSignature = true };
        await TripAsync(place, copies, database, forTwo, Of(First, "first"), Of(Second, "second"));
    }

    /// <summary>Scripts are told from each other by their names, and those of an encrypted archive say nothing: so what differs in them is restored and exported here.</summary>
    [Theory]
    [InlineData("sqlite")]
    [InlineData("postgresql")]
    [InlineData("mysql")]
    public async Task An_encrypted_part_is_restored_and_exported_as_a_plain_one_is(string engine)
    {
        DbConnectionInfo database = await MakeAsync(engine);
        IBackupStorage place = BuiltIn.Components.OpenStorage(_folder["part"]);
        ArchiveKeys keys = new() { Openers = [new RsaOpener(First, "first")] };
        List<string> exports = [];
        foreach (bool isEncrypted in new[] { false, true })
        {
            BackupJobResult made = await BackupJob.RunAsync(
                BuiltIn.Components,
                new BackupJobOptions
                {
                    Connection = database, Storages = [place], Selection = new() { Tables = ["note", "part"] },
                    Protection = new() { Recipients = isEncrypted ? [new RsaRecipient(First, "first")] : [] },
                },
                Token);
            Assert.Empty(made.Failures);
            string name = made.Backups[0].Name;
            Assert.Equal(3, await RestoreTableAsync(place, name, keys, database));
            string sql = _folder[$"{isEncrypted}.sql"];
            await ExportJob.RunAsync(BuiltIn.Components, new ExportJobOptions { Archive = new(place, name) { Keys = keys }, Destination = sql }, Token);
            exports.Add(string.Join('\n', (await File.ReadAllLinesAsync(sql, Token)).Where(l => !l.StartsWith("--", StringComparison.Ordinal) && !l.Contains("restrict ", StringComparison.Ordinal))));
        }

        Assert.Contains("note_text", exports[0], StringComparison.Ordinal);
        Assert.Equal(exports[0], exports[1]);
    }

    private async Task TripAsync(
        IBackupStorage place, IBackupStorage copies, DbConnectionInfo database, ArchiveProtection protection, ArchiveKeys one, ArchiveKeys other)
    {
        BackupJobResult result = await BackupJob.RunAsync(
            BuiltIn.Components, new BackupJobOptions { Connection = database, Storages = [place], Parallelism = 2, Protection = protection }, Token);
        Assert.Empty(result.Failures);
        BackupInfo found = Assert.Single(await ListAsync(place));
        Assert.Equal((result.Backups[0].Id, protection.IsEncrypted), (found.Id, found.Encrypted));

        bool isFile = BuiltIn.Components.GetEngine(database.Engine).Traits.IsOfFiles;
        foreach (VerifyLevel level in Enum.GetValues<VerifyLevel>())
        {
            VerifyResult verified = await VerifyAsync(place, found.Name, other, level, isFile ? null : database);
            Assert.True(verified.Passed, $"{level}: {string.Join(' ', verified.Findings)}");
        }

        if (protection.IsEncrypted)
        {
            BackupException refused = await Assert.ThrowsAsync<BackupException>(() => RestoreTableAsync(place, found.Name, ArchiveKeys.None, database));
            Assert.Equal(ErrorCode.KeyMissing, refused.Code);
        }

        Assert.Equal(3, await RestoreTableAsync(place, found.Name, one, database));

        BackupInfo copy = await CopyJob.RunAsync(BuiltIn.Components, new(place, found.Name), copies, null, Token);
        Assert.Equal(found.Id, copy.Id);
        if (protection.IsEncrypted)
        {
            using KeyUpdateJob update = await KeyUpdateJob.OpenAsync(new(copies, copy.Name) { Keys = one }, [new RsaRecipient(Third, "third")], Token);
            Assert.Equal(["third"], await update.AddAsync(Token));
            Assert.Equal(["first", "second", "third"], Assert.Single(await ListAsync(copies)).Recipients!);
        }

        ArchiveKeys last = protection.IsEncrypted ? one with { Openers = [new RsaOpener(Third, "third")] } : one;
        Assert.True((await VerifyAsync(copies, copy.Name, last, VerifyLevel.Full, null)).Passed);
        foreach (IBackupStorage storage in new[] { place, copies })
        {
            List<BackupException> failures = [];
            await RemoveJob.RunAsync(BuiltIn.Components, [(new(storage, found.Name), Assert.Single(await ListAsync(storage)))], failures.Add, Token);
            Assert.Empty(failures);
            Assert.Empty(await storage.NamesAsync());
        }
    }

    private static Task<IReadOnlyList<BackupInfo>> ListAsync(IBackupStorage storage) =>
        BackupCatalog.ListAsync(BuiltIn.Components, storage, new BackupFilter(), e => Assert.Fail(e.Message), Token);

    private static Task<VerifyResult> VerifyAsync(IBackupStorage storage, string name, ArchiveKeys keys, VerifyLevel level, DbConnectionInfo? connection) => VerifyJob.RunAsync(
        BuiltIn.Components, new VerifyJobOptions { Archive = new(storage, name) { Keys = keys }, Level = level, Connection = level == VerifyLevel.Restore ? connection : null }, Token);

    /// <summary>Restores the table <c>note</c> alone, and says how many rows it has there by the engine's own count.</summary>
    private async Task<long> RestoreTableAsync(IBackupStorage storage, string name, ArchiveKeys keys, DbConnectionInfo database)
    {
        string target = $"one_{Guid.NewGuid():n}"[..20];
        DbConnectionInfo connection = database.Path is null ? database with { Database = target } : BuiltIn.Components.ParseConnection(_folder[target + ".db"]);
        await RestoreJob.RunAsync(BuiltIn.Components, new RestoreJobOptions
        {
            Archive = new(storage, name) { Keys = keys }, Target = connection, Selection = new() { Tables = ["note"] }, Verify = true,
        }, Token);
        IReadOnlyList<TableInfo> tables = await BuiltIn.Components.GetEngine(connection.Engine).GetTablesAsync(connection, true, Token);
        Assert.Equal("note", Assert.Single(tables).Name);
        return tables[0].Rows!.Value;
    }

    private async Task<DbConnectionInfo> MakeAsync(string engine)
    {
        string sql = $"CREATE TABLE note (id INTEGER PRIMARY KEY, text VARCHAR(50)); INSERT INTO note VALUES {Rows}; CREATE TABLE other (id INTEGER PRIMARY KEY); INSERT INTO other VALUES (1); "
            + "CREATE INDEX note_text ON note (text); CREATE TABLE part (id INTEGER PRIMARY KEY, note INTEGER REFERENCES note (id)); INSERT INTO part VALUES (7, 2);";
        switch (engine)
        {
            case "sqlite":
                SqliteSample.Create(_folder["shop.db"], sql);
                return BuiltIn.Components.ParseConnection(_folder["shop.db"]);
            case "postgresql":
                PostgresServer postgres = await PostgresServer.GetAsync(15);
                string database = await postgres.CreateDatabaseAsync("every");
                await postgres.PsqlAsync(database, sql);
                return postgres.Connection(database);
            default:
                MySqlServer mysql = await MySqlServer.GetAsync(MySqlVersion.MySql97);
                string name = await mysql.CreateDatabaseAsync("every");
                await mysql.ExecuteAsync(name, sql);
                return mysql.Connection(name);
        }
    }
}
