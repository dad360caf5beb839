using BackupTools.Abstractions;
using BackupTools.Engines.MySql.Catalog;
using BackupTools.Engines.MySql.Connections;
using BackupTools.Engines.MySql.Contents;
using BackupTools.Engines.MySql.Restoring;
using BackupTools.Engines.MySql.Restoring.Targets;
using BackupTools.Engines.MySql.Restoring.Work;
using BackupTools.Engines.MySql.Schema;
using BackupTools.Engines.MySql.Sessions;
using BackupTools.Engines.MySql.Text;

namespace BackupTools.Engines.MySql.Scripts;

/// <summary>
/// Brings what scripts have built under the target's name. What they have made is read as a backup reads it, and published as a restore
/// publishes what it has built.
/// </summary>
internal sealed class ScriptPublishing(ScriptRequest request, ServerSettings server, TargetState state, RestoreMode mode, string work)
{
    private Publishing? _publishing;
    private string? _options;

    /// <summary>True from the moment on from which the target is the restored one.</summary>
    public bool IsPublished => _publishing?.IsPublished == true;

    /// <summary>Does it.</summary>
    public async Task RunAsync(CancellationToken cancellationToken)
    {
        RestoreScope scope = await ScopeAsync(cancellationToken);
        Programs programs = new(scope);
        _publishing = new Publishing(scope, programs, work) { HasPrograms = true };
        if (mode == RestoreMode.Replace)
            await _publishing.ReplaceAsync(cancellationToken);
        else
            await _publishing.CreateAsync(cancellationToken);
        if (_options is { } options)
        {
            await using ControlSession session = await ControlSession.OpenAsync(server, request.Connection.LockTimeout, CancellationToken.None);
            await session.ExecuteAsync($"ALTER DATABASE {SqlText.Name(request.Connection.Database!)} {options}", CancellationToken.None);
        }
    }

    /// <summary>What is in a database, in restore order.</summary>
    public static async Task<IReadOnlyList<SchemaEntry>> EntriesAsync(ControlSession session, string database, CancellationToken cancellationToken) =>
        await DatabaseSchema.ReadAsync(session, database, await TableReader.ReadAsync(session, database, cancellationToken), _ => true, cancellationToken);

    private async Task<RestoreScope> ScopeAsync(CancellationToken cancellationToken)
    {
        await using ControlSession session = await ControlSession.OpenAsync(server with { Database = work }, request.Connection.LockTimeout, cancellationToken);
        DatabaseCollation collation = await DatabaseSchema.ReadCollationAsync(session, work, cancellationToken);
        _options = await OptionsAsync(session, cancellationToken);
        ArchiveManifest manifest = new()
        {
            Id = "",
            Engine = ConnectionText.EngineId,
            Database = work,
            Type = BackupType.Full,
            CreatedAt = DateTime.UtcNow,
            Tool = "",
            Properties = new Dictionary<string, string>
            {
                ["product"] = session.Version.Product, ["characterSet"] = collation.CharacterSet, ["collation"] = collation.Collation,
            },
        };
        return new RestoreScope
        {
            Request = new RestoreRequest { Connection = request.Connection, IfExists = request.IfExists },
            Server = server,
            Contents = new RestoreContents(manifest, await EntriesAsync(session, work, cancellationToken), ObjectSelection.Everything),
            State = state,
            Mode = mode,
        };
    }

    /// <summary>What a script can say of its database beside its character set: a comment (MariaDB), and that new tables are encrypted (MySQL).</summary>
    private async Task<string?> OptionsAsync(ControlSession session, CancellationToken cancellationToken)
    {
        if (!session.Version.IsMySqlFrom(8, 0, 16) && !session.Version.IsMariaDbFrom(10, 5))
            return null;
        string column = session.Version.IsMariaDb ? "SCHEMA_COMMENT" : "DEFAULT_ENCRYPTION";
        string value = (await session.QueryAsync(
            $"SELECT {column} FROM information_schema.SCHEMATA WHERE SCHEMA_NAME = @p0", row => row.TextOrEmpty(0), cancellationToken, work))[0];
        return value is "" or "NO" ? null : session.Version.IsMariaDb ? $"COMMENT = {Quoted(value)}" : "DEFAULT ENCRYPTION = 'Y'";
    }

    /// <summary>A string under our session's settings: a comment takes no other form.</summary>
    private static string Quoted(string text) => $"'{text.Replace("\\", "\\\\", StringComparison.Ordinal).Replace("'", "''", StringComparison.Ordinal)}'";
}
