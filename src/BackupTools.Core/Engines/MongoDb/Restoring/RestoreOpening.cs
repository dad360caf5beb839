using BackupTools.Abstractions;
using BackupTools.Engines.MongoDb.Catalog;
using BackupTools.Engines.MongoDb.Contents;
using BackupTools.Engines.MongoDb.Restoring.Targets;
using BackupTools.Engines.MongoDb.Schema;
using BackupTools.Engines.MongoDb.Sessions;

namespace BackupTools.Engines.MongoDb.Restoring;

/// <summary>Thinks a restore through before anything is changed, and refuses what could not end well.</summary>
internal static class RestoreOpening
{
    /// <summary>Prepares to restore an archive.</summary>
    /// <exception cref="BackupException">Where the target cannot take it.</exception>
    public static async Task<IRestoreTarget> OpenAsync(RestoreRequest request, IArchiveContents archive, CancellationToken cancellationToken)
    {
        string database = request.Connection.Database ?? archive.Manifest.Database;
        request = request with { Connection = request.Connection with { Database = database } };
        IReadOnlyList<CollectionDefinition> definitions = await ArchiveCheck.ReadAsync(archive, cancellationToken);
        RestoreContents contents = new(archive.Manifest, definitions, request.Selection);
        MongoSession session = await DatabaseSession.OpenAsync(request.Connection, request.Parallelism, toWrite: true, cancellationToken);
        try
        {
            TargetState state = await TargetState.ReadAsync(session, cancellationToken);
            RestoreMode mode = TargetChecks.ChooseMode(request, contents, state, database);
            TargetChecks.Check(mode, request, contents, state, database);
            RestoreScope scope = new() { Request = request, Contents = contents, State = state, Mode = mode };
            return mode == RestoreMode.Append ? new AppendTarget(scope, session) : new MongoRestoreTarget(scope, session);
        }
        catch
        {
            await session.DisposeAsync();
            throw;
        }
    }
}
