using BackupTools.Engines.MySql.Connections;

namespace BackupTools.Engines.MySql.Schema.Mapping;

/// <summary>MySQL's definitions in MariaDB's words.</summary>
/// <param name="target">The MariaDB.</param>
internal sealed class MariaDbDefinitions(ServerVersion target) : IDefinitionMap
{
    private static readonly string[] IdleAttributes = ["COLUMN_FORMAT", "STORAGE", "ENGINE_ATTRIBUTE", "SECONDARY_ENGINE_ATTRIBUTE"];

    private static readonly string[] IdleOptions =
        ["COMPRESSION", "TABLESPACE", "STORAGE", "AUTOEXTEND_SIZE", "ENGINE_ATTRIBUTE", "SECONDARY_ENGINE", "SECONDARY_ENGINE_ATTRIBUTE", "SECONDARY_LOAD"];

    /// <inheritdoc/>
    public IReadOnlyList<ItemKind> MissingKinds => [];

    /// <inheritdoc/>
    public IReadOnlyList<string> IdleModes => [];

    /// <inheritdoc/>
    public IReadOnlyList<string> MissingModes => ["TIME_TRUNCATE_FRACTIONAL"];

    /// <inheritdoc/>
    public void ChangePart(TablePart part, SqlEdit text, MapFindings findings)
    {
        if (part.Kind == TablePartKind.Column)
            ChangeColumn(part, text, findings);
        else if (part.Kind is TablePartKind.PrimaryKey or TablePartKind.Index or TablePartKind.FullTextIndex)
            ChangeKey(part, text, findings);
        else if (Enumerable.Range(0, text.Tokens.Count).Any(i => text.Are(i, "NOT", "ENFORCED")))
            findings.Refuse($"the constraint '{part.Name}' that is not enforced");
    }

    /// <inheritdoc/>
    public void ChangeOptions(SqlEdit text, MapFindings findings)
    {
        for (int i = 0; i < text.Tokens.Count; i++)
        {
            int value = text.Is(i + 1, "=") ? i + 2 : i + 1;
            if (text.Is(i, "ENCRYPTION"))
            {
                if (!text.NameOf(value).Equals("'N'", StringComparison.OrdinalIgnoreCase))
                    findings.Refuse("encryption of its file (ENCRYPTION)");
                text.Remove(i, value);
            }
            else if (IdleOptions.FirstOrDefault(o => text.Is(i, o)) is { } idle)
            {
                text.Remove(i, value);
                findings.Note($"{idle} has no counterpart and is left out");
            }
        }
    }

    private void ChangeColumn(TablePart part, SqlEdit text, MapFindings findings)
    {
        if (text.Is(1, "geomcollection"))
            text.Replace(1, 1, "geometrycollection");
        if (text.Is(1, "vector") && !target.IsMariaDbFrom(11, 7))
            findings.Refuse($"the column '{part.Name}' of the type VECTOR");
        for (int i = 2; i < text.Tokens.Count; i++)
        {
            if (text.Is(i, "("))
                i = text.CloseOf(i);
            else if (text.Is(i, "SRID"))
                findings.Refuse($"the column '{part.Name}' that is bound to SRID {text.NameOf(i + 1)}");
            else if (text.Are(i, "NOT", "SECONDARY"))
                text.Remove(i, i + 1);
            else if (IdleAttributes.Any(a => text.Is(i, a)))
                text.Remove(i, text.Is(i + 1, "=") ? i + 2 : i + 1);
        }
    }

    private static void ChangeKey(TablePart part, SqlEdit text, MapFindings findings)
    {
        bool isInside = false;
        for (int i = 0; i < text.Tokens.Count; i++)
        {
            if (text.Is(i, "(") && !isInside)
            {
                isInside = true;
            }
            else if (text.Is(i, "("))
            {
                // Behind a name it is the length of a prefix.
                if (text.Is(i - 1, "(") || text.Is(i - 1, ","))
                    findings.Refuse($"the functional index '{part.Name}'");
                i = text.CloseOf(i);
            }
            else if (text.Is(i, ")"))
            {
                isInside = false;
            }
            else if (!isInside && text.Is(i, "INVISIBLE"))
            {
                text.Replace(i, i, "IGNORED");
            }
            else if (text.Are(i, "WITH", "PARSER"))
            {
                findings.Refuse($"the full-text index '{part.Name}' with the parser {text.NameOf(i + 2)}");
            }
            else if (!isInside && IdleAttributes.Any(a => text.Is(i, a)))
            {
                text.Remove(i, text.Is(i + 1, "=") ? i + 2 : i + 1);
            }
        }
    }
}
