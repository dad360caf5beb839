using System.Security;

namespace BackupTools.Abstractions;

/// <summary>What is to be true of a user; what is null stays as it is, or as the server has it for a new one.</summary>
public sealed record UserAttributes
{
    /// <summary>The password. It leaves this process in the safest form that the server takes.</summary>
    public SecureString? Password { get; init; }

    /// <summary>See <see cref="DbUser.Superuser"/>.</summary>
    public bool? Superuser { get; init; }

    /// <summary>See <see cref="DbUser.CreateDatabase"/>.</summary>
    public bool? CreateDatabase { get; init; }

    /// <summary>See <see cref="DbUser.CreateRole"/>.</summary>
    public bool? CreateRole { get; init; }

    /// <summary>See <see cref="DbUser.Replication"/>.</summary>
    public bool? Replication { get; init; }

    /// <summary>See <see cref="DbUser.BypassRls"/>.</summary>
    public bool? BypassRls { get; init; }

    /// <summary>See <see cref="DbUser.CanLogin"/>.</summary>
    public bool? CanLogin { get; init; }

    /// <summary>See <see cref="DbUser.Locked"/>.</summary>
    public bool? Locked { get; init; }

    /// <summary>See <see cref="DbUser.ValidUntil"/>; <see cref="DateTimeOffset.MaxValue"/> for no end.</summary>
    public DateTimeOffset? ValidUntil { get; init; }

    /// <summary>See <see cref="DbUser.ConnectionLimit"/>; -1 for no limit.</summary>
    public int? ConnectionLimit { get; init; }

    /// <summary>Roles to become a member of.</summary>
    public IReadOnlyList<string> MemberOf { get; init; } = [];

    /// <summary>Roles to leave.</summary>
    public IReadOnlyList<string> NotMemberOf { get; init; } = [];

    /// <summary>Another name for it; null to keep the one it has.</summary>
    public string? NewName { get; init; }
}

/// <summary>Something to be done with a user.</summary>
/// <param name="Name">The user's name.</param>
public abstract record UserRequest(string Name);

/// <summary>Makes a user.</summary>
/// <param name="Name">The name, which no other user has.</param>
/// <param name="Attributes">What is to be true of it.</param>
public sealed record UserCreation(string Name, UserAttributes Attributes) : UserRequest(Name);

/// <summary>Changes a user.</summary>
/// <param name="Name">The name.</param>
/// <param name="Attributes">What is to be true of it.</param>
/// <param name="Force">True to weaken oneself or the last superuser all the same.</param>
public sealed record UserChange(string Name, UserAttributes Attributes, bool Force) : UserRequest(Name);

/// <summary>Removes a user with what was granted to it.</summary>
/// <param name="Name">The name.</param>
/// <param name="ReassignTo">Who gets what it owns; null where nobody does.</param>
/// <param name="DropOwned">True to drop what it owns.</param>
/// <param name="Force">True to remove the last superuser all the same.</param>
public sealed record UserRemoval(string Name, string? ReassignTo, bool DropOwned, bool Force) : UserRequest(Name);

/// <summary>Makes a user like another one, on the same server or another.</summary>
/// <param name="Name">The name of the other one.</param>
/// <param name="Source">The server that has it.</param>
/// <param name="NewName">The name of the copy.</param>
/// <param name="Password">The copy's password; null to take over the other one's, where the server lets it be read in the form it keeps.</param>
/// <param name="WithGrants">True to grant what was granted to it.</param>
public sealed record UserCopy(string Name, DbConnectionInfo Source, string NewName, SecureString? Password, bool WithGrants) : UserRequest(Name);
