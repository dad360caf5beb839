using BackupTools.Abstractions;

namespace BackupTools.Jobs;

/// <summary>Where a backup is to be restored to, as far as a person has said it.</summary>
public sealed record TargetChoice
{
    /// <summary>The server, or the database file; null where none was named.</summary>
    public DbConnectionInfo? Connection { get; init; }

    /// <summary>The database's name; null for the one that the connection names, or else the backup's own.</summary>
    public string? Database { get; init; }

    /// <summary>The absolute path of the database file; null where none was named.</summary>
    public string? Path { get; init; }

    /// <summary>The absolute path of the folder where a database file lies of which only the name is given.</summary>
    public required string Folder { get; init; }

    /// <summary>Refuses what contradicts itself, and what says nothing.</summary>
    /// <exception cref="BackupException"><see cref="ErrorCode.InvalidArgument"/>.</exception>
    public void Check()
    {
        if (Path is not null && (Connection is not null || Database is not null))
            throw Invalid($"{Setting.TargetPath} says it all for a database file.", $"Leave out {Setting.Connection} and {Setting.TargetDatabase}.");
        if (Path is null && Connection is null && Database is null)
        {
            throw Invalid(
                "Nothing says where to restore to.",
                $"Give {Setting.TargetPath} for a database file, or {Setting.Connection} and {Setting.TargetDatabase} for a server.");
        }

        if (Connection?.Path is not null && Database is not null)
            throw Invalid($"'{Connection.Display}' is a file, and one database.", $"Leave out {Setting.TargetDatabase}.");
    }

    private static BackupException Invalid(string what, string remedy) => new(ErrorCode.InvalidArgument, what, remedy);
}
