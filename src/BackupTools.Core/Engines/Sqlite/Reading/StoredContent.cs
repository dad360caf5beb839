using BackupTools.Abstractions;
using BackupTools.Engines.Sqlite.Contents;
using BackupTools.Engines.Sqlite.Inspection;
using BackupTools.Engines.Sqlite.Native;

namespace BackupTools.Engines.Sqlite.Reading;

/// <summary>Counts and hashes the rows of tables in an existing database.</summary>
internal static class StoredContent
{
    private const int Connections = 2;

    /// <summary>Reads the objects that are tables, in their order; one that is missing has a note.</summary>
    public static async Task<IReadOnlyList<TableContent>> ReadAsync(
        SqliteLibrary library, DbConnectionInfo connection, IReadOnlyList<ArchiveObject> objects, CancellationToken cancellationToken)
    {
        string path = connection.Path!;
        SourceErrors.CheckPath(path);
        string[] names = objects.Where(o => o.Kind == ObjectKind.Table).Select(o => o.Name).ToArray();
        using Snapshot snapshot = SourceErrors.Guard(
            path, () => Snapshot.Open(library, path, Connections, connection.LockTimeout, cancellationToken));
        try
        {
            HashSet<string> present = snapshot.Main.Column("SELECT name FROM main.sqlite_master WHERE type = 'table'").ToHashSet();
            string[] found = names.Where(present.Contains).ToArray();
            bool isUtf8 = DatabaseFacts.Read(snapshot.Main).IsUtf8;
            IReadOnlyList<TableContent> read = await ContentScan.Start(snapshot.Readers, found, isUtf8, cancellationToken);
            Dictionary<string, TableContent> byName = read.ToDictionary(c => c.Name);
            return names.Select(n => byName.GetValueOrDefault(n) ?? new TableContent("main", n, null, null, "The table does not exist.")).ToList();
        }
        catch (SqliteException e)
        {
            throw SourceErrors.Translate(e, path);
        }
    }
}
