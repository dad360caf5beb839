using System.Globalization;
using System.Security.Cryptography;
using System.Text.RegularExpressions;
using BackupTools.Abstractions;
using BackupTools.Engines.MongoDb.Catalog;
using BackupTools.Engines.MongoDb.Restoring.Targets;
using BackupTools.Engines.MongoDb.Sessions;
using MongoDB.Bson;

namespace BackupTools.Engines.MongoDb.Restoring;

/// <summary>The name of a database for a trial restore, which the restore makes and which is dropped with whatever is in it.</summary>
internal sealed partial class ScratchDatabase : IScratchDatabase
{
    private const string Trial = "backuptools_trial_";

    private readonly MongoSession _session;
    private readonly RestoreLease _lease;

    private ScratchDatabase(MongoSession session, RestoreLease lease, DbConnectionInfo connection)
    {
        _session = session;
        _lease = lease;
        Connection = connection;
    }

    /// <inheritdoc/>
    public DbConnectionInfo Connection { get; }

    /// <summary>Chooses a name and holds it; drops what trials have left that were killed.</summary>
    public static async Task<IScratchDatabase> CreateAsync(DbConnectionInfo? connection, CancellationToken cancellationToken)
    {
        if (connection is null)
        {
            throw new BackupException(
                ErrorCode.InvalidArgument, "A trial restore of a MongoDB backup needs a server.",
                $"Name one with {Setting.Connection}; a scratch database is made there and dropped again.");
        }

        string name = Trial + Convert.ToHexString(RandomNumberGenerator.GetBytes(4)).ToLower(CultureInfo.InvariantCulture);
        DbConnectionInfo scratch = connection with { Database = name };
        MongoSession session = await DatabaseSession.OpenAsync(scratch, 1, toWrite: true, cancellationToken);
        try
        {
            await DropLeftAsync(session, cancellationToken);
            return new ScratchDatabase(session, await RestoreLease.BeginAsync(session, [], cancellationToken), scratch);
        }
        catch
        {
            await session.DisposeAsync();
            throw;
        }
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        await _lease.DisposeAsync();
        try
        {
            await DropDatabaseAsync(_session, CancellationToken.None);
        }
        catch (BackupException e)
        {
            WorkLog.Verbose($"The scratch database '{_session.Database}' stays, and the next trial drops it: {e.Message}");
        }
        finally
        {
            await _session.DisposeAsync();
        }
    }

    private static async Task DropLeftAsync(MongoSession session, CancellationToken cancellationToken)
    {
        BsonDocument? answer = await session.RunUnlessAsync(
            new BsonDocument { { "listDatabases", 1 }, { "nameOnly", true } }, "Listing the databases", null, cancellationToken, "admin");
        if (answer?.GetValue("databases", BsonNull.Value) is not BsonArray databases)
            return;
        foreach (string name in databases.OfType<BsonDocument>().Select(d => d.GetValue("name", "").ToString() ?? "").Where(n => Ours().IsMatch(n)))
        {
            MongoSession left = session.In(name);
            IReadOnlyList<string> names = await CollectionReader.ReadNamesAsync(left, cancellationToken);
            int living = names.Select(Schema.CollectionNames.RestoreOf).OfType<string>().Distinct(StringComparer.Ordinal).Count()
                - (await RestoreLease.FindDeadAsync(left, names, cancellationToken)).Count;
            if (living == 0)
                await DropDatabaseAsync(left, cancellationToken);
        }
    }

    private static async Task DropDatabaseAsync(MongoSession session, CancellationToken cancellationToken)
    {
        if (!Ours().IsMatch(session.Database))
            throw new ArgumentException("Only what has a name of ours is dropped.", nameof(session));
        await session.RunAsync(
            new BsonDocument("dropDatabase", 1), $"Dropping the scratch database '{session.Database}'", cancellationToken, otherwise: ErrorCode.RestoreFailed);
    }

    [GeneratedRegex("^backuptools_trial_[0-9a-f]{8}$", RegexOptions.CultureInvariant)]
    private static partial Regex Ours();
}
