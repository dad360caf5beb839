namespace BackupTools.Abstractions;

/// <summary>An engine whose servers have users.</summary>
public interface IUserManagement
{
    /// <summary>Lists the users and roles of a server.</summary>
    /// <param name="connection">The connection; the grants of its database are listed, where it names one.</param>
    /// <param name="withSystemRoles">True to list also those that the server brings along.</param>
    /// <param name="cancellationToken">Stops the listing.</param>
    Task<IReadOnlyList<DbUser>> GetUsersAsync(DbConnectionInfo connection, bool withSystemRoles, CancellationToken cancellationToken);

    /// <summary>True where a name, as requests have it, means the user; it may mean others too.</summary>
    /// <param name="name">The name, without wildcards.</param>
    /// <param name="user">The user.</param>
    bool IsMeant(string name, DbUser user) => user.Name == name;

    /// <summary>Works out what a request comes to, and refuses what must not be done; nothing is changed.</summary>
    /// <param name="connection">The server to do it on.</param>
    /// <param name="request">What is to be done.</param>
    /// <param name="cancellationToken">Stops the planning.</param>
    /// <exception cref="BackupException">
    /// <see cref="ErrorCode.UserExists"/>, <see cref="ErrorCode.UserNotFound"/>, <see cref="ErrorCode.UserOwnsObjects"/>,
    /// <see cref="ErrorCode.UserProtected"/> or <see cref="ErrorCode.InvalidArgument"/>.
    /// </exception>
    Task<UserPlan> PlanAsync(DbConnectionInfo connection, UserRequest request, CancellationToken cancellationToken);

    /// <summary>
    /// Does what was planned: the statements of one database together or not at all. Where a server has no transactions for users, a
    /// user that was made is removed when the rest fails, and an error names what was done and stays.
    /// </summary>
    /// <param name="connection">The server.</param>
    /// <param name="plan">The plan.</param>
    /// <param name="cancellationToken">Stops it between two databases, or undoes what was begun in one.</param>
    /// <returns>What could not be done and was left out, a sentence each.</returns>
    Task<IReadOnlyList<string>> RunAsync(DbConnectionInfo connection, UserPlan plan, CancellationToken cancellationToken);
}
