using BackupTools.Abstractions;
using BackupTools.Engines.MongoDb.Catalog;
using BackupTools.Engines.MongoDb.Reading;
using BackupTools.Engines.MongoDb.Restoring.Work;
using BackupTools.Engines.MongoDb.Schema;
using BackupTools.Engines.MongoDb.Sessions;

namespace BackupTools.Engines.MongoDb.Restoring;

/// <summary>Reads back what is about to be published, and compares it with what the archive says.</summary>
internal static class RestoredContent
{
    /// <summary>Compares; before there are indexes, since one of them could make the server drop documents because of their age.</summary>
    /// <exception cref="BackupException"><see cref="ErrorCode.RestoredContentDiffers"/>, naming every collection that differs.</exception>
    public static async Task CheckAsync(RestoreScope scope, MongoSession session, IReadOnlyList<BuiltCollection> built, CancellationToken cancellationToken)
    {
        List<ArchiveObject> read = [.. scope.Contents.Tables.Where(t => t.Rows is not null)];
        Dictionary<string, string> names = built.ToDictionary(b => b.Name, b => b.Definition.Name, StringComparer.Ordinal);
        List<StoredCollection> stored = [.. built.Select(b => new StoredCollection { Definition = Readable(b) })];
        IReadOnlyList<TableContent> contents = await ContentReader.ReadAsync(session, stored, cancellationToken);
        IReadOnlyList<string> differences = ContentComparison.FindDifferences(
            read, [.. contents.Select(c => c with { Schema = scope.Contents.Manifest.Database, Name = names[c.Name] })]);
        if (differences.Count > 0)
        {
            throw new BackupException(
                ErrorCode.RestoredContentDiffers, $"What was restored is not what the backup says: {string.Join(" ", differences)}", "Use another copy of the backup, or another backup.", scope.Target);
        }
    }

    private static CollectionDefinition Readable(BuiltCollection built) => built.Definition with { Name = built.Name };
}
