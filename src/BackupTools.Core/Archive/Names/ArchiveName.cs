using System.Globalization;
using System.Text;

namespace BackupTools.Archive;

/// <summary>The names that archives and their summaries have in a storage.</summary>
public static class ArchiveName
{
    /// <summary>The highest number of a file that adds recipients.</summary>
    internal const int HighestKeysNumber = 9999;

    internal const string ArchiveEnding = ".backup.zip";
    private const string SummaryEnding = ".backup.json";
    private const string LockEnding = ".backup.lock.json";
    private const string KeysMiddle = ".keys-";
    private const string KeysEnding = ".json";
    private const int KeysDigits = 4;
    private const int MaxCharacters = 100;
    private const int MaxBytes = 180;

    /// <summary>Makes the name of a new archive.</summary>
    /// <param name="database">The database's name.</param>
    /// <param name="createdAt">The moment of the backup, UTC.</param>
    /// <param name="attempt">1 for the plain name; 2, 3 … where the names before are taken.</param>
    public static string Make(string database, DateTime createdAt, int attempt = 1)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(attempt, 1);
        string time = createdAt.ToString("yyyyMMdd_HHmmss", CultureInfo.InvariantCulture);
        string number = attempt == 1 ? "" : "_" + attempt.ToString(CultureInfo.InvariantCulture);
        return $"{MakeSafe(database)}_{time}{number}{ArchiveEnding}";
    }

    /// <summary>True where the name is that of an archive.</summary>
    /// <param name="name">A name in a storage.</param>
    public static bool IsArchive(string name) => Ends(name, ArchiveEnding);

    /// <summary>True where the name is that of a summary.</summary>
    /// <param name="name">A name in a storage.</param>
    public static bool IsSummary(string name) => Ends(name, SummaryEnding);

    /// <summary>True where the name is that of a lock.</summary>
    /// <param name="name">A name in a storage.</param>
    public static bool IsLock(string name) => Ends(name, LockEnding);

    /// <summary>What the names of the files begin with that add recipients to an archive: a number follows.</summary>
    /// <param name="archiveName">The archive's name.</param>
    internal static string ToKeysPrefix(string archiveName) =>
        (Ends(archiveName, ArchiveEnding) ? archiveName[..^".zip".Length] : archiveName) + KeysMiddle;

    /// <summary>The name of a file that adds recipients to an archive.</summary>
    /// <param name="archiveName">The archive's name.</param>
    /// <param name="number">Its number, from 1 to 9999.</param>
    internal static string ToKeys(string archiveName, int number) =>
        ToKeysPrefix(archiveName) + number.ToString("D4", CultureInfo.InvariantCulture) + KeysEnding;

    /// <summary>What the name begins with, where it is that of a file that adds recipients; null where it is not.</summary>
    /// <param name="name">A name in a storage.</param>
    internal static string? FindKeysPrefix(string name)
    {
        int length = name.Length - KeysDigits - KeysEnding.Length;
        return length > KeysMiddle.Length && name.EndsWith(KeysEnding, StringComparison.Ordinal)
            && name.AsSpan(length, KeysDigits).IndexOfAnyExceptInRange('0', '9') < 0
            && name.AsSpan(0, length).EndsWith(KeysMiddle, StringComparison.Ordinal)
            ? name[..length]
            : null;
    }

    /// <summary>The number of a file that adds recipients.</summary>
    /// <param name="name">Its name: one that has a prefix by <see cref="FindKeysPrefix"/>.</param>
    internal static int NumberOfKeys(string name) =>
        int.Parse(name.AsSpan(name.Length - KeysDigits - KeysEnding.Length, KeysDigits), CultureInfo.InvariantCulture);

    /// <summary>The name of an archive's lock.</summary>
    /// <param name="archiveName">The archive's name.</param>
    public static string ToLock(string archiveName) => Replace(archiveName, ArchiveEnding, LockEnding);

    /// <summary>The name of an archive's summary.</summary>
    /// <param name="archiveName">The archive's name.</param>
    public static string ToSummary(string archiveName) => Replace(archiveName, ArchiveEnding, SummaryEnding);

    /// <summary>
    /// Keeps what is safe in a file name everywhere; a first <c>.</c> would hide it, a first <c>-</c> be an option.
    /// </summary>
    /// <param name="name">The name of a database or a table.</param>
    public static string MakeSafe(string name)
    {
        var text = new StringBuilder();
        int bytes = 0;
        foreach (char c in name)
        {
            bool isKept = char.IsLetterOrDigit(c) || c == '_' || (c is '.' or '-' && text.Length > 0);
            char kept = isKept ? c : '_';
            bytes += Encoding.UTF8.GetByteCount([kept]);
            if (text.Length == MaxCharacters || bytes > MaxBytes)
                break;
            text.Append(kept);
        }

        return text.Length == 0 ? "_" : text.ToString();
    }

    private static bool Ends(string name, string ending) =>
        name.Length > ending.Length && name.EndsWith(ending, StringComparison.Ordinal);

    private static string Replace(string name, string ending, string by) => Ends(name, ending)
        ? name[..^ending.Length] + by
        : throw new ArgumentException($"The name '{name}' does not end with '{ending}'.", nameof(name));
}
