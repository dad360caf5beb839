using BackupTools.Engines.PostgreSql.Schema;
using BackupTools.Engines.PostgreSql.Text;

namespace BackupTools.Engines.PostgreSql.Restoring.Trial;

/// <summary>
/// An archive's entries as a role without superuser can make them: everything belongs to it, extensions are there already, and
/// what only a superuser can make and nothing else needs is left out. Their positions stay.
/// </summary>
internal sealed class TrialEntries
{
    private const int MostNamed = 5;

    private readonly SortedSet<string> _leftOut = new(StringComparer.Ordinal);
    private readonly HashSet<string> _madeSchemas = new(StringComparer.Ordinal);

    /// <summary>Takes out what is not to be made.</summary>
    public TrialEntries(IReadOnlyList<SchemaEntry> entries)
    {
        Extensions = [.. entries.Where(e => e.Kind == ItemKind.Extension && e.Create.Length > 0)];
        HashSet<string> ofExtensions = [.. Extensions.Select(e => SchemaOf(e)).OfType<string>()];
        _madeSchemas.UnionWith(entries.Where(e => e.Kind == ItemKind.Schema && ofExtensions.Contains(e.Name)).Select(e => e.Name));
        Entries = [.. entries.Select(Adapt)];
    }

    /// <summary>The entries.</summary>
    public IReadOnlyList<SchemaEntry> Entries { get; }

    /// <summary>The extensions to create before.</summary>
    public IReadOnlyList<SchemaEntry> Extensions { get; }

    /// <summary>The schemas of the archive that must be there before them.</summary>
    public IReadOnlyCollection<string> Schemas => _madeSchemas;

    /// <summary>What is left out, as the end of a sentence; empty where nothing is.</summary>
    public string LeftOut =>
        string.Join(", ", _leftOut.Take(MostNamed)) + (_leftOut.Count > MostNamed ? $" and {_leftOut.Count - MostNamed} more" : "");

    private static string? SchemaOf(SchemaEntry extension) => TrialNeeds.MatchExtension(extension) is { Success: true } match
        ? match.Groups["schema"].Value.Replace("\"\"", "\"", StringComparison.Ordinal) : null;

    private SchemaEntry Adapt(SchemaEntry entry)
    {
        if (entry.Traits.Trial == TrialUse.Unchanged)
            return entry;
        if (entry.Traits.Trial == TrialUse.MadeBefore)
            return Nothing(entry);
        if (entry.Traits.Trial == TrialUse.LeftOut || IsOfSuperuser(entry))
        {
            _leftOut.Add(EntryTitle.Of(entry));
            return Nothing(entry);
        }

        if (entry.Kind == ItemKind.Schema && _madeSchemas.Contains(entry.Name))
            entry = entry with { Create = "" };
        else if (entry.Kind == ItemKind.RowSecurity)
        {
            // It binds a table's owner, who is the one that has to read and compare the rows.
            entry = entry with { Create = Without(entry.Create, s => s.Contains(" FORCE ROW LEVEL SECURITY", StringComparison.Ordinal), "FORCE ROW LEVEL SECURITY") };
        }

        if (entry.SetOwner.Length > 0)
            _leftOut.Add("owners");
        return entry with
        {
            SetOwner = "",
            Comments = Without(entry.Comments, s => s.StartsWith("SECURITY LABEL", StringComparison.Ordinal), "security labels"),
            Privileges = Without(
                entry.Privileges,
                s => s.StartsWith("SET ROLE ", StringComparison.Ordinal) || s.StartsWith("RESET ROLE", StringComparison.Ordinal)
                    || s.StartsWith("SET SESSION ", StringComparison.Ordinal) || s.StartsWith("RESET SESSION ", StringComparison.Ordinal),
                "the grantors of grants"),
        };
    }

    /// <summary>True for one that only a superuser makes, of a kind that others make as well: a publication of everything, what a role is set to.</summary>
    private static bool IsOfSuperuser(SchemaEntry entry) =>
        (entry.Kind == ItemKind.Publication && entry.Create.Contains(" FOR ALL ", StringComparison.Ordinal))
        || entry is { Kind: ItemKind.DatabaseSettings, Parent: not null };

    private string Without(string sql, Func<string, bool> isOut, string title)
    {
        if (sql.Length == 0)
            return sql;
        IReadOnlyList<string> all = SqlStatements.Split(sql);
        if (!all.Any(isOut))
            return sql;
        _leftOut.Add(title);
        return string.Concat(all.Where(s => !isOut(s)).Select(s => s + "\n"));
    }

    private static SchemaEntry Nothing(SchemaEntry entry) => entry with { Create = "", SetOwner = "", Comments = "", Privileges = "" };
}
