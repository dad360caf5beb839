using BackupTools.Abstractions;
using BackupTools.Backups;

namespace BackupTools.Jobs;

/// <summary>Finds the database that a backup is to be restored to.</summary>
public static class TargetSearch
{
    /// <summary>The extension of a database file of which only the name is given.</summary>
    private const string FileExtension = ".db";

    /// <summary>Finds it.</summary>
    /// <param name="components">The engines, storages and codecs.</param>
    /// <param name="choice">What was said of it.</param>
    /// <param name="identify">Says what the backup is of; called only where the choice does not say it all.</param>
    /// <exception cref="BackupException"><see cref="ErrorCode.InvalidArgument"/>, where a file was named and the backup needs a server, among others.</exception>
    public static DbConnectionInfo Find(ComponentSet components, TargetChoice choice, Func<BackupInfo> identify)
    {
        choice.Check();
        if (choice.Connection is { Path: not null } file)
            return file;
        if (choice.Connection is { } server)
        {
            string? named = choice.Database ?? DatabaseSearch.NameDatabase(components, server).Database;
            return server with { Database = named ?? identify().Database };
        }

        IDatabaseEngine engine = components.GetEngine(identify().Engine);
        if (!engine.Traits.IsOfFiles)
        {
            throw new BackupException(
                ErrorCode.InvalidArgument,
                $"{(choice.Path is null ? Setting.TargetDatabase : Setting.TargetPath)} alone names a file, and a backup of {engine.DisplayName} is restored to a server.",
                $"Give the server with {Setting.Connection}, and the database's name with {Setting.TargetDatabase}.", choice.Path ?? choice.Database);
        }

        return components.ParseConnection(choice.Path ?? Path.Combine(choice.Folder, choice.Database + FileExtension));
    }

    /// <summary>Finds the database that a script is to run in, which says nothing of it itself.</summary>
    /// <param name="components">The engines, storages and codecs.</param>
    /// <param name="choice">What was said of it.</param>
    /// <exception cref="BackupException"><see cref="ErrorCode.InvalidArgument"/> where that is not enough.</exception>
    public static DbConnectionInfo FindForScript(ComponentSet components, TargetChoice choice)
    {
        choice.Check();
        if (choice.Connection is { Path: not null } file)
            return file;
        if (choice.Connection is not { } server)
            return components.ParseConnection(choice.Path ?? Path.Combine(choice.Folder, choice.Database + FileExtension));
        return (choice.Database ?? DatabaseSearch.NameDatabase(components, server).Database) is { } named
            ? server with { Database = named }
            : throw new BackupException(
                ErrorCode.InvalidArgument, "Nothing says in which database the script is to run.", $"Name it with {Setting.TargetDatabase}.", server.Display);
    }
}
