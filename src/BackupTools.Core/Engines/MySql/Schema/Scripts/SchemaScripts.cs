using System.Text;
using BackupTools.Abstractions;
using BackupTools.Engines.MySql.Text;

namespace BackupTools.Engines.MySql.Schema.Scripts;

/// <summary>
/// Writes a schema as SQL scripts that the client <c>mysql</c> loads as they are, and the index that finds each entry's statement
/// in them. Defined in ARCHIVE-FORMAT.md.
/// </summary>
internal static class SchemaScripts
{
    /// <summary>The name of the index, which stands among the scripts as the last.</summary>
    public const string IndexName = "schema/index.json";

    /// <summary>A script is ended where it would become longer; one string must be able to hold it.</summary>
    private const int Limit = 256 * 1024 * 1024;

    /// <summary>What every script begins with, so that it means the same in every session.</summary>
    public const string Prelude =
        """
        SET NAMES utf8mb4;
        SET time_zone = '+00:00';
        SET sql_mode = 'NO_AUTO_VALUE_ON_ZERO';
        SET foreign_key_checks = 0;
        SET unique_checks = 0;

        """;

    /// <summary>The scripts in restore order, the index last; each is made when it is asked for.</summary>
    /// <param name="entries">The schema, in restore order.</param>
    /// <param name="collation">The database's character set and collation.</param>
    /// <param name="accounts">The accounts that it needs, which stand in the index alone; null where they are not known.</param>
    public static IEnumerable<SchemaScript> Write(
        IReadOnlyList<SchemaEntry> entries, DatabaseCollation collation, IReadOnlyList<SchemaAccount>? accounts)
    {
        List<IndexedEntry> indexed = new(entries.Count);
        StringBuilder text = new();
        long length = 0;
        int part = 0;
        bool isBeforeRows = true;
        foreach (SchemaEntry entry in entries)
        {
            if (text.Length > 0 && (entry.Traits.PrecedesRows != isBeforeRows || length > Limit))
            {
                yield return new SchemaScript(ScriptName(isBeforeRows, part), text.ToString());
                part = entry.Traits.PrecedesRows == isBeforeRows ? part + 1 : 0;
                text = new StringBuilder();
            }

            isBeforeRows = entry.Traits.PrecedesRows;
            if (text.Length == 0)
                length = Append(text, Prelude) + (isBeforeRows ? Append(text, $"ALTER DATABASE {collation.Clause};\n") : 0);
            string delimiter = entry.Traits.IsProgram ? Delimiter(entry.Create) : ";";
            length += Append(text, Beginning(entry, delimiter));
            long offset = length;
            long create = Append(text, entry.Create);
            length += create + Append(text, entry.Traits.IsProgram ? $"\n{delimiter}\nDELIMITER ;\n" : ";\n");
            long stateOffset = length;
            long state = Append(text, entry.State);
            length += state + (state > 0 ? Append(text, ";\n") : 0);
            indexed.Add(new IndexedEntry
            {
                Kind = entry.Kind,
                Name = entry.Name,
                Table = entry.Table,
                Definer = entry.Definer,
                Broken = entry.IsBroken ? true : null,
                DependsOn = entry.DependsOn.Count == 0 ? null : entry.DependsOn,
                Columns = entry.Columns.Count == 0 ? null : entry.Columns,
                Settings = entry.Settings,
                Script = ScriptName(isBeforeRows, part),
                Offset = offset,
                Create = create,
                StateOffset = state > 0 ? stateOffset : null,
                State = state > 0 ? state : null,
            });
        }

        if (text.Length > 0)
            yield return new SchemaScript(ScriptName(isBeforeRows, part), text.ToString());
        yield return new SchemaScript(IndexName, SchemaIndexJson.Write(indexed, accounts));
    }

    private static int Append(StringBuilder text, string piece)
    {
        text.Append(piece);
        return Encoding.UTF8.GetByteCount(piece);
    }

    private static string ScriptName(bool isBeforeRows, int part) =>
        isBeforeRows ? $"schema/{100 + part}-pre-data.sql" : $"schema/{300 + part}-post-data.sql";

    /// <summary>The statement that takes an entry's settings on; null where it has none.</summary>
    public static string? SettingsOf(SchemaEntry entry)
    {
        List<string> settings = [];
        if (entry.Settings?.SqlMode is { } mode)
            settings.Add($"sql_mode = {SqlText.Literal(mode)}");
        if (entry.Settings?.CharacterSet is { } characters)
            settings.Add($"character_set_client = {(Ascii.IsValid(entry.Create) ? characters : "utf8mb4")}");
        if (entry.Settings?.Collation is { } collation)
            settings.Add($"collation_connection = {collation}");
        if (entry.Settings?.TimeZone is { } zone)
            settings.Add($"time_zone = {SqlText.Literal(zone)}");
        return settings.Count > 0 ? $"SET {string.Join(", ", settings)};\n" : null;
    }

    /// <summary>What ends a statement that has semicolons in it.</summary>
    public static string Delimiter(string statement)
    {
        string delimiter = ";;";
        while (statement.Contains(delimiter, StringComparison.Ordinal))
            delimiter += ";";
        return delimiter;
    }

    private static string Beginning(SchemaEntry entry, string delimiter)
    {
        StringBuilder text = new("\n-- ");
        string words = entry.Traits.Words;
        text.Append(char.ToUpperInvariant(words[0])).Append(words, 1, words.Length - 1).Append(' ').Append(OnOneLine(entry.Name)).Append('\n');
        return entry.Traits.IsProgram ? text.Append(SettingsOf(entry)).Append("DELIMITER ").Append(delimiter).Append('\n').ToString() : text.ToString();
    }

    /// <summary>The name without line ends, which would turn the rest of a comment into statements.</summary>
    private static string OnOneLine(string name) => name.ReplaceLineEndings(" ").Replace('\v', ' ');
}
