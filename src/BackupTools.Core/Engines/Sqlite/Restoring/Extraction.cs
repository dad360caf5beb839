using BackupTools.Engines.Sqlite.Native;
using BackupTools.Engines.Sqlite.Schema;

namespace BackupTools.Engines.Sqlite.Restoring;

/// <summary>Makes a database that has only some parts of another.</summary>
internal static class Extraction
{
    /// <returns>The new file.</returns>
    public static string Run(
        SqliteLibrary library, string from, string to, SchemaParts parts, CancellationToken cancellationToken)
    {
        PrivateFile.Create(to).Dispose();
        using (SqliteConnection source = SqliteConnection.OpenImmutable(library, from, cancellationToken))
        using (SqliteConnection target = SqliteConnection.Open(library, to, OpenMode.ReadWrite, TimeSpan.Zero, cancellationToken))
        {
            source.AcceptUnknownCollations();
            DatabaseFacts facts = DatabaseFacts.Read(source);
            NewDatabase.Configure(target, facts, (int)source.ScalarInt64("PRAGMA page_size"));
            target.Execute("BEGIN");
            NewDatabase.SetNumbers(target, facts);
            new TableCopy(source, target).Run(parts, replace: false, checkForeignKeys: false);
            target.Execute("COMMIT");
        }

        PrivateFile.FlushToDisk(to);
        return to;
    }
}
