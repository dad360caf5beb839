namespace BackupTools.Engines.MySql.Users;

/// <summary>How somebody proves to be an account.</summary>
/// <param name="Plugin">The server's plug-in that checks it.</param>
/// <param name="Stored">What the server keeps for it, e.g. the hash of a password; empty for none.</param>
internal sealed record LoginWay(string Plugin, string Stored);

/// <summary>An account or a role as a server keeps it.</summary>
internal sealed record Account
{
    /// <summary>What identifies it.</summary>
    public required AccountName Name { get; init; }

    /// <summary>True for what was made as a role: a role of MariaDB, or a locked account without a password.</summary>
    public required bool IsRole { get; init; }

    /// <summary>True where it is locked.</summary>
    public required bool IsLocked { get; init; }

    /// <summary>How it logs in; any of the ways suffices.</summary>
    public required IReadOnlyList<LoginWay> Logins { get; init; }

    /// <summary>What else there is to its login, as the end of a sentence: a second factor, a second password; null for nothing.</summary>
    public string? OtherLogin { get; init; }

    /// <summary>True where all logins have been made to need a new password.</summary>
    public bool IsExpired { get; init; }

    /// <summary>When its password was set last.</summary>
    public DateTimeOffset? PasswordChanged { get; init; }

    /// <summary>After how many days the password ends; 0 for never; null for what the server has for all.</summary>
    public int? PasswordDays { get; init; }

    /// <summary>True where it has every privilege on the server, with the right to pass them on, and none is taken back in a database.</summary>
    public bool IsSuperuser { get; init; }

    /// <summary>True for CREATE on everything.</summary>
    public bool CanCreate { get; init; }

    /// <summary>True for CREATE USER.</summary>
    public bool CanCreateUser { get; init; }

    /// <summary>True for REPLICATION SLAVE.</summary>
    public bool CanReplicate { get; init; }

    /// <summary>The limits that are not 0, by the word of the statement: <c>MAX_QUERIES_PER_HOUR</c> …</summary>
    public IReadOnlyDictionary<string, string> Limits { get; init; } = new Dictionary<string, string>();

    /// <summary>What it needs to have of TLS: <c>ANY</c>, <c>X509</c>, <c>SPECIFIED</c>, or nothing.</summary>
    public string Tls { get; init; } = "";

    /// <summary>What a SPECIFIED TLS has to be, by the word of the statement: <c>CIPHER</c>, <c>ISSUER</c>, <c>SUBJECT</c>.</summary>
    public IReadOnlyDictionary<string, string> TlsDetails { get; init; } = new Dictionary<string, string>();

    /// <summary>Rules for its passwords that are its own, as clauses of a statement.</summary>
    public IReadOnlyList<string> PasswordRules { get; init; } = [];

    /// <summary>What was noted on it, as JSON; null for nothing.</summary>
    public string? Attribute { get; init; }

    /// <summary>The comment in what was noted.</summary>
    public string? Comment { get; init; }

    /// <summary>The role that MariaDB turns on at login.</summary>
    public string? DefaultRole { get; init; }

    /// <summary>The limit of its sessions at once; null for none of its own.</summary>
    public int? ConnectionLimit => Limits.TryGetValue(AccountColumns.SessionLimit, out string? text) && int.TryParse(text, out int limit) ? limit : null;

    /// <summary>True where anybody who knows its name may log in.</summary>
    public bool IsOpen => Logins.Any(l => l.Stored.Length == 0 && PasswordHash.IsOfPassword(l.Plugin));
}
