using System.Text.Json;
using System.Text.Json.Nodes;
using BackupTools.Abstractions;
using BackupTools.Common;
using BackupTools.Configuration.Connections;
using BackupTools.Configuration.Documents;
using BackupTools.Configuration.Secrets;

namespace BackupTools.Configuration;

/// <summary>
/// The registered connections: <c>connections.json</c> in the folder of the configuration. Passwords are protected there, or
/// only referred to; they are looked up when a session is opened.
/// </summary>
public sealed class ConnectionStore
{
    private const string Entries = "connections";

    private readonly ComponentSet _components;
    private readonly ConfigurationFile _file;
    private readonly SecretProtection _protection;

    /// <summary>The connections of a folder.</summary>
    /// <param name="folder">The folder of the configuration.</param>
    /// <param name="components">The engines.</param>
    public ConnectionStore(ConfigurationFolder folder, ComponentSet components)
    {
        _components = components;
        _file = new ConfigurationFile(folder, Entries);
        _protection = new SecretProtection(folder);
    }

    /// <summary>The names of all of them, also of those that this version cannot use.</summary>
    /// <exception cref="BackupException">Where the file cannot be read; see <see cref="ErrorCode.ConfigurationInvalid"/>.</exception>
    public IReadOnlyList<string> GetNames() => [.. EntriesOf(_file.Read()).Select(e => e.Key).Order(ConnectionName.Comparer)];

    /// <summary>Those whose names a pattern means, by name.</summary>
    /// <param name="pattern">A name, or a pattern with wildcards.</param>
    /// <param name="onFailure">Takes the error of each that this version cannot use.</param>
    /// <exception cref="BackupException">Where the file cannot be read.</exception>
    public IReadOnlyList<DbConnectionInfo> Find(string pattern, Action<BackupException> onFailure)
    {
        JsonObject entries = EntriesOf(_file.Read());
        List<DbConnectionInfo> found = [];
        foreach (string name in Matches(pattern, entries).Order(ConnectionName.Comparer))
        {
            try
            {
                found.Add(Understand(name, entries[name]));
            }
            catch (BackupException e)
            {
                onFailure(e);
            }
        }

        return found;
    }

    /// <summary>One by its name; null where there is none.</summary>
    /// <param name="name">The name; upper and lower case are the same.</param>
    /// <exception cref="BackupException">Where the file or the entry cannot be understood.</exception>
    public DbConnectionInfo? Find(string name)
    {
        JsonObject entries = EntriesOf(_file.Read());
        return KeyOf(name, entries) is { } key ? Understand(key, entries[key]) : null;
    }

    /// <summary>
    /// The connection with the password that is registered for its name, where it goes to the same server for the same user in the same
    /// way: what comes back from another process has none.
    /// </summary>
    /// <param name="connection">A connection.</param>
    /// <exception cref="BackupException">Where the file or the entry cannot be understood.</exception>
    public DbConnectionInfo WithRegisteredPassword(DbConnectionInfo connection)
    {
        if (connection.Name is null || connection.PasswordSource is not null || Find(connection.Name) is not { } registered)
            return connection;
        bool isSame = (registered.Engine, registered.Path, registered.Host, registered.Port, registered.UserName)
            == (connection.Engine, connection.Path, connection.Host, connection.Port, connection.UserName)
            && registered.Options.Count == connection.Options.Count
            && registered.Options.All(o => connection.Options.TryGetValue(o.Key, out string? value) && value == o.Value);
        return isSame ? connection with { Source = registered.Source } : connection;
    }

