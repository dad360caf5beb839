using System.Globalization;
using System.Security.Cryptography;
using System.Text.RegularExpressions;
using BackupTools.Abstractions;
using BackupTools.Engines.MySql.Connections;
using BackupTools.Engines.MySql.Sessions;
using BackupTools.Engines.MySql.Text;

namespace BackupTools.Engines.MySql.Restoring.Work;

/// <summary>
/// A database under a name of ours, in which a restore builds. As long as the restore lives, a session of it holds a lock of the same
/// name, which the server releases with the session: so what a killed restore has left is known for certain, and the next one drops it.
/// </summary>
internal sealed partial class WorkDatabase : IAsyncDisposable
{
    private const string Restoring = "backuptools_restoring_";
    private const string Replaced = "backuptools_replaced_";
    private const string Trial = "backuptools_trial_";

    private readonly ControlSession _holder;
    private readonly ServerSettings _settings;
    private readonly TimeSpan _lockTimeout;

    private WorkDatabase(string name, ControlSession holder, ServerSettings settings, TimeSpan lockTimeout)
    {
        Name = name;
        _holder = holder;
        _settings = settings;
        _lockTimeout = lockTimeout;
    }

    /// <summary>Its name.</summary>
    public string Name { get; }

    /// <summary>True to drop it at the end.</summary>
    public bool IsDropped { get; set; } = true;

    /// <summary>Makes the name of a trial's database.</summary>
    public static string NewTrialName() => Trial + Digits();

    /// <summary>The name of the database that takes what is replaced.</summary>
    public static string ReplacedName(string work) => Replaced + work[Restoring.Length..];

    /// <summary>Makes an empty database.</summary>
    /// <param name="settings">The server.</param>
    /// <param name="lockTimeout">How long to wait for locks.</param>
    /// <param name="clause">Its character set and collation, as SQL.</param>
    /// <param name="cancellationToken">Stops it.</param>
    public static Task<WorkDatabase> CreateAsync(ServerSettings settings, TimeSpan lockTimeout, string clause, CancellationToken cancellationToken) =>
        HoldAsync(settings, lockTimeout, Restoring + Digits(), clause, cancellationToken);

    /// <summary>Takes the lock of a name, and makes the database where a clause is given.</summary>
    public static async Task<WorkDatabase> HoldAsync(
        ServerSettings settings, TimeSpan lockTimeout, string name, string? clause, CancellationToken cancellationToken)
    {
        ControlSession holder = await ControlSession.OpenAsync(settings with { Database = null }, lockTimeout, cancellationToken);
        try
        {
            await holder.QueryAsync($"SELECT GET_LOCK({SqlText.Literal(name)}, 0)", row => row.Number(0), cancellationToken);
            if (clause is not null)
                await holder.ExecuteAsync($"CREATE DATABASE {SqlText.Name(name)} {clause}", cancellationToken, $"Making the database '{name}', in which the restore builds,");
            return new WorkDatabase(name, holder, settings, lockTimeout);
        }
        catch
        {
            await holder.DisposeAsync();
            throw;
        }
    }

    /// <summary>The databases among these names that killed restores and trials have left.</summary>
    public static async Task<IReadOnlyList<string>> FindLeftAsync(ControlSession session, IEnumerable<string> names, CancellationToken cancellationToken)
    {
        List<string> left = [];
        foreach (string name in names.Where(n => Ours().IsMatch(n)))
        {
            // What was replaced is kept by the lock of the database that has replaced it.
            string key = name.StartsWith(Replaced, StringComparison.Ordinal) ? Restoring + name[Replaced.Length..] : name;
            List<long?> isFree = await session.QueryAsync($"SELECT IS_FREE_LOCK({SqlText.Literal(key)})", row => row.Number(0), cancellationToken);
            if (isFree[0] == 1 && !name.StartsWith(Replaced, StringComparison.Ordinal))
                left.Add(name);
        }

        return left;
    }

    /// <summary>Drops a database of ours.</summary>
    public static async Task DropAsync(ControlSession session, string name, CancellationToken cancellationToken)
    {
        if (!Ours().IsMatch(name))
            throw new ArgumentException("Only what has a name of ours is dropped.", nameof(name));
        await session.ExecuteAsync("SET SESSION foreign_key_checks = 0", cancellationToken);
        await session.ExecuteAsync($"DROP DATABASE IF EXISTS {SqlText.Name(name)}", cancellationToken, $"Dropping the unfinished database '{name}'");
    }

    /// <summary>Holds that the lock is still held.</summary>
    public Task CheckAsync(CancellationToken cancellationToken) => _holder.ExecuteAsync("DO 0", cancellationToken, "Holding the restore's lock");

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        if (IsDropped)
            await TryDropAsync();
        await _holder.DisposeAsync();
    }

    private async Task TryDropAsync()
    {
        try
        {
            await DropAsync(_holder, Name, CancellationToken.None);
        }
        catch (BackupException)
        {
            // Its own session may be what was lost.
            try
            {
                await using ControlSession other = await ControlSession.OpenAsync(_settings with { Database = null }, _lockTimeout, CancellationToken.None);
                await DropAsync(other, Name, CancellationToken.None);
            }
            catch (BackupException e)
            {
                WorkLog.Verbose($"The unfinished database '{Name}' stays, and the next restore drops it: {e.Message}");
            }
        }
    }

    private static string Digits() => Convert.ToHexString(RandomNumberGenerator.GetBytes(4)).ToLower(CultureInfo.InvariantCulture);

    [GeneratedRegex("^backuptools_(restoring|replaced|trial)_[0-9a-f]{8}$")]
    private static partial Regex Ours();
}
