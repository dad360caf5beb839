using BackupTools.Engines.PostgreSql;
using BackupTools.Engines.PostgreSql.Restoring;
using BackupTools.Tests.Fakes;
using BackupTools.Tests.Servers;

namespace BackupTools.Tests.Engines.PostgreSql.Restoring;

/// <summary>What tests of restores need: runs of a whole restore, and questions about what is left.</summary>
internal static class RestoreFixture
{
    public static CancellationToken Token => TestContext.Current.CancellationToken;

    /// <summary>A name that no database and no role has.</summary>
    public static string NewName(string prefix = "restored") => $"{prefix}_{Guid.NewGuid():N}"[..30];

    public static RestoreRequest Request(PostgresServer server, string database) =>
        new() { Connection = server.Connection(database), Parallelism = 2 };

    /// <summary>Backs up a database, or a part of it, into memory.</summary>
    public static async Task<FakeArchive> BackUpAsync(
        PostgresServer server, string database, ObjectSelection? selection = null, int chunkSize = 8 * 1024 * 1024)
    {
        await using IBackupSource source = await new PostgreSqlEngine().OpenBackupAsync(
            new BackupRequest
            {
                Connection = server.Connection(database), Parallelism = 2, Selection = selection ?? new ObjectSelection(), ChunkSize = chunkSize,
            },
            Token);
        return await FakeArchive.DrainAsync(source, "postgresql", Token, selection ?? ObjectSelection.Everything);
    }

    /// <summary>Restores from the beginning to the end.</summary>
    public static async Task<RestoreOutcome> RestoreAsync(RestoreRequest request, IArchiveContents archive)
    {
        await using IRestoreTarget target = await RestoreOpening.OpenAsync(request, archive, Token);
        await target.PrepareAsync(Token);
        await DeliverAsync(target, archive);
        return await target.CompleteAsync(Token);
    }

    public static async Task DeliverAsync(IRestoreTarget target, IArchiveContents archive)
    {
        if (target.MaxConcurrency == 1)
        {
            foreach (ArchiveChunk chunk in target.Chunks)
                await WriteAsync(target, archive, chunk);
            return;
        }

        await Task.WhenAll(target.Runs.Select(async run =>
        {
            foreach (ArchiveChunk chunk in run)
                await WriteAsync(target, archive, chunk);
        }));
    }

    public static async Task<BackupException> FailsAsync(ErrorCode code, Func<Task> action)
    {
        BackupException error = await Assert.ThrowsAsync<BackupException>(action);
        Assert.True(code == error.Code, $"{error.Code}: {error.Message}");
        return error;
    }

    /// <summary>The databases whose names have the text in them.</summary>
    public static Task<string> DatabasesAsync(PostgresServer server, string text) =>
        server.PsqlAsync("postgres", $"SELECT datname FROM pg_database WHERE datname LIKE '%{text}%' ORDER BY 1");

    /// <summary>The sessions of the product in databases whose names have the text in them.</summary>
    public static Task<string> SessionsAsync(PostgresServer server, string text) =>
        server.PsqlAsync("postgres", $"SELECT datname FROM pg_stat_activity WHERE datname LIKE '%{text}%' AND application_name = 'BackupTools'");

    public static async Task WriteAsync(IRestoreTarget target, IArchiveContents archive, ArchiveChunk chunk)
    {
        ChunkBuffer raw = new();
        await archive.ReadChunkAsync(chunk, raw, Token);
        await target.WriteChunkAsync(chunk, raw.WrittenMemory, Token);
    }
}