    /// <summary>Registers a connection. A password that it carries is protected; a reference stays one.</summary>
    /// <param name="name">Its name.</param>
    /// <param name="connection">The connection.</param>
    /// <param name="password">Where its password is; null for the one that it carries.</param>
    /// <param name="replace">True to replace one of the same name.</param>
    /// <param name="cancellationToken">Stops the waiting for others.</param>
    /// <returns>The connection under its name.</returns>
    /// <exception cref="BackupException"><see cref="ErrorCode.ConnectionRegistered"/>; <see cref="ErrorCode.InvalidArgument"/>.</exception>
    public Task<DbConnectionInfo> RegisterAsync(
        string name, DbConnectionInfo connection, SecretReference? password, bool replace, CancellationToken cancellationToken)
    {
        ConnectionName.Require(name);
        if (password is not null && connection.Path is not null)
            throw new BackupException(ErrorCode.InvalidArgument, $"'{connection.Display}' is a file, and has no password.", "Leave it out.", connection.Display);
        SavedSecret? saved = (password ?? connection.Source as SecretReference) is { } reference
            ? new SavedSecret(SecretProtection.Reference, reference.Text)
            : connection.GetPassword() is { } own ? _protection.Protect(Purpose(name), own) : null;
        JsonNode entry = SavedConnection.Of(connection, saved).ToJson();
        return _file.ChangeAsync(
            document =>
            {
                JsonObject entries = EntriesOf(document);
                if (KeyOf(name, entries) is { } key)
                {
                    if (!replace)
                    {
                        throw new BackupException(
                            ErrorCode.ConnectionRegistered, $"A connection '{key}' is registered already.", $"Replace it with {Setting.Force}, or take another name.", key);
                    }

                    entries.Remove(key);
                }

                entries[name] = entry;
                if (entries.Parent is null)
                    document[Entries] = entries;
                return Understand(name, entry);
            },
            cancellationToken);
    }

    /// <summary>Removes one.</summary>
    /// <param name="name">Its name.</param>
    /// <param name="cancellationToken">Stops the waiting for others.</param>
    /// <exception cref="BackupException"><see cref="ErrorCode.ConnectionNotRegistered"/>.</exception>
    public Task<bool> UnregisterAsync(string name, CancellationToken cancellationToken) => _file.ChangeAsync(
        document =>
        {
            JsonObject entries = EntriesOf(document);
            return entries.Remove(KeyOf(name, entries) ?? throw NotRegistered(name, entries.Select(e => e.Key)));
        },
        cancellationToken);

    /// <summary>The error for a name that no connection has.</summary>
    /// <param name="name">The name.</param>
    /// <param name="names">Those that there are.</param>
    public static BackupException NotRegistered(string name, IEnumerable<string> names) => new(
        ErrorCode.ConnectionNotRegistered, $"No connection '{name}' is registered.", NameSuggestions.Remedy(name, names, "There are none."), name);

    private DbConnectionInfo Understand(string name, JsonNode? entry)
    {
        SavedConnection? saved;
        try
        {
            ConnectionName.Require(name);
            saved = SavedConnection.FromJson(entry);
        }
        catch (Exception e) when (e is JsonException or BackupException)
        {
            throw Broken(name, "it is no connection that this version understands", e);
        }

        if (saved is null || saved.FindProblem() is not null)
            throw Broken(name, saved?.FindProblem() ?? "it says nothing");
        string engine = _components.GetEngine(saved.Engine).Id;
        DbConnectionInfo connection = new()
        {
            Name = name,
            Engine = engine,
            Path = saved.Path,
            Host = saved.Host,
            Port = saved.Port,
            Database = saved.Database,
            UserName = saved.UserName,
            Options = saved.Options ?? [],
            Source = saved.Password is { } password ? SavedPassword.Of(_protection, Purpose(name), password) : null,
        };
        return saved.LockTimeout is { } timeout ? connection with { LockTimeout = timeout } : connection;
    }

    private BackupException Broken(string name, string what, Exception? cause = null) => new(
        ErrorCode.ConfigurationInvalid, $"The connection '{name}' in '{_file.Path}' cannot be used: {what}.", "Register it again, or remove it.", name, cause);

    private JsonObject EntriesOf(JsonObject document) => document[Entries] switch
    {
        null => [],
        JsonObject entries => entries,
        _ => throw DocumentText.Broken(_file.Path, $"has '{Entries}' that are no object"),
    };

    private static string? KeyOf(string name, JsonObject entries) => entries.Select(e => e.Key).FirstOrDefault(k => ConnectionName.Comparer.Equals(k, name));

    private static IReadOnlyList<string> Matches(string pattern, JsonObject entries) =>
        NamePattern.Find(pattern, [.. entries.Select(e => e.Key)], ignoreCase: true);

    private static string Purpose(string name) => "connection/" + name;
}
