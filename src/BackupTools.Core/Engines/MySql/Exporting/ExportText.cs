using System.Text;
using BackupTools.Abstractions;
using BackupTools.Engines.MySql.Contents;
using BackupTools.Engines.MySql.Schema;
using BackupTools.Engines.MySql.Schema.Scripts;
using BackupTools.Engines.MySql.Text;

namespace BackupTools.Engines.MySql.Exporting;

/// <summary>
/// Writes entries as text for the client <c>mysql</c>. What an archive holds comes from a database that somebody else may have
/// shaped: the client must find nothing but SQL in it.
/// </summary>
/// <param name="contents">What is written.</param>
internal sealed class ExportText(RestoreContents contents)
{
    /// <summary>What every file begins with.</summary>
    /// <param name="title">What the file holds.</param>
    public string Head(string title) =>
        $"""
        -- {OnOneLine(title)}
        -- {OnOneLine(contents.Manifest.EngineVersion ?? "")}, database {OnOneLine(contents.Manifest.Database)}, {contents.Manifest.CreatedAt:yyyy-MM-dd HH:mm:ss}Z
        -- For the client mysql or mariadb, into a new and empty database; with --comments it keeps the comments in routines.

        {SchemaScripts.Prelude}
        """;

    /// <summary>The database's character set and collation.</summary>
    public string Database => $"ALTER DATABASE {contents.Collation.Clause};\n";

    /// <summary>What makes an entry.</summary>
    /// <exception cref="BackupException"><see cref="ErrorCode.ForeignStatement"/> where the client would find a command of its own in it.</exception>
    public string Making(SchemaEntry entry)
    {
        string text = OwnDatabase.Remove(entry, contents.Manifest.Database).Create;
        if (FindCommand(text, entry.Settings?.SqlMode ?? "") is { } command)
        {
            throw new BackupException(
                ErrorCode.ForeignStatement, $"The {entry.Traits.Words} '{entry.Name}' has in its text what the client mysql takes for a command of its own: {command}.",
                $"Restore the backup with our own means, or leave it out ({Setting.Exclude} {entry.Traits.Feature}).", entry.Name);
        }

        StringBuilder result = new();
        result.Append("-- ").Append(OnOneLine($"{entry.Traits.Words} {entry.Name}")).Append('\n');
        // The client would stop at it.
        if (entry.IsBroken)
            return result.Append("-- It did not work when it was backed up: ").Append(OnOneLine(text)).Append("\n\n").ToString();
        if (!entry.Traits.IsProgram)
            return result.Append(text).Append(";\n").Append(entry.State.Length > 0 ? entry.State + ";\n" : "").Append('\n').ToString();
        string delimiter = SchemaScripts.Delimiter(text);
        string? settings = SchemaScripts.SettingsOf(entry);
        result.Append(settings).Append("DELIMITER ").Append(delimiter).Append('\n').Append(text).Append('\n').Append(delimiter).Append("\nDELIMITER ;\n");
        return result.Append(settings is null ? "\n" : "SET NAMES utf8mb4;\nSET sql_mode = 'NO_AUTO_VALUE_ON_ZERO', time_zone = '+00:00';\n\n").ToString();
    }

    /// <summary>The text without line ends and other control characters, which would turn the rest of a comment into statements.</summary>
    public static string OnOneLine(string text) => string.Concat(text.ReplaceLineEndings(" ").Select(c => char.IsControl(c) ? ' ' : c));

    /// <summary>What the client would take for a command; null where there is nothing.</summary>
    private static string? FindCommand(string text, string sqlMode)
    {
        if (text.Contains('\0', StringComparison.Ordinal))
            return "a zero character";
        bool hasBackslashes = !sqlMode.Contains("NO_BACKSLASH_ESCAPES", StringComparison.OrdinalIgnoreCase);
        int line = 0;
        foreach (SqlToken token in SqlScanner.All(text, withBackslashes: hasBackslashes))
        {
            if (SqlScanner.Is(text, token, "\\"))
                return "a backslash outside of strings";
            line = Math.Max(line, text.LastIndexOf('\n', token.Start, token.Start - line + 1) + 1);
            if (SqlScanner.Is(text, token, "DELIMITER") && string.IsNullOrWhiteSpace(text[line..token.Start]))
                return "DELIMITER at the beginning of a line";
        }

        return null;
    }
}
