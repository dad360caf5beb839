using System.Collections;
using System.Management.Automation;
using System.Management.Automation.Language;
using BackupTools.Abstractions;
using BackupTools.Backups;
using BackupTools.Configuration;
using BackupTools.Conversion;

namespace BackupTools.Completion;

/// <summary>The other arguments on the command line, as far as they can be understood.</summary>
internal sealed class BoundArguments
{
    private readonly IDictionary _arguments;
    private readonly SessionState _session;
    private readonly object? _piped;

    /// <summary>Understands them.</summary>
    /// <param name="arguments">The values of the parameters, as far as they are known without running anything.</param>
    /// <param name="session">The session whose current location and variables count.</param>
    /// <param name="command">The command; null where nothing is piped into it.</param>
    public BoundArguments(IDictionary arguments, SessionState session, CommandAst? command = null)
    {
        _arguments = arguments;
        _session = session;
        _piped = command is null ? null : UpstreamBackups.FindVariable(command, session);
        Connection = FindConnection();
        Storages = [.. Get("Storage").Select(s => ReadOnly(ToStorage(s)))];
        Archives = [.. Get("Backup").Concat(Get("Path")).Concat(PipedBackups()).Select(ToArchive)];
        Upstream = command is null || Archives.Count > 0 ? null : UpstreamBackups.Find(command, session);
    }

    /// <summary>The connection, to the first database that is named apart from it; null where there is none.</summary>
    public DbConnectionInfo? Connection { get; }

    /// <summary>The storages.</summary>
    public IReadOnlyList<IBackupStorage> Storages { get; }

    /// <summary>The same, or those that are set where none is given.</summary>
    public IReadOnlyList<IBackupStorage> StoragesOrDefault => Storages.Count > 0
        ? Storages
        : [.. new SettingsStore(ConfigurationFolder.Current, BuiltIn.Components).Read().Storage.Select(s => ReadOnly(BuiltIn.Components.OpenStorage(s)))];

    /// <summary>The archives, given as objects or by their paths, or piped as a variable.</summary>
    public IReadOnlyList<ArchiveLocation> Archives { get; }

    /// <summary>What a Get-Backup before the command would list; null where there is none.</summary>
    public UpstreamBackups? Upstream { get; }

    private DbConnectionInfo? FindConnection() => (Get("Connection").FirstOrDefault() ?? _piped) switch
    {
        DbConnectionInfo connection => At(connection),
        DatabaseInfo database => At(database.Connection),
        string text => At(LocationResolver.ParseConnection(_session, text)),
        _ => null,
    };

    private DbConnectionInfo At(DbConnectionInfo connection)
    {
        if (connection.Path is not null)
            return connection;
        if (Get("Credential").FirstOrDefault() is PSCredential credential)
            connection = Credentials.Apply(credential, connection);
        return Get("Database").FirstOrDefault() is string name ? connection with { Database = name } : connection;
    }

    private IBackupStorage ToStorage(object value) => value switch
    {
        IBackupStorage storage => storage,
        StorageInfo storage => BuiltIn.Components.OpenStorage(storage),
        DirectoryInfo folder => BuiltIn.Components.OpenStorage(LocationResolver.PathOf(_session, folder)),
        _ => LocationResolver.OpenStorage(_session, value.ToString()!),
    };

    private ArchiveLocation ToArchive(object value)
    {
        ArchiveLocation archive = value is BackupInfo { StorageInfo: { } storage } backup
            ? new ArchiveLocation(BuiltIn.Components.OpenStorage(storage), backup.Name)
            : BuiltIn.Components.OpenArchive(LocationResolver.Resolve(_session, value.ToString()!));
        return archive with { Storage = ReadOnly(archive.Storage) };
    }

    /// <summary>Whoever presses a key to see what there is wants nothing written.</summary>
    private static IBackupStorage ReadOnly(IBackupStorage storage) => BuiltIn.Components.Restrict(storage, isReadOnly: true);

    private IEnumerable<object> PipedBackups() => _piped is BackupInfo backup ? [backup]
        : _piped is IEnumerable list and not string ? list.Cast<object?>().Select(Unwrap.Base).OfType<BackupInfo>().Reverse()
        : [];

    private IEnumerable<object> Get(string name)
    {
        object? value = Unwrap.Base(_arguments[name]);
        return value switch
        {
            null => [],
            IEnumerable list and not string => list.Cast<object?>().Select(Unwrap.Base).OfType<object>(),
            _ => [value],
        };
    }
}
