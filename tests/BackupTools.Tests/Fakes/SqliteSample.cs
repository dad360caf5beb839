using BackupTools.Engines.Sqlite.Native;

namespace BackupTools.Tests.Fakes;

/// <summary>Makes databases by the library that the product uses, so that a machine without the sqlite3 command has some.</summary>
internal static class SqliteSample
{
    public static void Create(string path, string sql)
    {
        using SqliteConnection connection = SqliteConnection.Open(
            SqliteLibrary.Default, path, OpenMode.ReadWrite | OpenMode.Create, TimeSpan.Zero, CancellationToken.None);
        connection.Execute($"BEGIN; {sql}; COMMIT");
    }

    /// <summary>The first value of a query.</summary>
    public static string? Read(string path, string sql)
    {
        using SqliteConnection connection = SqliteConnection.OpenImmutable(SqliteLibrary.Default, path, CancellationToken.None);
        return connection.Scalar(sql);
    }
}
