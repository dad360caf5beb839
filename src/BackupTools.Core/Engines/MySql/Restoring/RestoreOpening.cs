using BackupTools.Abstractions;
using BackupTools.Engines.MySql.Connections;
using BackupTools.Engines.MySql.Contents;
using BackupTools.Engines.MySql.Restoring.Append;
using BackupTools.Engines.MySql.Restoring.Targets;
using BackupTools.Engines.MySql.Schema;
using BackupTools.Engines.MySql.Schema.Scripts;
using BackupTools.Engines.MySql.Sessions;

namespace BackupTools.Engines.MySql.Restoring;

/// <summary>Thinks a restore through before anything is changed, and refuses what could not end well.</summary>
internal static class RestoreOpening
{
    /// <summary>Prepares to restore an archive.</summary>
    /// <exception cref="BackupException">Where the server lacks something that the restore needs, or the target cannot take it.</exception>
    public static async Task<IRestoreTarget> OpenAsync(RestoreRequest request, IArchiveContents archive, CancellationToken cancellationToken)
    {
        string database = request.Connection.Database ?? archive.Manifest.Database;
        request = request with { Connection = request.Connection with { Database = database } };
        (IReadOnlyList<SchemaEntry> entries, IReadOnlyList<SchemaAccount>? accounts) = await SchemaIndex.ReadWithAccountsAsync(archive, cancellationToken);
        entries = DefinerChoice.Apply(entries, request.NoOwner ? DefinerRule.Strip : request.Definers);
        RestoreContents contents = new(archive.Manifest, entries, request.Selection);
        ServerSettings server = SettingsResolver.Resolve(request.Connection) with { Database = null };
        await using ControlSession session = await ControlSession.OpenAsync(server, request.Connection.LockTimeout, cancellationToken);
        TargetState state = await TargetState.ReadAsync(session, database, cancellationToken);
        IReadOnlyList<string> notes = [];
        if (contents.Product != state.Version.Product)
            (contents, notes) = OtherProduct.Map(contents, request.Selection, state, request.Connection.Display);
        TargetChecks.CheckServer(contents, state, request.Connection.Display);
        RestoreMode mode = TargetChecks.ChooseMode(request, contents, state, database);
        RestoreScope scope = new()
        {
            Request = request,
            Server = server,
            Contents = contents,
            Notes = notes,
            State = state,
            Mode = mode,
            Accounts = mode is RestoreMode.Append or RestoreMode.Refuse ? [] : await AccountNeeds.FindAsync(session, request, contents, accounts, cancellationToken),
        };
        return scope.Mode == RestoreMode.Append ? await AppendTarget.OpenAsync(scope, cancellationToken) : new MySqlRestoreTarget(scope);
    }
}
