namespace BackupTools.Abstractions;

/// <summary>A user of a database server, or a role that users are members of: what <c>Get-DbUser</c> emits.</summary>
public sealed record DbUser
{
    private readonly string? _shortName;
    private readonly IReadOnlyList<string> _memberOf = TextList.Of([]);
    private readonly IReadOnlyList<DbGrant> _grants = [];

    /// <summary>The connection through which it was found.</summary>
    public required DbConnectionInfo Connection { get; init; }

    /// <summary>Its name as requests take it, which no other has: on MySQL with the host, <c>app@%</c>.</summary>
    public required string Name { get; init; }

    /// <summary>Its name without the host, which patterns and suggestions mean too.</summary>
    internal string ShortName { get => _shortName ?? Name; init => _shortName = value; }

    /// <summary>The engine's permanent name.</summary>
    public string Engine => Connection.Engine;

    /// <summary>Where it may log in from, as a part of its identity (MySQL), e.g. <c>%</c> for anywhere; null where the engine has no such part.</summary>
    public string? Host { get; init; }

    /// <summary>True where no right is ever checked.</summary>
    public bool Superuser { get; init; }

    /// <summary>True where it may create databases.</summary>
    public bool CreateDatabase { get; init; }

    /// <summary>True where it may create and change other users.</summary>
    public bool CreateRole { get; init; }

    /// <summary>True where it may replicate the server.</summary>
    public bool Replication { get; init; }

    /// <summary>True where policies of row security do not bind it.</summary>
    public bool BypassRls { get; init; }

    /// <summary>True where it may log in; what may not is a role for others to be members of.</summary>
    public bool CanLogin { get; init; }

    /// <summary>True where an administrator has locked it; null where the engine has no such lock.</summary>
    public bool? Locked { get; init; }

    /// <summary>The moment from which its password counts no more; null for never.</summary>
    public DateTimeOffset? ValidUntil { get; init; }

    /// <summary>How many sessions it may have at once; null for no limit of its own.</summary>
    public int? ConnectionLimit { get; init; }

    /// <summary>The roles that it is a member of.</summary>
    public IReadOnlyList<string> MemberOf { get => _memberOf; init => _memberOf = TextList.Of(value); }

    /// <summary>What was granted to it by itself, on the server and in the connection's database. What it owns is not in it.</summary>
    public IReadOnlyList<DbGrant> Grants { get => _grants; init => _grants = [.. value]; }

    /// <summary>The comment on it; null where there is none.</summary>
    public string? Comment { get; init; }

    /// <summary>Its name.</summary>
    public override string ToString() => Name;
}

/// <summary>Rights of one user on one object.</summary>
/// <param name="Database">The database that the object is in; null for what belongs to the server.</param>
/// <param name="Kind">The kind of object, in the engine's words: <c>table</c>, <c>schema</c>, <c>database</c> …</param>
/// <param name="Name">The object's name, with its schema where it has one.</param>
/// <param name="Column">The column that the rights are on; null for the whole object.</param>
/// <param name="Privileges">The rights, in the engine's words: <c>SELECT</c>, <c>USAGE</c> …</param>
/// <param name="IsGrantable">True where the user may pass them on.</param>
public sealed record DbGrant(
    string? Database, string Kind, string Name, string? Column, IReadOnlyList<string> Privileges, bool IsGrantable)
{
    /// <summary>The rights.</summary>
    public IReadOnlyList<string> Privileges { get; init; } = TextList.Of(Privileges);

    /// <summary>The object as the engine's statement names it, quoted.</summary>
    internal string Target { get; init; } = "";

    /// <summary>The grant in a line.</summary>
    public override string ToString() =>
        $"{string.Join(", ", Privileges)}{(Column is null ? "" : $" ({Column})")} on {Kind} {Name}{(IsGrantable ? " with grant option" : "")}";
}
