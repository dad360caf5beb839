using BackupTools.Abstractions;
using BackupTools.Engines.Sqlite.Native;
using BackupTools.Engines.Sqlite.Schema;

namespace BackupTools.Engines.Sqlite.Reading;

/// <summary>
/// Makes the tables in memory, as a restore would, before they are backed up. SQLite opens a database whose schema names
/// an application's own collations and functions, and does not make such a table anew: that must be said now.
/// </summary>
internal static class TrialSchema
{
    /// <exception cref="BackupException"><see cref="ErrorCode.CapabilityMissing"/> where a restore would fail.</exception>
    public static void Check(
        SqliteLibrary library, string path, DatabaseFacts facts, IReadOnlyList<SchemaScript> scripts, IReadOnlyList<string> tables)
    {
        using SqliteConnection memory = SqliteConnection.Open(
            library, ":memory:", OpenMode.ReadWrite | OpenMode.Create, TimeSpan.Zero, CancellationToken.None);
        NewDatabase.Configure(memory, facts);
        memory.SetAuthorizer(ArchiveSandbox.PermitsTables);
        try
        {
            foreach (SchemaScript script in scripts)
                memory.Execute(script.Text);
        }
        catch (SqliteException e)
        {
            throw Impossible(path, e.Message, e);
        }

        memory.SetAuthorizer(null);
        HashSet<string> made = memory.Column("SELECT name FROM main.sqlite_master WHERE type = 'table'").ToHashSet();
        if (tables.FirstOrDefault(t => !made.Contains(t)) is { } missing)
            throw Impossible(path, $"the table '{missing}' would be missing", null);
    }

    private static BackupException Impossible(string path, string why, Exception? inner) => new(
        ErrorCode.CapabilityMissing, $"These tables of the SQLite database '{path}' could not be restored from SQL: {why}.",
        "Back up the whole database by choosing no part of it; that keeps everything as it is.", path, inner);
}
