using BackupTools.Abstractions;
using BackupTools.Engines.MySql.Contents;
using BackupTools.Engines.MySql.Schema;
using BackupTools.Engines.MySql.Text;

namespace BackupTools.Engines.MySql.Restoring.Targets;

/// <summary>What is held before a restore begins.</summary>
internal static class TargetChecks
{
    private const int Named = 10;

    /// <summary>Holds that the server can take the archive.</summary>
    public static void CheckServer(RestoreContents contents, TargetState state, string display)
    {
        if (state.ReadOnlyReason is { } reason)
        {
            throw new BackupException(
                ErrorCode.TargetNotWritable, $"Nothing can be restored to '{display}': {reason}.", "Restore to a server that takes changes.", display);
        }

        List<string> engines = [.. Missing(contents, EngineOf, state.Engines)];
        if (engines.Count > 0)
            throw Lacks("storage engine", engines, "Install them on the server (INSTALL SONAME, INSTALL PLUGIN).");
        List<string> collations = [.. Missing(contents, e => CollationsOf(e.Create), state.Collations)];
        if (!state.Collations.Contains(contents.Collation.Collation))
            collations.Add(contents.Collation.Collation);
        if (collations.Count > 0)
            throw Lacks("collation", collations, "Restore to a server of the version that the backup is of, or a later one.");

        BackupException Lacks(string what, List<string> names, string remedy) => new(
            ErrorCode.ExtensionMissing,
            $"The backup needs {Figures.Count(names.Count, what)} that the target's server ({state.Version}) does not have: {string.Join(", ", names.Distinct().Take(Named))}.",
            remedy, display);
    }

    /// <summary>What is to be done with the target.</summary>
    public static RestoreMode ChooseMode(RestoreRequest request, RestoreContents contents, TargetState state, string database)
    {
        bool inPlace = request.IsInPlace(contents.Manifest);
        bool rowsAlone = request.Selection.DataOnly;
        if (rowsAlone && request.IfExists != IfExists.Append && !inPlace)
        {
            throw new BackupException(
                ErrorCode.InvalidArgument, "Rows without definitions can only go into tables that are there.",
                $"Say {Setting.IfExists} Append to add them, or restore the definitions too.", database);
        }

        if (!state.Exists)
        {
            return !rowsAlone ? RestoreMode.Create : throw new BackupException(
                ErrorCode.DatabaseNotFound, $"There is no database '{database}' whose tables could take the rows.", "Restore the definitions too.", database);
        }

        if (state.Content is null && !rowsAlone)
            return RestoreMode.Fill;
        if (request.IfExists == IfExists.Fail)
            return RestoreMode.Refuse;
        if (request.IfExists == IfExists.Append)
            return RestoreMode.Append;
        // That a part takes the place of the whole has to be said, and which part of it of that part.
        return !inPlace ? RestoreMode.Replace : request.Selection.IsEverything ? RestoreMode.Refuse : RestoreMode.ReplaceTables;
    }

    private static IEnumerable<string> Missing(RestoreContents contents, Func<SchemaEntry, IEnumerable<string>> needs, IReadOnlySet<string> has) =>
        contents.Entries.Where(e => e.Kind == ItemKind.Table).SelectMany(needs).Where(n => !has.Contains(n)).Distinct(StringComparer.OrdinalIgnoreCase);

    private static IEnumerable<string> EngineOf(SchemaEntry table) =>
        TableDefinition.Parse(table.Create) is { } definition ? Following(definition.Options, "ENGINE").Take(1) : [];

    private static IEnumerable<string> CollationsOf(string create) => Following(create, "COLLATE");

    /// <summary>The words that follow a keyword, with an equals sign between them or without.</summary>
    private static IEnumerable<string> Following(string text, string keyword)
    {
        SqlToken[] tokens = [.. SqlScanner.All(text)];
        for (int i = 0; i + 1 < tokens.Length; i++)
        {
            if (!SqlScanner.Is(text, tokens[i], keyword))
                continue;
            int at = SqlScanner.Is(text, tokens[i + 1], "=") ? i + 2 : i + 1;
            if (at < tokens.Length && tokens[at].Kind == SqlTokenKind.Word)
                yield return SqlScanner.NameOf(text, tokens[at]);
        }
    }
}
