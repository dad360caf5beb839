using System.Security.Cryptography;
using System.Globalization;
using System.Text.RegularExpressions;

namespace BackupTools.Engines.MongoDb.Schema;

/// <summary>Which names are the server's, which are a restore's, and which are people's.</summary>
internal static partial class CollectionNames
{
    private const string Buckets = "system.buckets.";
    private const string Restoring = "backuptools_restoring_";
    private const string Replaced = "backuptools_replaced_";

    /// <summary>The databases that are the server's own.</summary>
    public static readonly IReadOnlySet<string> OwnDatabases = new HashSet<string> { "admin", "config", "local" };

    /// <summary>The collection in which the server keeps the measurements of a time series.</summary>
    public static string BucketsOf(string name) => Buckets + name;

    /// <summary>True for a name that a person can have given; of the server's own only that of its stored functions.</summary>
    public static bool IsOfPeople(string name) => !name.StartsWith("system.", StringComparison.Ordinal) || name == "system.js";

    /// <summary>True for what a restore makes for itself.</summary>
    public static bool IsOfRestore(string name) => Ours().IsMatch(name);

    /// <summary>True for a name under which a restore may make something.</summary>
    public static bool CanBeMade(string name) =>
        name.Length > 0 && IsOfPeople(name) && !IsOfRestore(name) && !name.Contains('\0', StringComparison.Ordinal) && !name.Contains('$', StringComparison.Ordinal)
        && !name.StartsWith('.');

    /// <summary>Makes a name of a restore's, which no other has.</summary>
    public static string NewRestore() => Restoring + Convert.ToHexString(RandomNumberGenerator.GetBytes(4)).ToLower(CultureInfo.InvariantCulture);

    /// <summary>The name under which a restore builds the collection of a number.</summary>
    public static string Built(string restore, int number) => string.Create(CultureInfo.InvariantCulture, $"{restore}.{number}");

    /// <summary>The name under which a restore keeps the collection that is replaced, until all are.</summary>
    public static string Kept(string restore, int number) => string.Create(CultureInfo.InvariantCulture, $"{Replaced}{restore[Restoring.Length..]}.{number}");

    /// <summary>True for what a restore was replacing.</summary>
    public static bool IsKept(string name) => name.StartsWith(Replaced, StringComparison.Ordinal) && IsOfRestore(name);

    /// <summary>What is to be said of such a collection: it may be the only copy of what was there.</summary>
    public static string DescribeKept(string name) =>
        $"The collection '{name}' is what a restore was replacing when it was killed, or is replacing now, and is in no backup: rename it back, or drop it.";

    /// <summary>The restore that a name of a collection being built belongs to; null for other names.</summary>
    public static string? RestoreOf(string name) => name.StartsWith(Restoring, StringComparison.Ordinal) && IsOfRestore(name) ? name.Split('.')[0] : null;

    [GeneratedRegex(@"^backuptools_(restoring|replaced)_[0-9a-f]{8}(\.[0-9]+)?$", RegexOptions.CultureInvariant)]
    private static partial Regex Ours();
}
