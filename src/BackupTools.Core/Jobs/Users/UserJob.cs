using BackupTools.Abstractions;

namespace BackupTools.Jobs;

/// <summary>Manages the users of a server, on every engine that has them.</summary>
public static class UserJob
{
    /// <summary>Lists users.</summary>
    /// <param name="components">The engines, storages and codecs.</param>
    /// <param name="connection">The server.</param>
    /// <param name="names">Their names, with wildcards; empty for all.</param>
    /// <param name="withSystemRoles">True to list also those that the server brings along.</param>
    /// <param name="onMiss">Called for each name that means no user.</param>
    /// <param name="cancellationToken">Stops the listing.</param>
    public static async Task<IReadOnlyList<DbUser>> ListAsync(
        ComponentSet components, DbConnectionInfo connection, IReadOnlyList<string> names, bool withSystemRoles, Action<BackupException> onMiss,
        CancellationToken cancellationToken)
    {
        IUserManagement engine = Require(components, connection);
        IReadOnlyList<DbUser> all = await engine.GetUsersAsync(connection, withSystemRoles, cancellationToken);
        if (names.Count == 0)
            return all;
        IReadOnlyList<DbUser> own = all;
        if (!withSystemRoles && names.Any(n => !NamePattern.HasWildcards(n) && !own.Any(u => engine.IsMeant(n, u))))
            all = await engine.GetUsersAsync(connection, withSystemRoles: true, cancellationToken);
        HashSet<string> found = new(StringComparer.Ordinal);
        foreach (string name in names)
        {
            bool isPattern = NamePattern.HasWildcards(name);
            DbUser[] matches = [.. (isPattern ? own : all).Where(u => u.Name == name)];
            if (matches.Length == 0)
                matches = [.. (isPattern ? own : all).Where(u => engine.IsMeant(name, u))];
            if (matches.Length == 0 && isPattern)
                matches = [.. own.Where(u => NamePattern.IsMatch(name, u.Name, ignoreCase: true) || NamePattern.IsMatch(name, u.ShortName, ignoreCase: true))];
            found.UnionWith(matches.Select(u => u.Name));
            if (matches.Length == 0 && !isPattern)
            {
                onMiss(new BackupException(
                    ErrorCode.UserNotFound, $"'{connection.Display}' has no user '{name}'.",
                    NameSuggestions.Remedy(name, [.. own.Select(u => u.ShortName).Distinct()], "It has no users.", caseMatters: true), name));
            }
        }

        return [.. all.Where(u => found.Contains(u.Name))];
    }

    /// <summary>Works out what a request comes to; nothing is changed.</summary>
    /// <param name="components">The engines, storages and codecs.</param>
    /// <param name="connection">The server.</param>
    /// <param name="request">What is to be done.</param>
    /// <param name="cancellationToken">Stops the planning.</param>
    public static async Task<UserPlan> PlanAsync(
        ComponentSet components, DbConnectionInfo connection, UserRequest request, CancellationToken cancellationToken)
    {
        if (request is UserCopy copy && copy.Source.Engine != connection.Engine)
        {
            throw new BackupException(
                ErrorCode.CapabilityMissing, $"A user of '{copy.Source.Display}' cannot be copied to '{connection.Display}', which is of another engine.",
                "Make one there.", copy.Name);
        }

        return await Require(components, connection).PlanAsync(connection, request, cancellationToken);
    }

    /// <summary>Does what was planned.</summary>
    /// <param name="components">The engines, storages and codecs.</param>
    /// <param name="connection">The server.</param>
    /// <param name="plan">The plan.</param>
    /// <param name="cancellationToken">Stops it.</param>
    /// <returns>The user as it is then, null where it is gone; and what is to be known, a sentence each.</returns>
    public static async Task<(DbUser? User, IReadOnlyList<string> Warnings)> RunAsync(
        ComponentSet components, DbConnectionInfo connection, UserPlan plan, CancellationToken cancellationToken)
    {
        IUserManagement engine = Require(components, connection);
        IReadOnlyList<string> remarks = plan.Steps.Count == 0 ? [] : await engine.RunAsync(connection, plan, cancellationToken);
        IReadOnlyList<DbUser> after = plan.Name is null ? [] : await engine.GetUsersAsync(connection, withSystemRoles: true, cancellationToken);
        return (after.FirstOrDefault(u => u.Name == plan.Name), [.. plan.Warnings, .. remarks]);
    }

    private static IUserManagement Require(ComponentSet components, DbConnectionInfo connection)
    {
        IDatabaseEngine engine = components.GetEngine(connection.Engine);
        return engine as IUserManagement ?? throw new BackupException(
            ErrorCode.CapabilityMissing, engine.Traits.IsOfFiles ? $"{engine.DisplayName} has no users." : $"This version does not manage the users of {engine.DisplayName}.", "Name a server of an engine that has some.", connection.Display);
    }
}
