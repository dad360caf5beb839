using BackupTools.Abstractions;
using BackupTools.Engines.Sqlite.Inspection;
using BackupTools.Engines.Sqlite.Native;
using BackupTools.Engines.Sqlite.Restoring;
using BackupTools.Engines.Sqlite.Schema;

namespace BackupTools.Engines.Sqlite.Exporting;

/// <summary>Turns an archive into SQL, by way of a database file in a private temporary folder.</summary>
internal static class SqlExport
{
    private static readonly TimeSpan BetweenReports = TimeSpan.FromMilliseconds(250);

    public static async Task RunAsync(
        SqliteLibrary library, IArchiveContents archive, ObjectSelection selection, Stream output,
        IProgress<BackupProgress>? progress, CancellationToken cancellationToken)
    {
        SchemaParts parts = await RestoreSelection.ResolveAsync(archive, selection, cancellationToken);
        using WorkFolder folder = TargetErrors.Guard(Path.GetTempPath(), () => WorkFolder.CreateIn(null));
        string file = folder.File("export");
        string activity = $"Exporting {archive.Manifest.Database}";
        try
        {
            using (IArchiveStage stage = Stages.Create(library, archive, parts))
            {
                DiskRoom.Check(file, stage.ExpectedSize);
                await FillAsync(stage, archive, file, activity, progress, cancellationToken);
            }

            using SqliteConnection connection = SqliteConnection.OpenImmutable(library, file, cancellationToken);
            using CancellationTokenRegistration interrupt = connection.InterruptOn(cancellationToken);
            connection.AcceptUnknownCollations();
            await new SqlDump(connection, output).WriteAsync(
                parts, table => progress?.Report(new BackupProgress(activity, table, 0, null)), cancellationToken);
        }
        catch (SqliteException e)
        {
            throw e.Code == ResultCode.Full ? TargetErrors.Full(folder.Path, "The disk of the temporary folder is full.", e)
                : SourceErrors.Translate(e, $"backup of {archive.Manifest.Database}");
        }
    }

    private static async Task FillAsync(
        IArchiveStage stage, IArchiveContents archive, string file, string activity, IProgress<BackupProgress>? progress,
        CancellationToken cancellationToken)
    {
        await GuardAsync(file, stage.PrepareAsync(file, cancellationToken));
        var buffer = new ChunkBuffer();
        long done = 0, total = stage.Chunks.Sum(c => c.RawSize);
        long lastReport = 0;
        foreach (ArchiveChunk chunk in stage.Chunks)
        {
            await archive.ReadChunkAsync(chunk, buffer, cancellationToken);
            TargetErrors.Guard(file, () => stage.Write(chunk, buffer.WrittenMemory, cancellationToken));
            done += chunk.RawSize;
            if (Environment.TickCount64 - lastReport >= BetweenReports.TotalMilliseconds)
            {
                lastReport = Environment.TickCount64;
                progress?.Report(new BackupProgress(activity, null, done, total));
            }
        }

        await GuardAsync(file, stage.FinishAsync(cancellationToken));
    }

    /// <summary>Errors of the temporary folder, which must not be taken for those of the output.</summary>
    private static async Task GuardAsync(string file, Task task)
    {
        try
        {
            await task;
        }
        catch (Exception e) when (e is SqliteException or IOException or UnauthorizedAccessException)
        {
            TargetErrors.Guard(file, () => throw e);
        }
    }
}
