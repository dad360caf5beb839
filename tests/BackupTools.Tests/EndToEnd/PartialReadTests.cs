using System.Security.Cryptography;
using BackupTools.Backups;
using BackupTools.Encryption;
using BackupTools.Jobs;
using BackupTools.Tests.Fakes;
using BackupTools.Tests.Servers;

namespace BackupTools.Tests.EndToEnd;

/// <summary>One table out of a large remote archive costs the reading of that table, and of what says where it is.</summary>
public sealed class PartialReadTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task A_small_table_is_restored_without_reading_the_large_one(bool isEncrypted)
    {
        PostgresServer server = await PostgresServer.GetAsync(15);
        string database = await server.CreateDatabaseAsync("partial");
        await server.PsqlAsync(database, """
            CREATE TABLE small (id int PRIMARY KEY, text text); INSERT INTO small SELECT i, md5(i::text) FROM generate_series(1, 1000) i;
            CREATE TABLE large (id int PRIMARY KEY, a text); INSERT INTO large SELECT i, (SELECT string_agg(md5((i * 100 + j)::text), '') FROM generate_series(1, 20) j) FROM generate_series(1, 30000) i
            """);
        using RSA key = RSA.Create(2048);
        CountingStorage storage = new(new MemoryStorage());
        BackupJobResult made = await BackupJob.RunAsync(
            BuiltIn.Components,
            new BackupJobOptions
            {
                Connection = server.Connection(database), Storages = [storage], ChunkSize = 1024 * 1024,
                Protection = new() { Recipients = isEncrypted ? [new RsaRecipient(key, "me")] : [] },
            },
            Token);
        BackupInfo backup = Assert.Single(made.Backups);
        Assert.True(backup.SizeBytes > 5_000_000, $"{backup.SizeBytes:N0} bytes");

        string target = await server.CreateDatabaseAsync("one");
        storage.Bytes = 0;
        await RestoreJob.RunAsync(BuiltIn.Components, new RestoreJobOptions
        {
            Archive = new(storage, backup.Name) { Keys = new() { Openers = [new RsaOpener(key, "me")] } },
            Target = server.Connection(target), Selection = new() { Tables = ["small"] },
        }, Token);
        Assert.Equal("1000", (await server.PsqlAsync(target, "SELECT count(*) FROM small")).Trim());
        Assert.InRange(storage.Bytes, 1, 250_000);
    }

    private sealed class CountingStorage(IBackupStorage inner) : StorageDecorator(inner)
    {
        public long Bytes;

        public override async Task<IStorageReader> OpenReadAsync(string name, CancellationToken cancellationToken) => new Reader(
            await Inner.OpenReadAsync(name, cancellationToken),
            (reader, offset, buffer, token) =>
            {
                Interlocked.Add(ref Bytes, buffer.Length);
                return reader.ReadExactlyAsync(offset, buffer, token);
            });
    }
}
