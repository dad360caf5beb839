namespace BackupTools.Engines.MySql.Scripts.Rules;

/// <summary>
/// The one database that a script is of, by all the names that it may have: that of the target, and the one that the script itself says.
/// </summary>
/// <param name="target">The target's name.</param>
/// <param name="place">The database in which the script runs: the target itself, or the one that becomes it.</param>
/// <param name="others">The databases of the server.</param>
/// <param name="ignoresCase">True where names that differ in case alone are the same.</param>
internal sealed class ScriptDatabase(string target, string place, IEnumerable<string> others, bool ignoresCase)
{
    private readonly StringComparer _comparer = ignoresCase ? StringComparer.OrdinalIgnoreCase : StringComparer.Ordinal;
    private readonly HashSet<string> _others = others.ToHashSet(StringComparer.OrdinalIgnoreCase);
    private string? _comment;

    /// <summary>The target's name.</summary>
    public string Target { get; } = target;

    /// <summary>The database in which the script runs.</summary>
    public string Place { get; } = place;

    /// <summary>True where the target is there, and stays as it is until the script has come to its end.</summary>
    public bool IsBesideTarget => Place != Target && _others.Contains(Target);

    /// <summary>The name that the script says in a statement; null where none did.</summary>
    public string? Said { get; private set; }

    /// <summary>The name that the script comes from, where that is another than the target's; null where it is not known.</summary>
    public string? Source => (Said ?? _comment) is { } name && !_comparer.Equals(name, Target) ? name : null;

    /// <summary>Takes the name that a comment says; what a statement says is believed more.</summary>
    public void Hint(string? name) => _comment = name ?? _comment;

    /// <summary>True for the target's name.</summary>
    public bool IsTarget(string name) => _comparer.Equals(name, Target);

    /// <summary>True where the name means the script's own database.</summary>
    public bool IsOwn(string name) => _comparer.Equals(name, Target) || (Said is { } said ? _comparer.Equals(name, said) : _comment is { } comment && _comparer.Equals(name, comment));

    /// <summary>True where a statement about this database is about the script's own: the first that is named is.</summary>
    public bool Claim(string name)
    {
        Said ??= name;
        return IsOwn(name);
    }

    /// <summary>True for a database of the server that is another than the script's.</summary>
    public bool IsOther(string name) => !IsOwn(name) && _others.Contains(name);
}
