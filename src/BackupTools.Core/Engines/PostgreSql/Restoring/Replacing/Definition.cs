using System.Text;
using System.Text.RegularExpressions;
using BackupTools.Abstractions;
using BackupTools.Engines.PostgreSql.Schema;

namespace BackupTools.Engines.PostgreSql.Restoring.Replacing;

/// <summary>
/// What cannot be changed of a relation without making it anew: its columns, defaults, checks, options, own sequences and
/// its place as a partition. What is made after the rows can be changed one by one, and is no part of it.
/// </summary>
internal static partial class Definition
{
    /// <summary>The definition as text that is the same where the relation is.</summary>
    /// <param name="schema">The schema that it is in.</param>
    /// <param name="relation">Its position.</param>
    /// <param name="selection">The features that are taken; of others nothing is compared.</param>
    /// <param name="ignoreNames">True where one of the two servers gives not-null constraints no names.</param>
    public static string Of(SchemaTree schema, int relation, ObjectSelection selection, bool ignoreNames)
    {
        StringBuilder text = new(schema[relation].Create);
        IEnumerable<int> parts = schema.BelongingsOf(relation)
            .Where(i => schema[i] is { Section: Section.PreData, Create.Length: > 0 } && IsTaken(schema, i, selection))
            .OrderBy(i => schema[i].Kind).ThenBy(i => schema[i].Name, StringComparer.Ordinal);
        foreach (int part in parts)
            text.Append(schema[part].Create);
        return ignoreNames ? NotNullName().Replace(text.ToString(), " NOT NULL") : text.ToString();
    }

    /// <summary>True where the entry's feature is taken.</summary>
    public static bool IsTaken(SchemaTree schema, int index, ObjectSelection selection) =>
        EntryFeatures.Of(schema.Entries, index) is not { } feature || selection.Has(feature);

    [GeneratedRegex(""" CONSTRAINT "(?:[^"]|"")+" NOT NULL""")]
    private static partial Regex NotNullName();
}
