using System.Collections.Concurrent;
using System.Diagnostics;
using BackupTools.Abstractions;
using BackupTools.Archive;

namespace BackupTools.Jobs;

/// <summary>
/// Turns a source into the bytes of an archive. Each worker reads, compresses, encrypts and hashes one chunk in memory of its own;
/// one at a time appends. So memory is bounded by the number of workers, and the sink can be a network stream.
/// </summary>
internal static class ArchiveProducer
{
    public static async Task<WrittenArchive> WriteAsync(
        IBackupSource source, string engine, BackupJobOptions options, ICompressor compressor, int parallelism, long started,
        ArchiveWriter.Sink sink, ProgressMeter progress, CancellationToken cancellationToken)
    {
        ObjectSelection selection = options.Selection;
        string? server = OriginRules.Clean(source.Server, OriginRules.LongestServer);
        string? serverId = OriginRules.Clean(source.ServerId, OriginRules.LongestServerId);
        BackupType type = selection.IsEverything ? BackupType.Full : BackupType.Table;
        ArchiveHeader header = new()
        {
            Id = Guid.NewGuid().ToString("n"),
            Engine = engine,
            Database = source.Database,
            CreatedAt = source.SnapshotTime,
            Tool = Product.NameAndVersion,
            Facts = options.Protection.IsEncrypted ? new ClearFacts { Type = type, Server = server, ServerId = serverId } : null,
        };
        using ArchiveWriter writer = await ArchiveWriter.CreateAsync(header, sink, cancellationToken, options.Protection);

        (IReadOnlyList<ArchiveScript> scripts, IReadOnlyList<ArchiveChunk> chunks) =
            await WriteContentAsync(source, writer, compressor, parallelism, progress, cancellationToken);
        IReadOnlyList<TableContent> contents = await source.CompleteAsync(cancellationToken);

        ArchiveManifest manifest = await writer.CompleteAsync(
            new ArchiveManifest
            {
                Id = header.Id,
                Engine = header.Engine,
                EngineVersion = source.EngineVersion,
                Database = header.Database,
                Type = type,
                Selection = selection.Describe(),
                Server = server,
                ServerId = serverId,
                Description = options.Description,
                Duration = Stopwatch.GetElapsedTime(started),
                CreatedAt = header.CreatedAt,
                Tool = header.Tool,
                Properties = source.Properties,
                Objects = WithFigures(source.Objects, contents),
                Scripts = scripts,
                Chunks = chunks,
            },
            cancellationToken);
        return new WrittenArchive(writer.Header, manifest);
    }

    private static async Task<(IReadOnlyList<ArchiveScript> Scripts, IReadOnlyList<ArchiveChunk> Chunks)> WriteContentAsync(
        IBackupSource source, ArchiveWriter writer, ICompressor compressor, int parallelism, ProgressMeter progress,
        CancellationToken cancellationToken)
    {
        List<ArchiveScript> scripts = [];
        ConcurrentBag<ArchiveChunk> chunks = [];
        using SemaphoreSlim appending = new(1, 1);
        using PartQueue parts = new(source.Parts);

        async Task<T> InTurnAsync<T>(Func<Task<T>> append, CancellationToken stop)
        {
            await appending.WaitAsync(stop);
            T appended = await append();

            // After a failure nobody else gets a turn: they would find a broken archive, and perhaps say so before the reason is told.
            appending.Release();
            return appended;
        }

        async Task WriteScriptsAsync(CancellationToken stop)
        {
            foreach (SchemaScript script in await source.ReadScriptsAsync(stop))
                scripts.Add(await InTurnAsync(() => writer.WriteScriptAsync(script, compressor, stop), stop));
        }

        async Task WorkAsync(CancellationToken stop)
        {
            PartQueue.Reader reader = parts.CreateReader();
            ChunkBuffer raw = new(), compressed = new();
            while (await reader.ReadNextAsync(raw, stop) is { } info)
            {
                ArchiveObject owner = source.Objects[info.ObjectIndex];
                compressed.Clear();
                PreparedChunk prepared = PreparedChunk.Create(info, owner, raw.WrittenSpan, compressor, writer, compressed);
                chunks.Add(await InTurnAsync(() => writer.WriteChunkAsync(prepared, stop), stop));
                progress.Add(prepared.Stored.RawSize, owner.Name);
            }

            raw.Release();
            compressed.Release();
        }

        await Workers.RunAsync([WriteScriptsAsync, .. Enumerable.Repeat(WorkAsync, parallelism)], cancellationToken);
        return (scripts, [.. chunks]);
    }

    private static List<ArchiveObject> WithFigures(IReadOnlyList<ArchiveObject> objects, IReadOnlyList<TableContent> contents)
    {
        Dictionary<(string, string), TableContent> figures = contents.ToDictionary(t => (t.Schema, t.Name));
        return
        [
            .. objects.Select(o => o.HasRows && figures.TryGetValue((o.Schema, o.Name), out TableContent? table)
                ? o with
                {
                    Rows = table.Rows,
                    Checksum = table.Checksum is { } sum ? ContentComparison.Format(sum) : null,
                    Note = table.Note,
                }
                : o),
        ];
    }
}
