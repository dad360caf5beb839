using System.Globalization;
using BackupTools.Engines.Sqlite.Native;

namespace BackupTools.Engines.Sqlite.Schema;

/// <summary>Settings of a database that is being built in a place where nobody else sees it.</summary>
internal static class NewDatabase
{
    /// <summary>To be called before anything is created.</summary>
    /// <remarks>No durability while it is built: after a crash the file is thrown away, and before it is published it is flushed.</remarks>
    public static void Configure(SqliteConnection connection, DatabaseFacts facts, int? pageSize = null)
    {
        if (pageSize is not null)
            connection.Execute(string.Create(CultureInfo.InvariantCulture, $"PRAGMA page_size={pageSize}"));
        connection.Execute(
            $"PRAGMA encoding='{facts.Encoding}'; PRAGMA journal_mode=OFF; PRAGMA synchronous=OFF; PRAGMA foreign_keys=OFF; "
            + "PRAGMA ignore_check_constraints=ON; PRAGMA cache_size=-16000");
        if (facts.AutoVacuum != 0)
            connection.Execute(string.Create(CultureInfo.InvariantCulture, $"PRAGMA auto_vacuum={facts.AutoVacuum}"));
    }

    /// <summary>Sets the numbers that an application keeps in the header.</summary>
    public static void SetNumbers(SqliteConnection connection, DatabaseFacts facts) =>
        connection.Execute(string.Create(
            CultureInfo.InvariantCulture,
            $"PRAGMA user_version={facts.UserVersion}; PRAGMA application_id={facts.ApplicationId}"));
}
