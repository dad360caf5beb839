using System.Globalization;
using BackupTools.Abstractions;

namespace BackupTools.Engines.Sqlite.Native;

/// <summary>The facts of a database that its tables do not tell.</summary>
internal sealed record DatabaseFacts(string Encoding, long UserVersion, long ApplicationId, string JournalMode, long AutoVacuum)
{
    public const string Utf8 = "UTF-8";

    public bool IsUtf8 => Encoding == Utf8;

    public bool IsBigEndian => Encoding == "UTF-16be";

    public static DatabaseFacts Read(SqliteConnection connection) => new(
        connection.Scalar("PRAGMA main.encoding") ?? Utf8,
        connection.ScalarInt64("PRAGMA main.user_version"),
        connection.ScalarInt64("PRAGMA main.application_id"),
        connection.Scalar("PRAGMA main.journal_mode") == "wal" ? "wal" : "rollback",
        connection.ScalarInt64("PRAGMA main.auto_vacuum"));

    /// <summary>The facts that an archive of tables carries.</summary>
    public Dictionary<string, string> ToTableProperties() => new()
    {
        ["encoding"] = Encoding,
        ["userVersion"] = Text(UserVersion),
        ["applicationId"] = Text(ApplicationId),
    };

    /// <summary>The facts that an archive of pages carries.</summary>
    public Dictionary<string, string> ToPageProperties(int pageSize, uint pageCount) => new(ToTableProperties())
    {
        ["pageSize"] = Text(pageSize),
        ["pageCount"] = Text(pageCount),
        ["journalMode"] = JournalMode,
        ["autoVacuum"] = Text(AutoVacuum),
    };

    /// <summary>Reads back what <see cref="ToTableProperties"/> wrote.</summary>
    public static DatabaseFacts FromProperties(IReadOnlyDictionary<string, string> properties)
    {
        string encoding = properties.GetValueOrDefault("encoding", Utf8);
        if (encoding is not (Utf8 or "UTF-16le" or "UTF-16be"))
            throw new BackupException(ErrorCode.ArchiveDamaged, $"The archive names the unknown text encoding '{encoding}'.");
        return new DatabaseFacts(encoding, Number(properties, "userVersion"), Number(properties, "applicationId"), "rollback", 0);
    }

    /// <summary>A number that the archive must have.</summary>
    public static long Number(IReadOnlyDictionary<string, string> properties, string name) =>
        properties.TryGetValue(name, out string? text)
            && long.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out long value)
            ? value
            : throw new BackupException(ErrorCode.ArchiveDamaged, $"The archive does not give the property '{name}' as a number.");

    private static string Text(long value) => value.ToString(CultureInfo.InvariantCulture);
}
