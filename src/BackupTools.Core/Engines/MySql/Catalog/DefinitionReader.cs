using BackupTools.Abstractions;
using BackupTools.Engines.MySql.Schema;
using BackupTools.Engines.MySql.Sessions;
using BackupTools.Engines.MySql.Text;

namespace BackupTools.Engines.MySql.Catalog;

/// <summary>Reads the statements that make objects, as the server writes them.</summary>
internal static class DefinitionReader
{
    /// <summary>A table, as <c>SHOW CREATE TABLE</c> has it.</summary>
    public static async Task<SchemaEntry> ReadTableAsync(ControlSession session, StoredTable table, CancellationToken cancellationToken) => new()
    {
        Kind = ItemKind.Table,
        Name = table.Name,
        Create = await ShowAsync(session, "TABLE", table.Name, row => row.Text("Create Table"), cancellationToken),
        Columns = table.HoldsRows ? table.DataColumns : [],
    };

    /// <summary>A sequence, and where it goes on.</summary>
    public static async Task<SchemaEntry> ReadSequenceAsync(ControlSession session, string name, CancellationToken cancellationToken)
    {
        List<(string Value, string Round)> state = await session.QueryAsync(
            $"SELECT next_not_cached_value, cycle_count FROM {SqlText.Name(name)}", row => (row.TextOrEmpty(0), row.TextOrEmpty(1)), cancellationToken);
        return new SchemaEntry
        {
            Kind = ItemKind.Sequence,
            Name = name,
            Create = await ShowAsync(session, "SEQUENCE", name, row => row.Text("Create Table") ?? row.Text("Create Sequence"), cancellationToken),
            State = state.Count == 1 ? $"DO SETVAL({SqlText.Name(name)}, {state[0].Value}, 0, {state[0].Round})" : "",
        };
    }

    /// <summary>A view, with its dependencies still open.</summary>
    public static async Task<SchemaEntry> ReadViewAsync(ControlSession session, string name, CancellationToken cancellationToken)
    {
        ProgramSettings? settings = null;
        string create = await ShowAsync(
            session, "VIEW", name,
            row =>
            {
                settings = new ProgramSettings { CharacterSet = row.Text("character_set_client"), Collation = row.Text("collation_connection") };
                return row.Text("Create View");
            },
            cancellationToken);
        return new SchemaEntry { Kind = ItemKind.View, Name = name, Create = create, Settings = settings, Definer = DefinerText.Find(create) };
    }

    /// <summary>A routine, a package, a trigger or an event.</summary>
    /// <exception cref="BackupException"><see cref="ErrorCode.DatabaseAccessDenied"/> where the server does not show its text.</exception>
    public static async Task<SchemaEntry> ReadProgramAsync(
        ControlSession session, ItemKind kind, string name, CancellationToken cancellationToken, string? table = null)
    {
        string keyword = ItemKinds.Of(kind).Keyword;
        ProgramSettings? settings = null;
        string create = await ShowAsync(
            session, keyword, name,
            row =>
            {
                settings = new ProgramSettings
                {
                    SqlMode = row.Text("sql_mode"),
                    CharacterSet = row.Text("character_set_client"),
                    Collation = row.Text("collation_connection"),
                    DatabaseCollation = row.Text("Database Collation"),
                    TimeZone = row.Text("time_zone"),
                };
                return kind == ItemKind.Trigger ? row.Text("SQL Original Statement") : row.Text("Create " + keyword);
            },
            cancellationToken);
        create = kind == ItemKind.Trigger ? TriggerText.Plain(create, name, table!) : create;
        return new SchemaEntry { Kind = kind, Name = name, Table = table, Create = create, Settings = settings, Definer = DefinerText.Find(create) };
    }

    private static async Task<string> ShowAsync(
        ControlSession session, string keyword, string name, Func<CatalogRow, string?> read, CancellationToken cancellationToken)
    {
        List<string?> found = await session.QueryAsync($"SHOW CREATE {keyword} {SqlText.Name(name)}", read, cancellationToken);
        return found is [{ Length: > 0 } create] ? create.TrimEnd().TrimEnd(';') : throw new BackupException(
            ErrorCode.DatabaseAccessDenied,
            $"The server {session.Context.Server} does not show the text of the {keyword.ToLowerInvariant()} '{name}' to the user '{session.Context.UserName}'.",
            session.Version.IsMariaDb
                ? "Grant SHOW CREATE ROUTINE, or SELECT on mysql.proc; or leave it out by its feature."
                : "Grant SHOW_ROUTINE, or SELECT on all; or leave it out by its feature.",
            session.Context.Database);
    }
}
