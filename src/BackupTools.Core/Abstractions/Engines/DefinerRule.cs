namespace BackupTools.Abstractions;

/// <summary>
/// In whose name the views, routines, triggers and events of an archive work when they are made again, on engines whose programs name
/// the account that they work for (MySQL's <c>DEFINER</c>).
/// </summary>
public sealed class DefinerRule
{
    private DefinerRule(bool keeps, IReadOnlyDictionary<string, string> accounts)
    {
        Keeps = keeps;
        Accounts = accounts;
    }

    /// <summary>As the archive says.</summary>
    public static DefinerRule Keep { get; } = new(true, new Dictionary<string, string>());

    /// <summary>In the name of whoever makes them.</summary>
    public static DefinerRule Strip { get; } = new(false, new Dictionary<string, string>());

    /// <summary>True where those that <see cref="Accounts"/> does not name keep theirs.</summary>
    public bool Keeps { get; }

    /// <summary>Accounts of the archive, and those that take their places, each as <c>user@host</c>.</summary>
    public IReadOnlyDictionary<string, string> Accounts { get; }

    /// <summary>Puts accounts in the place of others; those that are not named are kept.</summary>
    /// <param name="accounts">Accounts of the archive, and those that take their places, each as <c>user@host</c>.</param>
    public static DefinerRule Map(IReadOnlyDictionary<string, string> accounts) => new(true, new Dictionary<string, string>(accounts, StringComparer.Ordinal));

    /// <summary>The rule in a word, or its accounts.</summary>
    public override string ToString() =>
        Accounts.Count > 0 ? string.Join(", ", Accounts.Select(p => $"{p.Key} → {p.Value}")) : Keeps ? nameof(Keep) : nameof(Strip);
}
