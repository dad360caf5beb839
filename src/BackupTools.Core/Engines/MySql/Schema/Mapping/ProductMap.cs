using BackupTools.Abstractions;
using BackupTools.Engines.MySql.Connections;

namespace BackupTools.Engines.MySql.Schema.Mapping;

/// <summary>A schema in the words of the other product.</summary>
/// <param name="Entries">The entries, in the same order.</param>
/// <param name="Collation">The database's collation.</param>
/// <param name="Findings">What was found at each entry, in the same order.</param>
/// <param name="Database">What was found at the database itself.</param>
internal sealed record MappedSchema(
    IReadOnlyList<SchemaEntry> Entries, DatabaseCollation Collation, IReadOnlyList<MapFindings> Findings, MapFindings Database);

/// <summary>
/// Puts a schema of MySQL into MariaDB's words and the other way round: what maps, and to what, stands in the two
/// <see cref="IDefinitionMap"/> and in <see cref="CollationMap"/>, and what has no counterpart is named. The rows are the same for both.
/// </summary>
/// <param name="target">The server that is to take it.</param>
/// <param name="collations">The collations that it has.</param>
internal sealed class ProductMap(ServerVersion target, IReadOnlySet<string> collations)
{
    private readonly IDefinitionMap _map = target.IsMariaDb ? new MariaDbDefinitions(target) : new MySqlDefinitions(target);

    /// <summary>Maps a schema.</summary>
    public MappedSchema Apply(IReadOnlyList<SchemaEntry> entries, DatabaseCollation collation)
    {
        MapFindings[] findings = [.. entries.Select(_ => new MapFindings())];
        MapFindings database = new();
        return new(
            [.. entries.Select((e, i) => Apply(e, findings[i]))],
            collation with { Collation = CollationOf(collation.Collation, database) ?? collation.Collation }, findings, database);
    }

    private SchemaEntry Apply(SchemaEntry entry, MapFindings findings)
    {
        if (_map.MissingKinds.Contains(entry.Kind))
            findings.Refuse($"what it is: there are no {entry.Traits.Words}s");
        string create = entry.Kind == ItemKind.Table ? Table(entry.Create, findings) : entry.Create;
        return entry with { Create = WithCollations(create, findings), Settings = Map(entry.Settings, findings) };
    }

    private string Table(string create, MapFindings findings)
    {
        if (TableDefinition.Parse(VersionComments.Unwrap(create)) is not { } table)
            return create;
        return table.Rewrite(
            part =>
            {
                SqlEdit text = new(part.Text);
                _map.ChangePart(part, text, findings);
                return text.ToString();
            },
            options =>
            {
                SqlEdit text = new(options);
                _map.ChangeOptions(text, findings);
                return text.ToString();
            });
    }

    private string WithCollations(string sql, MapFindings findings)
    {
        SqlEdit text = new(sql);
        for (int i = 0; i + 1 < text.Tokens.Count; i++)
        {
            int at = text.Is(i + 1, "=") ? i + 2 : i + 1;
            if (text.Is(i, "COLLATE") && at < text.Tokens.Count && text.Tokens[at].Kind != Text.SqlTokenKind.String && CollationOf(text.NameOf(at), findings) is { } other)
                text.Replace(at, at, other);
        }

        return text.ToString();
    }

    private ProgramSettings? Map(ProgramSettings? settings, MapFindings findings) => settings is null ? null : settings with
    {
        SqlMode = settings.SqlMode is { } mode ? ModeOf(mode, findings) : null,
        Collation = settings.Collation is { } strings ? CollationOf(strings, findings) ?? strings : null,
        DatabaseCollation = settings.DatabaseCollation is { } own ? CollationOf(own, findings) ?? own : null,
    };

    private string ModeOf(string mode, MapFindings findings)
    {
        string[] words = mode.Split(',', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);
        foreach (string missing in words.Intersect(_map.MissingModes, StringComparer.OrdinalIgnoreCase))
            findings.Refuse($"the sql_mode {missing} that it was made under");
        return string.Join(',', words.Except(_map.IdleModes, StringComparer.OrdinalIgnoreCase));
    }

    /// <summary>The counterpart; null where the server has the collation itself, or nothing like it.</summary>
    private string? CollationOf(string collation, MapFindings findings)
    {
        if (collations.Contains(collation))
            return null;
        if (CollationMap.Find(collation, target) is not { } other || !collations.Contains(other))
        {
            findings.Refuse($"the collation {ShownText.Clean(collation)}");
            return null;
        }

        findings.Note(
            CollationMap.GainsSpaces(collation, other) ? $"{collation} becomes {other}, to which spaces at the end of a text are a difference" : $"{collation} becomes {other}");
        return other;
    }
}
