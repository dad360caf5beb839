namespace BackupTools.Engines.MySql.Schema;

/// <summary>
/// An account or a role that a database needs, as <c>index.json</c> has it: facts, from which statements are written where they are
/// wanted. What is null or empty is left out.
/// </summary>
internal sealed record SchemaAccount
{
    /// <summary>The name.</summary>
    public required string User { get; init; }

    /// <summary>The host; null for a role of MariaDB.</summary>
    public string? Host { get; init; }

    /// <summary>True for a role.</summary>
    public bool? Role { get; init; }

    /// <summary>True where it was locked.</summary>
    public bool? Locked { get; init; }

    /// <summary>Its limits by their words, e.g. <c>MAX_USER_CONNECTIONS</c>.</summary>
    public IReadOnlyDictionary<string, string>? Limits { get; init; }

    /// <summary>What it needs to have of TLS: <c>ANY</c>, <c>X509</c>, <c>SPECIFIED</c>.</summary>
    public string? Tls { get; init; }

    /// <summary>What a SPECIFIED TLS has to be: <c>CIPHER</c>, <c>ISSUER</c>, <c>SUBJECT</c>.</summary>
    public IReadOnlyDictionary<string, string>? TlsDetails { get; init; }

    /// <summary>How it logs in, where hashes of passwords were to be kept.</summary>
    public IReadOnlyList<SchemaLogin>? Logins { get; init; }

    /// <summary>The roles that it has.</summary>
    public IReadOnlyList<SchemaMembership>? MemberOf { get; init; }

    /// <summary>What was granted to it on the database and what is in it.</summary>
    public IReadOnlyList<SchemaGrant>? Grants { get; init; }

    /// <summary>What was granted to it on the whole server, which no restore grants.</summary>
    public IReadOnlyList<string>? OnServer { get; init; }
}

/// <summary>A way of logging in.</summary>
internal sealed record SchemaLogin(string Plugin, string Stored);

/// <summary>A role that an account has.</summary>
internal sealed record SchemaMembership(string User, string? Host, bool? Admin, bool? Default);

/// <summary>What was granted on the database, or on an object in it.</summary>
internal sealed record SchemaGrant
{
    /// <summary>The privileges.</summary>
    public required IReadOnlyList<SchemaPrivilege> Privileges { get; init; }

    /// <summary>The word for the kind of routine; null for a table, and for the database.</summary>
    public string? Keyword { get; init; }

    /// <summary>The object; null for the whole database.</summary>
    public string? Object { get; init; }

    /// <summary>True where it may be passed on.</summary>
    public bool? Grantable { get; init; }
}

/// <summary>A privilege, on columns or on the whole.</summary>
internal sealed record SchemaPrivilege(string Name, IReadOnlyList<string>? Columns);
