using BackupTools.Engines.PostgreSql.Catalog;
using BackupTools.Engines.PostgreSql.Connections;
using BackupTools.Engines.PostgreSql.Restoring.Targets;
using BackupTools.Engines.PostgreSql.Sessions;
using BackupTools.Engines.PostgreSql.Text;
using BackupTools.Engines.PostgreSql.Wire;
using Npgsql;

namespace BackupTools.Engines.PostgreSql.Scripts;

/// <summary>What a new database takes from the one that it replaces, as a script says nothing of it: encoding, locale, place, owner.</summary>
internal static class ReplacedDatabase
{
    /// <summary>The options with which one like it is created.</summary>
    public static async Task<string> OptionsAsync(TargetServer server, TargetState state, CancellationToken cancellationToken) =>
        DatabaseOptions.Of(await PropertiesAsync(server, cancellationToken), state);

    /// <summary>Gives the new one to the owner of the old one.</summary>
    public static async Task GiveOwnerAsync(TargetServer server, IBulkConnection maintenance, string work, CancellationToken cancellationToken)
    {
        string owner = (await PropertiesAsync(server, cancellationToken))["owner"];
        await maintenance.ExecuteAsync($"ALTER DATABASE {SqlText.Name(work)} OWNER TO {SqlText.Name(owner)}", cancellationToken);
    }

    private static async Task<IReadOnlyDictionary<string, string>> PropertiesAsync(TargetServer server, CancellationToken cancellationToken)
    {
        await using NpgsqlConnection control = await server.OpenControlAsync(server.Database, cancellationToken);
        return await PostgreSqlErrors.GuardAsync(
            control, $"Looking at the database '{server.Database}'", () => DatabaseReader.ReadPropertiesAsync(new CatalogSession(control), cancellationToken));
    }
}
