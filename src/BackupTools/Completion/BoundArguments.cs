using System.Collections;
using System.Management.Automation;
using BackupTools.Abstractions;
using BackupTools.Catalog;
using BackupTools.Conversion;

namespace BackupTools.Completion;

/// <summary>The other arguments on the command line, as far as they can be understood.</summary>
internal sealed class BoundArguments(IDictionary arguments, SessionState session)
{
    /// <summary>The connection, to the first database that is named apart from it; null where there is none.</summary>
    public DbConnectionInfo? Connection { get; } = Get(arguments, "Connection").FirstOrDefault() switch
    {
        DbConnectionInfo connection => At(connection, arguments),
        DatabaseInfo database => At(database.Connection, arguments),
        string text => At(LocationResolver.ParseConnection(session, text), arguments),
        _ => null,
    };

    /// <summary>The storages.</summary>
    public IReadOnlyList<IBackupStorage> Storages { get; } =
    [
        .. Get(arguments, "Storage").Select(value => value switch
        {
            IBackupStorage storage => storage,
            DirectoryInfo folder => BuiltIn.Components.OpenStorage(folder.FullName),
            _ => BuiltIn.Components.OpenStorage(LocationResolver.Resolve(session, value.ToString()!)),
        }),
    ];

    /// <summary>The archives, given as objects or by their paths.</summary>
    public IReadOnlyList<(IBackupStorage Storage, string Name)> Archives { get; } =
    [
        .. Get(arguments, "Backup").Concat(Get(arguments, "Path")).Select(value =>
        {
            string path = value is BackupInfo backup ? backup.Path : LocationResolver.Resolve(session, value.ToString()!);
            (string storage, string name) = LocationResolver.SplitArchivePath(path);
            return (BuiltIn.Components.OpenStorage(storage), name);
        }),
    ];

    private static DbConnectionInfo At(DbConnectionInfo connection, IDictionary arguments) =>
        connection.Path is null && Get(arguments, "Database").FirstOrDefault() is string name ? connection with { Database = name } : connection;

    private static IEnumerable<object> Get(IDictionary arguments, string name)
    {
        object? value = Unwrap.Base(arguments[name]);
        return value switch
        {
            null => [],
            IEnumerable list and not string => list.Cast<object?>().Select(Unwrap.Base).OfType<object>(),
            _ => [value],
        };
    }
}
