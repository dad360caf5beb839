using BackupTools.Abstractions;
using BackupTools.Engines.PostgreSql.Contents;
using BackupTools.Engines.PostgreSql.Inspection;
using BackupTools.Engines.PostgreSql.Restoring.Append;
using BackupTools.Engines.PostgreSql.Restoring.Replacing;
using BackupTools.Engines.PostgreSql.Restoring.Targets;
using BackupTools.Engines.PostgreSql.Restoring.Trial;
using BackupTools.Engines.PostgreSql.Schema;
using BackupTools.Engines.PostgreSql.Schema.Scripts;

namespace BackupTools.Engines.PostgreSql.Restoring;

/// <summary>Thinks a restore through before anything is changed, and refuses what could not end well.</summary>
internal static class RestoreOpening
{
    /// <summary>Prepares to restore an archive.</summary>
    /// <exception cref="BackupException">Where the server lacks something that the restore needs, or the target cannot take it.</exception>
    public static async Task<IRestoreTarget> OpenAsync(
        RestoreRequest request, IArchiveContents archive, CancellationToken cancellationToken)
    {
        string database = request.Connection.Database ?? archive.Manifest.Database;
        request = request with { Connection = request.Connection with { Database = database } };
        IReadOnlyList<SchemaEntry> entries = await SchemaIndex.ReadAsync(archive, cancellationToken);
        if (!request.AllowForeignStatements)
            ForeignStatements.Check(entries, archive.Manifest.Database);
        RestoreContents contents = new(archive.Manifest, entries, request.Selection);

        TargetServer server = await TargetServer.FindAsync(request.Connection, cancellationToken);
        TargetState state = await TargetInspection.RunAsync(server, cancellationToken);
        TargetChecks.CheckServer(contents, state, request.Connection.Display);
        TrialGround? ground = request.Scratch is not ScratchDatabase scratch ? null
            : await scratch.LayDownRightsAsync(entries, state, request.AllowSuperuser, cancellationToken);
        if (ground is not null)
        {
            request = request with { Connection = ground.Connection, NoOwner = true };
            contents = new(archive.Manifest, ground.Entries, request.Selection);
            server = await TargetServer.FindAsync(request.Connection, cancellationToken);
            state = await TargetInspection.RunAsync(server, cancellationToken) with { Leftovers = [] };
        }

        RestoreMode mode = TargetChecks.ChooseMode(request, contents, state, database);
        if (mode == RestoreMode.Append)
            return await AppendTarget.OpenAsync(request, server, contents, state, cancellationToken);
        if (mode == RestoreMode.ReplaceTables)
            return await ReplaceTarget.OpenAsync(request, server, contents, state, cancellationToken);

        if (mode == RestoreMode.Fill)
            TargetChecks.CheckEncoding(request, contents, state, database);
        RoleNeeds wishes = new(request.NoOwner, request.NoPrivileges, new HashSet<string>());
        IReadOnlyList<string> missing = TargetChecks.FindMissingRoles(contents, wishes, state);
        TargetChecks.CheckRoles(request, contents, missing, database);
        IReadOnlySet<string> leftOut = request.MissingRoles == MissingRoles.Skip ? missing.ToHashSet() : new HashSet<string>();
        return new PostgreSqlRestoreTarget(new RestoreScope
        {
            Request = request,
            Server = server,
            Contents = contents,
            State = state,
            Mode = mode,
            Roles = new RoleNeeds(request.NoOwner, request.NoPrivileges, leftOut),
            MissingRoles = missing,
            Ground = ground,
        }, archive);
    }
}
