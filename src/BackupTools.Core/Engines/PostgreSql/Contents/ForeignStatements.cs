using BackupTools.Abstractions;
using BackupTools.Engines.PostgreSql.Schema;
using BackupTools.Engines.PostgreSql.Text;

namespace BackupTools.Engines.PostgreSql.Contents;

/// <summary>
/// Refuses an archive with statements that no backup writes. It is no proof that the others do no harm: what a function
/// or a view does when it is used, nobody can tell from its statement.
/// </summary>
internal static class ForeignStatements
{
    /// <summary>Looks at every statement of an archive, before the first one runs.</summary>
    /// <exception cref="BackupException"><see cref="ErrorCode.ForeignStatement"/>, naming the entry and the statement.</exception>
    public static void Check(IReadOnlyList<SchemaEntry> entries, string database)
    {
        foreach (SchemaEntry entry in entries)
        {
            foreach (string text in (ReadOnlySpan<string>)[entry.Create, entry.SetOwner, entry.Comments, entry.Privileges])
            {
                if (StatementKinds.FindForeign(text) is { } statement)
                {
                    throw new BackupException(
                        ErrorCode.ForeignStatement,
                        $"The backup of '{database}' has a statement that no backup writes, in the {EntryTitle.Of(entry)}: {statement}",
                        $"Somebody has altered the backup: find out what the statement is for. {Setting.AllowForeignStatement} runs it all the same.", database);
                }
            }
        }
    }
}
