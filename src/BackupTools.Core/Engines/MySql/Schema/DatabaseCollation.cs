using System.Text.RegularExpressions;

namespace BackupTools.Engines.MySql.Schema;

/// <summary>What the columns of new tables of a database have where nothing else is said.</summary>
/// <param name="CharacterSet">The character set, e.g. <c>utf8mb4</c>.</param>
/// <param name="Collation">The collation, e.g. <c>utf8mb4_general_ci</c>.</param>
internal sealed partial record DatabaseCollation(string CharacterSet, string Collation)
{
    /// <summary>As SQL says it.</summary>
    public string Clause => IsPlain(CharacterSet) && IsPlain(Collation)
        ? $"CHARACTER SET {CharacterSet} COLLATE {Collation}"
        : throw new ArgumentException("A name of a character set has letters, digits and underscores.");

    /// <summary>True for a name that a character set or a collation can have: it stands in SQL as it is.</summary>
    public static bool IsPlain(string name) => Plain().IsMatch(name);

    [GeneratedRegex(@"^[A-Za-z0-9_]{1,64}$")]
    private static partial Regex Plain();
}
