using BackupTools.Abstractions;

namespace BackupTools.Completion;

/// <summary>Completes the users of the server that the command line names.</summary>
public sealed class UserCompleter : AsyncCompleter
{
    private protected override async Task<IEnumerable<Completion>> FindAsync(BoundArguments bound, CancellationToken cancellationToken) =>
        bound.Connection is { } connection && BuiltIn.Components.GetEngine(connection.Engine) is IUserManagement engine
            ? (await engine.GetUsersAsync(connection, withSystemRoles: false, cancellationToken))
                .Select(u => new Completion(u.Name, $"{u.Name} ({(u.Superuser ? "superuser" : u.CanLogin ? "user" : "role")})"))
            : [];
}
