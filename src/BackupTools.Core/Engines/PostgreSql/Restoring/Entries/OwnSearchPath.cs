using System.Text.RegularExpressions;
using BackupTools.Abstractions;
using BackupTools.Engines.PostgreSql.Connections;
using BackupTools.Engines.PostgreSql.Schema;

namespace BackupTools.Engines.PostgreSql.Restoring.Entries;

/// <summary>
/// The search path that a database's own sessions have. A restore has an empty one, so that every name means what it says; but
/// functions whose bodies name others without a schema find them only with the database's own. What fails for want of a name is
/// tried again with it.
/// </summary>
internal sealed partial class OwnSearchPath
{
    private const string ServerDefault = "\"$user\", public";

    private readonly string _value;

    /// <summary>Takes it from the settings of the archive's database; where it has none, it is the server's usual one.</summary>
    /// <param name="entries">All entries of the archive.</param>
    public OwnSearchPath(IEnumerable<SchemaEntry> entries)
    {
        string settings = entries.FirstOrDefault(e => e is { Kind: ItemKind.DatabaseSettings, Parent: null })?.Create ?? "";
        string value = OfDatabase().Match(settings).Groups["value"].Value.Replace("''", "'", StringComparison.Ordinal);
        _value = Literals().IsMatch(value) ? value : ServerDefault;
    }

    /// <summary>Sets it.</summary>
    public string Begin => $"SET search_path = {_value};\n";

    /// <summary>Takes it away.</summary>
    public const string End = "\nSET search_path = '';\n";

    /// <summary>True where the server does not find something that was named.</summary>
    public static bool MayHelp(BackupException error) => RestoreErrors.SqlStateOf(error) is
        SqlState.UndefinedFunction or SqlState.UndefinedTable or SqlState.UndefinedObject or SqlState.UndefinedColumn
        or SqlState.InvalidSchemaName;

    /// <summary>A statement with the database's own search path: both in one text, which fails or succeeds as a whole.</summary>
    public string Around(string statement) => $"{Begin}{statement.TrimEnd()}{(statement.TrimEnd().EndsWith(';') ? "" : ";")}{End}";

    [GeneratedRegex("""SET "search_path" TO (?<value>.*?)'; END\$""")]
    private static partial Regex OfDatabase();

    [GeneratedRegex(@"^'([^'\\]|'')*'(, '([^'\\]|'')*')*$")]
    private static partial Regex Literals();
}
