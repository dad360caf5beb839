using System.Text;
using BackupTools.Abstractions;
using BackupTools.Engines.MySql.Connections;
using BackupTools.Engines.MySql.Schema;
using BackupTools.Engines.MySql.Sessions;
using BackupTools.Engines.MySql.Text;
using BackupTools.Engines.MySql.Wire;

namespace BackupTools.Engines.MySql.Restoring;

/// <summary>
/// The session in which definitions of an archive are run. It is of our own client, whose server takes one statement at a time and no
/// more: what an archive hides behind a semicolon is refused by it. Programs are made under the settings that they were made under.
/// </summary>
internal sealed class DefinitionSession : IAsyncDisposable
{
    private readonly WireConnection _connection;
    private readonly SessionDefaultsText _defaults;
    private string _collation;

    private DefinitionSession(WireConnection connection, SessionDefaultsText defaults, string collation)
    {
        _connection = connection;
        _defaults = defaults;
        _collation = collation;
    }

    /// <summary>Opens it in a database.</summary>
    /// <param name="settings">The server, and the database.</param>
    /// <param name="version">Which server it is.</param>
    /// <param name="lockTimeout">How long to wait for locks.</param>
    /// <param name="collation">The database's collation.</param>
    /// <param name="cancellationToken">Stops the opening.</param>
    public static async Task<DefinitionSession> OpenAsync(
        ServerSettings settings, ServerVersion version, TimeSpan lockTimeout, string collation, CancellationToken cancellationToken) => new(
        await ConnectAsync(settings, version, lockTimeout, cancellationToken), new SessionDefaultsText(version, lockTimeout), collation);

    /// <summary>Opens a session of our own client with the settings of a restore.</summary>
    public static async Task<WireConnection> ConnectAsync(
        ServerSettings settings, ServerVersion version, TimeSpan lockTimeout, CancellationToken cancellationToken, bool loads = false)
    {
        WireConnection connection = await WireConnection.OpenAsync(settings, cancellationToken, loads: loads);
        try
        {
            foreach (string statement in SessionDefaults.Statements(version, lockTimeout).Concat(SessionDefaults.Restoring(version)))
                await connection.ExecuteAsync(statement, cancellationToken);
            foreach (string statement in SessionDefaults.RestoringWhereAllowed(version))
                await Denied.TryAsync(() => connection.ExecuteAsync(statement, cancellationToken));
            return connection;
        }
        catch
        {
            await connection.DisposeAsync();
            throw;
        }
    }

    /// <summary>Runs a statement of ours.</summary>
    public Task ExecuteAsync(string sql, CancellationToken cancellationToken) => _connection.ExecuteAsync(sql, cancellationToken);

    /// <summary>Makes what an entry says.</summary>
    /// <param name="entry">The entry.</param>
    /// <param name="sql">Its statement, as it is to be run.</param>
    /// <param name="cancellationToken">Stops it.</param>
    /// <exception cref="BackupException"><see cref="ErrorCode.RestoreFailed"/>, naming the entry.</exception>
    public async Task MakeAsync(SchemaEntry entry, string sql, CancellationToken cancellationToken)
    {
        try
        {
            ReadOnlyMemory<byte> bytes = await EnterAsync(entry, sql, cancellationToken);
            try
            {
                await _connection.ExecuteAsync(bytes, $"Making the {entry.Traits.Words} '{entry.Name}'", cancellationToken);
            }
            catch (BackupException e) when (entry.IsBroken && e.InnerException is ServerException)
            {
                // Then others follow in this session.
                await LeaveAsync(cancellationToken);
                throw;
            }

            if (entry.Settings is not null)
                await LeaveAsync(cancellationToken);
        }
        catch (BackupException e) when (e.Code == ErrorCode.DatabaseReadFailed)
        {
            throw new BackupException(ErrorCode.RestoreFailed, e.What, e.Remedy, e.Target, e.InnerException);
        }
        catch (BackupException e) when (e.InnerException is ServerException { Number: ErrorNumber.SpecificAccessDenied } && entry.Definer is { } definer)
        {
            throw new BackupException(
                ErrorCode.DatabaseAccessDenied, $"{e.What} It works in the name of '{definer}'.",
                "Restore as an account that may name other definers (SET_ANY_DEFINER, SET USER or SUPER), or leave the definers out.", e.Target, e.InnerException);
        }
    }

    /// <inheritdoc/>
    public ValueTask DisposeAsync() => _connection.DisposeAsync();

    /// <summary>Takes the settings of an entry on.</summary>
    /// <returns>Its statement in the character set of these.</returns>
    private async Task<ReadOnlyMemory<byte>> EnterAsync(SchemaEntry entry, string sql, CancellationToken cancellationToken)
    {
        if (entry.Settings is not { } settings)
            return Encoding.UTF8.GetBytes(sql);
        if (settings.DatabaseCollation is { } collation && !collation.Equals(_collation, StringComparison.OrdinalIgnoreCase))
        {
            await _connection.ExecuteAsync($"ALTER DATABASE COLLATE {collation}", cancellationToken);
            _defaults.OriginalCollation ??= _collation;
            _collation = collation;
        }

        string characters = settings.CharacterSet ?? "utf8mb4";
        Encoding encoding = CharacterSets.Find(characters) ?? Encoding.UTF8;
        List<string> values = [];
        if (settings.SqlMode is { } mode)
            values.Add($"sql_mode = {SqlText.Literal(mode)}");
        if (settings.TimeZone is { } zone)
            values.Add($"time_zone = {SqlText.Literal(zone)}");
        values.Add($"character_set_client = {characters}");
        if (settings.Collation is { } strings)
            values.Add($"collation_connection = {strings}");
        await _connection.ExecuteAsync($"SET SESSION {string.Join(", SESSION ", values)}", cancellationToken);
        try
        {
            return encoding.GetBytes(sql);
        }
        catch (EncoderFallbackException)
        {
            throw new BackupException(
                ErrorCode.ArchiveDamaged, $"The {entry.Traits.Words} '{entry.Name}' has characters that its own character set {characters} does not have.",
                "Take another backup.", entry.Name);
        }
    }

    private async Task LeaveAsync(CancellationToken cancellationToken)
    {
        foreach (string statement in _defaults.AfterProgram)
            await _connection.ExecuteAsync(statement, cancellationToken);
        if (_defaults.OriginalCollation is { } original)
        {
            await _connection.ExecuteAsync($"ALTER DATABASE COLLATE {original}", cancellationToken);
            _collation = original;
            _defaults.OriginalCollation = null;
        }
    }

    /// <summary>What brings the session back to its own settings.</summary>
    private sealed class SessionDefaultsText(ServerVersion version, TimeSpan lockTimeout)
    {
        public IReadOnlyList<string> AfterProgram { get; } = [.. SessionDefaults.Statements(version, lockTimeout).Take(2)];

        public string? OriginalCollation { get; set; }
    }
}
