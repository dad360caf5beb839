using BackupTools.Engines.PostgreSql.Restoring;
using BackupTools.Engines.PostgreSql.Schema;

namespace BackupTools.Engines.PostgreSql.Exporting;

/// <summary>Writes entries as text for psql.</summary>
internal sealed class ExportText(RestoreContents contents, RoleNeeds roles)
{
    /// <summary>What every file begins with.</summary>
    public string Head(string title) =>
        $"""
        -- {OnOneLine(title)}
        -- PostgreSQL {OnOneLine(contents.Manifest.EngineVersion ?? "")}, database {OnOneLine(contents.Manifest.Database)}, {contents.Manifest.CreatedAt:yyyy-MM-dd HH:mm:ss}Z
        -- For psql, into a new and empty database.

        {SchemaScripts.Prelude}

        """;

    /// <summary>What makes an entry.</summary>
    public string Making(int index) => Piece(contents.Entries[index], EntryStep.Making(contents.Entries[index], roles).Text);

    /// <summary>What makes a role where it is missing.</summary>
    public static string Role(SchemaEntry entry) => Piece(entry, entry.Create + entry.Comments);

    /// <summary>The grants of an entry.</summary>
    public string Granting(int index) => Piece(contents.Entries[index], EntryStep.Granting(contents.Entries[index], roles).Text);

    /// <summary>What makes a database's settings, owner, comment and grants.</summary>
    public string Settings(int index)
    {
        SchemaEntry entry = contents.Entries[index];
        return Piece(entry, roles.Create(entry) + roles.Comments(entry) + roles.Privileges(entry) + roles.SetOwner(entry));
    }

    /// <summary>The text without line ends, which would turn the rest of a comment into statements.</summary>
    public static string OnOneLine(string text) => text.ReplaceLineEndings(" ").Replace('\v', ' ');

    private static string Piece(SchemaEntry entry, string text) => text.Length == 0 ? ""
        : $"-- {OnOneLine(EntryTitle.Of(entry))}\n{text}\n";
}
