using System.Security.Cryptography;
using BackupTools.Engines.PostgreSql.Connections;
using BackupTools.Engines.PostgreSql.Contents;
using BackupTools.Engines.PostgreSql.Restoring;
using BackupTools.Engines.PostgreSql.Schema;
using BackupTools.Engines.PostgreSql.Schema.Scripts;
using BackupTools.Engines.PostgreSql.Text;

namespace BackupTools.Engines.PostgreSql.Exporting;

/// <summary>
/// Writes entries as text for psql. What an archive holds comes from a database that somebody else may have shaped: psql must
/// find nothing but SQL in it.
/// </summary>
internal sealed class ExportText(RestoreContents contents, RoleNeeds roles)
{
    /// <summary>True where the text may have bytes that are not UTF-8, see <see cref="ByteText"/>.</summary>
    public bool IsByteText { get; } = ServerEncodings.IsNone(contents.Encoding);

    /// <summary>The encoding that psql is to read the statements in.</summary>
    public static string EncodingOf(RestoreContents contents) =>
        ServerEncodings.IsNone(contents.Encoding) && contents.Entries.Any(e => e.HasBytes) ? contents.Encoding : "UTF8";

    /// <summary>What every file begins with.</summary>
    /// <param name="title">What the file holds.</param>
    /// <param name="key">What only <see cref="Tail"/> of the same file knows: without it psql takes no commands of its own.</param>
    public string Head(string title, string key) =>
        $"""
        -- {OnOneLine(title)}
        -- PostgreSQL {OnOneLine(contents.Manifest.EngineVersion ?? "")}, database {OnOneLine(contents.Manifest.Database)}, {contents.Manifest.CreatedAt:yyyy-MM-dd HH:mm:ss}Z
        -- For psql, into a new and empty database. A psql from before August 2025 says that it does not know \restrict,
        -- and goes on; where it is to stop at errors, take the lines that begin with \restrict and \unrestrict out.

        \restrict {key}

        {SchemaScripts.PreludeFor(EncodingOf(contents))}

        """;

    /// <summary>What every file ends with.</summary>
    public static string Tail(string key) => $"\n\\unrestrict {key}\n";

    /// <summary>A key that nobody guesses.</summary>
    public static string NewKey() => Convert.ToHexString(RandomNumberGenerator.GetBytes(32));

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

    /// <summary>The text without line ends and other control characters, which would turn the rest of a comment into statements.</summary>
    public static string OnOneLine(string text) =>
        string.Concat(text.ReplaceLineEndings(" ").Select(c => char.IsControl(c) ? ' ' : c));

    private static string Piece(SchemaEntry entry, string text) => text.Length == 0 ? ""
        : $"-- {OnOneLine(EntryTitle.Of(entry))}\n{ScriptText.ForPsql(text)}\n";
}
