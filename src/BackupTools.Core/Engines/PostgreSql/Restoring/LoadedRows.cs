using System.Collections.Concurrent;
using BackupTools.Abstractions;
using BackupTools.Engines.PostgreSql.Restoring.Entries;

namespace BackupTools.Engines.PostgreSql.Restoring;

/// <summary>Counts what was loaded, and holds it against what the archive says. Several workers may count at the same time.</summary>
/// <param name="contents">What is restored.</param>
internal sealed class LoadedRows(RestoreContents contents)
{
    private readonly ConcurrentDictionary<int, long> _rows = [];
    private int _chunks;

    /// <summary>Counts chunks that are in.</summary>
    /// <param name="objectIndex">Whose chunks.</param>
    /// <param name="rows">How many rows the server took.</param>
    /// <param name="chunks">How many chunks had them.</param>
    public void Add(int objectIndex, long rows, int chunks)
    {
        _rows.AddOrUpdate(objectIndex, rows, (_, sum) => sum + rows);
        Pass(chunks);
    }

    /// <summary>Counts chunks that are not loaded, because their table is left out.</summary>
    public void Pass(int chunks) => Interlocked.Add(ref _chunks, chunks);

    /// <summary>Holds that every chunk was loaded, and that every table has as many rows as the archive says.</summary>
    /// <param name="skipped">What is left out; null where nothing can be.</param>
    /// <exception cref="BackupException"><see cref="ErrorCode.RestoredContentDiffers"/>, naming the tables.</exception>
    public void Check(SkippedEntries? skipped = null)
    {
        if (_chunks != contents.Chunks.Count)
            throw new InvalidOperationException($"{_chunks} of {contents.Chunks.Count} chunks were delivered.");
        List<string> differences = [];
        foreach (int i in skipped is null ? contents.DataObjects : contents.DataObjectsBut(skipped))
        {
            ArchiveObject table = contents.Manifest.Objects[i];
            if (table.Rows is { } rows && rows != _rows.GetValueOrDefault(i))
                differences.Add($"'{table.Schema}.{table.Name}' ({_rows.GetValueOrDefault(i)} instead of {rows})");
        }

        if (differences.Count > 0)
        {
            throw new BackupException(
                ErrorCode.RestoredContentDiffers,
                $"The chunks of the backup do not have the rows that its manifest says: {RestoreErrors.Few(differences)}.",
                "Use another copy of the backup, or another backup.", contents.Manifest.Database);
        }
    }
}
